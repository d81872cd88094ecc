"""今日待办 on a few rows: the edges of each kind."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.figures import shops
from tests.tables_by_hand import tables_of
from xlcs import compute
from xlcs.figures.daily_work.todo import KINDS
from xlcs.shop.shop import Shop

RELATIONS = shops.relations(
    ("甲", "王", "2022-07-01 10:00:00"),
    ("乙", "李", "2022-07-01 10:00:00"),
    ("丙", "李", "2022-07-01 10:00:00", "2022-08-10 23:59:59"),
)


def presale(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """order_id, buyer, deposit_paid_at, balance's paid_at; the deposit is 50 CNY"""
    order, buyer, deposited, paid = zip(*rows, strict=True)
    frame = shops.orders(*((o, b, p, 200) for o, b, p in zip(order, buyer, paid, strict=True)))
    deposit = pd.Series([5000] * len(rows), dtype="Int64")
    return frame.assign(presale=True, deposit_paid_at=shops.times(deposited), deposit=deposit)


def todo(day=None, agent=None, *, known=("read_at",), **tables):
    made = tables_of(tables, {"messages": known})
    return compute(Shop("exports", made, [], [])).todo(day, agent)


def rows(frame, *columns):
    cells = frame[list(columns)].astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def test_a_deposit_without_a_balance_is_due_to_the_agent_whose_client_it_is():
    found = todo(
        "2022-08-10",
        relations=RELATIONS,
        messages=shops.messages(),
        orders=presale(
            ("1", "甲", "2022-08-01 09:00:00", None),
            ("2", "乙", "2022-08-10 23:59:59", "2022-08-11 00:00:00"),  # paid after that day
            ("3", "乙", "2022-08-01 09:00:00", "2022-08-10 23:59:59"),  # paid
            ("4", "甲", "2022-08-11 00:00:00", None),  # deposited after that day
            ("5", "丙", "2022-08-01 09:00:00", None),  # a client of nobody any more
            ("6", "甲", "2022-06-11 23:59:59", None),  # more than 60 days before
            ("7", "甲", "2022-06-12 00:00:00", None),  # 60 days before the midnight
        ),
    )
    assert rows(found, "agent", "kind", "buyer_id", "order_id", "amount") == [
        ("李", "balance_due", "乙", "2", 50.0),
        ("王", "balance_due", "甲", "7", 50.0),
        ("王", "balance_due", "甲", "1", 50.0),
    ]


def test_an_order_lost_the_day_before():
    found = todo(
        "2022-08-10",
        relations=RELATIONS,
        messages=shops.messages(
            ("甲", "王", "2022-08-09 09:00:00", "2022-08-09 09:01:00"),
        ),
        orders=shops.orders(
            ("1", "甲", "2022-08-09 10:00:00", 80),  # counted
            ("2", "乙", "2022-08-09 23:59:59", 30),
            ("3", "丁", "2022-08-09 10:00:00", 10),  # nobody's client
            ("4", "乙", "2022-08-10 00:00:00", 30),  # that day, not the one before
        ),
    )
    assert rows(found, "agent", "kind", "buyer_id", "order_id", "amount", "detail") == [
        ("李", "lost_order", "乙", "2", 30.0, "not_messaged"),
    ]


def test_a_client_messaged_that_day_who_read_nothing():
    tables = {
        "relations": RELATIONS,
        "messages": shops.messages(
            ("甲", "王", "2022-08-10 00:00:00"),
            ("甲", "王", "2022-08-10 12:00:00"),
            ("乙", "李", "2022-08-10 09:00:00"),
            ("乙", "李", "2022-08-10 10:00:00", "2022-08-11 08:00:00"),  # one was read, if later
            ("甲", "王", "2022-08-09 23:59:59"),
            ("甲", "李", "2022-08-10 09:00:00"),  # no client of this agent
        ),
    }
    found = todo("2022-08-10", **tables)
    assert rows(found, "agent", "kind", "buyer_id", "at") == [
        ("王", "unread", "甲", pd.Timestamp("2022-08-10 12:00:00")),
    ]
    # Where no file tells of reading, nobody is said not to have read.
    assert todo("2022-08-10", known=(), **tables).empty


def test_opportunities_that_are_open_at_the_end_of_the_day():
    found = todo(
        date(2022, 8, 10),
        relations=RELATIONS,
        messages=shops.messages(),
        opportunities=shops.opportunities(
            ("王", "异常物流", "2022-08-10 23:59:59"),
            ("王", "关联销售", "2022-08-01 00:00:00", "2022-08-11 00:00:00"),  # done after
            ("王", "关联销售", "2022-08-01 00:00:00", "2022-08-10 23:59:59"),
            ("王", "关联销售", "2022-08-11 00:00:00"),
        ),
    )
    assert rows(found, "agent", "kind", "buyer_id", "detail") == [
        ("王", "opportunity", None, "关联销售"),
        ("王", "opportunity", None, "异常物流"),
    ]


TABLES = {
    "relations": RELATIONS,
    "messages": shops.messages(("甲", "王", "2022-08-10 09:00:00")),
    "orders": shops.orders(("2", "乙", "2022-08-09 23:00:00", 30)),
    "opportunities": shops.opportunities(("李", "异常物流", "2022-08-01 09:00:00")),
}


def test_left_out_it_is_the_data_s_last_day_and_all_agents():
    found = todo(**TABLES)
    assert rows(found, "agent", "kind") == [
        ("李", "lost_order"), ("李", "opportunity"), ("王", "unread"),
    ]  # fmt: skip
    assert set(found["kind"]) <= set(KINDS)
    assert rows(todo(agent="王", **TABLES), "agent", "kind") == [("王", "unread")]


def test_an_agent_whom_nobody_knows_is_an_error():
    from xlcs.errors import UnknownAgent

    with pytest.raises(UnknownAgent, match="没有客服"):
        todo(agent="无名", **TABLES)


def test_without_any_day_there_is_nothing_to_do():
    assert todo(relations=RELATIONS).empty
    assert todo(receptions=shops.receptions()).empty


def test_tasks_of_one_second_stand_in_the_same_order_however_files_were_cut():
    tasks = [("李", kind, "2022-08-01 09:00:00") for kind in ("异常物流", "批量提醒", "关联销售")]
    in_turn = [
        compute(shops.shop(opportunities=shops.opportunities(*rows))).todo("2022-08-01")["detail"]
        for rows in (tasks, tasks[::-1])
    ]
    # by code point: 关 U+5173, 异 U+5F02, 批 U+6279
    assert [found.tolist() for found in in_turn] == [["关联销售", "异常物流", "批量提醒"]] * 2
