"""Where the generated files of one shop lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CACHE = ".xlcs-cache"


@dataclass(frozen=True)
class Data:
    """A folder of generated files; which of them there are depends on what was generated."""

    folder: Path

    @property
    def csv(self) -> Path:
        """The exports."""
        return self.folder / "csv"

    @property
    def parquet(self) -> Path:
        """The same tables for the peers."""
        return self.folder / "parquet"

    @property
    def coded(self) -> Path:
        """The same with buyers and agents dictionary-coded."""
        return self.folder / "parquet-coded"

    @property
    def xlsx(self) -> Path:
        """A folder with one workbook of messages."""
        return self.folder / "xlsx"

    @property
    def workbook(self) -> Path:
        return self.xlsx / "messages.xlsx"

    @property
    def daily(self) -> Path:
        """The exports of a year, messages by the day; the last day is put there when it is due."""
        return self.folder / "daily"

    @property
    def report(self) -> Path:
        """The report written."""
        return self.folder / "report.xlsx"

    @property
    def cells(self) -> Path:
        """The report's cells, for another writer."""
        return self.folder / "cells.pickle"
