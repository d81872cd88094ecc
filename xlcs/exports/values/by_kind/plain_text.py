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

GUARD = r"^(?:=T\(\"([^\"]*)\"\)|=\"([^\"]*)\"|=([0-9]+)|['`´‘’′＇](.*))$"
"""What keeps Excel from making a number of digits: `="29…"`, `=T("29…")`, `=29…`, and quotation
marks in front."""

_GUARD, _UNSEEN = re.compile(GUARD), re.compile(f"[{UNSEEN}]+")


def unguarded(texts: pa.Array) -> pa.Array:
    """Texts, trimmed of blanks, without the guard in front."""
    return visible(pc.replace_substring_regex(texts, GUARD, r"\1\2\3\4"))


def plain(text: str) -> str:
    """One text: half-width, in capitals, without guard, unseen characters and blanks around it."""
    shown = unicodedata.normalize("NFKC", text)
    if not shown.isprintable():
        shown = _UNSEEN.sub(" ", shown)
    return _GUARD.sub(r"\1\2\3\4", shown.strip()).strip().upper()


def compact(text: str) -> str:
    """One text as `plain` has it, without any blanks."""
    return "".join(plain(text).split())
