"""An XLS workbook's sheets, read by a process of its own (see `xls_process`)."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlcs.exports.read import xls_process
from xlcs.exports.read.content import Content, opened
from xlcs.exports.read.sheet import FileRefused

MAX_SECONDS = 600
"""After so long a damaged workbook is taken to make the reader run for ever."""


@dataclass(frozen=True)
class OldSheet:
    """A sheet with all its cells: as much of calamine's sheet as is used.

    start : row and column of the first cell, from 0; None where there is none
    rows : from row 1 of the sheet on
    """

    name: str
    start: tuple[int, int] | None
    rows: list[list[Any]]

    def iter_rows(self) -> Iterator[list[Any]]:
        """All rows from row 1 on."""
        return iter(self.rows)


def read_sheets(content: Content) -> list[OldSheet]:
    """All sheets of an XLS workbook.

    Raises
    ------
    FileRefused : the workbook is damaged or has a password.
    OSError : it cannot be opened, or no process can be started.
    """
    source = str(content) if isinstance(content, Path) else xls_process.STDIN
    with opened(content):
        pass  # says why it cannot be opened, which the other process could not
    with tempfile.TemporaryDirectory(prefix="xlcs-") as folder:
        result = Path(folder) / "cells"
        try:
            subprocess.run(
                [sys.executable, "-P", xls_process.__file__, source, str(result)],
                input=content if isinstance(content, bytes) else None,
                check=True,
                capture_output=True,
                timeout=MAX_SECONDS,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            sheets: xls_process.Result = pickle.loads(result.read_bytes())
        except subprocess.SubprocessError as error:
            raise FileRefused("damaged_workbook", why=_reason(error)) from error
    if isinstance(sheets, tuple):
        name, why = sheets
        if name == "PasswordError":
            raise FileRefused("password")
        raise FileRefused("damaged_workbook", why=f"{name}: {why}")
    return [OldSheet(*sheet) for sheet in sheets]


def _reason(error: subprocess.SubprocessError) -> str:
    """What the other process said of its end, without where in its source that was."""
    said = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace")
    lines = [line for line in said.splitlines() if line and not line.startswith("thread ")]
    return lines[0] if lines else type(error).__name__
