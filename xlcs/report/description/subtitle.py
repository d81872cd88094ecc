"""A sheet's subtitle within what is printed of it: a longer one takes several lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlcs.report.description.appearance import column_widths
from xlcs.report.description.formats import display_width
from xlcs.report.description.pages import (
    WIDTH_OF_DIGIT,
    column_breaks,
    printed_widths,
    repeated_columns,
)
from xlcs.report.description.sheets import Block, Sheet, Text

BETWEEN = "　"
"""Between the period and what else a subtitle says."""

_AFTER_MARK = re.compile("(?<=[。；，])|(?<=[.;,] )")

_PERIOD_LINE = 22.0
"""Half of a period, as wide as it gets [widths of a digit]."""


def with_whole_subtitle(sheet: Sheet, *, with_period: bool = True) -> Sheet:
    """The sheet, with a subtitle that no page cuts.

    Where the first columns are printed again on a page to the right, the period alone stands over
    these, in two lines, and the rest beside it; without a period all of it stands beside them.
    """
    found = [block for block in sheet.blocks if isinstance(block, Text)]
    whole = next((block for block in found if block.role == "subtitle"), None)
    if whole is None or not isinstance(whole.text, str):
        return sheet
    repeated = repeated_columns(sheet)
    if repeated == (1, 1):
        first = max(column_widths(sheet).get(1, 0.0), _PERIOD_LINE)
        sheet = replace(sheet, widths={**sheet.widths, 1: first})
    widths = [width / WIDTH_OF_DIGIT for width in printed_widths(sheet)]
    breaks = column_breaks(sheet)
    edge = breaks[0] - 1 if breaks else len(widths)
    parts = [whole]
    if repeated is not None:
        period, _, rest = (whole.text if with_period else BETWEEN + whole.text).partition(BETWEEN)
        beside = replace(whole, text=rest, col=repeated[1] + 1)
        if display_width(period) > sum(widths[: repeated[1]]) - 2.0:
            # Else it would be broken at a hyphen of its days.
            period = re.sub(" (至|to) ", r" \1\n", period)
        parts = [replace(whole, text=period)] if period else []
        parts += [beside] if rest else []
    ends = [*(part.col - 1 for part in parts[1:]), edge]
    wrapped = [_wrapped(part, end, widths) for part, end in zip(parts, ends, strict=True)]
    return replace(sheet, blocks=tuple(_exchanged(sheet.blocks, whole, wrapped)))


def _exchanged(blocks: Sequence[Block], one: Text, others: Sequence[Text]) -> Iterator[Block]:
    for block in blocks:
        yield from others if block is one else (block,)


def _wrapped(text: Text, last_col: int, widths: Sequence[float]) -> Text:
    """The text over its column to the last one, of as many lines as it takes there."""
    assert isinstance(text.text, str)
    room = sum(widths[text.col - 1 : last_col]) - 2.0
    parts = [part for line in text.text.split("\n") for part in _broken(line, room)]
    lines = sum(math.ceil(display_width(part) / room) for part in parts)
    if lines == 1:
        return text
    return replace(text, text="\n".join(parts), span=last_col - text.col + 1, lines=lines)


def _broken(line: str, room: float) -> Iterator[str]:
    """The line, broken behind marks: fonts differ, and one may leave the last mark on its own."""
    part = ""
    for clause in _AFTER_MARK.split(line):
        if part and display_width(part + clause) > room:
            yield part.rstrip()
            part = ""
        part += clause
    yield part
