"""Times as exports write them → seconds of local shop time, and how exactly each is given.

Source: spec, "Tables" (what real exports look like), "Resolution".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_array, as_dictionary, bools, visible
from xlcs.exports.values.batches import in_batches
from xlcs.exports.values.by_kind.durations import in_minutes, times_of_day
from xlcs.exports.values.by_kind.guards import unguarded
from xlcs.exports.values.by_kind.nothing import (
    is_placeholder,
    is_placeholder_moment,
    is_placeholder_serial,
    says_none,
)
from xlcs.exports.values.by_kind.parts import matching, number, of_24_hours, part
from xlcs.exports.values.by_kind.serials import (
    FIRST_SERIAL,
    LAST_SERIAL,
    SERIAL,
    ZERO_1900_S,
    ZERO_1904_S,
    seconds_of,
)
from xlcs.exports.values.parsed import DAY, DAY_S, MINUTE, NO_TIME, SECOND

FIRST_YEAR, LAST_YEAR = 2003, 2100
"""Years that a time of a shop can have: Taobao began in 2003."""

_SAMPLE = 1_000
"""Cells from which is guessed which way is the fast one; every way gives the same."""

_ZONE_S = 8 * 3600
"""The shop's time, Asia/Shanghai, is so much ahead of UTC."""
_EARLIEST = pa.scalar(int(np.datetime64(f"{FIRST_YEAR}-01-01", "s").astype(np.int64)))
_AFTER_LAST = pa.scalar(int(np.datetime64(f"{LAST_YEAR + 1}-01-01", "s").astype(np.int64)))

_FORM_OF_LENGTH = {0: NO_TIME, 10: DAY, 16: MINUTE, 19: SECOND}
"""ISO texts of these lengths are what Arrow parses by itself."""

_DATE = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(日|[T 上下凌AP(星周]|$)"
_PACKED_DATE = r"^(\d{4})(\d{2})(\d{2})([T ]|$)"
_TEXT = (
    r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2}) [日T ]*(?:\(?(?:星期|周)[一二三四五六日天]\)? *)?"
    r"(?:(?P<half>上午|下午|凌晨|AM|PM)? *(?P<h>\d{1,2})[:时](?P<min>\d{1,2})"
    r"(?:[:分](?P<s>\d{1,2})(?:[.,]\d*)?秒?|分)? *(?P<half2>AM|PM)?"
    r"(?: ?(?:GMT|UTC)?(?P<zone>Z|[-+]\d{1,2}(?::?\d{2})?))?)?$"
)
_DIGITS = r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<h>\d{2})(?P<min>\d{2})(?P<s>\d{2})?$"
_ZERO_CLOCK = r"^0{1,2}:00(?::00)?$"


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

    Texts keep the form they have; a time zone is turned into the shop's time. Date cells and
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
    zero_s = ZERO_1904_S if since_1904 else ZERO_1900_S
    seconds, form, good, serial, zero = _from_texts(cells.text, zero_s)
    if cells.moment is not None:
        dated, at = cells.dated, cells.seconds
        seconds = np.where(dated, at, seconds)
        possible = _possible(seconds)
        zero = np.where(dated, is_placeholder_moment(at), zero)
        good = np.where(dated, possible | zero, good)
        form = np.where(dated, np.where(possible, SECOND, NO_TIME), form).astype(np.int8)
        serial = serial | (dated & possible)
    midnight = serial & (seconds % DAY_S == 0)
    if midnight.any() and not ((form >= MINUTE) & ~midnight).any():
        form = np.where(midnight, np.int8(DAY), form)
    return from_seconds(seconds, form, ~good, zero if zero.any() else None)


def with_times_of_day(days: Times, beside: Cells, *, since_1904: bool) -> Times:
    """A column of dates, made exact by the column of times beside it.

    Where the first has a date only, the second adds its time of day, or is taken as it stands if
    it has the same date with a time. Where the first has none, the second is taken.
    """
    clocks, of_day = times(beside, since_1904=since_1904), times_of_day(beside)
    seconds = days.seconds
    is_day = days.form == DAY
    adds = is_day & of_day.seconds.is_valid().to_numpy(zero_copy_only=False)
    added = of_day.seconds.fill_null(0).to_numpy(zero_copy_only=False)
    finer = is_day & (clocks.form >= MINUTE) & (clocks.seconds // DAY_S == seconds // DAY_S)
    instead = finer | (~days.given & ~days.bad & clocks.given)
    seconds = np.where(adds, seconds + added, np.where(instead, clocks.seconds, seconds))
    form = np.where(adds, _clock_form(beside), np.where(instead, clocks.form, days.form))
    bad = days.bad | (~days.given & clocks.bad) | (is_day & clocks.bad & of_day.bad)
    return from_seconds(seconds, form, bad, days.placeholder)


def of_day_of(starts: Times, ends: Times, cells: Cells) -> Times:
    """The ends in `cells`; one that is a time of day alone is of its start's day.

    Or of the day after, where that time of day is before the start's.
    """
    of_day, form = times_of_day(cells), _clock_form(cells)
    clocks = of_day.seconds.fill_null(0).to_numpy(zero_copy_only=False)
    alone = ends.bad & of_day.seconds.is_valid().to_numpy(zero_copy_only=False)
    alone &= starts.form >= MINUTE
    same_day = starts.seconds // DAY_S * DAY_S + clocks
    began = np.where(form == MINUTE, starts.seconds // 60 * 60, starts.seconds)
    seconds = np.where(same_day < began, same_day + DAY_S, same_day)
    return from_seconds(
        np.where(alone, seconds, ends.seconds),
        np.where(alone, form, ends.form),
        ends.bad & ~alone,
        ends.placeholder,
    )


def _clock_form(cells: Cells) -> npt.NDArray[np.int8]:
    """The form of times of day."""
    return np.where(in_minutes(cells), np.int8(MINUTE), np.int8(SECOND))


def _possible(seconds: npt.NDArray[np.int64]) -> Bools:
    """Moments that a shop can have."""
    possible: Bools = (seconds >= _EARLIEST.as_py()) & (seconds < _AFTER_LAST.as_py())
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
        ends["min"].as_py() >= _EARLIEST.as_py() and ends["max"].as_py() < _AFTER_LAST.as_py()
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


_Words = tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], Bools, Bools, Bools]
"""Seconds, form, whether usable (none is), whether a serial number, whether a placeholder."""


def _from_texts(texts: pa.Array, zero_s: int) -> _Words:
    """Texts as `_from_some` has them, each different text once."""
    words = as_dictionary(texts)
    index = words.indices.to_numpy(zero_copy_only=False)
    seconds, form, good, serial, zero = in_batches(
        words.dictionary, lambda some: _as_iso(some) or _from_some(some, zero_s)
    )
    return seconds[index], form[index], good[index], serial[index], zero[index]


def _as_iso(words: pa.Array) -> _Words | None:
    """Different texts as `_from_some` has them, the fast way; None where one is not tidy enough."""
    if _iso_texts(_tidy(words[:_SAMPLE])) is None or (read := _iso_texts(_tidy(words))) is None:
        return None
    none = np.zeros(len(words), dtype=np.bool_)
    zero = none if read.placeholder is None else read.placeholder
    return read.seconds, read.form, ~none, none, zero


def _tidy(texts: pa.Array) -> pa.Array:
    """Texts such as ` 2022/8/1 9:30` as `2022-08-01 09:30`, and "" for what means none."""
    trimmed = pc.utf8_trim_whitespace(texts)
    shown = pc.if_else(says_none(trimmed), "", trimmed)
    padded = pc.replace_substring_regex(shown, r"\b(\d)\b", r"0\1")
    return pc.replace_substring_regex(padded, r"^(\d{4})[/.年](\d\d)[/.月](\d\d)日?", r"\1-\2-\3")


def _from_some(words: pa.Array, zero_s: int) -> _Words:
    """Different texts as `_Words`; serial numbers count from `zero_s`."""
    texts = unguarded(visible(pc.utf8_normalize(words, form="NFKC")))
    texts = pc.utf8_upper(pc.replace_substring_regex(texts, r"\s+", " "))
    none = bools(says_none(texts))

    dates = pc.replace_substring_regex(texts, _DATE, r"\1-\2-\3 \4")
    dates = pc.replace_substring_regex(dates, _PACKED_DATE, r"\1-\2-\3 \4")
    parts = pc.extract_regex(dates, _TEXT)
    digits = pc.extract_regex(texts, _DIGITS)
    is_text, is_digits = bools(parts.is_valid()), bools(digits.is_valid())
    seconds, form, good, zero = _assembled(parts, is_text)
    if is_digits.any():
        late, late_form, late_good, late_zero = _assembled(digits, is_digits)
        seconds = np.where(is_digits, late, seconds)
        form = np.where(is_digits, late_form, form)
        good = np.where(is_digits, late_good, good)
        zero = np.where(is_digits, late_zero, zero)

    serial = matching(texts, SERIAL)
    if serial.any():
        at, days = seconds_of(texts, serial, zero_s)
        zero |= serial & is_placeholder_serial(days)
        serial &= (days >= FIRST_SERIAL) & (days <= LAST_SERIAL) & _possible(at)
        seconds = np.where(serial, at, seconds)
        form = np.where(serial, np.int8(SECOND), form)
        good = good | serial
    zero |= matching(texts, _ZERO_CLOCK)
    form = np.where(good, form, np.int8(NO_TIME))
    return seconds, form, good | none | zero, serial, zero


def _assembled(
    parts: pa.Array, there: Bools
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], Bools, Bools]:
    """Matched parts of texts as seconds and form; whether there is such a moment, or it stands for
    none."""
    year, month, day, minute = (number(parts, name) for name in ("y", "m", "d", "min"))
    hour, second = (number(parts, name, missing=-1) for name in ("h", "s"))
    form = np.where(hour < 0, DAY, np.where(second < 0, MINUTE, SECOND)).astype(np.int8)
    hour, second = np.maximum(hour, 0), np.maximum(second, 0)
    good = there & (hour <= 23)
    ahead = np.full(len(parts), _ZONE_S, dtype=np.int64)
    if "half" in {field.name for field in parts.type}:
        hour, possible = of_24_hours(parts, hour)
        ahead = _ahead_of_utc(part(parts, "zone"))
        good &= possible & (np.abs(ahead) <= _FURTHEST_ZONE_S)
    clock = hour * 3600 + minute * 60 + second
    zero = there & is_placeholder(year, month, day, clock)
    good &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12)
    good &= (minute <= 59) & (second <= 59)
    month_number = np.where(good, (year - 1970) * 12 + month - 1, 0)
    first = month_number.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (month_number + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    good &= (day >= 1) & (day <= after - first)
    seconds = (first + day - 1) * DAY_S + clock + _ZONE_S - ahead
    return np.where(good, seconds, 0), form, good, zero


_FURTHEST_ZONE_S = 14 * 3600


def _ahead_of_utc(zones: pa.Array) -> npt.NDArray[np.int64]:
    """`+08:00`, `+0800`, `+8` or `Z` in seconds; the shop's own zone where there is none."""
    parts = pc.extract_regex(zones, r"^(?P<sign>[-+])(?P<h>\d{1,2}):?(?P<m>\d{2})?$")
    size = number(parts, "h") * 3600 + number(parts, "m") * 60
    minus = bools(pc.equal(part(parts, "sign"), "-"))
    ahead = np.where(minus, -size, size)
    ahead = np.where(bools(parts.is_valid()), ahead, _ZONE_S)
    return np.where(bools(pc.equal(zones, "Z")), 0, ahead)
