"""A value that is told by its shape only, `(11 位数字 / 11 digits)`, in one language.

What a cell's shape is, is found where its file is read; in whose language it will be told is not
known there.
"""

from __future__ import annotations

import re

_SHAPE = re.compile(
    r"\((\d+ (?:位数字|位的数|个字符)) / (\d+ digits|a number of \d+ characters|text of \d+)\)"
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
