"""Amounts as exports write them → whole fen.

Source: spec, "Tables" (what real exports look like), "Refused or blanked".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, bools, utf8
from xlcs.exports.values.batches import Records, read_each
from xlcs.exports.values.by_kind.nothing import means_none
from xlcs.exports.values.by_kind.plain_text import compact

MAX_DIGITS = 12
"""Digits before the point of the largest amount that a shop can take in: under 10^12 CNY."""

_TELEPHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
"""A mobile telephone's number that has slipped from its column: it would be 13 billion and more."""
_LIKE_TELEPHONES = 13 * 10**9 * 100
"""Amounts from here on are looked at [fen]."""

_WHOLE_FEN = 0.001
"""A double holds an amount of up to 10^9 CNY closer than that; a larger one goes the exact way."""

_AMOUNT = re.compile(
    r"(?P<open>\(?)(?P<sign>[-+−–]?)(?:¥|CN¥|CNY|RMB|人民币)?(?P<sign2>[-+−–]?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?(?:[元圆]整?|\(元\)|块|CNY|RMB|人民币)?"
    r"(?P<close>\)?)",
    re.ASCII,
)
_NO_MONEY = re.compile(r"(?:¥|元)[-–—]+")
_ACCOUNTING_ZERO = re.compile(r"\s*[¥￥]\s+-\s*|\s*[¥￥]\s*-\s+|\s+-\s{2,}", re.ASCII)
"""A zero in Excel's accounting format, as a CSV saved from it has it: ` ¥-   `, ` -   `."""

_FIELDS = np.dtype([("fen", "i8"), ("given", "?"), ("bad", "?"), ("negative", "?")])
_Read = tuple[int, bool, bool, bool]


@dataclass(frozen=True)
class Money:
    """A column of amounts.

    fen : int64 [fen], null for blank and for what cannot be used
    bad : where the cell is no amount
    negative : where it is a negative one
    below_zero : int64 [fen], these without their sign, null elsewhere
    """

    fen: pa.Array
    bad: Bools
    negative: Bools
    below_zero: pa.Array


def money(cells: Cells) -> Money:
    """A column of cells as amounts, rounded half up to the fen.

    Accepts signs of the currency before or behind, full-width digits, thousands separators in
    their places, `(5)` for −5. A date cell is no amount.
    """
    dated = cells.dated
    is_plain = not pa.types.is_dictionary(cells.text.type)
    if is_plain and (quick := _plain_fen(cells.text)) is not None:
        none = np.zeros(len(cells), dtype=np.bool_)
        return Money(quick, dated, none, pa.nulls(len(cells), pa.int64()))
    fen, given, bad, negative = read_each(cells.text, _read, _FIELDS, _at_once)
    negative = negative & ~dated
    below_zero = pa.array(fen, mask=~negative)
    return Money(pa.array(fen, mask=~given | dated), bad | dated, negative, below_zero)


def amount(text: str) -> int | None:
    """One text as an amount [fen]; None where it is none, or a negative one."""
    fen, given, _, _ = _read(text)
    return fen if given else None


def _plain_fen(texts: pa.Array) -> pa.Array | None:
    """The fast way: all texts blank or digits that make whole fen; None where one is not."""
    signs = utf8(texts)
    if not (((signs >= ord("0")) & (signs <= ord("9"))) | (signs == ord("."))).all():
        return None
    blank = bools(pc.equal(texts, ""))
    try:
        yuan = pc.if_else(pa.array(blank), "0", texts).cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    exact = yuan.to_numpy(zero_copy_only=False) * 100
    fen = np.rint(exact)
    if (np.abs(exact - fen) > _WHOLE_FEN).any() or (fen >= _LIKE_TELEPHONES).any():
        return None
    return pa.array(fen.astype(np.int64), mask=blank)


def _at_once(words: pa.Array) -> Records | None:
    quick = _plain_fen(words)
    if quick is None:
        return None
    found = np.zeros(len(words), _FIELDS)
    found["fen"], found["given"] = quick.fill_null(0), quick.is_valid()
    return found


def _read(text: str) -> _Read:
    """One text as fen; whether it is an amount, whether it is none at all, or a negative one."""
    if _ACCOUNTING_ZERO.fullmatch(text):
        return 0, True, False, False
    shown = compact(text)
    found = _AMOUNT.fullmatch(shown)
    if found is None or not _is_possible(found) or _TELEPHONE.fullmatch(shown):
        is_none = means_none(shown) or _NO_MONEY.fullmatch(shown) is not None
        return 0, False, not is_none, False
    part = found["part"] or ""
    fen = int(found["whole"].replace(",", "") or 0) * 100 + int(f"{part[:2]:0<2}")
    fen += part[2:3] >= "5"
    is_minus = found["open"] or (found["sign"] + found["sign2"]).strip("+")
    is_negative = bool(is_minus) and fen > 0
    return fen, not is_negative, False, is_negative


def _is_possible(found: re.Match[str]) -> bool:
    """Whether it has digits, not too many, one sign, and parentheses in pairs."""
    whole = found["whole"].replace(",", "").lstrip("0")
    return (
        bool(found["whole"] or found["part"])
        and len(whole) <= MAX_DIGITS
        and not (found["sign"] and found["sign2"])
        and bool(found["open"]) == bool(found["close"])
    )
