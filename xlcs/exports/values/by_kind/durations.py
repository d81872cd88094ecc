"""Spans of time and times of day as exports write them → seconds.

Source: spec, "Tables" (durations; a date beside a time of day).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from xlcs.exports.read.cells import Bools, Cells
from xlcs.exports.values.batches import read_each
from xlcs.exports.values.by_kind.nothing import means_none
from xlcs.exports.values.by_kind.plain_text import compact, plain
from xlcs.exports.values.parsed import DAY_S

_SPANS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?:(?P<d>\d{1,4})(?:天|日|D))?(?:(?P<h>\d{1,5})(?:个?小时|时|H))?"
        r"(?:(?P<m>\d{1,6})(?:分钟?|M|MIN|['′]))?"
        r"(?:(?P<s>\d{1,8})(?:\.\d*)?(?:秒钟?|S|SEC|\"|''|′′))?",
        r"(?:(?P<d>\d{1,4})DAYS?,)?(?:(?P<h>\d{1,5}):)?(?P<m>\d{1,5}):(?P<s>\d{1,2})(?:\.\d*)?",
        r"(?P<s>\d{1,8})(?:\.\d*)?",
        r"P(?=T?\d)(?:(?P<d>\d{1,4})D)?"
        r"(?:T(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,8})(?:\.\d*)?S)?)?",
    )
)
_UNITS_S = {"d": DAY_S, "h": 3600, "m": 60, "s": 1}
_NUMBER = re.compile(r"\d{1,6}(?:\.\d*)?", re.ASCII)
_UNIT = re.compile(r"\((?:单位:?)?(?:(?P<minutes>分钟?|min|minutes?)|小时|时|h|hours?)\)")
_FRACTION = re.compile(r"0?\.\d+(?:E-\d+)?", re.ASCII)
_DECIMAL = re.compile(
    r"(?P<number>\d{1,5}\.\d+)(?:(?P<minutes>分钟?|M|MIN)|个?小时|时|H)", re.ASCII
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))", re.ASCII)
_OF_DAY = re.compile(
    r"(?P<half>上午|下午|凌晨|AM|PM)?(?P<h>\d{1,2})[:时](?P<min>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:[.,]\d*)?秒?|分)?(?P<half2>AM|PM)?",
    re.ASCII,
)
_LATE, _EARLY = ("下午", "PM"), ("上午", "凌晨", "AM")

_ROUNDING_S = 0.01
"""A fraction of a day with seven decimals is off by so much at most."""

_AFTER_ZERO_YEARS_S = int(np.datetime64("1905-01-01", "s").astype(np.int64))
"""A date cell before holds no date, only a time of day or a duration [s since 1970]."""

_FIELDS = np.dtype([("seconds", "i8"), ("given", "?"), ("bad", "?")])


@dataclass(frozen=True)
class Durations:
    """A column of durations.

    seconds : int64 [s], 0 for none and for what cannot be used
    given : where there is a duration
    bad : where the cell holds something that is no duration
    """

    seconds: npt.NDArray[np.int64]
    given: Bools
    bad: Bools


def durations(cells: Cells, *, unit_s: int = 1) -> Durations:
    """A column of cells as spans of time.

    `8分48秒`, `1小时2分`, `0:08:48`, `8:48` (minutes and seconds), `8'48"`, `528`, `528秒`,
    `8.8分钟`, `PT8M48S`; a number below 1 is Excel's fraction of a day. Fractions of a second are
    cut.

    Parameters
    ----------
    unit_s : what a bare number counts [s]; other than seconds, it may be a fraction
    """
    return _read(cells, partial(_span, unit_s=unit_s))


def unit_of(header: str) -> int:
    """What numbers under a header count [s]: `时长(分钟)`; seconds where it says nothing."""
    found = _UNIT.search("".join(unicodedata.normalize("NFKC", header).split()).lower())
    return 1 if found is None else 60 if found["minutes"] else 3600


def times_of_day(cells: Cells) -> Durations:
    """A column of cells as times of day, in seconds since midnight; a cell with a date is bad."""
    return _read(cells, _of_day)


def clock_of(parts: Mapping[str, str | None]) -> int | None:
    """The time of day [s since midnight] of the parts `h`, `min`, `s`, and of `half` and `half2`,
    which say which half of the day is meant; None where there is none such.
    """
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "min", "s"))
    half = (parts.get("half") or "") + (parts.get("half2") or "")
    if half in _LATE and hour < 12:
        hour += 12
    if half in _EARLY:
        hour = 24 if hour > 12 else hour % 12
    is_possible = hour <= 23 and minute <= 59 and second <= 59 and len(half) <= 2
    return (hour * 60 + minute) * 60 + second if is_possible else None


def _read(cells: Cells, seconds_of: Callable[[str], int | None]) -> Durations:
    def read(text: str) -> tuple[int, bool, bool]:
        seconds = seconds_of(compact(text))
        is_bad = seconds is None and not means_none(plain(text))
        return seconds or 0, seconds is not None, is_bad

    values, given, bad = read_each(cells.text, read, _FIELDS)
    if cells.moment is not None:
        is_time = cells.seconds < _AFTER_ZERO_YEARS_S
        values = np.where(cells.dated, cells.seconds % DAY_S, values)
        given = np.where(cells.dated, is_time, given)
        bad = np.where(cells.dated, ~is_time, bad)
    return Durations(values, given, bad)


def _span(text: str, unit_s: int) -> int | None:
    """A span of time [s], of which bare numbers count so many seconds."""
    if unit_s > 1 and _NUMBER.fullmatch(text):
        return _cut(float(text) * unit_s)
    if _FRACTION.fullmatch(text):
        return _cut(float(text) * DAY_S)
    if part := _DECIMAL.fullmatch(text):
        return _cut(float(part["number"]) * (60 if part["minutes"] else 3600))
    text = _THOUSANDS.sub("", text)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _SPANS)), None)
    if not text or found is None:
        return None
    return sum(int(count) * _UNITS_S[unit] for unit, count in found.groupdict("0").items())


def _of_day(text: str) -> int | None:
    """A time of day [s since midnight]."""
    if _FRACTION.fullmatch(text):
        return _cut(float(text) * DAY_S)
    found = _OF_DAY.fullmatch(text)
    return None if found is None else clock_of(found.groupdict())


def _cut(seconds: float) -> int:
    """Whole seconds: fractions are cut, but for what a rounded fraction of a day is off."""
    nearest = round(seconds)
    return nearest if abs(seconds - nearest) < _ROUNDING_S else math.floor(seconds)
