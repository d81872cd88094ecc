"""Texts that match a pattern, and their parts as texts and as whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, bools

Wholes = npt.NDArray[np.int64]

_LATE, _EARLY = pa.array(["下午", "PM"]), pa.array(["上午", "凌晨", "AM"])


def matching(texts: pa.Array, pattern: str) -> Bools:
    """Which texts match a pattern somewhere; null matches none."""
    return bools(pc.fill_null(pc.match_substring_regex(texts, pattern), False))


def part(parts: pa.Array, name: str) -> pa.Array:
    """That part of each text; "" where it has none."""
    return pc.fill_null(pc.struct_field(parts, name), "")


def wholes(digits: pa.Array, missing: int = 0) -> Wholes:
    """Digits as whole numbers; `missing` where there are none."""
    filled = pc.if_else(pc.equal(digits, ""), str(missing), digits)
    return np.asarray(filled.cast(pa.int64()).to_numpy(zero_copy_only=False))


def number(parts: pa.Array, name: str, missing: int = 0) -> Wholes:
    """That part of each text as a whole number."""
    return wholes(part(parts, name), missing)


def of_24_hours(parts: pa.Array, hour: Wholes) -> tuple[Wholes, Bools]:
    """The hours under what the parts `half` and `half2` say of them; whether that is possible."""
    half = pc.binary_join_element_wise(part(parts, "half"), part(parts, "half2"), "")
    late, early = bools(pc.is_in(half, _LATE)), bools(pc.is_in(half, _EARLY))
    possible = bools(pc.less_equal(pc.utf8_length(half), 2)) & ~(early & (hour > 12))
    hour = np.where(early & (hour == 12), 0, np.where(late & (hour < 12), hour + 12, hour))
    return hour, possible & (hour <= 23)
