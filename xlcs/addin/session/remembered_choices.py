"""What each workbook asked for when it was last refreshed, kept between Excel's runs.

A workbook opened anew answers from its last data folder before anybody refreshes it. Kept in the
user's application data by the workbook's full name; a workbook that was saved under another name,
or came from somebody else, is asked itself: its named cells are read from its file.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from xlcs.addin.logfile import LOG
from xlcs.addin.session import names
from xlcs.addin.session.choices import Choices, choices_in
from xlcs.system import places
from xlcs.system.part_files import replacing

FILE_NAME = "workbooks.json"
KEPT = 200
"""Workbooks that are remembered: the latest ones."""


class FailedRefresh(NamedTuple):
    """A refresh that was not finished: when [local time], and why, as the user was told."""

    at: datetime
    why: str


def key(book: str) -> str:
    """A workbook's full name as it is compared: Windows knows no capitals in paths."""
    return os.path.normcase(book)


def remember(
    book: str, choices: Choices, refreshed_at: datetime, failed: FailedRefresh | None = None
) -> None:
    """Keep what a workbook asked for, when it was refreshed, and a refresh that failed since then.

    A workbook that was never saved is not kept: its name belongs to the next new one as well.
    Where the file cannot be written the log says so; the workbook works on without it.
    """
    if not _saved(book):
        return
    everything = _read()
    everything.pop(key(book), None)
    everything[key(book)] = {
        "folder": choices.folder,
        "start": choices.start.isoformat() if choices.start else None,
        "end": choices.end.isoformat() if choices.end else None,
        "rules": dict(choices.rules),
        "refreshed_at": refreshed_at.isoformat(timespec="seconds"),
    }
    _keep_failed(everything[key(book)], failed)
    _write(everything, book)


def remember_failed(book: str, failed: FailedRefresh) -> None:
    """Keep that a refresh failed, of a workbook that is remembered: Excel may be closed over it."""
    everything = _read()
    if isinstance(record := everything.get(key(book)), dict):
        _keep_failed(record, failed)
        _write(everything, book)


def workbooks() -> set[str]:
    """The full names, as they are compared, of all workbooks that are remembered."""
    return set(_read())


def recall(book: str) -> tuple[Choices, datetime | None] | None:
    """What a workbook last asked for and when it was refreshed; None if nobody knows.

    The time is None where only the workbook's own cells say it.
    """
    if not _saved(book):
        return None
    record = _read().get(key(book))
    if record is not None:
        try:
            return _asked(record), datetime.fromisoformat(record["refreshed_at"])
        except (KeyError, TypeError, ValueError):
            LOG.exception("what was remembered of %s is damaged; reading the workbook", book)
    own = _of_file(Path(book))
    return None if own is None else (own, None)


def recall_failed(book: str) -> FailedRefresh | None:
    """The refresh that failed after the one that `recall` tells of; None where none did."""
    try:
        told = _read()[key(book)]["failed"]
        return FailedRefresh(datetime.fromisoformat(told["at"]), str(told["why"]))
    except (KeyError, TypeError, ValueError):
        return None


def _keep_failed(record: dict[str, Any], failed: FailedRefresh | None) -> None:
    if failed is not None:
        at = failed.at.isoformat(timespec="seconds")
        record["failed"] = {"at": at, "why": failed.why}


def _asked(record: dict[str, Any]) -> Choices:
    start, end = record["start"], record["end"]
    return Choices(
        record["folder"],
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        dict(record["rules"]),
    )


def _saved(book: str) -> bool:
    return bool(re.search(r"[\\/]", book))


def _write(everything: dict[str, Any], book: str) -> None:
    latest = dict(list(everything.items())[-KEPT:])
    path = places.user_data() / FILE_NAME
    try:
        places.make_private(path.parent)
        with replacing(path) as file:
            file.write(json.dumps(latest, ensure_ascii=False, indent=1).encode())
    except OSError:
        LOG.exception("cannot remember what %s asked for", book)


def _read() -> dict[str, Any]:
    try:
        everything = json.loads((places.user_data() / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        LOG.exception("%s is damaged and starts anew", FILE_NAME)
        return {}
    return everything if isinstance(everything, dict) else {}


def _of_file(path: Path) -> Choices | None:
    """What the named cells of a workbook's file ask for; None where it has none of ours."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"} or not path.is_file():
        return None
    try:
        return _asked_in(path)
    except Exception:  # noqa: BLE001
        # openpyxl refuses a file in many ways, and a cell that asks has its answer all the same.
        LOG.exception("cannot read the named cells of %s", path)
        return None


def _asked_in(path: Path) -> Choices | None:
    # Imported here because most cells' first call does not need it.
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        values = {
            name: _value(book, book.defined_names[name].attr_text)
            for name in names.NAMES
            if name != names.AGENTS and name in book.defined_names
        }
    finally:
        book.close()
    return choices_in(values) if values.get(names.FOLDER) else None


def _value(book: Any, refers_to: str) -> object:
    match = re.fullmatch(r"'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?(\d+)", refers_to)
    if match is None:
        return constant(refers_to)
    sheet = match[1].replace("''", "'")
    return book[sheet][f"{match[2]}{match[3]}"].value if sheet in book.sheetnames else None


def constant(refers_to: str) -> object:
    """What a name without a cell stands for: `="text"` or a number; None for anything else."""
    formula = refers_to.removeprefix("=")
    text = re.fullmatch(r'"((?:[^"]|"")*)"', formula)
    if text is not None:
        return text[1].replace('""', '"')
    number = re.fullmatch(r"-?\d+(\.\d+)?", formula)
    return float(formula) if number is not None else None
