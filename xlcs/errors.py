"""The exceptions that xlcs raises on purpose.

One tree: `XlcsError` → `InputError` (what a user gave cannot be used), `WorkbookError`
(a workbook cannot be written), `SetupError` (the machine is not set up).
Each carries its text in the language it was raised in; the text says where, what was found
and the remedy. A front shows `str(error)` and never a traceback for these.
"""

from __future__ import annotations

from collections.abc import Sequence


class XlcsError(Exception):
    """Base of every error that xlcs raises on purpose."""


class InputError(XlcsError):
    """Something that the user gave (a folder, a file, an option, an argument) cannot be used."""


class UnknownFigure(InputError):
    """A figure id that the catalogue does not have."""


class UnknownAgent(InputError):
    """An agent (客服) who occurs in no table.

    Attributes
    ----------
    agent : the name asked for
    known : the names there are
    """

    def __init__(self, text: str, agent: str, known: Sequence[str]) -> None:
        super().__init__(text)
        self.agent = agent
        self.known = list(known)


class UnknownEdition(InputError):
    """A rule edition that has no such name."""


class UnknownLevel(InputError):
    """Something else than "nick", "person" or "group", of which agents' figures may be."""


class BadPeriod(InputError):
    """A period that ends before it starts, or a day that is no date."""


class SettingsError(InputError):
    """A settings file with an unknown key or a value that is not allowed."""


class FolderError(InputError):
    """A data folder that does not exist, cannot be read or holds no file."""


class SourceError(InputError):
    """A database that cannot be read: no connection, no rights, or not the columns asked for."""


class WorkbookError(XlcsError):
    """A workbook cannot be written (open elsewhere, no permission, disk full)."""


class SetupError(XlcsError):
    """The machine lacks something that a command needs; the text says how to get it."""
