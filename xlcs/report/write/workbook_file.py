"""Descriptions of sheets, written to a workbook file by openpyxl.

The file is written beside its target and then put in its place, so that a failure leaves an older
file whole. Equal sheets of one time give equal bytes. Text from outside never becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import openpyxl
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.writer.excel import ExcelWriter

from xlcs.addresses import area_name, cell_name, column_letters, fixed_area
from xlcs.report.description import appearance
from xlcs.report.description.appearance import CellLook, body_look, cell_look
from xlcs.report.description.cells import (
    Cell,
    Toned,
    bar_areas,
    cells,
    named_areas,
    outside_texts,
    shaded_area,
    toned_areas,
)
from xlcs.report.description.formats import cell_text
from xlcs.report.description.pages import (
    column_breaks,
    fits_one_page,
    is_scaled,
    page_breaks,
    page_scale,
    repeated_columns,
    repeated_rows,
)
from xlcs.report.description.sheets import (
    Block,
    Chart,
    Formula,
    Input,
    Sheet,
    Table,
    Text,
    Tile,
)
from xlcs.report.write.charts import Charts
from xlcs.report.write.package import Late, replacing, write_package
from xlcs.report.write.row_xml import row_xml
from xlcs.shop.shop import REPORT_MARK

LARGE = 500
"""From this many rows on, a sheet's last table goes in as XML text."""

LONGEST_FOOTER = 100
"""Characters of a footer's text: as many as a page is wide. Even of & alone, each written twice, it
stays with its codes below the 255 beyond which Excel calls the file damaged."""

A4 = 9
CM = 1 / 2.54  # in inches, the unit of margins


def write_workbook(
    sheets: Sequence[Sheet],
    path: str | Path,
    *,
    language: str = "zh",
    title: str | None = None,
    mark: str = REPORT_MARK,
    created: datetime | None = None,
    large: int = LARGE,
) -> None:
    """Write the sheets to a workbook file; an older file of that name is replaced.

    Parameters
    ----------
    sheets : the descriptions, in the order of the tabs
    path : the file, .xlsx
    language : of the fonts and of the error's text
    title : core property of the file; None takes the first sheet's title
    mark : core property `keywords`, by which reading a folder knows our own workbooks
    created : when the file says it was made [UTC]; None is now
    large : from this many rows on, a sheet's last table takes the lean way; the cells are the same

    Raises
    ------
    WorkbookError
        The file cannot be written: open elsewhere, no permission, no such folder, disk full. The
        older file is whole and nothing is left behind.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    properties = book.properties
    titles = (b.text for b in sheets[0].blocks if isinstance(b, Text) and b.role == "title")
    properties.creator, properties.keywords = "xlcs", mark
    named = title if title is not None else next(titles, None)
    # A file's name may hold bytes that are no text.
    properties.title = None if named is None else str(named).encode(errors="replace").decode()
    properties.created = created or datetime.now(UTC).replace(tzinfo=None)
    properties.modified = properties.created

    writer = _Writer(book, sheets, appearance.FONT.get(language, appearance.FONT["zh"]), large)
    with replacing(Path(path), language) as target:
        late = writer.write()
        parts = io.BytesIO()
        _InMemory(book, ZipFile(parts, "w", ZIP_STORED)).save()
        write_package(parts, late, target)


class _InMemory(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer, without the temporary file that it makes of each sheet.

    That may not fit on a full disk, ends there in an error that is none of the system's, and
    outlives a killed process with all that the sheet says.
    """

    def write_worksheet(self, ws: Any) -> None:
        """As openpyxl does it, but for where the sheet is written."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        content = io.BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


class _Writer:
    """Fills one workbook."""

    def __init__(self, book: Any, sheets: Sequence[Sheet], font: str, large: int) -> None:
        self.book = book
        self.sheets = sheets
        self.font = font
        self.large = large
        self.styles: dict[CellLook, Any] = {}
        self.charts = Charts(sheets, font)
        book._fonts[0] = Font(name=font, size=appearance.BODY_SIZE)
        book._named_styles["Normal"].font = Font(name=font, size=appearance.BODY_SIZE)

    def write(self) -> dict[str, Late]:
        """Everything but what openpyxl cannot say, returned by the part that it goes into."""
        # All are there first: styles are made in the first one, charts draw tables of others.
        targets = [(sheet, self.book.create_sheet(sheet.name)) for sheet in self.sheets]
        late = {
            f"xl/worksheets/sheet{number}.xml": self._sheet(sheet, target)
            for number, (sheet, target) in enumerate(targets, start=1)
        }
        drawn = [[b for b in sheet.blocks if isinstance(b, Chart)] for sheet in self.sheets]
        for number, charts in enumerate(filter(None, drawn), start=1):
            alts = tuple(chart.alt or chart.title for chart in charts)
            late[f"xl/drawings/drawing{number}.xml"] = Late(alts=alts)
        return late

    def _sheet(self, sheet: Sheet, target: Any) -> Late:
        """One sheet; returned is what openpyxl cannot say of it."""
        self._shape(sheet, target)
        last = max(sheet.tables(), key=lambda table: table.last_row, default=None)
        is_lean = last is not None and self._lean(last)
        for block in sheet.blocks:
            self._block(block, target, with_body=not (is_lean and block is last))
        rows = self._late(last, target) if last is not None and is_lean else {}
        return Late(texts=outside_texts(sheet), **rows)

    def _block(self, block: Block, target: Any, *, with_body: bool) -> None:
        for cell in cells(block, with_body=with_body):
            self._put(target, cell)
        for toned in toned_areas(block):
            self._tone(target, toned)
        self._grade(target, block)
        if isinstance(block, (Text, Tile)) and block.link:
            self._link(block, target)
        if isinstance(block, Chart):
            target.add_chart(self.charts.drawn(block))
        elif isinstance(block, Table):
            self._table(block, target, with_body=with_body)
        elif isinstance(block, Input) and (block.choices or block.choices_from):
            self._drop_down(block, target)
        elif isinstance(block, Text) and block.lines > 1 and block.span > 1:
            last_col = block.col + block.span - 1
            target.merge_cells(area_name(block.row, block.col, block.row, last_col))

    def _lean(self, last: Table) -> bool:
        return last.length >= self.large and not last.total and last.body is None

    # ---- cells

    def _style(self, wanted: CellLook) -> Any:
        """The workbook's own record of a look; made once, since making one costs a lot."""
        if wanted not in self.styles:
            cell = self.book.worksheets[0].cell(1, 1)
            before = cell._style
            cell._style = copy(before)
            cell.font = Font(name=self.font, size=wanted.size, bold=wanted.bold, color=wanted.ink)
            cell.alignment = Alignment(
                horizontal=wanted.align,
                vertical="center",
                wrap_text=wanted.wrap or None,
                shrink_to_fit=wanted.shrink or None,
                indent=wanted.indent,
            )
            cell.number_format = wanted.number_format
            cell.fill = _fill(wanted.fill)
            cell.border = Border(
                left=_side(wanted.bar_left, "thick"),
                top=_side(wanted.line_above),
                bottom=_side(wanted.line_below),
            )
            self.styles[wanted] = cell._style
            cell._style = before
        return self.styles[wanted]

    def _put(self, target: Any, wanted: Cell) -> None:
        cell = target.cell(wanted.row, wanted.col)
        cell._style = self._style(wanted.look)
        value = wanted.value
        if isinstance(value, Formula):
            cell.value = ArrayFormula(wanted.array, value.text) if wanted.array else value.text
        elif isinstance(value, str):
            cell.value = cell_text(value)
            # openpyxl takes a leading = for a formula and #N/A for an error.
            cell.data_type = "s"
        else:
            cell.value = value

    def _table(self, table: Table, target: Any, *, with_body: bool) -> None:
        heights = appearance.body_heights(table) if with_body else None
        if heights is not None:
            for row, height in enumerate(heights, start=table.first_row):
                target.row_dimensions[row].height = height
        if table.filter and table.length:
            area = area_name(table.header_row, table.col, table.end_row, table.last_col)
            # Its looks are the cells' own.
            filtered = ExcelTable(displayName=f"xlcs_{table.id}", ref=area)
            # Else openpyxl makes a cell of each in that area, to see what the first row says.
            filtered._initialise_columns()
            for named, column in zip(filtered.tableColumns, table.columns, strict=True):
                named.name = cell_text(column.caption)
            target.add_table(filtered)

    def _link(self, block: Text | Tile, target: Any) -> None:
        """A click on the text, or on the tile's number, leads to a sheet."""
        names = [sheet.name for sheet in self.sheets if sheet.id == block.link]
        for name in names:  # none where the report has no such sheet
            row = block.row + isinstance(block, Tile)
            place = cell_name(row, block.col)
            quoted = name.replace("'", "''")
            link = Hyperlink(ref=place, location=f"'{quoted}'!{block.link_cell}", tooltip=name)
            target[place].hyperlink = link

    def _tone(self, target: Any, toned: Toned) -> None:
        quoted = toned.text.replace('"', '""')
        rule = CellIsRule(
            operator="equal",
            formula=[f'"{quoted}"'],
            font=Font(color=appearance.TONE_INK[toned.tone]),
            fill=_fill(appearance.TONE_FILL[toned.tone]) if toned.fill else None,
        )
        target.conditional_formatting.add(toned.area, rule)

    def _grade(self, target: Any, block: Block) -> None:
        area = shaded_area(block)
        if area is not None:
            white, full = appearance.SHADES
            scale = ColorScaleRule("min", None, white, end_type="max", end_color=full)
            target.conditional_formatting.add(area, scale)
        for column in bar_areas(block):
            bar = DataBarRule("num", 0, "num", 1, color=appearance.LOOK_INK["third"])
            target.conditional_formatting.add(column, bar)

    def _drop_down(self, wanted: Input, target: Any) -> None:
        listed = '"' + ",".join(wanted.choices) + '"'
        choice = DataValidation(
            type="list",
            formula1=wanted.choices_from.text[1:] if wanted.choices_from else listed,
            allow_blank=True,
            showErrorMessage=bool(wanted.choices),
        )
        choice.add(cell_name(*wanted.cell))
        target.add_data_validation(choice)

    def _late(self, table: Table, target: Any) -> dict[str, Any]:
        """The rows of a large table, in the styles that its cells would have had."""
        scratch = target.cell(table.header_row, table.col)
        before = scratch._style
        styles: dict[tuple[str, bool], int] = {}
        for column in table.columns:
            for is_other in (False, True):
                scratch._style = self._style(body_look(column, is_other=is_other))
                styles[column.id, is_other] = scratch.style_id
        scratch._style = before
        dimension = area_name(1, 1, table.last_row, table.last_col)
        rows = row_xml(table, styles, appearance.body_heights(table))
        return {"rows": rows, "dimension": dimension}

    # ---- the sheet as a whole

    def _shape(self, sheet: Sheet, target: Any) -> None:
        target.sheet_view.showGridLines = sheet.gridlines
        target.sheet_format.defaultRowHeight = appearance.ROW_HEIGHT
        target.sheet_format.customHeight = True
        if sheet.freeze is not None:
            row, col = sheet.freeze
            target.freeze_panes = cell_name(row, col)
        for col, width in appearance.column_widths(sheet).items():
            target.column_dimensions[column_letters(col)].width = width
        for col in appearance.hidden_columns(sheet):
            target.column_dimensions[column_letters(col)].outlineLevel = 1
            target.column_dimensions[column_letters(col)].hidden = True
        for row, height in appearance.row_heights(sheet).items():
            target.row_dimensions[row].height = height or None
            target.row_dimensions[row].hidden = not height
        for col, kind in sheet.kinds.items():
            style = self._style(cell_look("empty", kind))
            target.column_dimensions[column_letters(col)]._style = style
        for name, area in named_areas(sheet).items():
            place = fixed_area(sheet.name, *area)
            self.book.defined_names[name] = DefinedName(name, attr_text=place)
        target.sheet_properties.tabColor = appearance.TAB_INK[sheet.group]
        self._page(sheet, target)

    def _page(self, sheet: Sheet, target: Any) -> None:
        page = target.page_setup
        page.orientation, page.paperSize = "landscape", A4
        if is_scaled(sheet):
            page.scale, page.pageOrder = int(page_scale(sheet) * 100), "overThenDown"
            for row in page_breaks(sheet):
                target.row_breaks.append(Break(id=row - 1))
            for col in column_breaks(sheet):
                target.col_breaks.append(Break(id=col - 1))
        else:
            page.fitToWidth, page.fitToHeight = 1, int(fits_one_page(sheet))
            target.sheet_properties.pageSetUpPr.fitToPage = True
        target.print_options.horizontalCentered = sheet.one_page
        margins = target.page_margins
        margins.left = margins.right = 1.2 * CM
        margins.top, margins.bottom = 1.4 * CM, 1.6 * CM
        margins.header = margins.footer = 0.8 * CM
        if sheet.printed is not None:
            target.print_area = area_name(1, 1, *sheet.printed)
        if (rows := repeated_rows(sheet)) is not None:
            first, last = rows
            target.print_title_rows = f"{first}:{last}"
        if (columns := repeated_columns(sheet)) is not None:
            target.print_title_cols = ":".join(map(column_letters, columns))
        footer = target.oddFooter
        footer.left.text = _footer(sheet.footer)
        footer.right.text = "&P / &N"
        for part in (footer.left, footer.right):
            part.size = 8
            part.color = appearance.MUTED


def _footer(text: str) -> str:
    """A footer's text; where names make it too long, its middle is left out, not the period."""
    if len(text) > LONGEST_FOOTER:
        text = f"{text[: LONGEST_FOOTER - 41]}…{text[-40:]}"
    return text.replace("&", "&&")  # it begins a code


def _fill(ink: str | None) -> Any:
    if ink is None:
        return PatternFill()
    return PatternFill(fill_type="solid", start_color=ink, end_color=ink)


def _side(ink: str | None, weight: str = "thin") -> Any:
    return Side() if ink is None else Side(style=weight, color=ink)
