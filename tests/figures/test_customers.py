"""Distinct customers, clients, invitations and tasks."""

from __future__ import annotations

from tests.figures import shops
from xlcs.figures import Figures, compute

BOUND = (
    ("甲", "a", "2022-07-01 00:00:00"),
    ("乙", "a", "2022-07-01 00:00:00"),
    ("甲", "b", "2022-07-01 00:00:00"),
)


def messaged(*messages: shops.Row, **tables: object) -> Figures:
    return compute(
        shops.shop(
            relations=shops.relations(*BOUND),
            messages=shops.messages(*messages),
            **tables,  # type: ignore[arg-type]
        )
    )


def test_a_customer_counts_once_however_often_and_by_whomever_messaged() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "a", "2022-08-01 11:00:00"),
        ("甲", "b", "2022-08-01 12:00:00"),
        ("甲", "a", "2022-08-02 12:00:00"),
        ("乙", "a", "2022-08-03 12:00:00"),
        ("甲", "b", "2022-08-04 12:00:00"),
    )
    count = lambda *period, **agent: figures.value("sent_customers", *period, **agent)  # noqa: E731
    assert [count(f"2022-08-0{day}") for day in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert count() == 2
    assert count("2022-08-01", "2022-08-02") == 1
    assert count("2022-08-02", "2022-08-04") == 2
    assert count("2022-08-03", "2022-08-04") == 2
    assert count(agent="a") == 2
    assert count(agent="b") == 1
    assert count("2022-08-02", "2022-08-04", agent="b") == 1
    assert count("2022-08-02", "2022-08-03", agent="b") == 0


def test_read_and_replied_are_of_the_day_of_sending() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 23:00:00", "2022-08-01 23:59:59", "2022-08-02 00:00:00"),
        ("乙", "a", "2022-08-01 23:00:00", "2022-08-02 00:00:00", "2022-08-01 23:59:59"),
        ("甲", "a", "2022-08-02 10:00:00", None, "2022-08-02 10:01:00"),
    )
    assert figures.value("read_customers", "2022-08-01") == 1
    assert figures.value("read_customers", "2022-08-02") == 0
    assert figures.value("replied_customers", "2022-08-01") == 1
    assert figures.value("replied_customers") == 2


def test_a_visit_at_or_after_the_message_on_its_day() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "b", "2022-08-01 12:00:00"),
        ("乙", "a", "2022-08-01 10:00:00"),
        visits=shops.visits(
            ("甲", "2022-08-01 08:00:00"),
            ("甲", "2022-08-01 10:00:00"),
            ("乙", "2022-08-01 09:59:59"),
            ("乙", "2022-08-02 10:00:00"),
            ("丙", "2022-08-01 20:00:00"),
        ),
    )
    assert figures.value("guided_visitors") == 1
    assert figures.value("guided_visitors", agent="a") == 1
    assert figures.value("guided_visitors", agent="b") == 0


def test_buying_after_the_message_needs_no_reading_and_no_older_relation() -> None:
    figures = compute(
        shops.shop(
            relations=shops.relations(("甲", "a", "2022-08-01 09:00:00")),
            messages=shops.messages(("甲", "a", "2022-08-01 10:00:00")),
            orders=shops.orders(("1", "甲", "2022-08-01 10:00:00", "10")),
        )
    )
    assert figures.value("guided_buyers") == 1
    assert figures.value("converted_customers") == 1
    assert figures.value("followup_gmv") == 10.0
    assert figures.value("guided_gmv") == 0.0


def test_buyers_count_with_every_agent_who_messaged_but_convert_for_one() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "b", "2022-08-01 11:00:00"),
        orders=shops.orders(("1", "甲", "2022-08-01 12:00:00", "10")),
    )
    assert [figures.value("guided_buyers", agent=agent) for agent in "ab"] == [1, 1]
    assert [figures.value("converted_customers", agent=agent) for agent in "ab"] == [0, 1]
    assert figures.value("guided_buyers") == figures.value("converted_customers") == 1


def test_days_only_take_no_part_where_order_matters() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01"),
        ("乙", "a", "2022-08-01 00:00:00"),
        visits=shops.visits(("甲", "2022-08-01 23:59:59"), ("乙", "2022-08-01")),
        orders=shops.orders(
            ("1", "甲", "2022-08-01 23:59:59", "1"), ("2", "乙", "2022-08-01", "1")
        ),
    )
    assert figures.value("sent_customers") == 2
    assert figures.value("guided_visitors") == 0
    assert figures.value("guided_buyers") == 0
    assert figures.value("followup_orders") == 0


def clients(*relations: shops.Row) -> Figures:
    return compute(
        shops.shop(
            relations=shops.relations(*relations),
            # Messages give the covered days, 1 to 5 August.
            messages=shops.messages(
                ("x", "a", "2022-08-01 10:00:00"), ("x", "a", "2022-08-05 10:00:00")
            ),
        )
    )


def totals(figures: Figures, agent: str | None = None) -> list[object]:
    return [figures.value("clients_total", f"2022-08-0{day}", agent=agent) for day in range(1, 6)]


def test_clients_at_the_midnight_after_each_day() -> None:
    assert totals(clients(("甲", "a", "2022-07-01 00:00:00"))) == [1, 1, 1, 1, 1]
    assert totals(clients(("甲", "a", "2022-08-02 23:59:59"))) == [0, 1, 1, 1, 1]
    # Bound at midnight sharp is not before that midnight.
    assert totals(clients(("甲", "a", "2022-08-03 00:00:00"))) == [0, 0, 1, 1, 1]
    # Unbound at midnight sharp is still a client at it, unbound a second before is not.
    left = ("甲", "a", "2022-07-01 00:00:00")
    assert totals(clients((*left, "2022-08-03 00:00:00"))) == [1, 1, 0, 0, 0]
    assert totals(clients((*left, "2022-08-02 23:59:59"))) == [1, 0, 0, 0, 0]
    assert totals(clients((*left, "2022-07-31 10:00:00"))) == [0, 0, 0, 0, 0]
    assert totals(clients(("甲", "a", "2022-08-02 10:00:00", "2022-08-02 12:00:00"))) == [0] * 5


def test_clients_are_distinct_over_relations_and_agents() -> None:
    figures = clients(
        ("甲", "a", "2022-08-01 10:00:00", "2022-08-04 10:00:00"),
        ("甲", "a", "2022-08-02 10:00:00", "2022-08-03 10:00:00"),  # inside the first
        ("甲", "b", "2022-08-03 10:00:00"),
        ("乙", "b", "2022-08-02 10:00:00"),
    )
    assert totals(figures, "a") == [1, 1, 1, 0, 0]
    assert totals(figures, "b") == [0, 1, 2, 2, 2]
    assert totals(figures) == [1, 2, 2, 2, 2]


def test_clients_of_a_period_are_those_at_its_end_clipped_to_the_data() -> None:
    figures = clients(("甲", "a", "2022-08-02 10:00:00"), ("乙", "a", "2022-08-07 10:00:00"))
    assert figures.value("clients_total", "2022-08-01", "2022-08-02") == 1
    assert figures.value("clients_total", "2022-08-01", "2022-08-31") == 1


def test_relations_unbound_in_the_period() -> None:
    figures = clients(
        ("甲", "a", "2022-07-01 00:00:00", "2022-08-02 00:00:00"),
        ("甲", "a", "2022-08-02 10:00:00", "2022-08-03 23:59:59"),
        ("乙", "b", "2022-07-01 00:00:00", "2022-08-03 10:00:00"),
        ("丙", "b", "2022-07-01 00:00:00", "2022-07-31 23:59:59"),
        ("丁", "b", "2022-07-01 00:00:00", "2022-08-06 10:00:00"),
    )
    assert figures.value("clients_unsubscribed", "2022-08-01") == 0
    assert figures.value("clients_unsubscribed", "2022-08-02") == 1
    assert figures.value("clients_unsubscribed") == 3
    assert figures.value("clients_unsubscribed", agent="a") == 2


def test_invitations() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "a", "2022-08-05 10:00:00"),
        invitations=shops.invitations(
            ("甲", "a", "2022-08-01 10:00:00", "manual", "accepted", "2022-08-02 10:00:00"),
            ("甲", "a", "2022-08-02 10:00:00", "manual"),
            ("甲", "b", "2022-08-02 10:00:00", "manual", "declined"),
            ("乙", "b", "2022-08-02 10:00:00", "auto", "accepted"),
            ("丙", "b", "2022-08-02 10:00:00", "auto", "declined", "2022-08-03 10:00:00"),
            ("丁", "b", "2022-08-04 10:00:00", "manual", "accepted", "2022-08-09 10:00:00"),
            ("戊", "c", "2022-07-31 10:00:00", "manual", "declined", "2022-08-03 10:00:00"),
        ),
    )
    assert figures.agents == ["a", "b", "c"]
    assert figures.value("invites_sent") == 2  # 甲 by a and b, 丁
    assert [figures.value("invites_sent", agent=agent) for agent in "abc"] == [1, 2, 0]
    assert figures.value("invites_accepted", "2022-08-01") == 0
    assert figures.value("invites_accepted", "2022-08-02") == 2
    assert figures.value("invites_accepted") == 2  # 丁 accepted after the covered days
    assert figures.value("invites_declined") == 2  # 丙 was invited automatically
    assert figures.value("invites_declined", "2022-08-02") == 1
    assert figures.value("invites_declined", "2022-08-03", agent="c") == 1


def test_opportunities() -> None:
    figures = messaged(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "a", "2022-08-05 10:00:00"),
        opportunities=shops.opportunities(
            ("a", "关联销售", "2022-07-20 10:00:00", "2022-08-02 00:00:00"),
            ("a", "关联销售", "2022-08-02 10:00:00", "2022-08-02 23:59:59"),
            ("a", "批量提醒", "2022-08-03 00:00:00"),
            ("b", "异常物流", "2022-08-02 23:59:59", "2022-08-09 10:00:00"),
            ("b", "异常物流", "2022-08-06 10:00:00"),
            ("b", "异常物流", "2022-07-01 10:00:00", "2022-07-02 10:00:00"),
        ),
    )
    done = [figures.value("opportunities_done", f"2022-08-0{day}") for day in range(1, 6)]
    todo = [figures.value("opportunities_todo", f"2022-08-0{day}") for day in range(1, 6)]
    assert done == [0, 2, 0, 0, 0]
    # The first is done at the midnight that ends 1 August: at that midnight it is still to do.
    assert todo == [1, 1, 2, 2, 2]
    assert figures.value("opportunities_todo", agent="b") == 1
    assert figures.value("opportunities_done", agent="a") == 2
