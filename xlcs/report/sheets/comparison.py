"""对账: the platform's own figures beside ours, and the likely cause of each difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from xlcs.catalogue import FIGURE
from xlcs.compare.cause_texts import cause_text, degree, degrees, settings_line, take_over
from xlcs.compare.lines import Comparison, Line, unexplained_first
from xlcs.compare.summaries import compared
from xlcs.report.description.formats import KIND_OF_UNIT, NOTHING, at_most, fitted_width
from xlcs.report.description.pages import ONE_PAGE
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Column, Sheet, Table, Text, Tone
from xlcs.report.description.words import Spoken
from xlcs.report.sheets.definitions import UNITS

PERCENT = 100
"""Rates are shown in percent, beside money and counts in one column."""

_UNITS = {**UNITS, "rate": ("%", "%"), "duration": ("秒", "s")}


_WIDEST_NAME = 18.0
_NARROWEST_CAUSE, _WIDEST_CAUSE = 26.0, 46.0
"""Widths of what is wrapped [widths of a digit]."""


def comparison_sheet(scope: Scope, *, button: str | None = None) -> Sheet | None:
    """The sheet 对账; none where no summary is of the period.

    It names the button that takes an edition over, where there is one.
    """
    found = compared(scope.figures, scope.shop, *(scope.days or (None, None)))
    if found is None:
        return None
    lines = [
        line for line in unexplained_first(found) if scope.agent in (None, line.agent)
    ]  # fmt: skip
    if not lines:
        return None
    say = scope.say
    blocks: list[Block] = [Text(TABLE_ROW, 1, best_told(scope, found), "point", link="editions")]
    row = TABLE_ROW + 1
    if found.to_take_over is not None:
        told = take_over(found.to_take_over, scope.language, button)
        if button is None:
            told += say(
                "也可以在 Excel 里点功能区的“采用版本”。",
                " Or press “Use edition” on Excel's ribbon.",
            )
        # Alone in its cell the line of settings can be copied as it is.
        line = settings_line(found.to_take_over)
        blocks += [Text(row, 1, told, "point"), Text(row + 1, 1, line, "point")]
        row += 2
    columns = _of_one_page(comparison_columns(scope, found, lines))
    table = Table("comparison", row + 1, 1, columns, filter=True)
    return scope.sheet(
        "comparison",
        say("对账", "Comparison"),
        [*blocks, table],
        note=say(
            "对方 = 文件里已汇总的数字，不计入任何指标；差额 = 我们 − 对方；没有解释的在最前。"
            "文件一列不打印。",
            "Theirs: figures that a file holds already added up, never mixed in. Difference: ours"
            " less theirs. What is not explained comes first. The file is not printed.",
        ),
        frozen=table,
        frozen_cols=2,
        # The cause, not the file, is what is argued about on paper.
        printed=(table.last_row, table.position("cause")),
        group="about",
    )


def _of_one_page(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, long names wrapped and the cause as wide as the page has room beside them."""
    narrow = [at_most(column, _WIDEST_NAME) if column.id in ("figure", "agent") else column
              for column in columns]  # fmt: skip
    others = sum(fitted_width(column) for column in narrow if column.id not in ("cause", "file"))
    room = min(max(ONE_PAGE - others, _NARROWEST_CAUSE), _WIDEST_CAUSE)
    return tuple(
        replace(column, width=room) if column.id == "cause" else column for column in narrow
    )


def best_told(words: Spoken, found: Comparison) -> str:
    """Which edition of the rule fits best."""
    best, own = found.best_edition, found.edition
    if best is None:
        return words.say(
            "没有可比较的金额或人数，看不出最接近哪个规则版本。",
            "No money or count can be compared, so nothing tells which rule edition fits best.",
        )
    if best == own:
        return words.say(
            f"最接近的规则版本：{best}，就是现在用的。",
            f"The rule edition that fits best is the one in use, {best}.",
        )
    return words.say(
        f"最接近的规则版本：{best}（现在用的是 {own}）。",
        f"The rule edition that fits best is {best}; {own} is in use.",
    )


def comparison_columns(
    words: Spoken, found: Comparison, lines: list[Line]
) -> tuple[Column, ...]:  # fmt: skip
    """The columns of the table; `lines` are of `found`."""
    say, language = words.say, words.language
    agrees, near, beyond, cannot = degrees(language)
    tones: dict[str, Tone] = {agrees: "good", near: "fair", beyond: "bad", cannot: "quiet"}

    units = [FIGURE[line.figure].unit for line in lines]
    in_percent = pd.Series([PERCENT if unit == "rate" else 1 for unit in units])
    are_counts = pd.Series([KIND_OF_UNIT[unit] == "count" for unit in units])

    def texts(values: Iterable[str]) -> pd.Series[str]:
        return pd.Series([*values], dtype=object)

    def days(values: Iterable[date]) -> pd.Series[pd.Timestamp]:
        return pd.to_datetime(pd.Series([*values]))

    def amounts(id: str, caption: str, values: Iterable[float | None]) -> Column:
        scaled = pd.Series([*values], dtype="float64") * in_percent
        return Column(id, caption, "money", scaled, counts=are_counts, missing=NOTHING)

    return (
        Column("figure", say("指标", "Figure"), "text",
               texts(words.caption(line.figure) for line in lines)),
        Column("agent", say("客服", "Agent"), "name",
               texts(line.agent or say("全店", "the shop") for line in lines)),
        Column("start", say("开始", "From"), "day", days(line.start for line in lines), width=12),
        Column("end", say("结束", "To"), "day", days(line.end for line in lines), width=12),
        amounts("theirs", say("对方", "Theirs"), (line.theirs for line in lines)),
        amounts("ours", say("我们", "Ours"), (line.ours for line in lines)),
        amounts("difference", say("差额", "Difference"), (line.difference for line in lines)),
        Column("share", say("差额 %", "Difference %"), "rate",
               pd.Series([line.share for line in lines], dtype="float64"), missing=NOTHING),
        Column("unit", say("单位", "Unit"), "text", texts(say(*_UNITS[unit]) for unit in units)),
        Column("degree", say("程度", "How far"), "text",
               texts(degree(line, language) for line in lines), width=18, tones=tones),
        Column("cause", say("可能的原因", "Likely cause"), "prose",
               texts(cause_text(line, found, language) for line in lines)),
        Column("file", say("文件", "File"), "name", texts(line.file for line in lines)),
    )  # fmt: skip
