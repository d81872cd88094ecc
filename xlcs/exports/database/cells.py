"""A column of a database's answer as `Cells`: texts, as an export would have them.

A date and time is written to the second, a date as a date, so that the forms of times mean what
they mean in files. Numbers keep all their digits: a database has not rounded them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Cells, from_column, number_texts

SHOP_ZONE = ZoneInfo("Asia/Shanghai")
"""All times are local shop time."""

_CODECS = ("utf-8", "gb18030")
"""In which bytes without an encoding are read, the first that fits."""


def cells_of(values: Sequence[object]) -> Cells:
    """A column of Python values, as the drivers give them, as texts; None is blank."""
    types = set(map(type, values)) - {type(None)}
    if types <= {str}:
        return from_column(["" if value is None else value for value in values])
    if types == {datetime}:
        moments = pa.array([_local(value) for value in values], pa.timestamp("us"))
        seconds = pc.floor_temporal(moments, unit="second").cast(pa.timestamp("s"))
        return Cells(pc.fill_null(pc.strftime(seconds, "%Y-%m-%d %H:%M:%S"), ""))
    return from_column([_text(value) for value in values])


def _local(value: Any) -> datetime | None:
    """A moment as the shop's clock shows it."""
    if value is None or value.tzinfo is None:
        return value  # type: ignore[no-any-return]
    return value.astimezone(SHOP_ZONE).replace(tzinfo=None)  # type: ignore[no-any-return]


def _text(value: object) -> str:
    return "" if value is None else _TEXTS.get(type(value), str)(value)


def _of_bytes(value: bytes) -> str:
    for codec in _CODECS:
        try:
            return value.decode(codec)
        except UnicodeDecodeError:
            continue
    return value.decode(_CODECS[-1], "replace")


def _of_span(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _of_moment(value: datetime) -> str:
    local = _local(value)
    assert local is not None
    return local.replace(microsecond=0).isoformat(" ")


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "是" if value else "否",
    bytes: _of_bytes,
    bytearray: _of_bytes,
    memoryview: lambda value: _of_bytes(bytes(value)),
    Decimal: lambda value: format(value, "f") if value.is_finite() else "",
    float: lambda value: "" if value != value else str(number_texts(pa.array([value]))[0]),
    datetime: _of_moment,
    date: date.isoformat,
    time: lambda value: value.replace(microsecond=0, tzinfo=None).isoformat(),
    timedelta: _of_span,
}
