"""The cells of the stand-in workbook: what macros and the live writer ask of a range.

Each behaviour of Excel's that matters has its public source beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter, range_boundaries

if TYPE_CHECKING:
    from tests.addin.stand_in import FakeSheet, FakeSheetApi


@dataclass
class FakeArray:
    """A formula that fills several cells: an array formula, or one that spills."""

    address: str
    formula: str
    spills: bool = False

    @property
    def row(self) -> int:
        return int(range_boundaries(self.address)[1])

    @property
    def column(self) -> int:
        return int(range_boundaries(self.address)[0])


class com_error(Exception):  # noqa: N801
    """pywin32's error, as raw as it comes from Excel: number, text, Excel's details."""


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
class FakeValidation:
    """A drop-down: its list is a reference to one row or column, as Excel demands of it.

    Adding one to a cell that has one is error 1004, so Delete comes first (Microsoft Learn,
    "Validation object", its remarks on Add and Modify).
    """

    owner: FakeRange

    def Delete(self) -> None:  # noqa: N802
        self.owner.sheet.choices.pop((self.owner.row, self.owner.column), None)

    def Add(self, kind: int, style: int, operator: int, formula: str) -> None:  # noqa: N802
        assert (kind, style, operator) == (3, 1, 1)
        where = (self.owner.row, self.owner.column)
        assert where not in self.owner.sheet.choices
        area = self.owner.sheet.range(formula.removeprefix("="))
        assert area.row == area.last_row or area.column == area.last_column
        self.owner.sheet.choices[where] = area


@dataclass
class FakeRangeApi:
    owner: FakeRange

    # Range.Dirty does nothing on a sheet that is not the active one: Excel-DNA/ExcelDna #256.
    def Dirty(self) -> None:  # noqa: N802
        sheet = self.owner.sheet
        if sheet is sheet.book.sheets.active:
            sheet.stale = True

    @property
    def EntireColumn(self) -> FakeRangeApi:  # noqa: N802
        return self

    # Hiding columns (Microsoft Learn, "Range.Hidden": of whole columns or rows only).
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "Hidden":
            columns = range(self.owner.column, self.owner.last_column + 1)
            self.owner.sheet.hidden_columns.update(columns if value else ())
        else:
            object.__setattr__(self, name, value)

    @property
    def Validation(self) -> FakeValidation:  # noqa: N802
        return FakeValidation(self.owner)

    # Range.AllowEdit: whether the cells can be changed on a protected sheet, which depends on
    # Locked (Microsoft Learn, "Range.AllowEdit property").
    @property
    def AllowEdit(self) -> bool:  # noqa: N802
        sheet = self.owner.sheet
        cells = [cell for line in self.owner._cells() for cell in line]
        return not sheet.api.ProtectContents or all(cell in sheet.unlocked for cell in cells)

    # An array formula's cells: HasArray and CurrentArray; cells that a formula spills into have
    # SpillParent, and no array (Microsoft Learn, "Range.HasSpill", "Range.CurrentArray").
    @property
    def HasSpill(self) -> bool:  # noqa: N802
        return self._area(spilled=True) is not None

    @property
    def HasArray(self) -> bool:  # noqa: N802
        return self._area(spilled=False) is not None

    @property
    def CurrentArray(self) -> FakeRangeApi:  # noqa: N802
        area = self._area(spilled=False)
        assert area is not None
        return area.api

    @property
    def SpillParent(self) -> FakeRangeApi:  # noqa: N802
        area = self._area(spilled=True)
        assert area is not None
        return area[0].api

    @property
    def SpillingToRange(self) -> FakeRangeApi:  # noqa: N802
        area = self._area(spilled=True)
        assert area is not None
        return area.api

    def Cells(self, row: int, column: int) -> FakeRangeApi:  # noqa: N802
        cells = self.owner
        where = (cells.row + row - 1, cells.column + column - 1)
        return FakeRange(cells.sheet, *where, *where).api

    @property
    def Formula(self) -> str:  # noqa: N802
        for area in self.owner.sheet.arrays:
            if (area.row, area.column) == (self.owner.row, self.owner.column):
                return area.formula
        return str(self.owner.value or "")

    @property
    def Address(self) -> str:  # noqa: N802
        return self.owner.get_address(True, True)

    @property
    def Worksheet(self) -> FakeSheetApi:  # noqa: N802
        return self.owner.sheet.api

    def Copy(self) -> None:  # noqa: N802
        self.owner.sheet.book.log.append(("copy", self.owner.get_address(False, False)))

    # Values pasted over a formula keep their type: text stays text, and begins no formula
    # (Microsoft Learn, "Range.PasteSpecial", xlPasteValues). No part of an array can be changed.
    def PasteSpecial(self, kind: int) -> None:  # noqa: N802
        assert kind == -4163
        assert ("copy", self.owner.get_address(False, False)) in self.owner.sheet.book.log
        sheet, here = self.owner.sheet, self.owner
        for array in list(sheet.arrays):
            assert here.get_address(False, False) == array.address
            sheet.arrays.remove(array)

    def _area(self, *, spilled: bool) -> FakeRange | None:
        sheet, row, column = self.owner.sheet, self.owner.row, self.owner.column
        for array in sheet.arrays:
            area = sheet.range(array.address)
            inside = area.row <= row <= area.last_row and area.column <= column <= area.last_column
            if inside and array.spills is spilled:
                return area
        return None


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
        if not self.api.AllowEdit:
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
