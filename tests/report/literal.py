"""Figures of an invented shop, written down as literal frames: what the report is made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from tests.tables_by_hand import tables_of
from xlcs.catalogue import AGENT_TABLE, BESIDE, REASONS, RECEPTION
from xlcs.figures.daily_work.sending import Sending
from xlcs.figures.edition import Edition
from xlcs.figures.periods import Range
from xlcs.problems import Problem
from xlcs.settings import Settings
from xlcs.settings.people import Level
from xlcs.shop.shop import Coverage, Shop, Source

DAYS = [date(2022, 8, 1), date(2022, 8, 2), date(2022, 8, 3)]
FIRST, LAST = DAYS[0], DAYS[-1]
YEAR_BEFORE = (date(2021, 8, 1), date(2021, 8, 3))
BEFORE = (date(2022, 7, 29), date(2022, 7, 31))

SHOP: dict[str, Any] = {
    "clients_total": 120, "clients_unsubscribed": 3, "invites_sent": 40, "invites_accepted": 22,
    "invites_declined": 5, "sent_customers": 15, "read_customers": 11, "replied_customers": 6,
    "guided_visitors": 9, "guided_buyers": 5, "converted_customers": 5, "followup_orders": 6,
    "followup_gmv": 1500.5, "guided_gmv": 1200.25, "opportunities_done": 7,
    "opportunities_todo": 2, "guided_net_gmv": 1100.25, "followup_net_gmv": 1400.5,
    "read_rate": 11 / 15, "reply_rate": 0.4, "guided_conversion": 5 / 15, "order_value": 300.1,
}  # fmt: skip
BEFORE_SHOP: dict[str, Any] = {
    "sent_customers": 10, "read_customers": 11, "guided_visitors": 0, "guided_buyers": 6,
    "guided_gmv": 960.2, "buyers": 40, "converted_buyers": 24, "conversion_rate": 0.6,
    "average_duration": 2389.6,
}  # fmt: skip
YEAR_BEFORE_SHOP: dict[str, Any] = {
    "sent_customers": 20, "guided_buyers": 0, "guided_gmv": 1000.0, "buyers": 40,
    "conversion_rate": 0.5, "average_duration": 2664.6,
}  # fmt: skip
RECEPTIONS: dict[str, Any] = {
    "receptions": 60, "buyers": 50, "converted_buyers": 33, "conversion_rate": 0.66,
    "average_duration": 2724.6, "conversion_change": 0.06, "duration_change": 335.0,
    "compliant": True,
}  # fmt: skip


def _daily() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": pd.to_datetime(pd.Series(DAYS)),
            "sent_customers": [10, 8, 0],
            "read_customers": [8, 5, 0],
            "guided_visitors": [6, 4, 0],
            "guided_buyers": [3, 2, 0],
            "guided_gmv": [700.25, 500.0, 0.0],
        }
    )


def _agents() -> pd.DataFrame:
    rows = [
        {"agent": "旗舰店:小美", **dict.fromkeys((*AGENT_TABLE, *BESIDE), 4), "guided_gmv": 900.25},
        {"agent": "旗舰店:阿强", **dict.fromkeys((*AGENT_TABLE, *BESIDE), 3), "guided_gmv": 300.0},
        {"agent": "=1+1", **dict.fromkeys((*AGENT_TABLE, *BESIDE), 0), "guided_gmv": 0.0},
    ]
    return pd.DataFrame(rows)


def _orders() -> pd.DataFrame:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text)

    rows: list[tuple[Any, ...]] = [
        ("2900000000000000001", "小明", at("2022-08-01 10:00:00"), False, 700.25, False, "counted",
         "旗舰店:小美", "旗舰店:小美", at("2022-08-01 09:00:00"), False,
         at("2022-08-01 09:30:00"), False, at("2022-07-01 12:00:00"), "旗舰店:小美"),
        ("2900000000000000002", "=HYPERLINK(\"x\")", at("2022-08-02 00:00:00"), True, 88.0, True,
         "not_a_client", None, None, None, False, None, False, None, None),
        ("2900000000000000003", "@小红", at("2022-08-02 23:59:59"), False, 500.0, False, "counted",
         "旗舰店:阿强", "旗舰店:阿强", at("2022-08-02 20:00:00"), False,
         at("2022-08-02 00:00:00"), True, at("2022-07-15 08:00:00"), "旗舰店:小美"),
    ]  # fmt: skip
    names = [
        "order_id", "buyer_id", "paid_at", "paid_at_is_day", "amount", "presale", "reason",
        "credited_agent", "agent", "sent_at", "sent_at_is_day", "read_at", "read_at_is_day",
        "bound_at", "client_agent",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(2, "day", frame["paid_at"].dt.normalize())
    return frame


def _todo() -> pd.DataFrame:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text)

    rows: list[tuple[Any, ...]] = [
        ("旗舰店:小美", "balance_due", "小明", at("2022-08-02 20:00:00"),
         "2900000000000000009", 50.0, None),
        ("旗舰店:小美", "unread", "=HYPERLINK(1)", at("2022-08-03 09:00:00"), None, None, None),
        ("旗舰店:阿强", "lost_order", "小红", at("2022-08-02 23:59:59"),
         "2900000000000000004", 12.5, "unread"),
        ("旗舰店:阿强", "opportunity", None, at("2022-08-01 00:00:00"), None, None, "异常物流"),
    ]  # fmt: skip
    names = ["agent", "kind", "buyer_id", "at", "order_id", "amount", "detail"]
    return pd.DataFrame(rows, columns=names)


def _sending() -> Sending:
    """Two messages to clients, one of them read within the hour; no balance is due."""
    hours = pd.DataFrame(
        [(0, 9, "旗舰店:小美", 1, 1), (1, 20, "旗舰店:小美", 1, 0)],
        columns=["weekday", "hour", "agent", "sent", "read_soon"],
    )
    none = {"order_id": "str", "buyer_id": "str", "deposit_paid_at": "datetime64[s]",
            "deposit": "Float64", "agent": "str", "by_anyone": "datetime64[s]",
            "by_agent": "datetime64[s]"}  # fmt: skip
    due = pd.DataFrame({name: [] for name in none}).astype(none)
    return Sending((FIRST, LAST), hours, due)


def _leakage() -> pd.DataFrame:
    found = {"counted": (2, 1200.25), "not_a_client": (1, 88.0), "unread": (3, 211.75)}
    rows = [(reason.id, *found.get(reason.id, (0, 0.0))) for reason in REASONS]
    return pd.DataFrame(rows, columns=["reason", "orders", "amount"])


def _reception(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    numbers = [id for id in RECEPTION if id != "compliant"]
    frame[numbers] = frame[numbers].astype("Float64")
    return frame.astype({"compliant": "boolean"})


def _receptions() -> pd.DataFrame:
    august = {
        "period": "2022-08", "start": date(2022, 8, 1), "end": date(2022, 8, 3), "partial": True,
        "receptions": 20, "buyers": 10, "converted_buyers": 6, "conversion_rate": 0.6,
        "average_duration": 2389.6, "conversion_change": None, "duration_change": None,
        "compliant": True,
    }  # fmt: skip
    september = {
        "period": "2022-09", "start": date(2022, 9, 1), "end": date(2022, 9, 30),
        "partial": False, **RECEPTIONS,
    }  # fmt: skip
    return _reception([august, september])


def _reception_agents() -> pd.DataFrame:
    low = {"average_duration": 4000.0, "conversion_rate": 0.4, "conversion_change": -0.1,
           "duration_change": -61.5, "compliant": False}  # fmt: skip
    first = {"agent": "旗舰店:小美", "period": "2022-09", "start": date(2022, 9, 1),
             "end": date(2022, 9, 30), "partial": False, **RECEPTIONS}  # fmt: skip
    return _reception([first, {**first, "agent": "旗舰店:阿强", **low}])


@dataclass
class Period:
    """As `Figures.period` answers."""

    asked: tuple[date, date] | None
    covered: tuple[date, date] | None
    before: tuple[date, date] | None
    notes: list[Problem] = field(default_factory=list)


@dataclass
class LiteralFigures:
    """What the report asks of `Figures`, answered from literal frames."""

    daily_frame: pd.DataFrame = field(default_factory=_daily)
    agents_frame: pd.DataFrame = field(default_factory=_agents)
    orders_frame: pd.DataFrame = field(default_factory=_orders)
    leakage_frame: pd.DataFrame = field(default_factory=_leakage)
    receptions_frame: pd.DataFrame = field(default_factory=_receptions)
    reception_agents_frame: pd.DataFrame = field(default_factory=_reception_agents)
    shop_figures: dict[str, Any] = field(default_factory=lambda: dict(SHOP))
    before_figures: dict[str, Any] = field(default_factory=lambda: dict(BEFORE_SHOP))
    reception_figures: dict[str, Any] = field(default_factory=lambda: dict(RECEPTIONS))
    answer: Period = field(default_factory=lambda: Period(None, (FIRST, LAST), BEFORE))
    settings: Settings = field(default_factory=Settings)
    reception_covered: tuple[date, date] | None = (BEFORE[0], LAST)
    todo_frame: pd.DataFrame = field(default_factory=_todo)
    messages: Sending = field(default_factory=_sending)
    last_day: date = LAST
    covered: tuple[date, date] | None = (BEFORE[0], LAST)
    agents: list[str] = field(default_factory=lambda: ["=1+1", "旗舰店:小美", "旗舰店:阿强"])

    edition = Edition()

    @property
    def level(self) -> Level:
        return self.settings.agents_by

    def period(self, start: date | None, end: date | None) -> Period:
        return self.answer

    def value(
        self, id: str, start: date | None = None, end: date | None = None, agent: str | None = None
    ) -> Any:
        if (start, end) == BEFORE:
            return self.before_figures.get(id)
        if (start, end) == YEAR_BEFORE:
            return YEAR_BEFORE_SHOP.get(id)
        return {**self.shop_figures, **self.reception_figures}[id]

    def shop(self, start: date | None, end: date | None) -> dict[str, Any]:
        return self.shop_figures

    def agent_named(self, name: str) -> str:
        return name

    def daily(self, start: date | None, end: date | None) -> pd.DataFrame:
        return self.daily_frame

    def agent_table(
        self, start: date | None, end: date | None, agent: str | None = None
    ) -> pd.DataFrame:
        return self.agents_frame

    def orders(
        self, start: date | None, end: date | None, agent: str | None = None
    ) -> pd.DataFrame:
        return self.orders_frame

    def missing_days(self, *, of_receptions: bool = False) -> list[Range]:
        return []

    def todo(self, day: date | None = None, agent: str | None = None) -> pd.DataFrame:
        return self.todo_frame

    def sending(self, start: date | None = None, end: date | None = None) -> Sending:
        return self.messages

    def leakage(self, start: date | None, end: date | None) -> pd.DataFrame:
        return self.leakage_frame

    def reception(
        self, start: date | None, end: date | None, by: str | None = None
    ) -> pd.DataFrame:
        return self.receptions_frame

    def reception_agents(
        self,
        start: date | None,
        end: date | None,
        by: str | None = None,
        agent: str | None = None,
    ) -> pd.DataFrame:
        return self.reception_agents_frame


def without_data() -> LiteralFigures:
    """A period outside the data: no rows, no figures, a note."""
    figures = LiteralFigures()
    note = Problem(
        "period_outside",
        found={"asked": "2023-01-01 至 2023-01-31", "covered": "2022-08-01 至 2022-08-03"},
    )
    figures.answer = Period((date(2023, 1, 1), date(2023, 1, 31)), None, None, [note])
    figures.shop_figures = dict.fromkeys((*AGENT_TABLE, *BESIDE))
    figures.before_figures = {}
    figures.reception_figures = dict.fromkeys(RECEPTION)
    figures.daily_frame = figures.daily_frame.iloc[:0]
    figures.orders_frame = figures.orders_frame.iloc[:0]
    figures.leakage_frame = figures.leakage_frame.iloc[:0]
    figures.receptions_frame = figures.receptions_frame.iloc[:0]
    figures.reception_agents_frame = figures.reception_agents_frame.iloc[:0]
    agents = figures.agents_frame
    agents[[*AGENT_TABLE, *BESIDE]] = float("nan")
    figures.todo_frame = figures.todo_frame.iloc[:0]
    figures.messages = replace(figures.messages, hours=figures.messages.hours.iloc[:0])
    return figures


SOURCES = [
    Source("2022-08/订单.csv", None, "ab" * 32, "orders", "gb18030", 2, 120, 1,
           datetime(2022, 8, 1, 10), datetime(2022, 8, 3, 9, 30), True, 12),
    Source("客户.xlsx", "Sheet1", "cd" * 32, "relations", None, 1, 50, 0,
           datetime(2022, 7, 1), datetime(2022, 8, 3, 8)),
    Source("别的.csv", None, "ef" * 32, None, "utf-8", None, 9, 0, None, None),
]  # fmt: skip
PROBLEMS = [
    Problem(
        "bad_amount", "2022-08/订单.csv", None, 17, "orders", "买家实际支付金额", "=cmd|'x'!A1"
    ),
    Problem("empty_file", "空.csv"),
]


def literal_shop() -> Shop:
    coverage = Coverage(
        days={"orders": (FIRST, LAST), "messages": (FIRST, LAST)},
        buyers=200, masked_buyers=4, order_buyers=90, order_buyers_known=60,
    )  # fmt: skip
    orders = pd.DataFrame({"order_id": ["1", "2"], "buyer_id": "b", "amount": 100})
    relations = pd.DataFrame(
        {
            "buyer_id": ["小明", "小红"],
            "agent": "旗舰店:小美",
            "bound_at": [datetime(2022, 7, 1)] * 2,
        }
    )
    # A Monday and a Tuesday; the second is read after an hour and a second.
    messages = pd.DataFrame(
        {
            "buyer_id": ["小明", "小红"],
            "agent": "旗舰店:小美",
            "by_agent": True,
            "sent_at": [datetime(2022, 8, 1, 9), datetime(2022, 8, 2, 20)],
            "read_at": [datetime(2022, 8, 1, 10), datetime(2022, 8, 2, 21, 0, 1)],
        }
    )
    tables = tables_of({"orders": orders, "relations": relations, "messages": messages})
    return Shop("/home/lead/导出/八月", tables, list(PROBLEMS), SOURCES, "second", coverage)
