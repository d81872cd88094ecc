"""Texts without what people and programs put around them: guards, full width, unseen characters.

Source: spec, "Tables" (long numbers guarded against Excel).
"""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import visible
from xlcs.tables import UNSEEN

GUARD = r"^(?:=T\(\"([^\"]*)\"\)|=?\"([^\"]*)\"|=([0-9.]+)|['`´‘’′＇](.*))$"
"""What keeps Excel from making a number of digits: `="29…"`, `=T("29…")`, `=29…`, quotes around,
and quotation marks in front."""
GUARDS = "='`´‘’′＇\""
"""How guards begin."""
_MOST_GUARDS = 2
"""One may be within another: `'="29…"`."""

_GUARD, _UNSEEN = re.compile(GUARD), re.compile(f"[{UNSEEN}]+")


def unguarded(texts: pa.Array) -> pa.Array:
    """Texts, trimmed of blanks, without guards."""
    for _ in range(_MOST_GUARDS):
        texts = visible(pc.replace_substring_regex(texts, GUARD, r"\1\2\3\4"))
    return texts


def plain(text: str) -> str:
    """One text: half-width, in capitals, without guards, unseen characters and blanks around it."""
    shown = unicodedata.normalize("NFKC", text)
    if not shown.isprintable():
        shown = _UNSEEN.sub(" ", shown)
    for _ in range(_MOST_GUARDS):
        shown = _GUARD.sub(r"\1\2\3\4", shown.strip())
    return shown.strip().upper()


def compact(text: str) -> str:
    """One text as `plain` has it, without any blanks."""
    return "".join(plain(text).split())
