"""Excel's serial numbers: times as a count of days since the workbook's epoch.

Source: spec, "Tables" (serial numbers count from the workbook's own epoch; fractions are cut).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools
from xlcs.exports.values.parsed import DAY_S

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers that are Excel's count of days since 1899-12-30, and no times written as digits."""

SERIAL = r"^\d{1,7}(?:\.\d+)?$"

ZERO_1900_S = -25_569 * DAY_S
ZERO_1904_S = ZERO_1900_S + 1_462 * DAY_S


def seconds_of(
    texts: pa.Array, serial: Bools, zero_s: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Excel's counts of days as seconds since 1970, fractions cut, and as numbers.

    A count written with few decimals stands for the second that it was rounded from.

    Parameters
    ----------
    texts : cells; `serial` tells which of them are such counts, the others come out as day 0
    zero_s : `ZERO_1900_S` or `ZERO_1904_S`
    """
    number = pc.if_else(pa.array(serial), texts, "0")
    days = number.cast(pa.float64()).to_numpy(zero_copy_only=False)
    point = pc.find_substring(number, ".").to_numpy(zero_copy_only=False)
    length = pc.utf8_length(number).to_numpy(zero_copy_only=False)
    decimals = (length - point - 1).astype(np.float64)
    is_rounded = (point > 0) & (decimals >= _FEWEST_ROUNDED)
    half_a_unit = np.where(is_rounded, 0.5 * DAY_S * 10.0**-decimals, 0)
    rounding = np.maximum(half_a_unit, _LEAST_ROUNDING_S)
    return np.floor(days * DAY_S + rounding).astype(np.int64) + zero_s, days


_FEWEST_ROUNDED = 5
"""Decimals from which a count of days is likely rounded; `44774.5` is exact."""

_LEAST_ROUNDING_S = 0.0005
"""A double holds a time of our days to about a microsecond."""
