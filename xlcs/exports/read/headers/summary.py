"""The header of a summary: figures already added up, by day, by agent, or of receptions.

Looked for where no row is the header of a table of facts. Source: spec, "The platform's own
figures: 对账".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from xlcs.catalogue import AGENT_TABLE, EFFECT, RECEPTION
from xlcs.exports.read.headers.header import HEADER_ROWS
from xlcs.periods_in_text import days_in, lacks_year
from xlcs.summary_table import COMPARED, SUMMARY
from xlcs.tables import bare, normalised

WHOSE = ("agent", "person", "group")
"""Columns that say whose the figures are, the one that is taken first."""
KEYS = (*WHOSE, "day", "last_day")

_COLUMN_OF = {normalised(header): c.name for c in SUMMARY.columns for header in c.headers}
SUMMARISED = frozenset(figure.id for figure in COMPARED)
_IN_GROUP = {
    ("邀请", "发送"): "invites_sent", ("邀请", "接受"): "invites_accepted",
    ("邀请", "拒绝"): "invites_declined",
}  # fmt: skip
"""(A word of the group's name above, the name) → the figure: a name that its group decides."""
_GROUP_BEFORE = re.compile(r"^\([^()]*\)")
_LARGE_UNIT = re.compile(r"\([万千亿]元?\)$")
"""Units that the figures of a summary are read in: see `summary_rows`."""
_OTHER_THAN_THEIRS = re.compile(
    r"同比|环比|去年|上年|上月|上周|上期|同期|前一|目标|排名|占比|增长|差[额异值]|均值|平均值"
)
"""A group of columns that is not theirs of the period."""

_MIN_BY_DAY, _MIN_BY_AGENT, _MIN_RECEPTION = 2, 3, 2
"""How many figures a summary has at least."""


@dataclass(frozen=True)
class SummaryHeader:
    """The header of one table of a summary.

    top, row : its first and last row as Excel shows them
    left : index of the table's first column
    columns : of `SUMMARY` → index of its column, counted from `left`
    names : the name of each of the table's columns
    period : what stands above its figures where that tells their period: `2022年9月`
    """

    top: int
    row: int
    left: int
    columns: Mapping[str, int]
    names: tuple[str, ...]
    period: str = ""

    @property
    def span(self) -> range:
        """Its columns."""
        return range(self.left, self.left + len(self.names))


def find_summary_headers(rows: Sequence[Sequence[str]]) -> list[SummaryHeader]:
    """The headers of the topmost tables of a summary among the first rows of a sheet.

    Of the topmost row that with up to two rows above it, or with one of finer names below it, names
    enough figures beside a day or an agent; of these readings the one that names most. Several
    where tables stand side by side, or where figures of several periods do.
    """
    for number in range(1, len(rows) + 1):
        if found := summary_headers_at(rows, number):
            return found
    return []


def summary_headers_at(
    rows: Sequence[Sequence[str]], number: int, after: int = 0
) -> list[SummaryHeader]:
    """The headers whose names begin to be enough in a row; see `find_summary_headers`.

    Parameters
    ----------
    number : of the row, from 1
    after : the last row above that is of another header
    """
    if not any(_COLUMN_OF.get(_plain(cell)) is not None for cell in rows[number - 1]):
        return []

    def readings(last: int) -> list[tuple[_Rank, list[SummaryHeader]]]:
        tops = range(number, max(after, last - HEADER_ROWS), -1)
        return [_reading(rows, top, last) for top in tops]

    found = readings(number)
    if not any(headers for _, headers in found):
        return []
    if number < len(rows) and _is_of_names(rows[number]):
        found += readings(number + 1)
    return max(found, key=lambda one: one[0])[1]


_Rank = tuple[int, int]
"""Columns that are known; less those left out since their figure is there already, and nothing
tells them apart. Greater for a better reading; of equal ones the first, of fewest rows, is taken.
"""


def _reading(
    rows: Sequence[Sequence[str]], top: int, last: int
) -> tuple[_Rank, list[SummaryHeader]]:
    """Some rows taken as a header."""
    columns = _named_columns(rows[top - 1 : last])
    tables = _side_by_side(columns)
    headers: list[SummaryHeader] = []
    named = doubtful = 0
    for at, table in enumerate(tables):
        left = _left(columns, table[0].index, tables[at - 1][-1].index + 1 if at else 0)
        names = tuple(column.name for column in columns[left : table[-1].index + 1])
        keys = _places([c for c in table if c.known in KEYS], left)
        periods = dict.fromkeys(c.period for c in table if c.known in SUMMARISED)
        for period in periods:
            own = [c for c in table if c.known in SUMMARISED and c.period == period]
            figures = _places(own, left)
            doubtful += len(own) - len(figures)
            if compared := _compared(keys.keys() | figures.keys()):
                columns_of = keys | {id: at for id, at in figures.items() if id in compared}
                named += len(columns_of)
                headers.append(SummaryHeader(top, last, left, columns_of, names, period))
    return (named, -doubtful) if headers else (0, 0), headers


def _places(columns: Sequence[_Named], left: int) -> dict[str, int]:
    """What each column is → its index from `left`; of several the first."""
    places: dict[str, int] = {}
    for column in columns:
        places.setdefault(column.known, column.index - left)
    return places


@dataclass(frozen=True)
class _Named:
    """A column: its lowest name, what of `SUMMARY` it is ("" for nothing), its period."""

    index: int
    name: str
    known: str
    period: str


def _named_columns(rows: Sequence[Sequence[str]]) -> list[_Named]:
    columns = []
    group = ""
    for i in range(max(map(len, rows))):
        stack = [row[i] for row in rows if i < len(row) and normalised(row[i])]
        above = " ".join(row[i].strip() for row in rows[:-1] if i < len(row) and row[i].strip())
        is_merged_down = bool(above) and not (i < len(rows[-1]) and normalised(rows[-1][i]))
        group = "" if is_merged_down else above or group
        name = stack[-1] if stack else ""
        known = _known(_plain(name), _plain(group)) if name else ""
        of_group = group if len(rows) > 1 and known in SUMMARISED else ""
        if _OTHER_THAN_THEIRS.search(of_group):
            known = ""
        told = days_in(of_group) or lacks_year(of_group)
        columns.append(_Named(i, name, known, of_group if told else ""))
    return columns


def _known(name: str, group: str) -> str:
    """What of `SUMMARY` a name is in its group: `发送` in 客户邀请表现, `金额` in 成交."""
    for (word, of), figure in _IN_GROUP.items():
        if of == name and word in group:
            return figure
    return _COLUMN_OF.get(group + name) or _COLUMN_OF.get(name, "")


def _side_by_side(columns: Sequence[_Named]) -> list[list[_Named]]:
    """The known columns, table by table: one begins with a day or an agent behind figures."""
    known = [column for column in columns if column.known]
    tables: list[list[_Named]] = []
    for column in known:
        if not tables or (column.known in KEYS and tables[-1][-1].known in SUMMARISED):
            tables.append([])
        tables[-1].append(column)
    if all(_compared({c.known for c in table}) for table in tables):
        return tables
    return [known] if known else []


def _left(columns: Sequence[_Named], first: int, least: int) -> int:
    """The first column of a table: of those before its first known one as far as they are named."""
    while first > least and columns[first - 1].name:
        first -= 1
    return first


def _is_of_names(cells: Sequence[str]) -> bool:
    """Whether a row has words only, some of which are known: finer names."""
    filled = [cell for cell in cells if normalised(cell)]
    return bool(filled) and not any(any(map(str.isdigit, cell)) for cell in filled)


def _compared(known: Set[str]) -> frozenset[str]:
    """The figures that a table has enough of to be a summary; none where it is no summary.

    Those of guided sales and those of receptions are looked at apart: what a tool for receptions
    calls 回复率 or 客单价 is not ours.
    """
    by_agent = not known.isdisjoint(WHOSE)
    is_guided = ("day" in known and len(known & set(EFFECT)) >= _MIN_BY_DAY) or (
        by_agent and len(known & set(AGENT_TABLE)) >= _MIN_BY_AGENT
    )
    of_receptions = known & set(RECEPTION)
    is_reception = (by_agent or "day" in known) and len(of_receptions) >= _MIN_RECEPTION
    guided = known & SUMMARISED - of_receptions if is_guided else frozenset()
    return frozenset(guided | of_receptions if is_reception else guided)


def _plain(cell: str) -> str:
    """A header without a group in parentheses before it and a unit in parentheses behind it."""
    return bare(_LARGE_UNIT.sub("", _GROUP_BEFORE.sub("", normalised(cell))))
