"""The encodings that a text may be in, told by its bytes.

Source: spec, "Tables" (what real exports look like).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import suppress

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before that of UTF-16, with whose mark it begins
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks, and the encoding that each tells."""

HEAD_BYTES = 1 << 20
_GLANCE_BYTES = 1 << 12
"""How much from the top is looked at; most texts that are not in UTF-8 show it at a glance, and a
failure costs a copy of all that is tried."""

_PIECE_BYTES = 1 << 18
_LOST = "\ufffd"


def encodings(data: bytes) -> list[str]:
    """The encodings that a text may be in, the likeliest first."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return [encoding, "gb18030"] if encoding == "utf-8-sig" else [encoding]
    start = data[:_GLANCE_BYTES]
    wide = _wide_encodings(start)
    if is_utf8(start) and is_utf8(data[:HEAD_BYTES]):
        narrow = ["utf-8", "gb18030"]
    else:
        narrow = ["gb18030", "utf-8"]
    # In UTF-16 a letter of ASCII has a zero byte.
    return [*wide, *narrow] if start.count(0) * 4 > len(start) else [*narrow, *wide]


def _wide_encodings(start: bytes) -> list[str]:
    """Those of two or four bytes a character that a text without a mark may be in."""
    if b"\x00" not in start:
        return []
    for encoding in ("utf-32-le", "utf-32-be"):
        with suppress(UnicodeDecodeError):  # four bytes of any other text are no character
            if "\x00" not in start.decode(encoding):
                return [encoding]
    wide = ["utf-16-le", "utf-16-be"]
    return wide[::-1] if start[:1] == b"\x00" else wide


def decoded(data: bytes) -> tuple[str, str]:
    """A text, and the name of its encoding; see `in_pieces`, which takes less memory."""
    pieces, encoding = in_pieces(data)
    return "".join(pieces), encoding


def in_pieces(data: bytes) -> tuple[Iterator[str], str]:
    """A text piece by piece, and the name of its encoding: that under which least is lost.

    U+FFFD stands for each character that is lost.
    """
    best, least = "", -1
    for encoding in encodings(data):
        lost = _lost(data, encoding)
        if least < 0 or lost < least:
            best, least = encoding, lost
        if not least:
            break
    return _pieces(data, best), best


def _pieces(data: bytes, encoding: str) -> Iterator[str]:
    starts = range(mark_length(data), len(data), _PIECE_BYTES)
    slices = (data[at : at + _PIECE_BYTES] for at in starts)
    return codecs.iterdecode(slices, encoding, "replace")


def mark_length(data: bytes) -> int:
    """The length of the byte order mark with which a text begins [byte]."""
    return next((len(mark) for mark in MARKS if data.startswith(mark)), 0)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, but perhaps for a last character that is cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _lost(data: bytes, encoding: str) -> int:
    """Characters that cannot be decoded, but for those at the very end."""
    lost = at_end = 0
    for piece in _pieces(data, encoding):
        kept = piece.rstrip(_LOST)
        if kept:
            lost, at_end = lost + at_end + kept.count(_LOST), 0
        at_end += len(piece) - len(kept)
    return lost


_TAIL_BYTES = 1 << 16
_FEWEST_CHINESE = 4
"""Chinese characters that bytes of GB18030 hardly ever are by chance when taken for UTF-8."""


def ends_in_utf8(data: bytes) -> bool:
    """Whether the last lines of a text in GB18030 are Chinese in UTF-8: files were joined.

    Not where a byte order mark of UTF-8 begins such a line, which tells so.
    """
    chinese = 0
    for line in reversed(data[-_TAIL_BYTES:].splitlines()):
        if line.startswith(codecs.BOM_UTF8):
            return False
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            break
        chinese += sum("\u4e00" <= character <= "\u9fff" for character in text)
    return chinese >= _FEWEST_CHINESE
