"""Descriptions of sheets, written to a workbook file by openpyxl.

The file is written beside its target and then put in its place, so that a failure leaves an older
file whole. Equal sheets of one time give equal bytes. Text from outside never becomes a formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import openpyxl
from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing import text as drawing
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.writer.excel import ExcelWriter

from xlcs.report import look
from xlcs.report.addresses import area_name, cell_name, column_letters, fixed_area
from xlcs.report.cells import Cell, Toned, cells, named_areas, outside_texts, toned_areas
from xlcs.report.formats import TIME_KINDS, cell_text
from xlcs.report.look import CellLook, cell_look
from xlcs.report.package import Late, replacing, write_package
from xlcs.report.row_xml import row_xml
from xlcs.report.sheets import (
    Chart,
    Formula,
    Input,
    Kind,
    Look,
    Sheet,
    Table,
    Text,
    find_table,
)
from xlcs.shop.shop import REPORT_MARK

LARGE = 500
"""From this many rows on, a sheet's last table goes in as XML text."""

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
    properties.title = title if title is not None else next(titles, None)
    properties.created = created or datetime.now(UTC).replace(tzinfo=None)
    properties.modified = properties.created

    writer = _Writer(book, sheets, look.FONT.get(language, look.FONT["zh"]), large)
    with replacing(Path(path), language) as target:
        late = writer.write()
        parts = io.BytesIO()
        ExcelWriter(book, ZipFile(parts, "w", ZIP_STORED)).save()
        write_package(parts, late, target)


class _Writer:
    """Fills one workbook."""

    def __init__(self, book: Any, sheets: Sequence[Sheet], font: str, large: int) -> None:
        self.book = book
        self.sheets = sheets
        self.font = font
        self.large = large
        self.styles: dict[CellLook, Any] = {}
        book._fonts[0] = Font(name=font, size=look.BODY_SIZE)
        book._named_styles["Normal"].font = Font(name=font, size=look.BODY_SIZE)

    def write(self) -> dict[str, Late]:
        """Everything but what openpyxl cannot say, returned by the part that it goes into."""
        targets = [(sheet, self.book.create_sheet(sheet.name)) for sheet in self.sheets]
        late: dict[str, Late] = {}
        for number, (sheet, target) in enumerate(targets, start=1):
            self._shape(sheet, target)
            last = max(sheet.tables(), key=lambda table: table.last_row, default=None)
            for block in sheet.blocks:
                lean = block is last and self._lean(last)
                for cell in cells(block, with_body=not lean):
                    self._put(target, cell)
                for toned in toned_areas(block):
                    self._tone(target, toned)
                if isinstance(block, Chart):
                    self._chart(block, target)
                elif isinstance(block, Table):
                    self._table(block, target, with_body=not lean)
                elif isinstance(block, Input) and (block.choices or block.choices_from):
                    self._drop_down(block, target)
                elif isinstance(block, Text) and block.lines > 1:
                    last_col = block.col + block.span - 1
                    target.merge_cells(area_name(block.row, block.col, block.row, last_col))
            part = f"xl/worksheets/sheet{number}.xml"
            rows = self._late(last, target) if last is not None and self._lean(last) else {}
            late[part] = Late(texts=outside_texts(sheet), **rows)
        return late

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
        heights = look.body_heights(table) if with_body else None
        if heights is not None:
            for row, height in enumerate(heights, start=table.first_row):
                target.row_dimensions[row].height = height
        if table.filter:
            area = area_name(table.header_row, table.col, table.end_row, table.last_col)
            target.auto_filter.ref = area

    def _tone(self, target: Any, toned: Toned) -> None:
        quoted = toned.text.replace('"', '""')
        rule = CellIsRule(
            operator="equal",
            formula=[f'"{quoted}"'],
            font=Font(color=look.TONE_INK[toned.tone]),
            fill=_fill(look.TONE_FILL[toned.tone]) if toned.fill else None,
        )
        target.conditional_formatting.add(toned.area, rule)

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
            kinds: dict[bool, Kind] = {False: column.kind, True: "day"}
            for by_day, kind in kinds.items():
                scratch._style = self._style(cell_look("body", kind))
                styles[column.id, by_day] = scratch.style_id
        scratch._style = before
        dimension = area_name(1, 1, table.last_row, table.last_col)
        rows = row_xml(table, styles, look.body_heights(table))
        return {"rows": rows, "dimension": dimension}

    # ---- charts

    def _chart(self, chart: Chart, target: Any) -> None:
        sheet, table = find_table(self.sheets, chart.table)
        last = table.first_row + min(table.length, chart.rows or table.length) - 1

        def area(column: str) -> str:
            col = table.position(column)
            return fixed_area(sheet.name, table.first_row, col, last, col)

        drawn: Any = LineChart() if chart.kind == "line" else BarChart()
        if chart.kind != "line":
            drawn.type = "bar" if chart.kind == "bar" else "col"
            drawn.gapWidth = 45
        if chart.kind == "stacked":
            drawn.grouping, drawn.overlap = "stacked", 100
        for wanted in chart.series:
            series = SeriesFactory(area(wanted.column), title=wanted.caption)
            ink = look.LOOK_INK.get(wanted.look)
            if chart.kind == "line":
                series.smooth = False
                series.marker.symbol = "none"
                series.graphicalProperties.line.solidFill = ink
                series.graphicalProperties.line.width = 28_000
            elif ink is None:
                series.graphicalProperties.noFill = True
                series.graphicalProperties.line.noFill = True
            else:
                series.graphicalProperties.solidFill = ink
                series.graphicalProperties.line.noFill = True
                series.invertIfNegative = False
            if wanted.labels:
                series.dLbls = self._labels(chart, wanted.look)
            drawn.series.append(series)
        kind = table.column(chart.categories).kind
        self._categories(drawn, area(chart.categories), kind, last - table.first_row + 1)
        self._axes(drawn, chart)
        drawn.title = self._chart_title(chart.title)
        drawn.legend.position = "b"
        drawn.legend.overlay = False
        drawn.legend.txPr = self._chart_text(900)
        if len(chart.series) == 1 or chart.kind == "stacked":
            drawn.legend = None
        drawn.roundedCorners = False
        drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
        # A helper column that the reader need not see is charted all the same.
        drawn.visible_cells_only = False
        # Anchored to cells at both ends: what a centimetre is in columns depends on the font.
        drawn.anchor = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=chart.col - 1, row=chart.row - 1),
            to=AnchorMarker(col=chart.end_col, row=chart.end_row),
        )
        target.add_chart(drawn)

    def _categories(self, drawn: Any, area: str, kind: Kind, length: int) -> None:
        if kind in TIME_KINDS:
            names = AxDataSource(numRef=NumRef(f=area))
            drawn.x_axis.number_format = "m/d"
            drawn.x_axis.tickLblSkip = math.ceil(length / look.MOST_LABELS)
        else:
            names = AxDataSource(strRef=StrRef(f=area))
        for series in drawn.series:
            series.cat = names

    def _axes(self, drawn: Any, chart: Chart) -> None:
        for axis in (drawn.x_axis, drawn.y_axis):
            axis.delete = False
            axis.txPr = self._chart_text(900)
            axis.majorTickMark = "none"
            axis.graphicalProperties = GraphicalProperties(
                ln=LineProperties(solidFill=look.LOOK_INK["muted"], w=9_525)
            )
        drawn.x_axis.tickLblPos = "low"
        drawn.y_axis.number_format = look.AXIS_FORMATS.get(chart.value_kind, "#,##0")
        drawn.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        drawn.y_axis.majorGridlines.spPr = GraphicalProperties(
            ln=LineProperties(solidFill=look.HAIRLINE, w=9_525)
        )
        drawn.y_axis.scaling.min = 0
        if chart.kind == "bar":
            # The first category on top, as in the table; the labels say what the axis would.
            drawn.x_axis.scaling.orientation = "maxMin"
            drawn.y_axis.delete = True
            drawn.y_axis.majorGridlines = None

    def _labels(self, chart: Chart, drawn: Look) -> Any:
        inside = chart.kind == "stacked" and drawn == "accent"
        labels = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False,
            showPercent=False, txPr=self._chart_text(800, "FFFFFF" if inside else look.INK),
        )  # fmt: skip
        labels.numFmt = look.LABEL_FORMATS.get(chart.value_kind, "#,##0")
        labels.position = "ctr" if chart.kind == "stacked" else "outEnd"
        return labels

    def _characters(self, size: int, ink: str, *, bold: bool = False) -> Any:
        font = drawing.Font(typeface=self.font)
        return drawing.CharacterProperties(sz=size, b=bold, solidFill=ink, latin=font, ea=font)

    def _chart_text(self, size: int, ink: str = look.MUTED) -> Any:
        shape = drawing.ParagraphProperties(defRPr=self._characters(size, ink))
        return RichText(p=[drawing.Paragraph(pPr=shape, endParaRPr=drawing.CharacterProperties())])

    def _chart_title(self, title: str) -> Any:
        ink = self._characters(1100, look.INK, bold=True)
        run = drawing.RegularTextRun(rPr=ink, t=title)
        line = drawing.Paragraph(pPr=drawing.ParagraphProperties(defRPr=ink), r=[run])
        return Title(tx=ChartText(rich=RichText(p=[line])), overlay=False)

    # ---- the sheet as a whole

    def _shape(self, sheet: Sheet, target: Any) -> None:
        target.sheet_view.showGridLines = sheet.gridlines
        target.sheet_format.defaultRowHeight = look.ROW_HEIGHT
        target.sheet_format.customHeight = True
        if sheet.freeze is not None:
            row, col = sheet.freeze
            target.freeze_panes = cell_name(row, col)
        for col, width in look.column_widths(sheet).items():
            target.column_dimensions[column_letters(col)].width = width
        for col in look.hidden_columns(sheet):
            target.column_dimensions[column_letters(col)].outlineLevel = 1
            target.column_dimensions[column_letters(col)].hidden = True
        for row, height in look.row_heights(sheet).items():
            target.row_dimensions[row].height = height or None
            target.row_dimensions[row].hidden = not height
        for col, kind in sheet.kinds.items():
            style = self._style(cell_look("empty", kind))
            target.column_dimensions[column_letters(col)]._style = style
        for name, area in named_areas(sheet).items():
            place = fixed_area(sheet.name, *area)
            self.book.defined_names[name] = DefinedName(name, attr_text=place)
        self._page(sheet, target)

    def _page(self, sheet: Sheet, target: Any) -> None:
        page = target.page_setup
        page.orientation, page.paperSize = "landscape", A4
        page.fitToWidth, page.fitToHeight = 1, int(sheet.one_page)
        target.sheet_properties.pageSetUpPr.fitToPage = True
        target.print_options.horizontalCentered = sheet.one_page
        margins = target.page_margins
        margins.left = margins.right = 1.2 * CM
        margins.top, margins.bottom = 1.4 * CM, 1.6 * CM
        margins.header = margins.footer = 0.8 * CM
        if sheet.repeat is not None:
            first, last = sheet.repeat
            target.print_title_rows = f"{first}:{last}"
        footer = target.oddFooter
        # & begins a code in a footer.
        footer.left.text = sheet.footer.replace("&", "&&")
        footer.right.text = "&P / &N"
        for part in (footer.left, footer.right):
            part.size = 8
            part.color = look.MUTED


def _fill(ink: str | None) -> Any:
    if ink is None:
        return PatternFill()
    return PatternFill(fill_type="solid", start_color=ink, end_color=ink)


def _side(ink: str | None, weight: str = "thin") -> Any:
    return Side() if ink is None else Side(style=weight, color=ink)
