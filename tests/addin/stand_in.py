"""A workbook without Excel: the few calls of xlwings that macros and the live writer make.

It behaves as Excel does where that matters: text with a leading apostrophe is text, other text
that begins with = is a formula; inserting cells moves what stands below, and names with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries


class Grid(dict[tuple[int, int], Any]):
    """Cells by (row, column)."""


@dataclass
class FakeFont:
    owner: FakeRange

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "owner":
            object.__setattr__(self, name, value)
        else:
            self.owner._style(f"font.{name}", value)


@dataclass
class FakeAxis:
    count: int


@dataclass
class FakeRangeApi:
    owner: FakeRange

    def Dirty(self) -> None:  # noqa: N802
        self.owner.sheet.book.log.append(("dirty", self.owner.sheet.name))


@dataclass
class FakeRange:
    sheet: FakeSheet
    row: int
    column: int
    last_row: int
    last_column: int
    ndim: int | None = None

    @property
    def last_cell(self) -> FakeRange:
        return FakeRange(self.sheet, self.last_row, self.last_column, self.last_row,
                         self.last_column)  # fmt: skip

    @property
    def rows(self) -> FakeAxis:
        return FakeAxis(self.last_row - self.row + 1)

    @property
    def api(self) -> FakeRangeApi:
        return FakeRangeApi(self)

    @property
    def font(self) -> FakeFont:
        return FakeFont(self)

    def __getitem__(self, index: int) -> FakeRange:
        columns = self.last_column - self.column + 1
        row, column = self.row + index // columns, self.column + index % columns
        return FakeRange(self.sheet, row, column, row, column)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("number_format", "color", "wrap_text", "column_width"):
            self._style(name, value)
        else:
            object.__setattr__(self, name, value)

    def _cells(self) -> list[list[tuple[int, int]]]:
        return [
            [(row, column) for column in range(self.column, self.last_column + 1)]
            for row in range(self.row, self.last_row + 1)
        ]

    def _style(self, name: str, value: Any) -> None:
        for line in self._cells():
            for cell in line:
                self.sheet.styles.setdefault(cell, {})[name] = value

    def options(self, ndim: int) -> FakeRange:
        return FakeRange(self.sheet, self.row, self.column, self.last_row, self.last_column, ndim)

    @property
    def value(self) -> Any:
        values = [[self.sheet.cells.get(cell) for cell in line] for line in self._cells()]
        if self.ndim == 2:
            return values
        if len(values) == 1 and len(values[0]) == 1:
            return values[0][0]
        return values[0] if len(values) == 1 else values

    @value.setter
    def value(self, value: Any) -> None:
        self.sheet.refuse_if_protected()
        self.sheet.book.log.append(("write", self.sheet.name, self.get_address(False, False)))
        lines = value if isinstance(value, list) else [[value]]
        for line, cells in zip(lines, self._cells(), strict=True):
            for found, cell in zip(line, cells, strict=True):
                self.sheet.put(cell, found)

    def clear_contents(self) -> None:
        self.sheet.refuse_if_protected()
        for line in self._cells():
            for cell in line:
                self.sheet.put(cell, None)

    def clear_formats(self) -> None:
        for line in self._cells():
            for cell in line:
                self.sheet.styles.pop(cell, None)

    def insert(self, shift: str) -> None:
        assert shift == "down"
        self.sheet.insert_down(self)

    def get_address(self, row_absolute: bool, column_absolute: bool) -> str:
        def one(row: int, column: int) -> str:
            letters = get_column_letter(column)
            return f"{'$' * column_absolute}{letters}{'$' * row_absolute}{row}"

        first, last = one(self.row, self.column), one(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"


@dataclass
class FakeSheetApi:
    ProtectContents: bool = False


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
    api: FakeSheetApi = field(default_factory=FakeSheetApi)
    freeze_panes: FakePanes = field(default_factory=FakePanes)

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
            raise RuntimeError("the sheet is protected")

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

    def alert(self, prompt: str, title: str, mode: str) -> None:
        assert title == "xlcs"
        self.alerts.append((mode, prompt))

    def calculate(self) -> None:
        assert self.calculation == "manual"
        self.book.log.append(("calculate",))


class FakeBook:
    def __init__(self, fullname: str = "/books/周报.xlsx") -> None:
        self.fullname = fullname
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
