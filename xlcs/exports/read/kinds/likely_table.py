"""Whether a text of any name is likely to be an export, told by its beginning.

Notes, programs and web pages lie beside exports; they are left alone, not listed as faults.
"""

from __future__ import annotations

import re

from xlcs.exports.read.headers.header import accepted, known_names
from xlcs.exports.read.text.chat import is_chat
from xlcs.exports.read.text.decoding import decoded
from xlcs.tables import normalised

FEWEST_HEADERS = 2
"""So many different headers that are known make a table likely."""

_BETWEEN_CELLS = re.compile(r"[,\t;|\r\n]|<[^>]*>")


def is_likely_table(start: bytes) -> bool:
    """Whether the beginning of a file holds known headers, or messages of a chat record."""
    known = known_names(accepted({}))
    text, _ = decoded(start)
    cells = {normalised(cell.strip('"')) for cell in _BETWEEN_CELLS.split(text)}
    return len(cells & known) >= FEWEST_HEADERS or is_chat(text)
