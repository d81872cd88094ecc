"""The rows of a large table as the XML of a worksheet, whole columns at a time.

A cell object for each value costs ten times what its text does; a hundred thousand orders are a
million cells. Everything but these rows (styles, charts, filters, widths) is openpyxl's. What is
written here is ECMA-376 part 1, 18.3.1.4: `<c r= s= t=>` with `<v>` or an inline string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from xlcs.addresses import column_letters
from xlcs.report.description.formats import TEXT_KINDS, TIME_KINDS, cell_texts
from xlcs.report.description.sheets import Column, Table

ROWS_AT_ONCE = 20_000
"""Rows whose XML is held in memory at a time."""

# The day that Excel counts as 0, for every day from 1 March 1900 on.
_EPOCH = np.datetime64("1899-12-30", "s")
_DAY = np.timedelta64(86_400, "s")


def row_xml(
    table: Table, styles: Mapping[tuple[str, bool], int], heights: pd.Series[float] | None = None
) -> Iterator[str]:
    """The table's body as `<row>` elements, some thousands at a time.

    Parameters
    ----------
    table : a table with values of its own (no array formula)
    styles : (column id, known by its day only) → index of the cell format in the workbook
    heights : of each row [points]; None leaves them to the sheet
    """
    for start in range(0, table.length, ROWS_AT_ONCE):
        stop = min(start + ROWS_AT_ONCE, table.length)
        numbers = pd.Series(
            np.arange(table.first_row + start, table.first_row + stop).astype(str), dtype="str"
        )
        lines = '<row r="' + numbers + _height(heights, start, stop)
        for position, column in enumerate(table.columns, start=table.col):
            lines = lines + _cells(column.part(start, stop), position, numbers, styles)
        yield (lines + "</row>").str.cat()


def _height(heights: pd.Series[float] | None, start: int, stop: int) -> Any:
    if heights is None:
        return '">'
    points = heights.iloc[start:stop].reset_index(drop=True).astype("str")
    return '" ht="' + points + '" customHeight="1">'


def _cells(
    column: Column, position: int, numbers: pd.Series[str], styles: Mapping[tuple[str, bool], int]
) -> pd.Series[str]:
    """One column's cells, one text a row."""
    values = column.values.reset_index(drop=True)
    style = pd.Series(f'" s="{styles[column.id, False]}"', index=values.index, dtype="str")
    if (flags := column.other_rows[1]) is not None:
        is_other = flags.reset_index(drop=True).to_numpy(dtype=bool)
        style = style.mask(is_other, f'" s="{styles[column.id, True]}"')
    start = f'<c r="{column_letters(position)}' + numbers + style

    known = values.notna()
    if column.kind in TEXT_KINDS:
        filled = _inline(_escaped(cell_texts(values)))
    elif column.kind in TIME_KINDS:
        filled = "><v>" + _serials(values) + "</v></c>"
    else:
        filled = "><v>" + values.astype("Float64").astype("str") + "</v></c>"
    missing = f' t="inlineStr"><is><t>{escape(column.missing)}</t></is></c>'
    empty = missing if column.missing else "/>"
    return start + filled.where(known, empty)


def _inline(texts: pd.Series[str]) -> pd.Series[str]:
    return ' t="inlineStr"><is><t xml:space="preserve">' + texts + "</t></is></c>"


def _escaped(texts: pd.Series[str]) -> pd.Series[str]:
    escaped = texts
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        escaped = escaped.str.replace(letter, entity, regex=False)
    return escaped


def _serials(times: pd.Series[Any]) -> pd.Series[str]:
    """Times as Excel counts them, days since the end of 1899 [days]."""
    stamps = pd.to_datetime(times).to_numpy(dtype="datetime64[s]")
    days = (stamps - _EPOCH) / _DAY
    return pd.Series(days).astype("str")
