"""Times as exports write them → seconds of local shop time, and how exactly each is given.

Source: spec, "Tables" (what real exports look like; serial numbers count from the workbook's own
epoch; fractions are cut), "Resolution".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_array, as_dictionary
from xlcs.exports.values.batches import Records, read_each
from xlcs.exports.values.by_kind.durations import clock_of, times_of_day
from xlcs.exports.values.by_kind.nothing import (
    NOT_YET,
    is_placeholder,
    is_placeholder_moment,
    is_placeholder_serial,
    means_none,
    says_none,
)
from xlcs.exports.values.by_kind.other_notations import other_notation
from xlcs.exports.values.by_kind.plain_text import compact, plain
from xlcs.exports.values.parsed import DAY, DAY_S, MINUTE, NO_TIME, SECOND

FIRST_YEAR, LAST_YEAR = 2003, 2100
"""Years that a time of a shop can have: Taobao began in 2003."""

_SAMPLE = 1_000
"""Cells from which is guessed which way is the fast one; every way gives the same."""

_DAY_ZERO = date(1970, 1, 1).toordinal()
_EARLIEST, _AFTER_LAST = (
    (date(year, 1, 1).toordinal() - _DAY_ZERO) * DAY_S for year in (FIRST_YEAR, LAST_YEAR + 1)
)

_FORM_OF_LENGTH = {0: NO_TIME, 10: DAY, 16: MINUTE, 19: SECOND}
"""ISO texts of these lengths are what Arrow parses by itself."""

_CLOCK = (
    r"[日T ]*(?:\(?(?:星期|周)[一二三四五六日天]\)? *)?"
    r"(?:(?P<half>上午|下午|凌晨|AM|PM)? *(?P<h>\d{1,2})[:时](?P<min>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:[.,]\d*)?秒?|分)? *(?P<half2>AM|PM)?"
    r"(?: ?(?:GMT|UTC)?(?P<zone>Z|(?P<sign>[-+])(?P<zh>\d{1,2})(?::?(?P<zmin>\d{2}))?))?)?"
)
_NOTATIONS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?=[日T 上下凌AP(星周]|$)" + _CLOCK,
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?=[T ]|$)" + _CLOCK,
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<h>\d\d)(?P<min>\d\d)(?P<s>\d\d)?",
    )
)
"""`2022-08-01 …`, `20220801 …`, and digits alone."""

_TIDYING = {
    r"\b(\d)\b": r"0\1",
    r"^(\d{4})[/.年](\d\d)[/.月](\d\d)日?": r"\1-\2-\3",
    r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$": r"\1-\2-\3 \4:\5:\6",
    r"([ T]\d\d:\d\d:\d\d)\+08:?00$": r"\1",
}
"""Notations of whole exports → ISO, which Arrow parses ten times as fast as a text at a time."""

_ZONE_S, _FURTHEST_ZONE_S = 8 * 3600, 14 * 3600
"""The shop's time, Asia/Shanghai, is so much ahead of UTC; no place is further from it."""

_ZERO_CLOCK = re.compile(r"0{1,2}:00(?::00)?")
_TO_THE_MINUTE = re.compile(r"\D*\d{1,2}[:时]\d{1,2}分?(?:[AP]M)?", re.ASCII)
"""A time of day without seconds."""

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers that are Excel's count of days since 1899-12-30, and no times written as digits."""

_SERIAL = re.compile(r"\d{1,7}(?:\.(?P<decimals>\d+))?", re.ASCII)
_EPOCH_1900_S, _EPOCH_1904_S = -25_569 * DAY_S, (1_462 - 25_569) * DAY_S

_FEWEST_ROUNDED = 5
"""Decimals from which a count of days is likely rounded; `44774.5` is exact."""

_LEAST_ROUNDING_S = 0.0005
"""A double holds a time of our days to about a microsecond."""

_FIELDS = np.dtype(
    [("seconds", "i8"), ("form", "i1"), ("bad", "?"), ("serial", "?"), ("placeholder", "?")]
)
_IS_BAD = 2
_Read = tuple[int, int, bool, bool, bool]
_NONE, _BAD, _PLACEHOLDER = (
    (0, NO_TIME, is_bad, False, stands_for_none)
    for is_bad, stands_for_none in ((False, False), (True, False), (False, True))
)


@dataclass(frozen=True)
class Times:
    """A column of times.

    at : timestamp[s] [local time], null for none and for what cannot be used
    form : int8, one of `parsed.NO_TIME`, `DAY`, `MINUTE`, `SECOND`
    bad : where the cell holds something that is no usable time
    placeholder : where it holds a time that stands for none; None where no cell does
    """

    at: pa.Array
    form: npt.NDArray[np.int8]
    bad: Bools
    placeholder: Bools | None = None

    @property
    def given(self) -> Bools:
        """Where there is a time."""
        there: Bools = self.form != NO_TIME
        return there

    @property
    def seconds(self) -> npt.NDArray[np.int64]:
        """Seconds since 1970 [local time]; 0 where there is none."""
        filled = self.at.view(pa.int64()).fill_null(0)
        return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)

    def without(self, rows: Bools) -> Times:
        """The times, with those rows blanked."""
        if not rows.any():
            return self
        return Times(
            pc.if_else(pa.array(rows), pa.scalar(None, pa.timestamp("s")), self.at),
            np.where(rows, np.int8(NO_TIME), self.form),
            self.bad,
            self.placeholder,
        )

    def filled(self, others: Times) -> Times:
        """The times, and others where there is none."""
        form = np.where(self.given, self.form, others.form)
        return Times(pc.coalesce(self.at, others.at), form, self.bad, self.placeholder)

    def days(self, rows: Bools) -> Times:
        """The days of those rows' times, to the day; none elsewhere."""
        form = np.where(rows & self.given, np.int8(DAY), np.int8(NO_TIME))
        return from_seconds(self.seconds // DAY_S * DAY_S, form, np.zeros_like(rows))

    def before(self, other: Times) -> Bools:
        """Where both are there and this one is earlier; by day where either is a day only.

        The other's day is its midnight, before which lies what is of an earlier day.
        """
        here, there = self.seconds, other.seconds
        earlier = np.where(self.form == DAY, here // DAY_S < there // DAY_S, here < there)
        out: Bools = earlier & self.given & other.given
        return out


def from_seconds(
    seconds: npt.NDArray[np.int64],
    form: npt.NDArray[np.int8],
    bad: Bools,
    placeholder: Bools | None = None,
) -> Times:
    """Times from seconds since 1970; none where the form is `NO_TIME`."""
    at = pa.array(seconds, pa.int64(), mask=form == NO_TIME).view(pa.timestamp("s"))
    return Times(at, form, bad, placeholder)


def times(cells: Cells, *, since_1904: bool = False) -> Times:
    """A column of cells as times.

    Texts keep the form they have; a time zone is turned into the shop's time. Dates such as
    `8/31/2025` are read where the whole column tells the order of their parts. Date cells and
    serial numbers are to the second, midnight too, unless nothing in the column has a time of
    day: then they are days. Fractions of a second are cut off.

    Parameters
    ----------
    since_1904 : whether the workbook counts its days from 1904
    """
    if cells.moment is None and not pa.types.is_dictionary(cells.pieces.type):
        plain = _iso_texts(cells.pieces)
        if plain is not None:
            return plain
    read = partial(_read, epoch_s=_EPOCH_1904_S if since_1904 else _EPOCH_1900_S)
    seconds, form, bad, serial, zero = read_each(cells.text, read, _FIELDS, _at_once)
    if bad.any() and (form == NO_TIME).all() and not cells.dated.any():
        told = _told_by_all(cells.text, read)
        seconds, form, bad, serial, zero = read_each(cells.text, told, _FIELDS)
    if cells.moment is not None:
        dated, at = cells.dated, cells.seconds
        seconds = np.where(dated, at, seconds)
        possible = _possible(seconds)
        zero = np.where(dated, is_placeholder_moment(at), zero)
        bad = np.where(dated, ~possible & ~zero, bad)
        form = np.where(dated, np.where(possible, SECOND, NO_TIME), form).astype(np.int8)
        serial = serial | (dated & possible)
    midnight = serial & (seconds % DAY_S == 0)
    if midnight.any() and not ((form >= MINUTE) & ~midnight).any():
        form = np.where(midnight, np.int8(DAY), form)
    return from_seconds(seconds, form, bad, zero if zero.any() else None)


def _told_by_all(texts: pa.Array, read: Callable[[str], _Read]) -> Callable[[str], _Read]:
    """How to read a column of which no cell tells a time by itself."""
    different = as_dictionary(texts).dictionary.to_pylist()
    rewrite = other_notation(different, is_usable=lambda text: not read(text)[_IS_BAD])
    return read if rewrite is None else lambda text: read(rewrite(text))


def with_times_of_day(days: Times, beside: Cells, *, since_1904: bool) -> Times:
    """A column of dates, made exact by the column of times beside it.

    Where the first has a date only, the second adds its time of day, or is taken as it stands if
    it has the same date with a time. Where the first has none, the second is taken.
    """
    clocks, of_day = times(beside, since_1904=since_1904), times_of_day(beside)
    seconds = days.seconds
    is_day = days.form == DAY
    adds = is_day & of_day.given
    finer = is_day & (clocks.form >= MINUTE) & (clocks.seconds // DAY_S == seconds // DAY_S)
    instead = finer | (~days.given & ~days.bad & clocks.given)
    seconds = np.where(adds, seconds + of_day.seconds, np.where(instead, clocks.seconds, seconds))
    form = np.where(adds, _clock_form(beside), np.where(instead, clocks.form, days.form))
    bad = days.bad | (~days.given & clocks.bad) | (is_day & clocks.bad & of_day.bad)
    return from_seconds(seconds, form, bad, days.placeholder)


def of_day_of(starts: Times, ends: Times, cells: Cells) -> Times:
    """The ends in `cells`; one that is a time of day alone is of its start's day.

    Or of the day after, where that time of day is before the start's.
    """
    of_day, form = times_of_day(cells), _clock_form(cells)
    alone = ends.bad & of_day.given & (starts.form >= MINUTE)
    same_day = starts.seconds // DAY_S * DAY_S + of_day.seconds
    began = np.where(form == MINUTE, starts.seconds // 60 * 60, starts.seconds)
    seconds = np.where(same_day < began, same_day + DAY_S, same_day)
    return from_seconds(
        np.where(alone, seconds, ends.seconds),
        np.where(alone, form, ends.form),
        ends.bad & ~alone,
        ends.placeholder,
    )


def _clock_form(cells: Cells) -> npt.NDArray[np.int8]:
    """The form of times of day: `9:30` is to the minute, `9:30:00` is not."""

    def read(text: str) -> tuple[int]:
        return (MINUTE if _TO_THE_MINUTE.fullmatch(compact(text)) else SECOND,)

    return read_each(cells.text, read, np.dtype([("form", "i1")]))[0]


def _possible(seconds: npt.NDArray[np.int64]) -> Bools:
    """Moments that a shop can have."""
    possible: Bools = (seconds >= _EARLIEST) & (seconds < _AFTER_LAST)
    return possible


def _iso_texts(texts: pa.Array | pa.ChunkedArray) -> Times | None:
    """The fast way: all cells blank or `2022-08-01[ 23:30[:00]]`; None where one is not."""
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    if len(lengths) and int(lengths.max()) > max(_FORM_OF_LENGTH):
        texts = pc.replace_substring_regex(texts, r"^(.{17}\d\d)\.\d+$", r"\1")
        lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    form_of = np.full(int(lengths.max()) + 1 if len(lengths) else 1, -1, dtype=np.int8)
    for length, form in _FORM_OF_LENGTH.items():
        if length < len(form_of):
            form_of[length] = form
    forms = form_of[lengths]
    if (forms < 0).any():
        return None
    some = _null_where(texts, forms == NO_TIME)
    try:
        some[:_SAMPLE].cast(pa.timestamp("s"))  # a failure is slow, so it is sought in a few first
        at = as_array(some.cast(pa.timestamp("s")))
    except pa.ArrowInvalid:
        return None
    bad = np.zeros(len(texts), dtype=np.bool_)
    ends = pc.min_max(at.view(pa.int64()))
    if not ends["min"].is_valid or (
        ends["min"].as_py() >= _EARLIEST and ends["max"].as_py() < _AFTER_LAST
    ):
        return Times(at, forms, bad)
    found = Times(at, forms, bad)
    outside = found.given & ~_possible(found.seconds)
    if not is_placeholder_moment(found.seconds[outside]).all():
        return None
    return replace(found.without(outside), placeholder=outside)


def _null_where(texts: pa.Array | pa.ChunkedArray, none: Bools) -> pa.Array | pa.ChunkedArray:
    """Texts, null in those rows; the others are not copied: that took as long as parsing them."""
    if not none.any():
        return texts
    if isinstance(texts, pa.ChunkedArray):
        parts = np.split(none, np.cumsum([len(piece) for piece in texts.chunks])[:-1])
        pieces = [_null_where(piece, part) for piece, part in zip(texts.chunks, parts, strict=True)]
        return pa.chunked_array(pieces, pa.string())
    if texts.offset:
        return pc.if_else(pa.array(none), pa.scalar(None, pa.string()), texts)
    _, ends, content = texts.buffers()
    there = pa.py_buffer(np.packbits(~none, bitorder="little"))
    return pa.StringArray.from_buffers(len(texts), ends, content, there)


def _at_once(words: pa.Array) -> Records | None:
    """Different texts as `_read` has them, the fast way; None where one is not tidy enough."""
    if _iso_texts(_tidy(words[:_SAMPLE])) is None or (read := _iso_texts(_tidy(words))) is None:
        return None
    found = np.zeros(len(words), _FIELDS)
    found["seconds"], found["form"] = read.seconds, read.form
    if read.placeholder is not None:
        found["placeholder"] = read.placeholder
    return found


def _tidy(texts: pa.Array) -> pa.Array:
    """Texts such as ` 2022/8/1 9:30` as `2022-08-01 09:30`, and "" for what means none."""
    trimmed = pc.utf8_trim_whitespace(texts)
    tidy = pc.if_else(says_none(trimmed), "", trimmed)
    for odd, iso in _TIDYING.items():
        tidy = pc.replace_substring_regex(tidy, odd, iso)
    return tidy


def _read(text: str, epoch_s: int) -> _Read:
    """One text, in the order of `_FIELDS`; serial numbers count from `epoch_s`."""
    shown = " ".join(plain(text).split())
    if serial := _SERIAL.fullmatch(shown):
        return _of_serial(serial, epoch_s)
    found = next(filter(None, (notation.fullmatch(shown) for notation in _NOTATIONS)), None)
    if found is not None:
        return _of_parts(found.groupdict())
    if _ZERO_CLOCK.fullmatch(shown):
        return _PLACEHOLDER
    return _NONE if means_none(shown) or NOT_YET.fullmatch(shown) else _BAD


def _of_parts(parts: Mapping[str, str]) -> _Read:
    year, month, day = (int(parts[name]) for name in ("y", "m", "d"))
    clock = clock_of(parts)
    if is_placeholder(year, month, day, -1 if clock is None else clock):
        return _PLACEHOLDER
    ahead = _ahead_of_utc(parts)
    if clock is None or not FIRST_YEAR <= year <= LAST_YEAR or abs(ahead) > _FURTHEST_ZONE_S:
        return _BAD
    try:
        days = date(year, month, day).toordinal() - _DAY_ZERO
    except ValueError:
        return _BAD
    form = DAY if parts.get("h") is None else MINUTE if parts["s"] is None else SECOND
    return days * DAY_S + clock + _ZONE_S - ahead, form, False, False, False


def _ahead_of_utc(parts: Mapping[str, str]) -> int:
    """`+08:00`, `+0800`, `+8` or `Z` in seconds; the shop's own zone where there is none."""
    if not parts.get("zone"):
        return _ZONE_S
    if parts["zone"] == "Z":
        return 0
    size = int(parts["zh"]) * 3600 + int(parts["zmin"] or 0) * 60
    return -size if parts["sign"] == "-" else size


def _of_serial(found: re.Match[str], epoch_s: int) -> _Read:
    """Excel's count of days, fractions of a second cut.

    One written with few decimals stands for the second that it was rounded from.
    """
    days, decimals = float(found[0]), len(found["decimals"] or "")
    if is_placeholder_serial(days):
        return _PLACEHOLDER
    half_a_unit = 0.5 * DAY_S * 10.0**-decimals if decimals >= _FEWEST_ROUNDED else 0
    seconds = math.floor(days * DAY_S + max(half_a_unit, _LEAST_ROUNDING_S)) + epoch_s
    if not (FIRST_SERIAL <= days <= LAST_SERIAL and _EARLIEST <= seconds < _AFTER_LAST):
        return _BAD
    return seconds, SECOND, False, True, False
