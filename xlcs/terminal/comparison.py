"""What `xlcs compare` shows: theirs, ours, the difference and its likely cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import JustifyMethod
from rich.table import Table

from xlcs.catalogue import FIGURE
from xlcs.compare.cause_texts import cause_text, take_over
from xlcs.compare.lines import Comparison, Line, unexplained_first
from xlcs.plurals import filled
from xlcs.report.description.formats import KIND_OF_UNIT, NOTHING, day_fraction, shown
from xlcs.report.description.words import Words
from xlcs.report.sheets.comparison import best_told
from xlcs.terminal.console import console, fits, plain, print_lines

_NUMBERS = range(3, 6)
"""Columns that hold numbers."""
_CAUSE_WIDTH = 30
"""In fewer characters a line no cause can be read."""

_COLUMNS = {
    "zh": ("指标", "日期", "客服", "对方", "我们", "差额", "可能的原因"),
    "en": ("figure", "days", "agent", "theirs", "ours", "difference", "likely cause"),
}


def comparison(found: Comparison, language: str, *, everything: bool = False) -> None:
    """Show a comparison: the best edition, then a line each, those not explained first.

    With `everything` the figures that agree are listed too.
    """
    out, words = console(), Words(language)
    out.print(best_told(words, found))
    if found.to_take_over is not None:
        # Not broken: the line of settings in it is copied.
        out.print(take_over(found.to_take_over, language), soft_wrap=True)
    agreeing = found.agreeing
    counts = {"lines": len(found.lines), "agree": agreeing, "differ": len(found.lines) - agreeing}
    told = words.say(
        "共 {lines} 项，{agree} 项相符（0.5% 以内），{differ} 项不同。",
        "{lines} figures, {agree} agree (0.5 %), {differ} differ.",
    )
    out.print(filled(told, counts))
    rows = [
        _cells(line, found, language)
        for line in unexplained_first(found)
        if everything or line.cause is not None
    ]
    if not rows:
        return
    columns = _COLUMNS[language]
    all_but_cause = _table(columns[:-1], [row[:-1] for row in rows])
    if fits(out, all_but_cause, beside=_CAUSE_WIDTH):
        out.print(_table(columns, rows))
    else:
        print_lines(out, _pairs(columns, rows, words.say("：", ": ")))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(columns):
        is_cause = place > _NUMBERS[-1]
        justify: JustifyMethod = "right" if place in _NUMBERS else "left"
        table.add_column(name, justify=justify, no_wrap=not is_cause)
    for row in rows:
        table.add_row(*row)
    return table


def _pairs(columns: Sequence[str], rows: Iterable[Sequence[str]], colon: str) -> Iterator[str]:
    """Each row as what it is about, its numbers with their names, and the cause."""
    cause = columns[-1]
    for row in rows:
        yield "  ".join(row[: _NUMBERS.start])
        yield "    " + "  ".join(f"{columns[place]} {row[place]}" for place in _NUMBERS)
        yield f"    {cause}{colon}{row[-1]}"


def _cells(line: Line, found: Comparison, language: str) -> tuple[str, ...]:
    figure = FIGURE[line.figure]
    kind = KIND_OF_UNIT[figure.unit]

    def number(value: float | None) -> str:
        if value is None:
            return NOTHING
        if kind == "duration":
            value = day_fraction(abs(value)) or 0.0
        return shown(round(value) if kind == "count" else value, kind)

    days = f"{line.start}" if line.start == line.end else f"{line.start}..{line.end}"
    return (
        figure.name(language),
        days,
        plain(line.agent or ("the shop" if language == "en" else "全店")),
        number(line.theirs),
        number(line.ours),
        number(line.difference),
        cause_text(line, found, language),
    )
