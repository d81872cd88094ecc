"""A value that is told by its shape only, `(11 位数字 / 11 digits)`, in one language.

What a cell's shape is, is found where its file is read; in whose language it will be told is not
known there.
"""

from __future__ import annotations

import re

FORMULA = (
    "(没有算出结果的公式，用 Excel 打开、保存一次就有了 / "
    "a formula without a result, which it has when Excel has opened and saved the file)"
)
"""What a cell shows whose formula no program has computed yet."""

_SHAPE = re.compile(
    r"\((\d+ (?:位数字|位的数|个字符)|没有算出结果的公式[^/]*) / "
    r"(\d+ digits|a number of \d+ characters|text of \d+|a formula without a result[^)]*)\)"
)


def in_language(text: str, language: str) -> str:
    """The text with each shape in it in that language.

    Examples
    --------
    >>> in_language("(11 位数字 / 11 digits)", "zh")
    '(11 位数字)'
    >>> in_language("not read: (3 个字符 / text of 3)", "en")
    'not read: (text of 3)'
    """
    return _SHAPE.sub(r"(\2)" if language == "en" else r"(\1)", text)
