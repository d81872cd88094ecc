"""What people put before a number so that Excel leaves it alone.

Source: spec, "Tables" (long numbers guarded against Excel).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import visible

GUARD = r"^(?:=T\(\"([^\"]*)\"\)|=\"([^\"]*)\"|=([0-9]+)|['`´‘’′＇](.*))$"
"""`="29…"`, `=T("29…")`, `=29…`, and quotation marks in front."""

GUARD_BYTES = frozenset(b"='`") | {"´".encode()[0], "‘".encode()[0], "＇".encode()[0]}
"""First bytes of a guard in UTF-8."""


def unguarded(texts: pa.Array) -> pa.Array:
    """Texts, trimmed of blanks, without the guard in front."""
    return visible(pc.replace_substring_regex(texts, GUARD, r"\1\2\3\4"))
