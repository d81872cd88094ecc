"""Amounts as exports write them → whole fen.

Source: spec, "Tables" (what real exports look like), "Refused or blanked".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_dictionary, bools, utf8, visible
from xlcs.exports.values.batches import BATCH_ROWS, in_batches
from xlcs.exports.values.by_kind.guards import unguarded
from xlcs.exports.values.by_kind.nothing import says_none
from xlcs.exports.values.by_kind.parts import matching, part, wholes

MAX_DIGITS = 12
"""Digits before the point of the largest amount that a shop can take in: under 10^12 CNY."""

_TELEPHONE = r"^1[3-9]\d{9}$"
"""A mobile telephone's number that has slipped from its column: it would be 13 billion and more."""
_LIKE_TELEPHONES = 13 * 10**9 * 100
"""Amounts from here on are looked at [fen]."""

_WHOLE_FEN = 0.001
"""A double holds an amount of up to 10^9 CNY closer than that; a larger one goes the exact way."""

_SIGN = r"[-+\x{2212}\x{2013}]"
_AMOUNT = (
    rf"^(?P<open>\(?)(?P<sign>{_SIGN}?)(?:¥|CNY|RMB|人民币)?(?P<sign2>{_SIGN}?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?(?:[元圆]整?|\(元\)|块|CNY|RMB|人民币)?"
    r"(?P<close>\)?)$"
)

_NO_MONEY = r"^(?:¥|元)[-–—]+$"
_ACCOUNTING_ZERO = r"^(?:\s*[¥￥]\s+-\s*|\s*[¥￥]\s*-\s+|\s+-\s{2,})$"
"""A zero in Excel's accounting format, as a CSV saved from it has it: ` ¥-   `, ` -   `."""


@dataclass(frozen=True)
class Money:
    """A column of amounts.

    fen : int64 [fen], null for blank and for what cannot be used
    bad : where the cell is no amount
    negative : where it is a negative one
    """

    fen: pa.Array
    bad: Bools
    negative: Bools


def money(cells: Cells) -> Money:
    """A column of cells as amounts, rounded half up to the fen.

    Accepts signs of the currency before or behind, full-width digits, thousands separators in
    their places, `(5)` for −5. A date cell is no amount.
    """
    dated = cells.dated
    if pa.types.is_dictionary(cells.text.type):
        fen, bad, negative = _from_texts(cells.text)
    else:
        if (fen := _plain_fen(cells.text)) is not None:
            return Money(fen, dated, np.zeros(len(cells), dtype=np.bool_))
        fen, bad, negative = in_batches(cells.text, _from_texts, BATCH_ROWS)
    fen = pc.if_else(pa.array(dated), pa.scalar(None, pa.int64()), fen)
    return Money(fen, bad | dated, negative & ~dated)


def _from_texts(texts: pa.Array) -> tuple[pa.Array, Bools, Bools]:
    """Texts as `_from_words` has them, each different text once."""
    words = as_dictionary(texts)
    fen, bad, negative = in_batches(words.dictionary, _from_words)
    at = words.indices.to_numpy(zero_copy_only=False)
    return fen.take(words.indices), bad[at], negative[at]


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


def _from_words(words: pa.Array) -> tuple[pa.Array, Bools, Bools]:
    """Different texts as fen; whether each is no amount, or a negative one."""
    zero = pc.match_substring_regex(words, _ACCOUNTING_ZERO)
    texts = unguarded(visible(pc.utf8_normalize(words, form="NFKC")))
    texts = pc.utf8_upper(pc.replace_substring_regex(texts, r"\s+", ""))
    texts = pc.if_else(zero, "0", texts)
    none = bools(says_none(texts)) | matching(texts, _NO_MONEY)
    parts = pc.extract_regex(texts, _AMOUNT)
    opening, whole, rest = (part(parts, name) for name in ("open", "whole", "part"))
    signs = pc.binary_join_element_wise(part(parts, "sign"), part(parts, "sign2"), "")
    paired = pc.equal(opening, pc.replace_substring(part(parts, "close"), ")", "("))
    digits = pc.or_(pc.not_equal(whole, ""), pc.not_equal(rest, ""))
    whole = pc.utf8_ltrim(pc.replace_substring(whole, ",", ""), characters="0")
    fits = pc.less_equal(pc.utf8_length(whole), MAX_DIGITS)
    one_sign = pc.less_equal(pc.utf8_length(signs), 1)
    good = bools(parts.is_valid()) & ~matching(texts, _TELEPHONE)
    for condition in (paired, digits, fits, one_sign):
        good &= bools(condition)

    whole, rest = (pc.if_else(pa.array(good), text, "") for text in (whole, rest))
    hundredths = wholes(pc.utf8_slice_codeunits(pc.utf8_rpad(rest, 2, "0"), 0, 2))
    next_digit = wholes(pc.utf8_slice_codeunits(rest, 2, 3))
    fen = wholes(whole) * 100 + hundredths + (next_digit >= 5)
    minus = matching(signs, r"[^+]") | bools(pc.equal(opening, "("))
    negative = good & minus & (fen > 0)
    usable = good & ~negative
    return pa.array(fen, mask=~usable), ~good & ~none, negative
