"""`Figures`: arguments, what is null, tables, the report."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from tests.figures import shops
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE, RECEPTION
from xlcs.errors import BadPeriod, UnknownAgent, UnknownFigure
from xlcs.figures import Figures, compute
from xlcs.problems import Problem
from xlcs.settings import Settings
from xlcs.shop.shop import Shop

TABLES = {
    "relations": shops.relations(
        ("甲", "小美", "2022-07-01 00:00:00"),
        ("乙", "小云", "2022-07-01 00:00:00"),
        ("丙", "阿强", "2022-07-01 00:00:00", "2022-08-02 00:00:00"),
    ),
    "messages": shops.messages(
        ("甲", "小美", "2022-08-01 10:00:00", "2022-08-01 10:01:00", "2022-08-01 10:02:00"),
        ("乙", "小云", "2022-08-02 10:00:00", "2022-08-02 10:01:00"),
        ("乙", "小云", "2022-08-04 10:00:00"),
    ),
    "visits": shops.visits(("甲", "2022-08-01 11:00:00")),
    "orders": shops.orders(
        ("9", "甲", "2022-08-01 12:00:00", "0.1", False, "0.05"),
        ("10", "甲", "2022-08-01 12:00:00", "0.2"),
        ("11", "乙", "2022-08-02 12:00:00", "19.99", True),
        ("12", "乙", "2022-08-04 12:00:00", "100"),
        ("13", "丁", "2022-08-03 12:00:00", "7"),
    ),
    "invitations": shops.invitations(("丁", "阿强", "2022-08-03 10:00:00", "manual")),
    "opportunities": shops.opportunities(("小美", "关联销售", "2022-08-03 10:00:00")),
    "receptions": shops.receptions(
        ("甲", "小美", "2022-08-01 10:00:00", "2022-08-01 10:30:00", "已付款"),
        ("甲", "店长", "2022-08-06 10:00:00", "2022-08-06 10:30:00", "付款流失"),
    ),
}


def figures(*without: str, **settings: str) -> Figures:
    tables = {name: frame for name, frame in TABLES.items() if name not in without}
    return compute(shops.shop(**tables), Settings(**settings))  # type: ignore[arg-type]


def test_what_the_data_covers() -> None:
    answers = figures()
    assert answers.covered == (date(2022, 8, 1), date(2022, 8, 4))
    assert answers.reception_covered == (date(2022, 8, 1), date(2022, 8, 6))
    assert answers.agents == ["小云", "小美", "阿强"]
    assert figures("messages", "orders").covered == (date(2022, 8, 1), date(2022, 8, 1))
    assert figures("messages", "orders", "visits").covered is None


def test_values_have_plain_types_and_units() -> None:
    answers = figures()
    for id in FIGURE:
        value = answers.value(id, "2022-08-01", "2022-08-04", "小美")
        assert type(value) in (int, float, bool, type(None)), id
    assert answers.value("guided_gmv") == 20.29
    assert answers.value("guided_gmv", "2022-08-01") == 0.3  # 10 + 20 fen
    assert answers.value("average_duration") == 1800.0
    assert answers.value("compliant", "2022-08-01") is True


def test_the_same_day_in_every_form() -> None:
    answers = figures()
    for day in ("2022-08-01", date(2022, 8, 1), pd.Timestamp("2022-08-01 13:00:00")):
        assert answers.value("sent_customers", day) == 1
        assert answers.value("sent_customers", day, day) == 1
    with pytest.raises(BadPeriod):
        answers.value("sent_customers", 44774)  # type: ignore[arg-type]
    with pytest.raises(BadPeriod):
        answers.value("sent_customers", ["2022-08-01"])  # type: ignore[arg-type]


def test_outside_the_data_is_unknown_not_zero() -> None:
    answers = figures()
    for id in (*AGENT_TABLE, *RECEPTION):
        assert answers.value(id, "2022-09-01", "2022-09-30") is None, id
    assert answers.daily("2022-09-01").empty
    assert answers.orders("2022-09-01").empty
    assert answers.leakage("2022-09-01").empty
    assert answers.reception("2022-09-01").empty
    assert answers.agent_table("2022-09-01")["sent_customers"].isna().all()
    # Inside the receptions' days, outside the others.
    assert answers.value("receptions", "2022-08-05", "2022-08-06") == 1
    assert answers.value("sent_customers", "2022-08-05", "2022-08-06") is None
    # Inside the data, with nothing on that day.
    assert answers.value("sent_customers", "2022-08-03") == 0


def test_partly_outside_is_the_part_inside() -> None:
    answers = figures()
    assert answers.value("followup_gmv", "2022-08-02", "2022-12-31") == 119.99
    assert answers.daily("2022-07-01", "2022-08-02")["day"].tolist() == [
        pd.Timestamp("2022-08-01"),
        pd.Timestamp("2022-08-02"),
    ]


@pytest.mark.parametrize("table", list(TABLES))
def test_a_missing_table_makes_its_figures_unknown_and_no_others(table: str) -> None:
    answers = figures(table)
    for figure in FIGURE.values():
        period = () if figure.scope == "reception" else ("2022-08-01", "2022-08-01")
        unknown = answers.value(figure.id, *period) is None
        no_month_before = figure.unit in ("rate_change", "duration_change")
        assert unknown == (table in figure.needs or no_month_before), figure.id
    json.dumps(answers.report("2022-08-01", "2022-08-03"))
    notes = [note for note in answers.period().notes if note.code == "missing_table"]
    assert [note.table for note in notes] == [table]


@pytest.mark.parametrize("table", ["relations", "messages"])
def test_without_relations_or_messages_orders_have_no_reason(table: str) -> None:
    answers = figures(table)
    orders = answers.orders()
    assert orders["order_id"].tolist() == ["10", "9", "11", "13", "12"]
    assert orders["reason"].isna().all()
    assert orders["agent"].isna().all()
    assert answers.leakage().empty
    assert answers.orders(agent="阿强").empty


def test_tables_without_rows_are_zero_not_unknown() -> None:
    empty = {
        "relations": shops.relations(),
        "messages": shops.messages(),
        "invitations": shops.invitations(),
        "opportunities": shops.opportunities(),
        "orders": shops.orders(),
    }
    answers = compute(shops.shop(visits=TABLES["visits"], **empty))
    assert [answers.value(id) for id in AGENT_TABLE] == [0] * len(AGENT_TABLE)
    assert answers.agent_table().empty
    assert answers.leakage()["orders"].tolist() == [0] * 8
    assert compute(shops.shop(**empty)).value("sent_customers") is None  # no day is covered


def test_no_tables_at_all() -> None:
    answers = compute(shops.shop())
    assert answers.covered is None
    assert answers.report()["period"] == {"from": None, "to": None}
    assert len(answers.period().notes) == 7
    assert answers.orders().empty
    assert answers.order("1") is None
    json.dumps(answers.report())


def test_unknown_names_are_named_with_the_nearest() -> None:
    answers = figures()
    with pytest.raises(UnknownAgent, match="小美") as caught:
        answers.value("sent_customers", agent="小镁")
    assert caught.value.agent == "小镁"
    assert caught.value.known == ["小云", "小美", "店长", "阿强"]
    for ask in (answers.agent_table, answers.orders, answers.reception_agents, answers.report):
        with pytest.raises(UnknownAgent):
            ask(agent="小镁")
    with pytest.raises(UnknownFigure, match="guided_gmv"):
        answers.value("guided_gvm")
    with pytest.raises(UnknownAgent, match="There is no agent"):
        figures(language="en").value("sent_customers", agent="x")


def test_an_agent_of_receptions_alone_is_known_but_not_in_the_agents_table() -> None:
    answers = figures()
    assert answers.value("receptions", agent="店长") == 1
    assert answers.value("sent_customers", agent="店长") == 0
    assert answers.agent_table(agent="店长").empty
    assert "店长" not in answers.agents


def test_daily() -> None:
    table = figures().daily()
    assert list(table) == ["day", *EFFECT]
    assert table["sent_customers"].tolist() == [1, 1, 0, 1]
    assert table["guided_visitors"].tolist() == [1, 0, 0, 0]
    assert table["guided_gmv"].tolist() == [0.3, 19.99, 0.0, 0.0]
    without_orders = figures("orders").daily()
    assert without_orders["guided_gmv"].isna().all()
    assert without_orders.dtypes.tolist() == table.dtypes.tolist()


def test_agents_by_guided_then_followup_money_then_name() -> None:
    table = figures().agent_table()
    assert list(table) == ["agent", *AGENT_TABLE, *BESIDE]
    assert table["agent"].tolist() == ["小云", "小美", "阿强"]
    assert table["guided_gmv"].tolist() == [19.99, 0.3, 0.0]
    assert table["clients_total"].tolist() == [1, 1, 0]
    assert figures("messages").agent_table()["agent"].tolist() == ["小云", "小美", "阿强"]
    assert figures().agent_table("2022-08-04")["agent"].tolist() == ["小云", "小美", "阿强"]


def test_orders_by_time_then_number_as_text() -> None:
    table = figures().orders()
    assert table["order_id"].tolist() == ["10", "9", "11", "13", "12"]
    assert table["day"].dtype == "datetime64[s]"
    assert table["day"].tolist()[0] == pd.Timestamp("2022-08-01")
    assert table["amount"].tolist() == [0.2, 0.1, 19.99, 7.0, 100.0]
    assert table["presale"].tolist() == [False, False, True, False, False]
    assert table["reason"].tolist() == ["counted", "counted", "counted", "not_a_client", "unread"]
    credited = table["credited_agent"]
    assert credited.isna().tolist() == [False, False, False, True, True]
    assert figures().orders(agent="小云")["order_id"].tolist() == ["11", "12"]
    assert figures().orders("2022-08-02", "2022-08-03")["order_id"].tolist() == ["11", "13"]


@pytest.mark.parametrize(
    "in_order",
    [
        ["10", "9"],
        ["007", "070", "700"],
        ["2900000000000000001", "2900000000000000002", "9999999999999999999"],
        ["18446744073709551616", "18446744073709551617", "99999999999999999999"],
        ["0x10", "0x1F", "12A4"],
        ["12", "1２", "21", "٣٣"],  # by code points, as all text
    ],
    ids=str,
)
def test_numbers_of_orders_paid_in_one_second_stand_as_text_does(in_order: list[str]) -> None:
    turned = [*in_order[1:], in_order[0]]
    rows = [(number, "甲", "2022-08-01 10:00:00", 1) for number in reversed(turned)]
    table = compute(shops.shop(orders=shops.orders(*rows))).orders()
    assert table["order_id"].tolist() == in_order


def test_one_order() -> None:
    found = figures().order("11")
    assert found is not None
    assert (found["reason"], found["credited_agent"], found["presale"]) == ("counted", "小云", True)
    assert found["day"] == pd.Timestamp("2022-08-02")
    assert figures().order("99") is None


def test_waterfall_adds_up_to_all_that_was_paid() -> None:
    steps = figures().leakage()
    assert round(steps["amount"].sum(), 2) == 127.29
    assert dict(zip(steps["reason"], steps["orders"], strict=True)) == {
        "counted": 3,
        "messaged_earlier_day": 0,
        "not_messaged": 0,
        "not_a_client": 1,
        "messaged_after_purchase": 0,
        "client_bound_same_day": 0,
        "unread": 1,
        "read_after_purchase": 0,
    }


def test_period_and_its_notes() -> None:
    answers = figures()
    assert answers.period().notes == []
    assert answers.period().asked is None
    inside = answers.period("2022-08-03", "2022-08-04")
    assert inside.notes == []
    assert inside.before == (date(2022, 8, 1), date(2022, 8, 2))
    partly = answers.period("2022-08-01", "2022-08-31")
    assert partly.covered == (date(2022, 8, 1), date(2022, 8, 4))
    assert partly.before is None  # nothing in July
    assert [(note.code, note.table) for note in partly.notes] == [
        ("period_partly_outside", None),
        ("period_partly_outside", "receptions"),
    ]
    outside = answers.period("2022-09-01", "2022-09-30")
    assert outside.covered is None
    assert [note.code for note in outside.notes] == ["period_outside", "period_outside"]
    for note in [*partly.notes, *outside.notes]:
        assert "2022-0" in note.text("zh")
        assert "2022-0" in note.text("en")


def test_the_report_is_plain_json() -> None:
    shop = shops.shop(**TABLES)
    problem = Problem("bad_amount", "a.csv", None, 7, "orders", "买家实际支付金额", "x")
    answers = compute(Shop("exports", shop.tables, [problem], []))
    report = answers.report("2022-08-01", "2022-08-31")
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert list(report) == [
        "period", "shop", "daily", "agents", "orders", "reception", "leakage", "todo",
        "data_check",
    ]  # fmt: skip
    assert report["period"] == {"from": "2022-08-01", "to": "2022-08-31"}
    assert list(report["shop"]) == [*AGENT_TABLE, *BESIDE]
    assert report["shop"]["guided_gmv"] == 20.29
    assert report["daily"][0] == {
        "day": "2022-08-01",
        "sent_customers": 1,
        "read_customers": 1,
        "guided_visitors": 1,
        "guided_buyers": 1,
        "guided_gmv": 0.3,
    }
    assert report["orders"][0] == {
        "order_id": "10",
        "buyer_id": "甲",
        "day": "2022-08-01",
        "amount": 0.2,
        "presale": False,
        "reason": "counted",
        "credited_agent": "小美",
        "client_agent": "小美",
        "net_amount": 0.2,
    }
    assert report["orders"][-1]["credited_agent"] is None
    assert report["reception"]["periods"] == [
        {
            "period": "2022-08",
            "receptions": 2,
            "buyers": 1,
            "converted_buyers": 1,
            "conversion_rate": 1.0,
            "average_duration_s": 1800.0,
            "conversion_change": None,
            "duration_change_s": None,
            "compliant": True,
        }
    ]
    assert [row["agent"] for row in report["reception"]["agents"]] == ["小美", "店长"]
    assert report["leakage"][0] == {"reason": "counted", "orders": 3, "amount": 20.29}
    assert report["data_check"][0] == problem.record()
    assert [entry["table"] for entry in report["data_check"]] == ["orders", None, "receptions"]


def test_the_report_of_one_agent_leaves_the_shop_whole() -> None:
    answers = figures()
    whole, part = answers.report(), answers.report(agent="小云")
    assert part["shop"] == whole["shop"]
    assert part["daily"] == whole["daily"]
    assert part["leakage"] == whole["leakage"]
    assert [row["agent"] for row in part["agents"]] == ["小云"]
    # 11 is credited to 小云; 12 is not counted, but its buyer is her client.
    assert [row["order_id"] for row in part["orders"]] == ["11", "12"]
    assert part["reception"]["periods"] == whole["reception"]["periods"]
    assert part["reception"]["agents"] == []


def test_agents_add_up_and_days_add_up() -> None:
    answers = figures()
    for id in ("guided_gmv", "followup_gmv", "followup_orders"):
        by_agent = [answers.value(id, agent=agent) for agent in answers.agents]
        by_day = [answers.value(id, f"2022-08-0{day}") for day in (1, 2, 3, 4)]
        assert round(sum(by_agent), 2) == answers.value(id) == round(sum(by_day), 2)  # type: ignore[arg-type]


def test_inputs_are_left_as_they_were() -> None:
    before = {name: frame.copy() for name, frame in TABLES.items()}
    figures().report()
    for name, frame in TABLES.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_codes_of_categoricals_and_of_text_give_the_same() -> None:
    buyers = pd.CategoricalDtype(["丁", "丙", "乙", "甲", "nobody"])
    agents = pd.CategoricalDtype(sorted(["小美", "小云", "阿强", "店长", "从没出现"]))
    coded = {
        name: frame.assign(
            **{column: frame[column].astype(dtype)
               for column, dtype in (("buyer_id", buyers), ("agent", agents)) if column in frame}
        )
        for name, frame in TABLES.items()
    }  # fmt: skip
    assert compute(shops.shop(**coded)).report() == figures().report()


def test_progress_reaches_its_end() -> None:
    steps: list[tuple[str, int, int]] = []
    compute(shops.shop(**TABLES), progress=lambda *step: steps.append(step))
    assert {step for step, _, _ in steps} == {"figures"}
    done = [(part, whole) for _, part, whole in steps]
    assert done == sorted(done)
    assert done[-1][0] == done[-1][1]
