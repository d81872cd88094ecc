"""Tables for cells: figures beside their targets and the year before; the periods with names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xlcs.addin.cells.cell_values import Cell, Rows, in_table, serial_of_day
from xlcs.advice.targets import progress
from xlcs.advice.year_before import DIFFERENCES, beside_year_before
from xlcs.catalogue import FIGURE
from xlcs.named_periods import NAMED_PERIODS, Range

if TYPE_CHECKING:
    from xlcs.figures import Figures

_TARGET_CAPTIONS: dict[str, list[Cell]] = {
    "zh": ["指标", "函数", "月目标", "本期", "完成", "剩余天数", "每天还要"],
    "en": ["figure", "function", "target of the month", "this period", "done", "days left",
           "a day to go"],
}  # fmt: skip
_YEAR_CAPTIONS: dict[str, list[Cell]] = {
    "zh": ["指标", "函数", "本期", "去年同期", "变动"],
    "en": ["figure", "function", "this period", "a year before", "change"],
}
_PERIOD_CAPTIONS: list[Cell] = ["期间", "period", "开始 first day", "结束 last day"]


def targets(figures: Figures, days: Range, agent: str | None, none: str) -> Rows:
    """A row a figure that has a target: how far it has come; where there is none, that text alone.

    Done is a fraction. What is unknown is empty text, also what each day has to bring where none
    is left.
    """
    language = figures.settings.language
    rows: Rows = [_TARGET_CAPTIONS[language]]
    for id, one in progress(figures, *days, agent).items():
        figure = FIGURE[id]
        rows.append([
            figure.name(language), figure.function, in_table(one.target), in_table(one.value),
            in_table(one.done), one.days_left, in_table(one.a_day),
        ])  # fmt: skip
    if len(rows) == 1:
        rows.append([none, *[""] * (len(rows[0]) - 1)])
    return rows


def year_before(figures: Figures, days: Range, agent: str | None) -> Rows:
    """A row a figure that is known for the same period a year before.

    The change is a fraction, of rates and durations a difference; durations are fractions of a
    day. Empty text where there is none.
    """
    language = figures.settings.language
    rows: Rows = [_YEAR_CAPTIONS[language]]
    for id, beside in beside_year_before(figures, *days, agent).items():
        figure = FIGURE[id]
        of_unit = figure.unit if figure.unit in DIFFERENCES else "rate"
        rows.append([
            figure.name(language), figure.function, in_table(beside.now, figure.unit),
            in_table(beside.then, figure.unit), in_table(beside.change, of_unit),
        ])  # fmt: skip
    return rows


def named_periods(covered: Range, today: date) -> Rows:
    """A row a period that has a name, in both languages, with its first and last day."""
    rows: Rows = [_PERIOD_CAPTIONS]
    for period in NAMED_PERIODS:
        rows.append([period.zh, period.en, *map(serial_of_day, period.days(today, covered))])
    return rows
