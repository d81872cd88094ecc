"""Workbooks that xlcs itself wrote: they carry a mark, and are no exports."""

from __future__ import annotations

import re
import zipfile

from xlcs.shop.shop import REPORT_MARK, TEMPLATE_MARK

_PROPERTIES = ("docProps/core.xml", "meta.xml")
"""Of an XLSX, and of one that was saved as ODS."""

_MOST_BYTES = 1 << 16
"""Of properties that are looked at: ours take less than a thousand."""

_KEYWORDS = re.compile(rb"<(?:\w{1,20}:)?keywords?\b[^<>]{0,200}>([^<>]{0,200})<")


def own_mark(parts: zipfile.ZipFile) -> str | None:
    """The mark of a workbook that xlcs itself wrote (report, template), else None.

    Raises
    ------
    Exception : of `kind_of_file.ZIP_ERRORS`, where that part is damaged.
    """
    properties = next((name for name in _PROPERTIES if name in parts.namelist()), None)
    if properties is None:
        return None
    with parts.open(properties) as part:
        found = _KEYWORDS.search(part.read(_MOST_BYTES))
    keywords = found[1].decode("utf-8", "replace") if found else ""
    return next((mark for mark in (REPORT_MARK, TEMPLATE_MARK) if mark in keywords), None)
