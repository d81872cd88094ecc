"""What each function in cells answers, from a workbook's session and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlcs.addin.cells import arguments, beside_rows, table_rows, why_sentence
from xlcs.addin.cells.cell_values import Cell, Rows, cell, number
from xlcs.addin.cells.function_list import CellFunction
from xlcs.addin.session.loading import Loaded
from xlcs.addin.session.remembered_choices import FailedRefresh
from xlcs.addin.session.session import Session
from xlcs.advice.period_before import days_covered
from xlcs.advice.targets import progress, targets_for
from xlcs.advice.year_before import DIFFERENCES
from xlcs.catalogue import FIGURE, Figure
from xlcs.errors import XlcsError
from xlcs.named_periods import Range, covered_by_any
from xlcs.plurals import listed
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.tables import TABLE

if TYPE_CHECKING:
    from xlcs.figures import Figures


_MOST_WHY = 100
"""How much of the reason of a failed refresh the status tells: it is one line [characters]."""


class NoAnswerError(XlcsError):
    """There is nothing to say for what was asked: no data yet, or none for those days."""


_TEXT = {
    "zh": {
        "outside": "这个期间没有数据（数据覆盖 {first} 至 {last}）。",
        "nothing": "没有覆盖日期的数据。",
        "tables": "缺少导出文件：{tables}。请补齐后刷新。",
        "columns": "导出里没有：{columns}。请在导出时勾选，再刷新。",
        "no summary": "这个期间没有可以对账的汇总数据：请把平台页面下载的表放进数据文件夹后刷新。",
        "no target": "没有给“{figure}”定月目标。请写在数据文件夹的设置里，[targets] 下面。",
        "no limit": "“{figure}”没有达标线：平均接待时长和接待转化率才有。",
        "average_duration": "≤ {:g} 分钟",
        "conversion_rate": "≥ {:.1%}",
        "no targets": "没有定月目标。请写在数据文件夹的设置里，[targets] 下面。",
        "no month": "目标是按月定的：期间要从某月 1 日开始，不超过当月最后一天。",
        "no days left": "“{figure}”没有每天的目标：这个月没有剩余的日子，或者它是比率。",
        "no value": "这个期间算不出“{figure}”（例如没有接待，或者上一期间没有数据）。",
        "status": "数据文件夹 {folder}；上次刷新 {at}；数据 {days}；没有使用的行 {refused}",
        "warnings": "；注意：有 {count} 处会让数字不准，请看“数据检查”",
        "failed": "注意：{at} 的刷新没有完成（{why}），数字没有更新。",
        "pasted": "（粘贴数据）",
        "days": "{first} 至 {last}",
        "no days": "没有日期",
    },
    "en": {
        "outside": "No data for that period (the data covers {first} to {last}).",
        "nothing": "The data covers no day.",
        "tables": "Exports are missing: {tables}. Add them and refresh.",
        "columns": "No export has: {columns}. Tick it when exporting, and refresh.",
        "no summary": "There is no summary of that period: put what the platform's page downloads"
        " into the data folder, and refresh.",
        "no target": "“{figure}” has no target. Set it in the data folder's settings, below"
        " [targets].",
        "no limit": "“{figure}” has no limit: the average duration and the conversion rate have.",
        "average_duration": "≤ {:g} min",
        "conversion_rate": "≥ {:.1%}",
        "no targets": "No target is set. Set them in the data folder's settings, below [targets].",
        "no month": "Targets are a month's: the period begins with a month and does not pass its"
        " end.",
        "no days left": "“{figure}” has nothing to bring a day: no day of the month is left, or it"
        " is a rate.",
        "no value": "“{figure}” cannot be computed for that period (no receptions, say, or no data"
        " in the period before).",
        "status": "data folder {folder}; last refresh {at}; data {days}; rows not used {refused}",
        "warnings": "; note: see Data check for what makes figures wrong ({count})",
        "failed": "note: the refresh of {at} was not finished ({why}); figures were not updated. ",
        "pasted": "(pasted)",
        "days": "{first} to {last}",
        "no days": "no days",
    },
}  # fmt: skip


def answer(session: Session, entry: CellFunction, given: Sequence[Any]) -> Any:
    """The answer to one call: a cell's value, or rows for a table.

    Raises
    ------
    NoAnswerError : no data yet, or none for what was asked (a cell shows #N/A).
    InputError : a wrong argument (a cell shows #VALUE!).
    """
    return (_figure if entry.figure else _ANSWER[entry.name])(_Call(session, entry, given))


class _Call:
    """A call of a function: what its arguments say, each read when it is asked for."""

    def __init__(self, session: Session, entry: CellFunction, given: Sequence[Any]) -> None:
        self.session = session
        self.entry = entry
        self.text = _TEXT[session.language]
        self._given = {a.name: value for a, value in zip(entry.arguments, given, strict=True)}

    def read(self, reader: Callable[[Any, str, str], Any], name: str) -> Any:
        """What the argument of that name says; one that the function does not have is left out."""
        return reader(self._given.get(name), name, self.session.language)

    @property
    def loaded(self) -> Loaded:
        """The workbook's data."""
        if self.session.loaded is None:
            raise NoAnswerError(self.session.trouble)
        return self.session.loaded

    @cached_property
    def figures(self) -> Figures:
        """Its figures, of agents who are nicks, persons or groups, as the call asks."""
        figures = self.loaded.figures
        level = self.read(arguments.agents_by, "agents_by")
        return figures if level is None else figures.by(level)

    @cached_property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day, as given, else of the report; both None for all covered days."""
        names = "start_day", "end_day"
        start, end = map(self._given.get, names)
        given = arguments.period(start, end, names, self.session.language)
        return given or (self.session.start, self.session.end)

    @cached_property
    def all_days(self) -> Range:
        """The days, where none are asked for from the first to the last covered one."""
        period = self.figures.period(*self.days)
        days = period.asked or period.covered or self.figures.reception_covered
        if days is None:
            raise NoAnswerError(self.text["nothing"])
        return days

    @property
    def agent(self) -> str | None:
        """An agent as written; None for the whole shop."""
        agent: str | None = self.read(arguments.agent, "agent")
        return agent

    @cached_property
    def full_name(self) -> str | None:
        """An agent's full name; None for the whole shop."""
        return None if self.agent is None else self.figures.agent_named(self.agent)

    def known(self, table: Rows, figure: str = "guided_gmv") -> Rows:
        """The table, unless it knows nothing because there is no data for that period."""
        known = any(value != "" for row in table[1:] for value in row[1:])
        if not known and (reason := self._no_data(FIGURE[figure])):
            raise NoAnswerError(reason)
        return table

    def no_value(self, figure: Figure) -> NoAnswerError:
        """That the figure has no value, and why."""
        name = figure.name(self.session.language)
        reason = self._no_data(figure) or self._no_columns(figure)
        return NoAnswerError(reason or self.text["no value"].format(figure=name))

    def _no_columns(self, figure: Figure) -> str | None:
        """Which columns that the figure needs no export has; None where all are known."""
        there = self.loaded.shop.tables.there()
        missing = [
            TABLE[table].column(column).headers[0]
            for table, column in figure.columns
            if column not in there[table].known
        ]
        columns = listed(missing, self.session.language)
        return self.text["columns"].format(columns=columns) if missing else None

    def _no_data(self, figure: Figure) -> str | None:
        """Why the data has nothing to compute the figure from; None where it has."""
        there = self.loaded.shop.tables.there()
        missing = [TABLE[id] for id in figure.needs if id not in there]
        if missing:
            names = (table.name(self.session.language) for table in missing)
            return self.text["tables"].format(tables=listed(names, self.session.language))
        figures = self.figures
        covered = figures.reception_covered if figure.scope == "reception" else figures.covered
        if covered is None:
            return self.text["nothing"]
        first, last = self.days
        if first and last and (last < covered[0] or first > covered[1]):
            return self.text["outside"].format(first=covered[0], last=covered[1])
        return None


def _figure(call: _Call) -> Cell:
    assert call.entry.figure is not None
    figure = FIGURE[call.entry.figure]
    value = call.figures.value(figure.id, *call.days, call.agent)
    if value is None:
        raise call.no_value(figure)
    return cell(value, figure.unit)


def _compare(call: _Call) -> Rows:
    table = table_rows.comparison(call.figures, call.loaded.shop, *call.days)
    if len(table) == 1:
        raise NoAnswerError(call.text["no summary"])
    return table


def _named_periods(call: _Call) -> Rows:
    covered = covered_by_any(call.figures.covered, call.figures.reception_covered)
    if covered is None:
        raise NoAnswerError(call.text["nothing"])
    return beside_rows.named_periods(covered, date.today())


def _targets(call: _Call) -> Rows:
    days, agent = call.all_days, call.full_name
    none = call.text["no month" if targets_for(call.figures, agent) else "no targets"]
    return beside_rows.targets(call.figures, days, agent, none)


def _target(call: _Call) -> Cell:
    days, agent = call.all_days, call.full_name
    figure: Figure = call.read(arguments.figure, "figure")
    name = figure.name(call.session.language)
    if figure.id not in targets_for(call.figures, agent):
        raise NoAnswerError(call.text["no target"].format(figure=name))
    found = progress(call.figures, *days, agent).get(figure.id)
    if found is None:
        raise NoAnswerError(call.text["no month"])
    value = {
        "XLCS_TARGET": found.target, "XLCS_TARGET_DONE": found.done,
        "XLCS_TARGET_A_DAY": found.a_day,
    }[call.entry.name]  # fmt: skip
    if value is not None:
        return number(value)
    if found.value is None:
        raise call.no_value(figure)
    raise NoAnswerError(call.text["no days left"].format(figure=name))


def _not_compared(call: _Call) -> str:
    """Why a figure that adds up is not compared with the period before; "" where it is."""
    # Imported here because the descriptions of sheets behind it are slow to import.
    from xlcs.report.description.compared_days import days_lacking
    from xlcs.report.description.words import Words

    before = call.figures.period(*call.days).before
    figure: Figure = call.read(arguments.figure, "figure")
    if before is None or figure.unit in DIFFERENCES:
        return ""
    known = days_covered(
        call.figures, call.all_days, before, of_receptions=figure.scope == "reception"
    )
    return days_lacking(Words(call.session.language), known)


def _limit(call: _Call) -> str:
    """The limit that holds, whether the workbook sets it, the settings beside the data, or none."""
    settings = call.loaded.settings
    limits = {
        "average_duration": settings.max_average_min,
        "conversion_rate": settings.min_conversion_rate,
    }
    figure: Figure = call.read(arguments.figure, "figure")
    if figure.id not in limits:
        name = figure.name(call.session.language)
        raise NoAnswerError(call.text["no limit"].format(figure=name))
    return call.text[figure.id].format(limits[figure.id])


def why_counted(loaded: Loaded, order_id: str) -> str:
    """Why that order counts or not, in a sentence; also for one that is unpaid or unknown."""
    order = loaded.figures.order(order_id)
    if order is not None:
        return why_sentence.why(order, loaded.settings)
    if loaded.shop.has_order(order_id):
        return why_sentence.unpaid(order_id, loaded.settings.language)
    return why_sentence.unknown(order_id, loaded.settings.language)


def status(session: Session) -> str:
    """Where a workbook's data is, from when, of which days, and how many rows were not used.

    And whether anything is to be known before its figures are trusted; first of all, that the
    latest refresh failed.
    """
    text = _TEXT[session.language]
    return _failed(session.failed_refresh, text) + _standing(session, text)


def _failed(refresh: FailedRefresh | None, text: Mapping[str, str]) -> str:
    """That a refresh was not finished, and the beginning of why; "" where it was."""
    if refresh is None:
        return ""
    why = " ".join(refresh.why.partition("\n\n")[0].split())
    why = why if len(why) <= _MOST_WHY else why[:_MOST_WHY] + "…"
    return text["failed"].format(at=_minute(refresh.at), why=why.rstrip("。."))


def _standing(session: Session, text: Mapping[str, str]) -> str:
    loaded = session.loaded
    if loaded is None:
        return session.trouble
    covered = loaded.figures.covered or loaded.figures.reception_covered
    days = text["days"].format(first=covered[0], last=covered[1]) if covered else text["no days"]
    at = loaded.refreshed_at
    warnings = sum(problem.code in CHANGES_FIGURES for problem in loaded.shop.problems)
    told = text["status"].format(
        folder=loaded.choices.folder or text["pasted"],
        at=_minute(at) if at else "—",
        days=days,
        refused=loaded.refused,
    )
    return told + (text["warnings"].format(count=warnings) if warnings else "")


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


_ANSWER: Mapping[str, Callable[[_Call], Any]] = {
    "XLCS_DAILY": lambda c: c.known(table_rows.daily(c.figures, *c.days)),
    "XLCS_AGENTS": lambda c: c.known(table_rows.agents(c.figures, *c.days, c.full_name)),
    "XLCS_RECEPTIONS": lambda c: c.known(
        table_rows.receptions(
            c.figures, *c.days, c.read(arguments.reception_period, "by"), c.agent
        ),
        "receptions",
    ),
    "XLCS_ORDERS": lambda c: c.known(table_rows.orders(c.figures, *c.days, c.full_name)),
    "XLCS_AGENT_DAILY": lambda c: c.known(table_rows.daily(c.figures, *c.days, c.full_name)),
    "XLCS_LEAKAGE": lambda c: c.known(table_rows.leakage(c.figures, *c.days)),
    "XLCS_AGENT_LEAKAGE": lambda c: c.known(table_rows.leakage(c.figures, *c.days, c.full_name)),
    "XLCS_TODO": lambda c: table_rows.todo(c.figures, c.read(arguments.day, "day"), c.agent),
    "XLCS_COMPARE": _compare,
    "XLCS_TARGETS": _targets,
    "XLCS_YEAR_BEFORE": lambda c: beside_rows.year_before(c.figures, c.all_days, c.full_name),
    "XLCS_PERIODS": _named_periods,
    **dict.fromkeys(("XLCS_TARGET", "XLCS_TARGET_DONE", "XLCS_TARGET_A_DAY"), _target),
    "XLCS_NOT_COMPARED": _not_compared,
    "XLCS_LIMIT": _limit,
    "WHY_COUNTED": lambda c: why_counted(c.loaded, c.read(arguments.order_id, "order_id")),
    "XLCS_STATUS": lambda c: status(c.session),
    "XLCS_ERRORS": lambda c: c.session.failures.rows(c.session.language),
}
