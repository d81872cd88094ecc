"""The header of a summary: figures already added up, by day, by agent, or of receptions.

Looked for where no row is the header of a table of facts. Source: spec, "The platform's own
figures: 对账".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlcs.catalogue import AGENT_TABLE, EFFECT, FIGURES, RECEPTION
from xlcs.tables import AGENT, Column, Table, bare, normalised

HEADER_ROWS = 3

DAY_HEADERS = (
    "日期", "统计日期", "数据日期", "日期范围", "统计时间", "统计周期", "统计月份", "时间", "期间",
    "周期", "月份",
)  # fmt: skip
AGENT_HEADERS = (
    *AGENT.headers, "旺旺账号名称", "旺旺账号", "旺旺", "旺旺名称", "客服名称", "客服姓名",
    "子账号名称", "账号", "账号名称",
)  # fmt: skip
FIGURE_HEADERS: Mapping[str, tuple[str, ...]] = {
    "clients_total": ("总数", "客户总数", "专属客户数"),
    "clients_unsubscribed": ("总退订", "退订", "退订数"),
    "invites_sent": ("发送邀请", "发送邀请数"),
    "invites_accepted": ("接受邀请", "接受邀请数"),
    "invites_declined": ("拒绝邀请", "拒绝邀请数"),
    "sent_customers": ("发送", "发送客户数", "发送人数"),
    "read_customers": ("阅读", "阅读客户数", "阅读人数"),
    "replied_customers": ("回复", "回复客户数", "回复人数"),
    "guided_visitors": ("引导进店客户数", "引导进店", "引导进店人数"),
    "guided_buyers": ("引导购买客户数", "引导购买", "引导购买人数"),
    "converted_customers": ("成交", "成交客户数", "成交人数"),
    "buyers": ("接待人数", "接待买家数"),
    "receptions": ("接待次数", "接待数"),
    "converted_buyers": ("已转化买家数", "转化人数"),
    "conversion_rate": (
        "转化率", "接待转化率", "询单->最终付款转化率", "询单→最终付款转化率",
        "询单最终付款转化率",
    ),
    "average_duration": ("平均接待时长", "接待平均时长"),
}  # fmt: skip
"""Headers beside the Chinese names of the catalogue."""

_COMPARED = tuple(f for f in FIGURES if f.unit not in ("verdict", "rate_change", "duration_change"))

SUMMARY = Table(
    "summary",
    "汇总数据",
    "summary",
    (
        Column("agent", AGENT_HEADERS, "name"),
        Column("day", DAY_HEADERS, "text"),
        *(
            Column(f.id, tuple(dict.fromkeys((f.zh, *FIGURE_HEADERS.get(f.id, ())))), "text")
            for f in _COMPARED
        ),
    ),
    (),
    "day",
)
"""Not one of the tables of facts: its columns are figures."""

_COLUMN_OF = {normalised(header): c.name for c in SUMMARY.columns for header in c.headers}
_IN_GROUP = {
    ("邀请", "发送"): "invites_sent", ("邀请", "接受"): "invites_accepted",
    ("邀请", "拒绝"): "invites_declined",
}  # fmt: skip
"""(A word of the group's name above, the name) → the figure: a name that its group decides."""
_GROUP_BEFORE = re.compile(r"^\([^()]*\)")

_MIN_BY_DAY, _MIN_BY_AGENT, _MIN_RECEPTION = 2, 3, 2
"""How many figures a summary has at least."""


@dataclass(frozen=True)
class SummaryHeader:
    """Where the header is, and what it says.

    row : its last row as Excel shows it
    columns : "agent", "day" or figure id → index of its column
    names : the name of each column
    above : the lines above it, which may tell the period
    """

    row: int
    columns: Mapping[str, int]
    names: tuple[str, ...]
    above: tuple[str, ...]


def find_summary_header(rows: Sequence[Sequence[str]]) -> SummaryHeader | None:
    """The header of a summary among the first rows of a sheet; None where there is none.

    The topmost row that with up to two rows above it names enough figures beside a day or an
    agent; of these readings the one that names most.
    """
    for number in range(1, len(rows) + 1):
        if not any(_COLUMN_OF.get(_plain(cell)) in SUMMARISED for cell in rows[number - 1]):
            continue
        readings = []
        for height in range(1, min(HEADER_ROWS, number) + 1):
            names, columns = _read(rows[number - height : number])
            if _is_enough(columns):
                readings.append((len(columns), -height, columns, names))
        if readings:
            _, height, columns, names = max(readings, key=lambda reading: reading[:2])
            above = tuple(" ".join(filter(None, cells)) for cells in rows[: number + height])
            return SummaryHeader(number, columns, names, above)
    return None


SUMMARISED = frozenset(figure.id for figure in _COMPARED)


def _read(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The lowest filled name of each column, and which column is what."""
    width = max(map(len, rows))
    names, columns = [""] * width, dict[str, int]()
    group = ""
    for i in range(width):
        stack = [row[i] for row in rows if i < len(row) and normalised(row[i])]
        if not stack:
            continue
        names[i] = stack[-1]
        above = "".join(_plain(row[i]) for row in rows[:-1] if i < len(row))
        group = above or group
        name = _plain(names[i])
        decided = (
            figure for (word, of), figure in _IN_GROUP.items() if of == name and word in group
        )
        column = next(decided, _COLUMN_OF.get(name))
        if column is not None:
            columns.setdefault(column, i)
    return tuple(names), columns


def _is_enough(columns: Mapping[str, int]) -> bool:
    by_day, by_agent = "day" in columns, "agent" in columns
    return (
        (by_day and sum(id in columns for id in EFFECT) >= _MIN_BY_DAY)
        or (by_agent and sum(id in columns for id in AGENT_TABLE) >= _MIN_BY_AGENT)
        or ((by_day or by_agent) and sum(id in columns for id in RECEPTION) >= _MIN_RECEPTION)
    )


def _plain(cell: str) -> str:
    """A header without a group in parentheses before it and a unit in parentheses behind it."""
    return bare(_GROUP_BEFORE.sub("", normalised(cell)))
