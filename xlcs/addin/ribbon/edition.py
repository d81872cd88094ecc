"""采用版本: computes by the rule edition that gives the platform's figures, with one press."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from xlcs.addin.ribbon import open_workbook as excel
from xlcs.addin.ribbon import refreshing
from xlcs.addin.ribbon.messages import TEXT
from xlcs.addin.session import names
from xlcs.addin.session.session import session_of
from xlcs.errors import FolderError, InputError
from xlcs.settings import FILE_NAME, Settings


def take_over(book: Any) -> None:
    """Write the edition into the settings beside the data, refresh, and show 对账 again.

    Raises
    ------
    FolderError : the workbook has no data folder, and so no settings.
    InputError : there is no summary of the workbook's period, no edition is the cause of a
        difference, or the workbook has a rule of its own that contradicts the edition.
    XlcsError : the settings cannot be written, or the refresh fails; they are as they were then.
    """
    from xlcs.compare.cause_texts import effect_of_taking_over, nothing_to_take_over
    from xlcs.compare.summaries import compared
    from xlcs.settings.edition_line import save_edition

    language = refreshing.language_of(book)
    choices = refreshing.choices_of(book)
    if not choices.folder:
        raise FolderError(TEXT[language]["no folder"])
    loaded = refreshing.data_of(book)
    session = session_of(excel.full_name(book))
    days = session.start, session.end
    before = compared(loaded.figures, loaded.shop, *days)
    if before is None:
        raise InputError(TEXT[language]["no summary"])
    edition = before.to_take_over
    if edition is None:
        raise InputError(nothing_to_take_over(language))
    own_rule = choices.rules.get("read_rule")
    if own_rule not in (None, Settings.of_edition(edition).read_rule):
        told = TEXT[language]["own rule"].format(name=names.READ_RULE, edition=edition)
        raise InputError(told)
    taken = save_edition(Path(choices.folder) / FILE_NAME, edition, language)
    with ExitStack() as undoing:  # by Esc too: what is not computed by it is not written either
        undoing.callback(taken.undo)
        refreshing.refresh(book, choices)
        undoing.pop_all()
    loaded = refreshing.data_of(book)
    after = compared(loaded.figures, loaded.shop, *days)
    refreshing.show_comparison(book, loaded)
    effect = [] if after is None else [effect_of_taking_over(before, after, language)]
    excel.tell(book, "\n\n".join([*effect, taken.text(language)]))
