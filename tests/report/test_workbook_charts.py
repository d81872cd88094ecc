"""The charts of the written workbook point at what they draw."""

from __future__ import annotations

import re
import zipfile


def chart_areas(chart):
    for series in chart.series:
        yield series.val.numRef.f
        names = series.cat
        yield (names.numRef or names.strRef).f


def test_charts_point_at_the_columns_they_draw(book):
    effect = book["效果数据"]
    first, second = effect._charts
    assert list(chart_areas(first)) == ["'效果数据'!$G$5:$G$7", "'效果数据'!$A$5:$A$7"]
    assert effect["G4"].value == "引导成交金额"
    drawn = [area for area in chart_areas(second) if "$A$" not in area]
    assert drawn == [f"'效果数据'!${letter}$5:${letter}$7" for letter in "CDEF"]


def test_charts_beside_a_table_are_not_printed_with_its_header_on_every_page(book):
    effect = book["效果数据"]
    header = 4
    assert all(chart.anchor._from.row >= header for chart in effect._charts)  # from 0


def test_the_waterfall_points_at_its_helper_columns(book):
    sheet = book["漏损"]
    (chart,) = sheet._charts
    captions = []
    for series in chart.series:
        letter = re.search(r"\$([A-Z]+)\$5", series.val.numRef.f).group(1)
        captions.append(sheet[f"{letter}4"].value)
    assert captions == ["图：底", "图：小计", "图：减少"]
    assert chart.grouping == "stacked"
    assert chart.overlap == 100
    assert chart.series[0].graphicalProperties.noFill
    assert chart.plot_area is not None


def chart_parts(path):
    with zipfile.ZipFile(path) as archive:
        return [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/charts/chart")
        ]


def test_every_chart_shows_its_axes_straight_lines_and_hidden_columns(path):
    parts = chart_parts(path)
    # 概览 two, 效果数据 two, 客服明细, 接待达标 and 漏损 one each.
    assert len(parts) == 7
    for part in parts:
        assert '<plotVisOnly val="0"' in part
        assert '<roundedCorners val="0"' in part
        assert part.count('<delete val="0"') + part.count('<delete val="1"') == 2
        assert '<smooth val="1"' not in part
    lines = [part for part in parts if "<lineChart>" in part]
    assert lines
    for line in lines:
        assert '<smooth val="0"' in line
    # Only what lies, a ranking and two waterfalls, has no axis of values: the labels say them.
    lying = [part for part in parts if '<barDir val="bar"' in part]
    assert [part.count('<delete val="1"') for part in lying] == [1, 1, 1]


def test_labels_are_in_their_own_number_format_not_in_the_cells(path):
    labelled = [part for part in chart_parts(path) if "<dLbls>" in part]
    assert labelled
    for part in labelled:
        labels = part[part.index("<dLbls>") :]
        assert re.search(r'<numFmt formatCode="#,##0" sourceLinked="0"', labels)


# ---- text from outside
