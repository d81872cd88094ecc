"""Arrays with room behind them, so that rows can join them where they are.

A day's rows join hundreds of days' rows every morning. Copying those takes longer than reading
them did, most of it for memory that was not used before.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_PART, _LEAST = 16, 4096

_WITH_ROOM: WeakValueDictionary[int, Array] = WeakValueDictionary()
"""Where in memory each begins → the array with its room, as long as it is used."""


def with_room(length: int, dtype: np.dtype[Any]) -> Array:
    """An array of that length, not filled, with room behind it for a 16th more and some."""
    whole = np.empty(length + length // _PART + _LEAST, dtype)
    _WITH_ROOM[whole.ctypes.data] = whole
    return whole[:length]


def spliced(array: Array, low: int, high: int, rows: Array) -> Array:
    """`array` with `rows` in place of those from `low` up to `high`.

    `array` is used up: if `with_room` made it and the room is enough, what is given lies there.
    """
    length = low + len(rows) + len(array) - high
    whole = _WITH_ROOM.get(array.ctypes.data)
    if whole is None or rows.dtype != whole.dtype or len(whole) < length:
        return np.concatenate([array[:low], rows, array[high:]])
    after = low + len(rows)
    whole[after:length] = array[high:]
    whole[low:after] = rows
    return whole[:length]
