"""figures.json: what `Figures.report` gives, as a file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlcs.errors import WorkbookError

_TEXT = {
    "zh": "写不了 {path}：{why}。请检查文件夹是否存在、有没有写入权限，或关闭正在打开它的程序后重试。",
    "en": "{path} cannot be written: {why}. Check that its folder exists and may be written to, or"
    " close the program that has it open, and try again.",
}


def figures_json(report: Mapping[str, Any]) -> bytes:
    """The report as UTF-8 JSON; unknown is null, Chinese stays readable."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def write_figures(report: Mapping[str, Any], path: str | Path, *, language: str = "zh") -> None:
    """Write the report beside `path`, then put it in its place, so that a reader never sees half.

    Raises
    ------
    WorkbookError
        The folder is missing or may not be written to, the file is open elsewhere, the disk is
        full. A file that was there stays as it was.
    """
    target = Path(path)
    content = figures_json(report)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes a file that only its owner may read; a report is there to be shared
            beside.chmod(0o644)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        why = error.strerror or str(error)
        raise WorkbookError(_TEXT[language].format(path=target, why=why)) from error
