"""What is said of a sheet that is no known table, or lacks a column of one.

Loaded only where there is such a sheet. Source: spec, "Refused or blanked" (a file that is no known
table is named with the nearest table and the headers it lacks), "Tables" (no buyer column).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from xlcs.exports.mapping import Guess, found_in
from xlcs.exports.read.headers.guesses import guessed
from xlcs.exports.read.headers.header import (
    SEARCHED_ROWS,
    Aliases,
    Finding,
    Header,
    caption,
    is_list_of_items,
    is_list_of_refunds,
    matched,
)
from xlcs.exports.shapes import is_data, shape
from xlcs.plurals import some_of
from xlcs.summary_table import SUMMARY
from xlcs.tables import TABLES, bare, normalised

SHOWN_HEADERS = 80
"""How many headers a message lists at most."""

SHOWN_CELLS = 8
"""How many cells of a row that is no header a message tells by kind and length."""

LONGEST_HEADER = 40
"""A longer cell is no header."""

MOST_READABLE = 0.5
"""Part of a row's cells that must read like headers for it to be one."""

CLEARLY_ALIKE = 0.6
"""A cell so much like a header is one, where others are too."""

_HEADER_WORD = re.compile(
    r"编号|单号|序号|订单|名称|姓名|昵称|网名|会员|买家|卖家|客户|客服|账号|帐号|收货|收件|旺旺|店铺"
    r"|时间|日期|时长|金额|价|费|数|率|量|额|状态|类型|方式|渠道|id|备注|留言|说明|地址|电话|手机|邮箱"
    r"|发送|接收|消息|内容|接待|会话|咨询|进店|访问|邀请|商机|任务|坐席|渠道|套餐"
    r"|商品|宝贝|标题|编码|属性|规格|sku|类目|物流|快递|支付|付款|退款|结果|评价|评分|积分|优惠|来源|部门"
)
"""What stands in headers, and hardly in a name: anything else may be a person."""

_SEVERAL = re.compile(r"[|\t;；,，]")
"""What parts cells: a line that was not taken apart is no header."""

NEAR = 0.5
"""A sheet with more than this part of what a table requires is that table with a column missing."""

BUYER = ("buyer_id",)


def lacking(
    header: Header, below: Sequence[Sequence[str]], accepted: Mapping[str, tuple[str, ...]]
) -> Finding:
    """The finding that a sheet lacks columns of the table that it is, or is nearest to.

    Parameters
    ----------
    header : what stands in the row that is most like one, taken as that table's
    below : the rows under it
    accepted : canonical column → normalised headers to accept
    """
    if is_list_of_refunds(header):
        return Finding("refund_list")
    if is_list_of_items(header):
        return Finding("item_list")
    if _is_added_up(header):
        return Finding("added_up")
    filled = {i: caption(name) for i, name in enumerate(header.names) if normalised(name)}
    turned = _in_first_column([header.names, *below])
    if len(turned) >= ENOUGH_IN_FIRST_COLUMN and len(filled) > WIDEST_DESCRIPTION:
        return Finding("turned_table", None, {"found": "、".join(turned[:SHOWN_CELLS])})
    row = _as_headers(header, filled, below, accepted)
    if not row.is_header and _is_garbled("".join(filled.values())):
        return Finding("garbled")
    table, missing = header.table, header.missing
    further = {"guess": "", "guess_en": ""}
    if row.is_header:
        further = found_in(table, list(row.readable.values()), row.guesses)
    found = {
        "table": table.zh,
        "table_en": table.en,
        "table_id": table.id,
        "missing": "、".join(
            "/".join(table.column(name).headers[0] for name in group) for group in missing
        ),
        "found": row.listed(),
        "ticked": table.ticked,
        **further,
    }
    if not row.is_header:
        return Finding("no_header", None, found)
    if list(missing) == [BUYER] and header.share > NEAR:
        return Finding("missing_buyer", None, found)
    return Finding("missing_columns" if header.share > NEAR else "unknown_table", None, found)


def _is_added_up(header: Header) -> bool:
    """Whether a header has counts of people, 接待人数 and the like, for each agent or day.

    No row of facts counts people; that there are too few of our figures to compare is known here.
    """
    names = [bare(normalised(name)) for name in header.names]
    counted = sum(name.endswith("人数") for name in names)
    return counted >= LEAST_COUNTED and not _KEYS_OF_SUMMARIES.isdisjoint(names)


LEAST_COUNTED = 2
"""So many columns of people that are counted are in no table of facts."""

_KEYS_OF_SUMMARIES = frozenset(
    normalised(header)
    for column in SUMMARY.columns
    if column.name in ("agent", "person", "group", "day")
    for header in column.headers
)


@dataclass(frozen=True)
class _AsHeaders:
    """A row's cells as far as they may be shown: anything but a header may be a person's data.

    filled : column → what stands there
    readable : those of them that read like headers
    guesses : which columns of the table these may be
    is_header : whether the row is one of headers
    """

    filled: Mapping[int, str]
    readable: Mapping[int, str]
    guesses: Sequence[Guess]
    is_header: bool

    def listed(self) -> str:
        """The headers; of other cells their kind and length."""
        shown = self.readable if self.is_header else {}
        most = SHOWN_HEADERS if self.is_header else SHOWN_CELLS
        cells = [*self.filled.items()][: most + 1]
        return some_of([shown.get(i) or shape(cell) for i, cell in cells], most)


def _as_headers(
    header: Header,
    filled: Mapping[int, str],
    below: Sequence[Sequence[str]],
    accepted: Mapping[str, tuple[str, ...]],
) -> _AsHeaders:
    """A row whose cells are `filled`, looked at as headers of a table that they lack some of."""
    possible = {
        i: name
        for i, name in filled.items()
        if not is_data(name) and len(name) <= LONGEST_HEADER and not _SEVERAL.search(name)
    }
    optional = _optional(header)
    guesses = guessed(header, possible, below, accepted, optional)
    if len(possible) == len(filled) and _are_headers(len(filled), header.taken, guesses):
        return _AsHeaders(filled, possible, guesses, is_header=True)
    readable = {
        i: name
        for i, name in possible.items()
        if i in header.taken or _HEADER_WORD.search(normalised(name))
    }
    is_header = len(readable) >= len(filled) * MOST_READABLE
    if readable != possible:
        guesses = guessed(header, readable, below, accepted, optional)
    return _AsHeaders(filled, readable, guesses, is_header)


def _is_garbled(text: str) -> bool:
    return sum(map(len, _GARBLED.findall(text))) > MOST_GARBLED * len(text)


_GARBLED = re.compile(r"[?\u0080-\u00bf\u00c0-\u00ff\ufffd]|锟斤拷|烫烫")
"""What is left of Chinese text that was read in another encoding, and saved."""

MOST_GARBLED = 0.5
"""Part of the characters in a row of headers."""

ENOUGH_IN_FIRST_COLUMN = 3
"""So many headers of one table stand in the first column of no table whose header is a row."""


WIDEST_DESCRIPTION = 6
"""A list of what the columns mean has headers in its first column too; it is no wider [columns]."""


def _in_first_column(rows: Sequence[Sequence[str]]) -> list[str]:
    """The headers in the first column of those of our tables that has most of them there."""
    first = [row[0].strip() for row in rows[:SEARCHED_ROWS] if row and row[0]]
    found = (
        [cell for cell in first if normalised(cell) in known]
        for known in ({normalised(h) for c in t.columns for h in c.headers} for t in TABLES)
    )
    return max(found, key=len)


def _optional(header: Header) -> list[str]:
    """Columns that the table may lack, and does."""
    needed = {column for group in header.table.required for column in group}
    return [
        column.name
        for column in header.table.columns
        if column.is_read and column.name not in needed | header.columns.keys()
    ]


def _are_headers(filled: int, taken: Set[int], guesses: Sequence[Guess]) -> bool:
    """Whether so many of a row's cells are known, or much like headers, that all of them are."""
    alike = sum(guess.alike >= CLEARLY_ALIKE for guess in guesses)
    return len(taken) > 1 or (alike > 1 and len(taken) + alike >= filled * MOST_READABLE)


LACKING = 0.3
"""So much less likely is a table for each needed column that nothing is like."""

LIKELY_ROWS = 3
"""So many rows without numbers and times are looked at."""


def nearest(
    rows: Sequence[Sequence[str]],
    partly: Sequence[tuple[tuple[int, float, int], Header]],
    aliases: Aliases,
) -> Header:
    """The header of a sheet that is no known table: of the table that it is nearest to.

    The row and table with most headers that are known or like a known one; else the fullest row.

    Parameters
    ----------
    rows : the first of the sheet, from row 1 on
    partly : rows with known headers, and how much of a table is there
    aliases : headers to accept
    """
    _, header = max(partly, key=lambda one: one[0], default=(None, None))
    likely = _likely(rows, aliases)
    if likely is not None and (header is None or likely.likeness > header.there):
        header = likely
    if header is None:
        filled = [sum(map(bool, map(normalised, cells))) for cells in rows[:SEARCHED_ROWS]]
        if not any(filled):
            return Header(None, TABLES[0], {}, (), missing=TABLES[0].required)
        number = filled.index(max(filled)) + 1
        header = matched(TABLES[0], {}, rows[number - 1], number)
    finding = lacking(header, rows[header.row :], aliases[header.table.id])
    return replace(header, findings=(finding,))


def _likely(rows: Sequence[Sequence[str]], aliases: Aliases) -> Header | None:
    """The header under which most columns are there or have one like theirs.

    None where no row may be a header, or nothing in one is like any column's.
    """
    best: Header | None = None
    looked_at = 0
    for number, names in enumerate(rows[:SEARCHED_ROWS], start=1):
        filled = [caption(name) for name in names if normalised(name)]
        if len(filled) < 2 or any(is_data(name) or len(name) > LONGEST_HEADER for name in filled):
            continue
        looked_at += 1
        for table in TABLES:
            accepted = aliases[table.id]
            header = matched(table, accepted, names, number)
            guesses = guessed(header, dict(enumerate(names)), rows[number:], accepted)
            lacking_still = sum(guess.header is None for guess in guesses)
            likeness = header.there + sum(g.alike for g in guesses) - LACKING * lacking_still
            if likeness > (best.likeness if best else 0):
                best = replace(header, likeness=likeness)
        if looked_at == LIKELY_ROWS:
            break
    return best
