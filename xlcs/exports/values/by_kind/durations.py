"""Spans of time and times of day as exports write them → seconds.

Source: spec, "Tables" (durations; a date beside a time of day).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, bools, visible
from xlcs.exports.values.by_kind.nothing import says_none
from xlcs.exports.values.by_kind.parts import matching, number, of_24_hours
from xlcs.exports.values.parsed import DAY_S

_WORDED = (
    r"^(?:(?P<d>\d{1,4})(?:天|日|D))?(?:(?P<h>\d{1,5})(?:个?小时|时|H))?"
    r"(?:(?P<m>\d{1,6})(?:分钟?|M|MIN|['′]))?(?:(?P<s>\d{1,8})(?:\.\d*)?(?:秒钟?|S|SEC|\"|''|′′))?$"
)
_CLOCKED = r"^(?:(?P<d>\d{1,4})DAYS?,)?(?:(?P<h>\d{1,5}):)?(?P<m>\d{1,5}):(?P<s>\d{1,2})(?:\.\d*)?$"
_SECONDS = r"^(?P<s>\d{1,8})(?:\.\d*)?$"
_NUMBER = r"^\d{1,6}(?:\.\d*)?$"
_UNIT = re.compile(r"\((?:单位:?)?(?:(?P<minutes>分钟?|min|minutes?)|小时|时|h|hours?)\)")
_FRACTION = r"^0?\.\d+(?:E-\d+)?$"
_OF_DAY = (
    r"^(?P<half>上午|下午|凌晨|AM|PM)?(?P<h>\d{1,2})[:时](?P<min>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:[.,]\d*)?秒?|分)?(?P<half2>AM|PM)?$"
)

_ZERO_YEAR = 1904
"""A date cell up to this year holds no date, only a time of day or a duration."""

Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Durations:
    """A column of durations.

    seconds : int64 [s], null for none and for what cannot be used
    bad : where the cell holds something that is no duration
    """

    seconds: pa.Array
    bad: Bools


def durations(cells: Cells, *, unit_s: int = 1) -> Durations:
    """A column of cells as spans of time.

    `8分48秒`, `1小时2分`, `0:08:48`, `8:48` (minutes and seconds), `8'48"`, `528`, `528秒`; a
    number below 1 is Excel's fraction of a day. Fractions of a second are cut.

    Parameters
    ----------
    unit_s : what a bare number counts [s]; other than seconds, it may be a fraction
    """
    if unit_s == 1:
        return _on_words(cells, _spans)
    return _on_words(cells, lambda texts: _in_units(texts, unit_s))


def unit_of(header: str) -> int:
    """What numbers under a header count [s]: `时长(分钟)`; seconds where it says nothing."""
    found = _UNIT.search("".join(unicodedata.normalize("NFKC", header).split()).lower())
    return 1 if found is None else 60 if found["minutes"] else 3600


def times_of_day(cells: Cells) -> Durations:
    """A column of cells as times of day, in seconds since midnight; a cell with a date is bad."""
    return _on_words(cells, _of_day)


def in_minutes(cells: Cells) -> Bools:
    """Which times of day are given to the minute, by their text: `9:30`, not `9:30:00`."""
    words = Cells(cells.text).words()
    to_the_minute = matching(_plain(words.dictionary), _MINUTES)
    of_rows: Bools = to_the_minute[words.indices.to_numpy(zero_copy_only=False)]
    return of_rows


_MINUTES = r"^\D*\d{1,2}[:时]\d{1,2}分?(?:[AP]M)?$"


def _on_words(cells: Cells, parse: object) -> Durations:
    assert callable(parse)
    words = Cells(cells.text).words()
    seconds, good = parse(_plain(words.dictionary))
    at = words.indices.to_numpy(zero_copy_only=False)
    none = bools(says_none(visible(words.dictionary)))[at]
    values, usable = seconds[at], good[at]
    if cells.moment is not None:
        dated, moments = cells.dated, cells.seconds
        limit = int(np.datetime64(f"{_ZERO_YEAR + 1}-01-01", "s").astype(np.int64))
        values = np.where(dated, moments % DAY_S, values)
        usable = np.where(dated, moments < limit, usable)
        none &= ~dated
    return Durations(pa.array(values, mask=~usable), ~usable & ~none)


def _plain(words: pa.Array) -> pa.Array:
    texts = visible(pc.utf8_normalize(words, form="NFKC"))
    texts = pc.replace_substring_regex(texts, r"^(?:=\"(.*)\"|'(.*))$", r"\1\2")
    return pc.utf8_upper(pc.replace_substring_regex(texts, r"\s+", ""))


def _spans(texts: pa.Array) -> tuple[Seconds, Bools]:
    good, seconds = _fractions_of_a_day(texts)
    for pattern in (_WORDED, _CLOCKED, _SECONDS):
        parts = pc.extract_regex(texts, pattern)
        found = bools(parts.is_valid()) & bools(pc.not_equal(texts, "")) & ~good
        units = {field.name: _UNITS_S[field.name] for field in parts.type}
        total = sum(number(parts, name) * unit_s for name, unit_s in units.items())
        seconds = np.where(found, total, seconds)
        good |= found
    return seconds, good


def _in_units(texts: pa.Array, unit_s: int) -> tuple[Seconds, Bools]:
    """Spans whose bare numbers count so many seconds."""
    seconds, good = _spans(texts)
    there = matching(texts, _NUMBER)
    numbers = pc.if_else(pa.array(there), texts, "0").cast(pa.float64())
    counted = _cut(numbers.to_numpy(zero_copy_only=False) * unit_s)
    return np.where(there, counted, seconds), good | there


def _fractions_of_a_day(texts: pa.Array) -> tuple[Bools, Seconds]:
    """Which texts are a number below 1, and how many seconds that is of a day."""
    there = matching(texts, _FRACTION)
    days = pc.if_else(pa.array(there), texts, "0").cast(pa.float64())
    return there, _cut(days.to_numpy(zero_copy_only=False) * DAY_S)


def _cut(seconds: npt.NDArray[np.float64]) -> Seconds:
    """Whole seconds: fractions are cut, but for what a rounded fraction of a day is off."""
    nearest = np.rint(seconds)
    is_near = np.abs(seconds - nearest) < _ROUNDING_S
    return np.where(is_near, nearest, np.floor(seconds)).astype(np.int64)


_ROUNDING_S = 0.01
"""A fraction of a day with seven decimals is off by so much at most."""

_UNITS_S = {"d": DAY_S, "h": 3600, "m": 60, "s": 1}


def _of_day(texts: pa.Array) -> tuple[Seconds, Bools]:
    parts = pc.extract_regex(texts, _OF_DAY)
    hour, minute, second = (number(parts, name) for name in ("h", "min", "s"))
    hour, good = of_24_hours(parts, hour)
    good &= bools(parts.is_valid()) & (minute <= 59) & (second <= 59)
    is_fraction, of_day = _fractions_of_a_day(texts)
    seconds = np.where(is_fraction, of_day, hour * 3600 + minute * 60 + second)
    return seconds, good | is_fraction
