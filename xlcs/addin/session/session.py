"""The open workbooks, each with its own data, period and latest errors.

One Python process serves all workbooks of an Excel, macros and cells alike, so what a refresh puts
here is what the cells see.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from xlcs.addin import logfile
from xlcs.addin.cells.cell_values import Failures
from xlcs.addin.logfile import LOG
from xlcs.addin.session import pasted_sheets, remembered_choices
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.loading import Loaded, load_cached
from xlcs.addin.session.remembered_choices import FailedRefresh
from xlcs.errors import XlcsError

if TYPE_CHECKING:
    from xlcs.exports.mapping import Unmapped


MOST_ANSWERS = 200_000
"""Answers that are kept of one workbook, before they are forgotten and worked out anew."""

NOT_YET = {
    "zh": "还没有数据。请在功能区“客服数据”里选择数据文件夹，然后点“刷新”。",
    "en": "There is no data yet. Choose a data folder on the ribbon, then refresh.",
}


class Session:
    """One workbook.

    Attributes
    ----------
    book : its full name
    loaded : its data, None where there is none yet; `trouble` then says why
    failed_refresh : the latest refresh, where it was not finished: the data is of an earlier one
    start, end : its report period as of the last refresh; both None for all covered days
    answers : what cells were told since then: the call → the answer
    failures : calls that ended in an Excel error since then
    offered : files whose columns the user was asked to name, so as not to ask at each refresh
    """

    def __init__(self, book: str) -> None:
        self.book = book
        self.loaded: Loaded | None = None
        self.trouble = NOT_YET["zh"]
        self.failed_refresh: FailedRefresh | None = None
        self.start: date | None = None
        self.end: date | None = None
        self.answers: dict[Hashable, Any] = {}
        self.failures = Failures()
        self.offered: list[Unmapped] = []

    @property
    def language(self) -> str:
        """The language that its settings ask for."""
        return self.loaded.settings.language if self.loaded else "zh"

    def use(self, loaded: Loaded, choices: Choices) -> None:
        """Take over data and period; what cells were told before is forgotten."""
        self.loaded = loaded
        self.start, self.end = choices.start, choices.end
        self.answers = {}
        self.failures = Failures()

    def fail(self, trouble: str) -> None:
        """Remember why there is no data."""
        self.trouble = trouble
        self.answers = {}

    def keep(self, call: tuple[Any, ...], answer: Any) -> None:
        """Keep the answer to a call of single values until the next refresh."""
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        self.answers[call] = answer


OPEN: dict[str, Session] = {}
"""Full name → session."""


def session_of(book: str) -> Session:
    """The session of a workbook; one that was not open answers from its last data folder."""
    session = OPEN.get(book)
    if session is None:
        session = OPEN[book] = Session(book)
        _reopen(session)
    return session


def forget_all_but(books: Collection[str]) -> None:
    """Let go of the data of workbooks that are closed; one that is not answers from the cache."""
    for book in [name for name in OPEN if name not in books]:
        del OPEN[book]


def _reopen(session: Session) -> None:
    logfile.start()
    known = remembered_choices.recall(session.book)
    if known is None:
        return
    choices, refreshed_at = known
    session.failed_refresh = remembered_choices.recall_failed(session.book)
    try:
        session.use(_shared(choices, refreshed_at, session.book), choices)
    except Exception as error:  # noqa: BLE001
        # A cell asked first: a traceback must not come back to it, and the log keeps it whole.
        LOG.exception("%s: the data of the last refresh cannot be used", session.book)
        known_error = isinstance(error, XlcsError)
        told = str(error) if known_error else f"{type(error).__name__}: {error}"
        session.fail(logfile.without_personal(told))


def _shared(choices: Choices, refreshed_at: datetime | None, book: str) -> Loaded:
    """What another open workbook has loaded already, or a new loading."""
    file = pasted_sheets.kept(book)
    for other in OPEN.values():
        loaded = other.loaded
        if loaded and loaded.pasted is None and file is None and loaded.fits(choices):
            return loaded
    return load_cached(choices, file, refreshed_at)
