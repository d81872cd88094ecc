"""A refresh of a workbook, and what other commands do with its data.

A refresh reads, computes and plans everything first. Then it takes over the data, writes the
workbook, and lets its formulas ask again, once. What is protected is asked for before: a cell that
must be written stops it before anything was read, a list or the data check is left as it is and
that is told.
"""

from __future__ import annotations

import time
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from os.path import realpath  # where links lead in a circle, `Path.resolve` raises
from pathlib import Path
from typing import Any

from xlcs.addin.ribbon import mapping_sheet
from xlcs.addin.ribbon import open_workbook as excel
from xlcs.addin.ribbon.command_list import TAKE_OVER
from xlcs.addin.ribbon.messages import TEXT
from xlcs.addin.ribbon.progress import CommandProgress
from xlcs.addin.session import names, pasted_sheets, period_choices, remembered_choices
from xlcs.addin.session.choices import Choices, choices_in
from xlcs.addin.session.loading import Loaded, load
from xlcs.addin.session.remembered_choices import FailedRefresh
from xlcs.addin.session.session import OPEN, Session, forget_all_but, session_of
from xlcs.errors import FolderError, InputError, WorkbookError
from xlcs.exports.mapping import Unmapped, unmapped
from xlcs.named_periods import CUSTOM, NAMED_PERIOD, Range, covered_by_any
from xlcs.plurals import filled
from xlcs.problems.together import told_together
from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import Sheet
from xlcs.report.report import report_sheets
from xlcs.report.sheets.comparison import comparison_sheet
from xlcs.report.sheets.data_check import check_sheet
from xlcs.report.sheets.remarks import what_changes_figures
from xlcs.report.write.live_workbook import MADE, write_live
from xlcs.report.write.workbook_file import write_workbook
from xlcs.settings import LANGUAGES

FEW, FEW_WRONG = 10, 3
"""Problems that a message names; of those that make figures wrong, below what was not used."""


def language_of(book: Any) -> str:
    """The language of messages: the workbook's own, else that of its data, else Chinese."""
    own = excel.named_values(book).get(names.LANGUAGE)
    session = OPEN.get(excel.full_name(book))
    return names.meant("language", own) or (session.language if session else LANGUAGES[0])


def choices_of(book: Any) -> Choices:
    """What the named cells of an open workbook ask for.

    Raises
    ------
    InputError : a cell holds what cannot be used.
    """
    return choices_in(excel.named_values(book), language_of(book))


def has_pasted(book: Any) -> bool:
    """Whether anything was pasted into the sheets for it."""
    return pasted_sheets.anything(excel.paste_sheets(book))


def refresh(book: Any, choices: Choices, then: Mapping[str, str] | None = None) -> None:
    """Read what is new, compute, write what belongs to us, and recalculate.

    Once all went well, the names `then` are set to their values.

    Raises
    ------
    XlcsError : it cannot be read or written, or Esc was pressed; the workbook is as it was.
    """
    name, language, now = excel.full_name(book), language_of(book), datetime.now()
    began = time.monotonic()
    excel.refuse_protected(book, then or (), language)
    progress = CommandProgress(book.app, language)
    with progress as working, pasted_sheets.coming_for(name) as place:
        coming = pasted_sheets.write(place, excel.paste_sheets(book), choices.settings().headers)
        loaded = load(choices, coming, now, working.progress)
        unknown = unmapped(loaded.shop.problems)
        if not loaded.shop.tables.there():
            if unknown and mapping_sheet.offer(book, unknown, language):
                note_failed(book, TEXT[language]["map first"])
                return
            raise FolderError(_no_tables(loaded))
        working.progress("write", 0, 1)
        notes = _write_check_again(book, loaded, choices)
        loaded = replace(loaded, pasted=pasted_sheets.settle(name, coming))
        _take_over(name, loaded, choices, now)
        forget_all_but(excel.open_names(book))
        excel.set_named(book, then or {})
        notes += _fill_lists(book, loaded)
        excel.recalculate(book)
        if _follow_period(book):
            excel.recalculate(book)
    excel.show_in_status_bar(book, _done(book, loaded, time.monotonic() - began))
    files = sum(problem.level == "file" for problem in loaded.shop.problems)
    if files or loaded.refused:
        refused = filled(TEXT[language]["refused"], {"files": files, "rows": loaded.refused})
        wrong = what_changes_figures(_scope_of(book, loaded))
        notes = [refused, *wrong[:FEW_WRONG], *notes]
    if notes:
        excel.tell(book, "\n\n".join(notes))
    _ask_for_columns(book, session_of(name), unknown, language)


def _ask_for_columns(book: Any, session: Session, unknown: list[Unmapped], language: str) -> None:
    """Offer the sheet 列名对应 once for the same files; where it is there, write it anew."""
    if mapping_sheet.is_shown(book):
        mapping_sheet.show(book, unknown, language)
    elif unknown and session.offered != unknown:
        session.offered = unknown
        mapping_sheet.offer(book, unknown, language)


def _write_check_again(book: Any, loaded: Loaded, choices: Choices) -> list[str]:
    """Write the data check anew where it was shown before; gives what to tell where that fails."""
    if MADE + "check" not in book.names:
        return []
    language = language_of(book)
    try:
        write_live(book, [check_sheet(_scope(loaded, choices.start, choices.end))], language)
    except WorkbookError as error:
        return [TEXT[language]["check left"].format(reason=error)]
    return []


def _fill_lists(book: Any, loaded: Loaded) -> list[str]:
    """Fill the lists behind the template's drop-downs; gives what to tell of a protected one."""
    language = language_of(book)
    lists = {
        names.AGENTS: [names.WHOLE_SHOP[language == "en"], *loaded.figures.agents],
        names.PERIODS: period_choices.labels(_covered(loaded), language),
    }
    left = {excel.fill_named_list(book, name, values) for name, values in lists.items()}
    text = TEXT[language]["lists left"]
    return [text.format(sheet=sheet) for sheet in sorted(filter(None, left))]


def _done(book: Any, loaded: Loaded, seconds: float) -> str:
    """What a refresh that worked says: days, orders, how long it took, and what comes next."""
    text = TEXT[language_of(book)]
    covered = _covered(loaded)
    days = (
        text["days"].format(
            first=covered[0], last=covered[1], count=(covered[1] - covered[0]).days + 1
        )
        if covered
        else text["no days"]
    )
    orders = loaded.shop.rows("orders") if "orders" in loaded.shop.tables.there() else 0
    following = text["next in template" if names.PERIOD in book.names else "next elsewhere"]
    return text["done"].format(days=days, orders=orders, seconds=seconds, next=following)


def note_failed(book: Any, why: str) -> None:
    """Let the workbook's status tell, until a refresh is finished, that the latest was not."""
    name = excel.full_name(book)
    session = session_of(name)
    session.failed_refresh = FailedRefresh(datetime.now(), why)
    remembered_choices.remember_failed(name, session.failed_refresh)
    excel.let_status_ask_again(book)


def _take_over(name: str, loaded: Loaded, choices: Choices, now: datetime) -> None:
    session = OPEN.setdefault(name, Session(name))
    session.use(loaded, choices)
    session.failed_refresh = None  # not in `use`: another period of the same data is no refresh
    remembered_choices.remember(name, choices, now)
    kept = remembered_choices.workbooks() | {remembered_choices.key(book) for book in OPEN}
    pasted_sheets.forget_all_but(kept)


def _no_tables(loaded: Loaded) -> str:
    language = loaded.settings.language
    refused = (problem for problem in loaded.shop.problems if problem.level == "file")
    problems = told_together(refused, language)[:FEW]
    colon = ": " if language == "en" else "："
    lines = [f"{problem.file}{colon}{problem.text(language)}" for problem in problems]
    return TEXT[language]["no tables"].format(problems="\n".join(lines))


def data_of(book: Any) -> Loaded:
    """The workbook's data as of its last refresh; refreshed now if it never was.

    Raises
    ------
    XlcsError : there is none, and it cannot be read.
    """
    session = session_of(excel.full_name(book))
    if session.loaded is None:
        refresh(book, choices_of(book))
        session = session_of(excel.full_name(book))
    if session.loaded is None:
        raise FolderError(TEXT[language_of(book)]["map first"])
    _follow_period(book)
    return session.loaded


def use_period(book: Any, start: date, end: date) -> None:
    """Make it the workbook's report period; data is not read again."""
    _set_period(book, (start, end), _period_cells(book, start, end))


def use_named_period(book: Any, id: str) -> None:
    """Make a period that has a name the workbook's report period.

    In a workbook from the template it stays the period of that name at the next refresh.
    """
    covered = _covered(data_of(book))
    if covered is None:
        raise InputError(TEXT[language_of(book)]["no days"])
    named = NAMED_PERIOD[id]
    start, end = named.days(date.today(), covered)
    if names.PERIOD in book.names:
        _set_period(book, (start, end), {names.PERIOD: named.name(language_of(book))})
    else:
        use_period(book, start, end)


def _set_period(book: Any, days: Range, cells: Mapping[str, str | date | None]) -> None:
    loaded = data_of(book)
    excel.refuse_protected(book, cells, language_of(book))
    excel.set_named(book, cells)
    _take_period(book, loaded, *days)
    excel.recalculate(book)


def _take_period(book: Any, loaded: Loaded, start: date | None, end: date | None) -> None:
    name = excel.full_name(book)
    choices = replace(loaded.choices, start=start, end=end)
    session, at = session_of(name), loaded.refreshed_at or datetime.now()
    session.use(replace(loaded, choices=choices), choices)
    remembered_choices.remember(name, choices, at, session.failed_refresh)


def _follow_period(book: Any) -> bool:
    """Take over the period that the workbook shows by now; whether it was another one.

    The template's drop-down changes it without a command, and what is “latest” with new data.
    """
    session = session_of(excel.full_name(book))
    shown = choices_of(book)
    if session.loaded is None or (shown.start, shown.end) == (session.start, session.end):
        return False
    _take_period(book, session.loaded, shown.start, shown.end)
    return True


def _covered(loaded: Loaded) -> Range | None:
    """First and last day of anything in the data."""
    return covered_by_any(loaded.figures.covered, loaded.figures.reception_covered)


def _period_cells(book: Any, start: date, end: date) -> dict[str, str | date | None]:
    """What to put where so that the workbook shows a period.

    In a workbook from the template, start and end are formulas over what is chosen; else they are
    set themselves.
    """
    if names.PERIOD not in book.names:
        return {names.START: start, names.END: end}
    if start.day == 1 and end == start.replace(day=monthrange(start.year, start.month)[1]):
        return {names.PERIOD: f"{start:%Y-%m}"}
    return {names.PERIOD: CUSTOM, names.CUSTOM_START: start, names.CUSTOM_END: end}


def show_check(book: Any, loaded: Loaded) -> None:
    """Write the data check into the workbook and bring it to the front."""
    _show(book, check_sheet(_scope_of(book, loaded)), loaded.settings.language)


def show_comparison(book: Any, loaded: Loaded) -> None:
    """Write the platform's own figures beside ours into the workbook, and bring it to the front.

    Raises
    ------
    InputError : there is no summary of the workbook's period.
    """
    language = loaded.settings.language
    described = comparison_sheet(_scope_of(book, loaded), button=TAKE_OVER.label(language))
    if described is None:
        raise InputError(TEXT[language]["no summary"])
    _show(book, described, language)


def _show(book: Any, sheet: Sheet, language: str) -> None:
    book.sheets[write_live(book, [sheet], language)[0]].activate()


def _scope_of(book: Any, loaded: Loaded) -> Scope:
    session = session_of(excel.full_name(book))
    return _scope(loaded, session.start, session.end)


def _scope(loaded: Loaded, start: date | None, end: date | None) -> Scope:
    return Scope(loaded.figures, loaded.shop, start, end, None, loaded.settings.language)


def report_name(book: Any, loaded: Loaded) -> str:
    """A file name for the report of the workbook's period."""
    period = "_".join(str(day) for day in _reported(book, loaded))
    return TEXT[loaded.settings.language]["report"].format(period=period)


def _reported(book: Any, loaded: Loaded) -> Range | tuple[None, None]:
    """The days of a report: the workbook's, else from the first to the last day of anything."""
    session = session_of(excel.full_name(book))
    if session.start is not None and session.end is not None:
        return session.start, session.end
    return _covered(loaded) or (None, None)


def export(book: Any, loaded: Loaded, target: Path) -> None:
    """Write the report of the workbook's period to a file.

    Raises
    ------
    InputError : the file is one of the exports.
    WorkbookError : it cannot be written.
    """
    start, end = _reported(book, loaded)
    language = loaded.settings.language
    sources = {realpath(Path(loaded.shop.folder, source.file)) for source in loaded.shop.sources}
    if realpath(target) in sources:
        raise InputError(TEXT[language]["is source"].format(path=target))
    with CommandProgress(book.app, language) as working:
        working.progress("write", 0, 2)
        sheets: list[Sheet] = report_sheets(
            loaded.figures, loaded.shop, start, end, language=language
        )
        working.progress("write", 1, 2)
        write_workbook(sheets, target, language=language)
