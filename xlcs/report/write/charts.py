"""Descriptions of charts as openpyxl's charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

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

from xlcs.addresses import fixed_area
from xlcs.report.description import appearance
from xlcs.report.description.formats import TIME_KINDS
from xlcs.report.description.sheets import Chart, Kind, Look, Sheet, find_table


class _Labels(DataLabelList):  # type: ignore[misc]  # openpyxl has no types
    """Labels in their own number format; LibreOffice takes the cells' where nothing is said."""

    # What openpyxl collects for each class from its own body alone.
    __elements__ = DataLabelList.__elements__
    __nested__ = DataLabelList.__nested__

    def to_tree(self, *given: Any, **named: Any) -> Any:
        """The part of the chart's XML, which says that the format is not the cells'."""
        tree = super().to_tree(*given, **named)
        for part in tree.iter("numFmt"):
            part.set("sourceLinked", "0")
        return tree


class Charts:
    """Makes the charts of a workbook, which draw the tables of its sheets."""

    def __init__(self, sheets: Sequence[Sheet], font: str) -> None:
        self.sheets = sheets
        self.font = font

    def drawn(self, chart: Chart) -> Any:
        """The chart, anchored to its cells."""
        sheet, table = find_table(self.sheets, chart.table)
        last = table.first_row + min(table.length, chart.rows or table.length) - 1

        def area(column: str) -> str:
            col = table.position(column)
            return fixed_area(sheet.name, table.first_row, col, last, col)

        drawn = _plot(chart.kind)
        across = LineChart()
        for wanted in chart.series:
            series = SeriesFactory(area(wanted.column), title=wanted.caption)
            is_line = chart.kind == "line" or wanted.look == "limit"
            (_as_line if is_line else _as_bar)(series, wanted.look)
            if wanted.labels:
                series.dLbls = self._labels(chart)
            (across if wanted.look == "limit" else drawn).series.append(series)
        kind = table.column(chart.categories).kind
        self._categories(drawn, area(chart.categories), kind, last - table.first_row + 1)
        self._axes(drawn, chart)
        if across.series:
            drawn += across
        self._title_and_legend(drawn, chart)
        _ground(drawn, clear=chart.clear)
        # A helper column that the reader need not see is charted all the same.
        drawn.visible_cells_only = False
        # Anchored to cells at both ends: what a centimetre is in columns depends on the font.
        drawn.anchor = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=chart.col - 1, row=chart.row - 1),
            to=AnchorMarker(col=chart.end_col, row=chart.end_row),
        )
        return drawn

    def _title_and_legend(self, drawn: Any, chart: Chart) -> None:
        drawn.title = self._chart_title(chart.title)
        drawn.legend.position = "b"
        drawn.legend.overlay = False
        drawn.legend.txPr = self._chart_text(900)
        if len(chart.series) == 1 or chart.kind == "waterfall":
            drawn.legend = None

    def _categories(self, drawn: Any, area: str, kind: Kind, length: int) -> None:
        if kind in TIME_KINDS:
            names = AxDataSource(numRef=NumRef(f=area))
            drawn.x_axis.number_format = "m/d"
            drawn.x_axis.tickLblSkip = math.ceil(length / appearance.MOST_LABELS)
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
                ln=LineProperties(solidFill=appearance.LOOK_INK["muted"], w=9_525)
            )
        drawn.x_axis.tickLblPos = "low"
        usual = appearance.AXIS_FORMATS.get(chart.value_kind, "#,##0")
        drawn.y_axis.number_format = chart.number_format or usual
        drawn.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        drawn.y_axis.majorGridlines.spPr = GraphicalProperties(
            ln=LineProperties(solidFill=appearance.HAIRLINE, w=9_525)
        )
        drawn.y_axis.scaling.min = 0
        if chart.kind in ("bar", "waterfall"):
            # The first category on top, as in the table; the labels say what the axis would.
            drawn.x_axis.scaling.orientation = "maxMin"
            drawn.y_axis.delete = True
            drawn.y_axis.majorGridlines = None

    def _labels(self, chart: Chart) -> Any:
        labels = _Labels(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False,
            showPercent=False, txPr=self._chart_text(800, appearance.INK),
        )  # fmt: skip
        usual = appearance.LABEL_FORMATS.get(chart.value_kind, "#,##0")
        labels.numFmt = chart.number_format or usual
        labels.position = "outEnd"
        return labels

    def _characters(self, size: int, ink: str, *, bold: bool = False) -> Any:
        font = drawing.Font(typeface=self.font)
        return drawing.CharacterProperties(sz=size, b=bold, solidFill=ink, latin=font, ea=font)

    def _chart_text(self, size: int, ink: str = appearance.MUTED) -> Any:
        shape = drawing.ParagraphProperties(defRPr=self._characters(size, ink))
        return RichText(p=[drawing.Paragraph(pPr=shape, endParaRPr=drawing.CharacterProperties())])

    def _chart_title(self, title: str) -> Any:
        ink = self._characters(1100, appearance.INK, bold=True)
        run = drawing.RegularTextRun(rPr=ink, t=title)
        line = drawing.Paragraph(pPr=drawing.ParagraphProperties(defRPr=ink), r=[run])
        return Title(tx=ChartText(rich=RichText(p=[line])), overlay=False)


def _plot(kind: str) -> Any:
    """An empty chart of that kind, see `sheets.Chart`."""
    if kind == "line":
        return LineChart()
    plot = BarChart()
    plot.type = "col" if kind == "column" else "bar"
    plot.gapWidth = 45
    if kind == "waterfall":
        plot.grouping, plot.overlap = "stacked", 100
    return plot


def _as_line(series: Any, look: Look) -> None:
    series.smooth = False
    series.marker.symbol = "none"
    series.graphicalProperties.line.solidFill = appearance.LOOK_INK[look]
    series.graphicalProperties.line.width = 28_000
    if look == "fall":  # printed in grey it is like the second colour
        series.graphicalProperties.line.dashStyle = "sysDash"


def _as_bar(series: Any, look: Look) -> None:
    series.graphicalProperties.line.noFill = True
    if look == "invisible":
        series.graphicalProperties.noFill = True
    else:
        series.graphicalProperties.solidFill = appearance.LOOK_INK[look]
        series.invertIfNegative = False


def _ground(drawn: Any, *, clear: bool) -> None:
    """A chart without frame; a clear one lets the cells under it show through."""
    drawn.roundedCorners = False
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    if clear:
        drawn.graphical_properties.noFill = True
        drawn.plot_area.graphicalProperties = GraphicalProperties(noFill=True)
