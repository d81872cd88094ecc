"""How much of a file is taken in before it is refused: `[limits]`, 上限.

Each is looked at before that much is taken into memory. Source: spec, "Tables" (limits against
bombs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from xlcs.settings.wrong import Problems
from xlcs.tables import normalised


@dataclass(frozen=True)
class Limits:
    """What a file may take; see `LIMITS`. The defaults let every honest export pass."""

    archive_files: int = 5_000
    archive_mb: int = 2_048
    archive_file_mb: int = 512
    packed_ratio: int = 250
    text_mb: int = 2_048
    markup_mb: int = 128
    chat_mb: int = 32
    line_mb: int = 1
    cell_mb: int = 8
    sheet_cells: int = 20_000_000
    listed_rows: int = 50_000
    listed_torn_rows: int = 1_000
    workbook_mb: int = 192
    workbook_memory_mb: int = 192
    workbook_seconds: int = 8

    def key(self) -> dict[str, int]:
        """Those on which it depends what is read of a file."""
        return {name: value for name, value in asdict(self).items() if name not in _OF_LISTING}


DEFAULTS = Limits()

_OF_LISTING = ("archive_files", "archive_mb", "archive_file_mb")
"""Looked at anew each time a folder is listed."""


@dataclass(frozen=True)
class Limit:
    """One of the limits.

    zh : its Chinese key
    highest : what it is at most: beyond that a format, or a reader, has limits of its own
    of : what it is of
    """

    zh: str
    highest: int
    of: str


_MOST_MB = 2_047

LIMITS: Mapping[str, Limit] = {
    "archive_files": Limit("压缩包文件数", 100_000, "files in a `.zip`"),
    "archive_mb": Limit("压缩包MB", 65_536, "all files of a `.zip`, unpacked [MB]"),
    "archive_file_mb": Limit("压缩包单个文件MB", _MOST_MB, "one file of a `.zip`, unpacked [MB]"),
    "packed_ratio": Limit(
        "压缩倍数",
        1_100,
        "how many times a large file in a `.zip`, or part of a workbook, shrinks when packed:"
        " tables shrink five to fifty times, what is made to fill a machine a thousand times",
    ),
    "text_mb": Limit("文本文件MB", 2_048, "a text file (CSV) [MB]"),
    "markup_mb": Limit("网页文件MB", _MOST_MB, "a workbook that is HTML or XML [MB]"),
    "chat_mb": Limit("聊天记录MB", _MOST_MB, "a chat record [MB]"),
    "line_mb": Limit("单行MB", _MOST_MB, "a line of a text file of more than 12 MB [MB]"),
    "cell_mb": Limit(
        "单格MB",
        _MOST_MB,
        "a quoted cell of a text file [2^20 characters]: behind a quote that is never closed the"
        " whole file would be one",
    ),
    "sheet_cells": Limit(
        "工作表单元格数", 2_000_000_000, "cells of a table of HTML or XML, of a sheet of ODS"
    ),
    "listed_rows": Limit(
        "列出行数",
        1_000_000,
        "rows of one fault in one column that are listed one by one; of more the numbers are told",
    ),
    "listed_torn_rows": Limit(
        "列出错行数",
        1_000_000,
        "likewise rows that do not fit the header; of more their number is told",
    ),
    "workbook_mb": Limit("工作簿MB", _MOST_MB, "a workbook, packed [MB]"),
    "workbook_memory_mb": Limit(
        "工作簿内存MB",
        1_048_576,
        "memory to read any workbook; a large one may have more, by its size [MB]; not on Windows",
    ),
    "workbook_seconds": Limit(
        "工作簿秒数",
        86_400,
        "computing time to read any workbook; a large one may have more, by its size [s]",
    ),
}


def raised_by(key: str) -> dict[str, str]:
    """What a refusal quotes, so that its text can say which setting lets the file pass."""
    return {"setting": LIMITS[key].zh, "setting_en": key}


def limits_of(value: object, problems: Problems) -> Limits:
    """The section `[limits]`; what it leaves out keeps its default."""
    chinese = {normalised(limit.zh): key for key, limit in LIMITS.items()}
    found: dict[str, int] = {}
    content = problems.section("limits", value, tuple(LIMITS))
    for key, (shown, number) in problems.in_english(content, chinese, "limits.").items():
        if key not in LIMITS:
            problems.unknown(key, number, LIMITS, "limits.")
        elif problems.whole(f"limits.{shown}", number, 1, LIMITS[key].highest):
            found[key] = number
    return Limits(**found)
