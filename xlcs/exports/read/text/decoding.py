"""A whole text of a Chinese system, decoded.

Exports of tables have their own way (`csv`), which tells encodings by their headers.
"""

from __future__ import annotations

import codecs

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, with whose mark it begins
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks, and the encoding that each tells."""
_GLANCE_BYTES = 4096
_LOST = "\ufffd"


def decoded(data: bytes) -> tuple[str, str]:
    """A text of UTF-8, UTF-16 or GB18030, and the name of its encoding.

    Without a mark it is the encoding under which fewest characters are lost, U+FFFD for each.
    """
    for mark, codec in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), codec
    start = data[:_GLANCE_BYTES]
    if start.count(0) * 4 > len(start):  # of UTF-16, in which a letter of ASCII has a zero byte
        codec = "utf-16-be" if start[:1] == b"\x00" else "utf-16-le"
        return data.decode(codec, "replace"), codec
    text = data.decode("utf-8", "replace")
    if not _lost(text):
        return text, "utf-8"
    chinese = data.decode("gb18030", "replace")
    return (chinese, "gb18030") if _lost(chinese) < _lost(text) else (text, "utf-8")


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, but perhaps for a last character that is cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _lost(text: str) -> int:
    """Characters that could not be decoded, but for one that is cut off at the end."""
    return text.rstrip(_LOST).count(_LOST)
