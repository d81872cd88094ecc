"""A workbook without Excel: the few calls of xlwings that macros and the live writer make.

It behaves as Excel does where that matters; each such behaviour has its public source beside it.
Text with a leading apostrophe is text (Microsoft Learn, "Range.PrefixCharacter"), other text that
begins with = is a formula; inserting cells moves what stands below, and names with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import range_boundaries

from tests.addin.stand_in_cells import FakeArray, FakeRange, Grid, com_error


class FakeSheetApi:
    """What macros ask of a sheet's own object.

    Switching calculation off and on makes all the sheet's formulas wait for the next calculation
    (Microsoft Learn, "Worksheet.EnableCalculation": "When you change the value from False to
    True, Excel recalculates the worksheet").
    """

    def __init__(self, sheet: FakeSheet) -> None:
        self.sheet = sheet
        self.ProtectContents = False
        self._enabled = True

    @property
    def Name(self) -> str:  # noqa: N802
        return self.sheet.name

    @property
    def EnableCalculation(self) -> bool:  # noqa: N802
        return self._enabled

    @EnableCalculation.setter
    def EnableCalculation(self, value: bool) -> None:  # noqa: N802
        if value and not self._enabled:
            self.sheet.stale = True
        self._enabled = value


@dataclass
class FakeBookApi:
    FullName: str = ""
    ProtectStructure: bool = False


@dataclass
class FakePanes:
    frozen: FakeRange | None = None

    def freeze_at(self, cells: FakeRange) -> None:
        self.frozen = cells


@dataclass
class FakeSheet:
    book: FakeBook
    name: str
    cells: Grid = field(default_factory=Grid)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    styles: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    arrays: list[FakeArray] = field(default_factory=list)
    choices: dict[tuple[int, int], FakeRange] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    unlocked: set[tuple[int, int]] = field(default_factory=set)
    stale: bool = False
    freeze_panes: FakePanes = field(default_factory=FakePanes)

    def __post_init__(self) -> None:
        self.api = FakeSheetApi(self)

    def range(self, first: Any, last: tuple[int, int] | None = None) -> FakeRange:
        if isinstance(first, str):
            column, row, last_column, last_row = range_boundaries(first.replace("$", ""))
            return FakeRange(self, row, column, last_row, last_column)
        return FakeRange(self, *first, *(last or first))

    def __getitem__(self, address: str) -> FakeRange:
        return self.range(address)

    @property
    def used_range(self) -> FakeRange:
        filled = [cell for cell, value in self.cells.items() if value is not None] or [(1, 1)]
        rows, columns = zip(*filled, strict=True)
        return FakeRange(self, min(rows), min(columns), max(rows), max(columns))

    def activate(self) -> None:
        self.book.sheets.active = self

    def refuse_if_protected(self) -> None:
        if self.api.ProtectContents:
            raise com_error(-2147352567, "Exception occurred.", (0, None, "protected", None, 0, 0))

    def put(self, cell: tuple[int, int], value: Any) -> None:
        self.formulas.discard(cell)
        if isinstance(value, str) and value.startswith("'"):
            value = value[1:]
        elif isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
            self.formulas.add(cell)
        if value is None or value == "":
            self.cells.pop(cell, None)
        else:
            self.cells[cell] = value

    def insert_down(self, hole: FakeRange) -> None:
        height = hole.last_row - hole.row + 1

        def moved(cell: tuple[int, int]) -> tuple[int, int]:
            row, column = cell
            below = row >= hole.row and hole.column <= column <= hole.last_column
            return (row + height, column) if below else cell

        self.cells = Grid({moved(cell): value for cell, value in self.cells.items()})
        self.formulas = {moved(cell) for cell in self.formulas}
        self.comments = {moved(cell): text for cell, text in self.comments.items()}

    def texts(self) -> list[Any]:
        """What its cells show, row by row."""
        return [self.cells[cell] for cell in sorted(self.cells)]


class FakeSheets(list[FakeSheet]):
    active: FakeSheet

    def add(self, name: str, after: FakeSheet) -> FakeSheet:
        book = after.book
        if book.api.ProtectStructure:
            raise com_error(-2147352567, "Exception occurred.", (0, None, "structure", None, 0, 0))
        assert name not in [sheet.name for sheet in self]
        book.log.append(("add", name))
        sheet = FakeSheet(book, name)
        self.insert(self.index(after) + 1, sheet)
        self.active = sheet
        return sheet

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return next(sheet for sheet in self if sheet.name == key)
        return super().__getitem__(key)


@dataclass
class FakeName:
    names: FakeNames
    name: str
    refers_to: str

    @property
    def refers_to_range(self) -> FakeRange:
        sheet, address = self.refers_to.removeprefix("=").rsplit("!", 1)
        return self.names.book.sheets[sheet.strip("'").replace("''", "'")][address]

    def delete(self) -> None:
        del self.names.by_name[self.name]


@dataclass
class FakeNames:
    book: FakeBook
    by_name: dict[str, FakeName] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> FakeName:
        return self.by_name[name]

    def add(self, name: str, refers_to: str) -> None:
        assert re.fullmatch(r"=.+", refers_to)
        self.by_name[name] = FakeName(self, name, refers_to)


class FakeDialog:
    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.Title = self.InitialFileName = ""

    def Show(self) -> int:  # noqa: N802
        return 0 if self.answer is None else -1

    def SelectedItems(self, number: int) -> str:  # noqa: N802
        assert number == 1
        assert self.answer is not None
        return self.answer


@dataclass
class FakeAppApi:
    """Excel's dialogs: each answers what the test laid down for it, None for cancelled."""

    folder: str | None = None
    typed: str | None = None
    save_as: str | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def FileDialog(self, kind: int) -> FakeDialog:  # noqa: N802
        assert kind == 4
        self.asked.append(("folder",))
        return FakeDialog(self.folder)

    def InputBox(self, prompt: str, title: str, default: str) -> str | bool:  # noqa: N802
        self.asked.append(("text", prompt, default))
        return False if self.typed is None else self.typed

    def GetSaveAsFilename(self, name: str, kinds: str) -> str | bool:  # noqa: N802
        self.asked.append(("save", name, kinds))
        return False if self.save_as is None else self.save_as


@dataclass
class FakeApp:
    book: FakeBook
    api: FakeAppApi = field(default_factory=FakeAppApi)
    alerts: list[tuple[str, str]] = field(default_factory=list)
    bars: list[Any] = field(default_factory=list)
    display_alerts: bool = True
    agreed: bool = True
    calculation: str = "automatic"
    selection: FakeRange | None = None
    hwnd: int = 0
    others: list[FakeBook] = field(default_factory=list)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "status_bar":
            self.bars.append(value)
        else:
            object.__setattr__(self, name, value)

    @property
    def books(self) -> list[FakeBook]:
        return [self.book, *self.others]

    def alert(self, prompt: str, title: str, mode: str, buttons: str = "ok") -> str:
        assert title == "xlcs"
        self.alerts.append((mode, prompt))
        return "ok" if buttons == "ok" or self.agreed else "cancel"

    def calculate(self) -> None:
        done = [sheet.name for sheet in self.book.sheets if sheet.stale]
        assert self.calculation == "manual" or not done
        for sheet in self.book.sheets:
            sheet.stale = False
        self.book.log.append(("calculate", *done))


class FakeBook:
    def __init__(self, fullname: str = "/books/周报.xlsx") -> None:
        self.fullname = fullname
        self.api = FakeBookApi(fullname)
        self.log: list[tuple[Any, ...]] = []
        self.sheets = FakeSheets()
        first = FakeSheet(self, "Sheet1")
        self.sheets.append(first)
        self.sheets.active = first
        self.names = FakeNames(self)
        self.app = FakeApp(self)

    @property
    def name(self) -> str:
        return self.fullname.rsplit("/", 1)[-1]

    def sheet(self, name: str) -> FakeSheet:
        """A further sheet, as the user would add it."""
        sheet = FakeSheet(self, name)
        self.sheets.append(sheet)
        return sheet

    def written(self) -> list[tuple[Any, ...]]:
        """What was written or added since the book was made."""
        return [entry for entry in self.log if entry[0] in ("write", "add")]
