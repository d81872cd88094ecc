"""Cells of an XLSX that calamine would give as blank ones, or not at all, made texts.

Source: spec, "Tables" (error cells, guards against Excel), "Unknown is not 0".
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

_NEW_ERROR = re.compile(
    rb"""\bt=["']e["']([^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>#(?!N/A|VALUE!|REF!|NAME\?"""
    rb"""|DIV/0!|NULL!|NUM!|GETTING_DATA))"""
)
"""An error cell of a kind that calamine does not know, such as #SPILL!, as far as its text."""

_FORMULA_WITHOUT_VALUE = re.compile(
    rb"""<c\b((?:(?!\st=["']str)[^<>])*)>(<f\b[^<>]*(?:/>|>([^<]*)</f>))(?:<v ?/>|<v></v>)?</c>"""
)
"""A cell with a formula that was never computed. Of kind "str" its value is an empty text."""

_KIND = re.compile(rb"""\st=["'][^"']*["']""")


def with_new_errors_as_texts(content: bytes) -> bytes:
    """The XLSX, with errors that calamine does not know as texts; else it reads none of it."""
    return _rewritten(content, lambda part: _NEW_ERROR.sub(rb't="str"\1', part))


def has_formula_without_value(xml: bytes) -> bool:
    """Whether a stretch of a sheet's XML has a formula that was never computed."""
    return b"<f" in xml and _FORMULA_WITHOUT_VALUE.search(xml) is not None


def with_formulas_as_texts(content: bytes) -> bytes:
    """The XLSX, with formulas that were never computed as their own texts.

    Programs that write workbooks leave the computing to Excel. What guards a number (`="29…"`) is
    read as the number; of any other formula the value is unknown, which a blank cell would not say.
    """

    def as_text(cell: re.Match[bytes]) -> bytes:
        return b'<c%s t="str">%s<v>=%s</v></c>' % (_KIND.sub(b"", cell[1]), cell[2], cell[3] or b"")

    return _rewritten(content, lambda part: _FORMULA_WITHOUT_VALUE.sub(as_text, part))


def _rewritten(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, change(old.read(part)))
    return out.getvalue()
