"""What exports write where they have nothing to say.

Source: spec, "Tables" (words that mean none, placeholders for no time).
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, on_words
from xlcs.exports.values.parsed import DAY_S

LATE_WORDS = ("延时统计", "延迟统计")
"""What the platform writes where it has not counted yet: an export of a later day has the value."""

NONE_WORDS = (
    "", "-", "--", "---", "—", "——", "–", "/", "null", "(null)", "<null>", "[null]", "none",
    "nil", "nan", "nat", "n/a", "<na>", "undefined", r"\n", "无", "暂无", "空", "(空)", "(空白)",
    "没有", "没有数据", "无数据", "暂无数据", "未填写", "不适用",
    "无退款申请", "无退款", "未退款", "没有退款", "没有申请退款", "未申请退款",
    *LATE_WORDS,
    "0000-00-00", "0000-00-00 00:00:00", "0000/00/00", "0000/00/00 00:00:00",
)  # fmt: skip
"""Words that mean none in every column, half-width and in lower case."""

NOTHING = pa.array(NONE_WORDS)

NOT_YET = re.compile(r"(?:还|尚|暂)?(?:未|没有?|无)[一-龥]{0,5}")
"""Words that in a column of times say why there is none: 未付款, 尚未阅读, 没有回复."""

STILL_BOUND = (
    r"^\s*(?:(?:永久|长期|目前)?(?:有效|正常|绑定)|(?:生效|绑定)中|永久|长期|永不.{0,4}|无限期)\s*$"
)
"""What stands under 退订时间 of a relation that has not ended."""

NEVER = r"^\s*(?:2[09]99[-/.年]?12[-/.月]?31|3000[-/.年]?0?1[-/.月]?0?1)"
"""How texts begin there that systems have for never: 2099-12-31, 2999-12-31, 3000-01-01."""

FIRST_OF_NEVER_S = int(np.datetime64("2099-12-31", "s").astype(np.int64))
"""The earliest of them; the others are later than any time of a shop."""

PLACEHOLDER_DAYS = (
    "0000-00-00", "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-00",
    "1900-01-01", "1904-01-01", "9999-12-31",
)  # fmt: skip
"""Days, at any time of day, that stand for no time: what systems have for zero, and for never."""

EPOCH_DAY, EPOCH_CLOCKS_S = "1970-01-01", (0, 8 * 3600)
"""The day of Unix's zero, and the times of day at which it is zero: in UTC, and in China."""

ZERO_SERIALS = (0, 1, 25_569, 25_569 + 1 / 3, 2_958_465)
"""Excel's count of days for such times: 1899-12-30, 1900-01-01, both zeros of Unix, 9999-12-31."""

_SERIAL_TOLERANCE = 0.0001
_NUMBERS = {int(text.replace("-", "")) for text in PLACEHOLDER_DAYS}
_EPOCH_NUMBER = int(EPOCH_DAY.replace("-", ""))
_REAL_DAYS = [
    int(np.datetime64(text, "D").astype(np.int64))
    for text in PLACEHOLDER_DAYS
    if not text.endswith("-00")
]


def says_none(words: pa.Array) -> pa.Array:
    """Which texts, trimmed of blanks, mean none."""
    return pc.is_in(pc.utf8_lower(words), NOTHING)


def means_none(text: str) -> bool:
    """Whether one text, trimmed of blanks, means none."""
    return text.lower() in NONE_WORDS


def says_late(cells: Cells) -> Bools:
    """Where the platform says that it has not counted yet."""
    return on_words(cells.text, _says_late)


def _says_late(texts: pa.Array) -> pa.Array:
    # One pattern of both words takes forty times as long on the blank cells of unpaid orders.
    first, second = (pc.match_substring(texts, word) for word in LATE_WORDS)
    return pc.fill_null(pc.or_kleene(first, second), False)


def is_placeholder(year: int, month: int, day: int, clock_s: int) -> bool:
    """Whether a date and a time of day, from their parts, stand for no time."""
    number = (year * 100 + month) * 100 + day
    return number in _NUMBERS or (number == _EPOCH_NUMBER and clock_s in EPOCH_CLOCKS_S)


def is_placeholder_moment(seconds: npt.NDArray[np.int64]) -> Bools:
    """Which moments [s since 1970] stand for no time."""
    stands: Bools = np.isin(seconds // DAY_S, _REAL_DAYS) | np.isin(seconds, EPOCH_CLOCKS_S)
    return stands


def is_placeholder_serial(days: float) -> bool:
    """Whether Excel's count of days stands for no time."""
    return any(abs(days - zero) < _SERIAL_TOLERANCE for zero in ZERO_SERIALS)
