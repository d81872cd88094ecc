"""Names, numbers of orders, and the few words of choice columns.

Source: spec, "Tables" (what real exports look like), "Numbers that Excel damaged".
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import (
    Bools,
    Cells,
    as_dictionary,
    as_string,
    bools,
    matching,
    visible,
)
from xlcs.exports.shapes import shape
from xlcs.exports.values.by_kind.nothing import NONE_WORDS, says_none
from xlcs.exports.values.by_kind.plain_text import GUARDS, unguarded
from xlcs.tables import CHOICES, UNSEEN

PLATFORM_PREFIX = r"(?i)^cntaobao"
"""What the platform's own tools put before a name."""

_AROUND_COLON = r"\s*[:：]\s*"

_SAFE_ID = r"^[0-9A-DF-MO-Za-df-mo-z_][0-9A-DF-Za-df-z_]*$"
"""Without the letters of which a rounded number has one, and a word for none its first."""

_ROUNDED_BY_EXCEL = r"^[+-]?\d(?:\.\d+)?[eE]\+\d{2,3}$"
_ROUNDED = r"^[+-]?\d+(?:\.\d*)?[eE][+-]?\d+$"
_LONG_WITH_POINT = r"^\d{16,}\.0*$"
_WITH_POINT = r"^(\d{1,15})\.0+$"
_LABELLED = r"^(?:(?i:no)[.:]?|#|订单编?号:?)? *(\d+)['’′]?$"

_BETWEEN = rf"[\s,{UNSEEN}]+"
_IN_PARTS = rf"^\d+(?:[\s{UNSEEN}]+\d+)+$|^\d{{1,3}}(?:,\d{{3}})+$"
"""A number with blanks or unseen characters between its digits, as pages show and copy it, or with
a comma after each thousand."""

EXCEL_ERRORS = pa.array(
    [
        "#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
        "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA",
    ]
)  # fmt: skip
"""What a cell shows whose formula has failed."""


_ODD_BEGINNINGS = pa.array(
    {form[:1] for word in NONE_WORDS for form in (word, word.upper())}
    | {*GUARDS, *"cC#+0123456789"}
)
"""First characters of words for none, guards, the platform's prefix, errors and numbers."""


def cleaned(texts: pa.Array) -> pa.Array:
    """Texts without surrounding blanks, unseen characters and guards; null for none."""
    bare = unguarded(visible(texts))
    return _null_where(says_none(bare), bare)


def _null_where(none: pa.Array, texts_: pa.Array) -> pa.Array:
    return pc.if_else(none, pa.scalar(None, pa.string()), texts_)


def _named(texts: pa.Array) -> pa.Array:
    """`cleaned` texts that name somebody or something: no error of Excel's does, no formula."""
    shown = cleaned(texts)
    is_formula = pc.fill_null(pc.starts_with(shown, "="), False)
    return _null_where(pc.or_(pc.is_in(shown, EXCEL_ERRORS), is_formula), shown)


def names(cells: Cells, *, of_agents: bool = False) -> tuple[pa.DictionaryArray, Bools]:
    """A column of buyers or agents; null for none. And where Excel rounded a number.

    The platform's prefix `cntaobao` is cut, and `.0` behind digits, which a program took for a
    number. An agent's full name is `店铺:客服`, with a half-width
    colon and no blanks around it.
    """
    words = cells.words()
    known = visible(words.dictionary)
    # To look into all of a hundred thousand names takes a tenth of the file's whole reading.
    is_odd = pc.is_in(pc.utf8_slice_codeunits(known, 0, 1), _ODD_BEGINNINGS)
    few = _named(known.filter(is_odd))
    rounded = matching(few, _ROUNDED_BY_EXCEL)
    bare = visible(pc.replace_substring_regex(few, PLATFORM_PREFIX, ""))
    bare = pc.replace_substring_regex(bare, _WITH_POINT, r"\1")
    few = _null_where(pa.array(rounded), pc.if_else(pc.equal(bare, ""), few, bare))
    damaged = np.zeros(len(known), dtype=np.bool_)
    damaged[bools(is_odd)] = rounded
    if len(few):
        known = pc.replace_with_mask(known, is_odd, few)
    if of_agents:
        known = pc.replace_substring_regex(known, _AROUND_COLON, ":")
    at = words.indices.to_numpy(zero_copy_only=False)
    return _recoded(words, known), damaged[at]


def ids(cells: Cells) -> tuple[pa.Array, Bools]:
    """A column of order numbers as text with all their digits, together; null for none.

    And where Excel made a rounded number of one: `2.9E+18`, a numeric cell of 10^15 or more, or a
    whole column of long numbers of which fifteen digits are kept and the rest are zeros.
    """
    plain = cells.plain()
    if not pa.types.is_dictionary(plain.type):
        bare = _all_unguarded(plain)
        if pc.all(pc.ascii_is_decimal(bare), min_count=0).as_py() or _all(bare, _SAFE_ID):
            return _but_rounded(bare, np.zeros(len(bare), dtype=np.bool_))
    shown = _named(pc.utf8_normalize(as_string(plain), form="NFKC"))
    in_parts = pa.array(matching(shown, _IN_PARTS))
    shown = pc.if_else(in_parts, pc.replace_substring_regex(shown, _BETWEEN, ""), shown)
    shown = pc.replace_substring_regex(shown, _LABELLED, r"\1")
    damaged = matching(shown, _ROUNDED) | matching(shown, _LONG_WITH_POINT)
    shown = _null_where(pa.array(damaged), shown)
    return _but_rounded(pc.replace_substring_regex(shown, _WITH_POINT, r"\1"), damaged)


KEPT_DIGITS = 15
"""Digits that Excel keeps of a number; the others become zeros."""

LONGEST_NUMBER = 19
_FEW = 100
_FEWEST_ZEROS = 2
"""Fewer zeros behind the fifteenth digits, over a whole column, may be chance."""


def _but_rounded(numbers: pa.Array, damaged: Bools) -> tuple[pa.Array, Bools]:
    """The numbers without the long ones, if all of these have lost their last digits."""
    length = pc.fill_null(pc.binary_length(numbers), 0).to_numpy(zero_copy_only=False)
    is_long = (length > KEPT_DIGITS) & (length <= LONGEST_NUMBER)
    if not is_long.any():
        return numbers, damaged
    long = numbers.filter(pa.array(is_long))
    if not _all_end_in_zeros(long[:_FEW]) or not _all_end_in_zeros(long):
        return numbers, damaged
    lost = pc.utf8_length(long.unique()).to_numpy(zero_copy_only=False) - KEPT_DIGITS
    if int(lost.sum()) < _FEWEST_ZEROS:
        return numbers, damaged
    return _null_where(pa.array(is_long), numbers), damaged | is_long


def _all_end_in_zeros(long: pa.Array) -> bool:
    return _all(long, rf"^[0-9]{{{KEPT_DIGITS}}}0+$")


LONGEST_WORD = 36
"""Bytes of UTF-8, twelve Chinese characters: what is longer is no status or kind of a task, but
what somebody wrote."""


def texts(cells: Cells) -> pa.DictionaryArray:
    """A column of any words; null for none.

    Of what is longer than such words are, or looks like a telephone number or an address, only its
    shape is kept: it has slipped from another column.
    """
    words = cells.words()
    cleaned_words = cleaned(words.dictionary)
    doubtful = matching(cleaned_words, _NO_WORD)
    doubtful |= bools(
        pc.fill_null(pc.greater(pc.binary_length(cleaned_words), LONGEST_WORD), False)
    )
    if doubtful.any():
        shapes = [shape(word) for word in cleaned_words.filter(pa.array(doubtful)).to_pylist()]
        mask = pa.array(doubtful)
        cleaned_words = pc.replace_with_mask(cleaned_words, mask, pa.array(shapes, pa.string()))
    return _recoded(words, cleaned_words)


_NO_WORD = r"\d{5}|@|\d+ *(?:号|室|楼|单元|栋|幢)"


def choice(cells: Cells, column: str) -> tuple[pa.DictionaryArray, Bools]:
    """A choice column as its meanings (keys of `CHOICES`); null for none. And where unknown."""
    words = cells.words()
    shown = pc.utf8_lower(pc.utf8_normalize(cleaned(words.dictionary), form="NFKC"))
    meanings = CHOICES[column]
    known = [word for accepted in meanings.values() for word in accepted]
    means = [meaning or None for meaning, accepted in meanings.items() for _ in accepted]
    place = pc.index_in(shown, pa.array(known))
    meant = pa.array(means, pa.string()).take(place)
    unknown = bools(pc.and_(shown.is_valid(), place.is_null()))
    at = words.indices.to_numpy(zero_copy_only=False)
    return _recoded(words, meant), unknown[at]


def allowed(column: str) -> str:
    """The words that a choice column may hold, for messages."""
    return " / ".join(accepted[0] for meaning, accepted in CHOICES[column].items() if meaning)


def compact(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same column with no word in its dictionary that no row has."""
    return as_dictionary(as_string(column))


def _recoded(words: pa.DictionaryArray, values: pa.Array) -> pa.DictionaryArray:
    """The column with other values for its words; some may have become the same, or null."""
    if values.null_count == 0 and values.equals(words.dictionary):
        return words
    coded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(words.indices), coded.dictionary)


def _all_unguarded(texts_: pa.Array) -> pa.Array:
    """The texts between `="` and `"` where all are guarded so."""
    guarded = pc.and_(pc.starts_with(texts_, '="'), pc.ends_with(texts_, '"'))
    if pc.all(guarded, min_count=0).as_py():
        return pc.utf8_slice_codeunits(texts_, 2, -1)
    return texts_


def _all(texts_: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts_, pattern), min_count=0).as_py())
