"""What each function in cells answers, from a workbook's session and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from xlcs.addin.cells import arguments, beside_rows, table_rows, why_sentence
from xlcs.addin.cells.cell_values import Cell, Rows, cell, number
from xlcs.addin.cells.function_list import AGENT, END, START, CellFunction
from xlcs.addin.session.loading import Loaded
from xlcs.addin.session.session import Session
from xlcs.advice.targets import progress
from xlcs.catalogue import FIGURE, Figure
from xlcs.errors import XlcsError
from xlcs.settings.targets import SHOP
from xlcs.tables import TABLE

if TYPE_CHECKING:
    from xlcs.figures import Figures


class NoAnswerError(XlcsError):
    """There is nothing to say for what was asked: no data yet, or none for those days."""


_TEXT = {
    "zh": {
        "outside": "这个期间没有数据（数据覆盖 {first} 至 {last}）。",
        "nothing": "没有覆盖日期的数据。",
        "tables": "缺少导出文件：{tables}。请补齐后刷新。",
        "no summary": "这个期间没有可以对账的汇总数据：请把平台页面下载的表放进数据文件夹后刷新。",
        "no target": "没有给“{figure}”定月目标。请写在数据文件夹的设置里，[targets] 下面。",
        "no targets": "没有定月目标。请写在数据文件夹的设置里，[targets] 下面。",
        "no month": "目标是按月定的：期间要从某月 1 日开始，不超过当月最后一天。",
        "no days left": "“{figure}”没有每天的目标：这个月没有剩余的日子，或者它是比率。",
        "no value": "这个期间算不出“{figure}”（例如没有接待，或者上一期间没有数据）。",
        "status": "数据文件夹 {folder}；上次刷新 {at}；数据 {days}；没有使用的行 {refused}",
        "pasted": "（粘贴数据）",
        "days": "{first} 至 {last}",
        "no days": "没有日期",
    },
    "en": {
        "outside": "No data for that period (the data covers {first} to {last}).",
        "nothing": "The data covers no day.",
        "tables": "Exports are missing: {tables}. Add them and refresh.",
        "no summary": "There is no summary of that period: put what the platform's page downloads"
        " into the data folder, and refresh.",
        "no target": "“{figure}” has no target. Set it in the data folder's settings, below"
        " [targets].",
        "no targets": "No target is set. Set them in the data folder's settings, below [targets].",
        "no month": "Targets are a month's: the period begins with a month and does not pass its"
        " end.",
        "no days left": "“{figure}” has nothing to bring a day: no day of the month is left, or it"
        " is a rate.",
        "no value": "“{figure}” cannot be computed for that period (no receptions, say, or no data"
        " in the period before).",
        "status": "data folder {folder}; last refresh {at}; data {days}; rows not used {refused}",
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
    return (_figure if entry.figure else _ANSWER[entry.name])(session, entry, given)


def _figure(session: Session, entry: CellFunction, given: Sequence[Any]) -> Any:
    assert entry.figure is not None
    loaded, first, last = _asked(session, entry, given)
    who = arguments.agent(given[2], entry.arguments[2].name, session.language)
    figure = FIGURE[entry.figure]
    value = loaded.figures.value(figure.id, first, last, who)
    if value is None:
        raise NoAnswerError(_no_value(loaded, figure, first, last))
    return cell(value, figure.unit)


_GUIDED: Mapping[str, Callable[[Figures, date | None, date | None, str | None], Rows]] = {
    "XLCS_DAILY": table_rows.daily,
    "XLCS_AGENTS": table_rows.agents,
    "XLCS_ORDERS": table_rows.orders,
    "XLCS_LEAKAGE": table_rows.leakage,
    "XLCS_AGENT_DAILY": table_rows.daily,
    "XLCS_AGENT_LEAKAGE": table_rows.leakage,
}


def _guided(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    """A table of guided sales, of the shop or, where the function asks for one, of an agent."""
    loaded = _data(session, entry, given)
    told = {argument.name: value for argument, value in zip(entry.arguments, given, strict=False)}
    first, last = _period(session, told[START.name], told[END.name])
    agent = _agent(loaded, told.get(AGENT.name), session)
    table = _GUIDED[entry.name](loaded.figures, first, last, agent)
    return _table(loaded, table, "guided_gmv", first, last)


def _receptions(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    loaded, first, last = _asked(session, entry, given)
    by = arguments.reception_period(given[2], entry.arguments[2].name, session.language)
    agent = arguments.agent(given[3], entry.arguments[3].name, session.language)
    table = table_rows.receptions(loaded.figures, first, last, by, agent)
    return _table(loaded, table, "receptions", first, last)


def _compare(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    loaded, first, last = _asked(session, entry, given)
    table = table_rows.comparison(loaded.figures, loaded.shop, first, last)
    if len(table) == 1:
        raise NoAnswerError(_TEXT[session.language]["no summary"])
    return table


def _todo(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    loaded = _data(session, entry, given)
    day = arguments.day(given[0], entry.arguments[0].name, session.language)
    agent = arguments.agent(given[1], entry.arguments[1].name, session.language)
    return table_rows.todo(loaded.figures, day, agent)


def _targets(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    loaded, days, agent = _beside(session, entry, given)
    text = _TEXT[session.language]
    has_targets = bool(loaded.settings.targets.get(agent or SHOP))
    none = text["no month" if has_targets else "no targets"]
    return beside_rows.targets(loaded.figures, days, agent, none)


def _year_before(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    loaded, days, agent = _beside(session, entry, given)
    return beside_rows.year_before(loaded.figures, days, agent)


def _named_periods(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    figures = _data(session, entry, given).figures
    covered = [days for days in (figures.covered, figures.reception_covered) if days]
    if not covered:
        raise NoAnswerError(_TEXT[session.language]["nothing"])
    first, last = min(days[0] for days in covered), max(days[1] for days in covered)
    return beside_rows.named_periods((first, last), date.today())


def _target(session: Session, entry: CellFunction, given: Sequence[Any]) -> Cell:
    loaded, days, agent = _beside(session, entry, given[1:])
    figure = arguments.figure(given[0], entry.arguments[0].name, session.language)
    text = _TEXT[session.language]
    if figure.id not in loaded.settings.targets.get(agent or SHOP, {}):
        raise NoAnswerError(text["no target"].format(figure=figure.name(session.language)))
    found = progress(loaded.figures, *days, agent).get(figure.id)
    if found is None:
        raise NoAnswerError(text["no month"])
    value = {
        "XLCS_TARGET": found.target, "XLCS_TARGET_DONE": found.done,
        "XLCS_TARGET_A_DAY": found.a_day,
    }[entry.name]  # fmt: skip
    if value is not None:
        return number(value)
    if found.value is None:
        raise NoAnswerError(_no_value(loaded, figure, *days))
    raise NoAnswerError(text["no days left"].format(figure=figure.name(session.language)))


def _why_counted(session: Session, entry: CellFunction, given: Sequence[Any]) -> str:
    loaded = _data(session, entry, given)
    order_id = arguments.order_id(given[0], entry.arguments[0].name, session.language)
    return why_counted(loaded, order_id)


def why_counted(loaded: Loaded, order_id: str) -> str:
    """Why that order counts or not, in a sentence; also for one that is unpaid or unknown."""
    order = loaded.figures.order(order_id)
    if order is not None:
        return why_sentence.why(order, loaded.settings)
    if loaded.shop.has_order(order_id):
        return why_sentence.unpaid(order_id, loaded.settings.language)
    return why_sentence.unknown(order_id, loaded.settings.language)


def _status(session: Session, entry: CellFunction, given: Sequence[Any]) -> str:
    del entry, given
    return status(session)


def status(session: Session) -> str:
    """Where a workbook's data is, from when, of which days, and how many rows were not used."""
    loaded = session.loaded
    if loaded is None:
        return session.trouble
    text = _TEXT[session.language]
    covered = loaded.figures.covered or loaded.figures.reception_covered
    days = text["days"].format(first=covered[0], last=covered[1]) if covered else text["no days"]
    return text["status"].format(
        folder=loaded.choices.folder or text["pasted"],
        at=table_rows.moment(loaded.refreshed_at),
        days=days,
        refused=loaded.refused,
    )


def _errors(session: Session, entry: CellFunction, given: Sequence[Any]) -> Rows:
    del entry, given
    return session.failures.rows(session.language)


_ANSWER: dict[str, Callable[[Session, CellFunction, Sequence[Any]], Any]] = {
    **dict.fromkeys(_GUIDED, _guided),
    "XLCS_RECEPTIONS": _receptions,
    "XLCS_COMPARE": _compare,
    "XLCS_TODO": _todo,
    "XLCS_TARGETS": _targets,
    "XLCS_YEAR_BEFORE": _year_before,
    "XLCS_PERIODS": _named_periods,
    "XLCS_TARGET": _target,
    "XLCS_TARGET_DONE": _target,
    "XLCS_TARGET_A_DAY": _target,
    "WHY_COUNTED": _why_counted,
    "XLCS_STATUS": _status,
    "XLCS_ERRORS": _errors,
}


def _data(session: Session, entry: CellFunction, given: Sequence[Any]) -> Loaded:
    """The data; its agents' figures are of nicks, persons or groups, as the call asks."""
    loaded = session.loaded
    if loaded is None:
        raise NoAnswerError(session.trouble)
    if not entry.is_by_level:
        return loaded
    level = arguments.agents_by(given[-1], entry.arguments[-1].name, session.language)
    return loaded if level is None else replace(loaded, figures=loaded.figures.by(level))


def _period(session: Session, start: object, end: object) -> tuple[date | None, date | None]:
    names = START.name, END.name
    return arguments.period(start, end, names, session.language) or (session.start, session.end)


def _asked(
    session: Session, entry: CellFunction, given: Sequence[Any]
) -> tuple[Loaded, date | None, date | None]:
    return _data(session, entry, given), *_period(session, given[0], given[1])


def _beside(
    session: Session, entry: CellFunction, given: Sequence[Any]
) -> tuple[Loaded, tuple[date, date], str | None]:
    """The data, the days asked for (else all that the data covers), and the agent."""
    loaded = _data(session, entry, given)
    first, last = _period(session, given[0], given[1])
    agent = _agent(loaded, given[2], session)
    period = loaded.figures.period(first, last)
    days = period.asked or period.covered or loaded.figures.reception_covered
    if days is None:
        raise NoAnswerError(_TEXT[session.language]["nothing"])
    return loaded, days, agent


def _agent(loaded: Loaded, value: object, session: Session) -> str | None:
    """An agent's full name; None for the whole shop."""
    agent = arguments.agent(value, AGENT.name, session.language)
    return None if agent is None else loaded.figures.agent_named(agent)


def _table(loaded: Loaded, table: Rows, figure: str, first: date | None, last: date | None) -> Rows:
    """The table, unless it knows nothing because there is no data for that period."""
    known = any(value != "" for row in table[1:] for value in row[1:])
    if not known and (reason := _no_data(loaded, FIGURE[figure], first, last)):
        raise NoAnswerError(reason)
    return table


def _no_value(loaded: Loaded, figure: Figure, first: date | None, last: date | None) -> str:
    language = loaded.settings.language
    return _no_data(loaded, figure, first, last) or _TEXT[language]["no value"].format(
        figure=figure.name(language)
    )


def _no_data(loaded: Loaded, figure: Figure, first: date | None, last: date | None) -> str | None:
    """Why the data has nothing to compute the figure from; None where it has."""
    language = loaded.settings.language
    text = _TEXT[language]
    missing = [TABLE[id] for id in figure.needs if id not in loaded.shop.tables.there()]
    if missing:
        tables = ", ".join(table.en if language == "en" else table.zh for table in missing)
        return text["tables"].format(tables=tables)
    figures = loaded.figures
    covered = figures.reception_covered if figure.scope == "reception" else figures.covered
    if covered is None:
        return text["nothing"]
    if first and last and (last < covered[0] or first > covered[1]):
        return text["outside"].format(first=covered[0], last=covered[1])
    return None
