"""What a database's driver says → an error that names where, what and the remedy.

Drivers put addresses, statements and values into their messages: only the first line is shown, and
no password.
"""

from __future__ import annotations

from typing import Any

from xlcs.errors import SourceError
from xlcs.exports.read.cells import shown
from xlcs.problems.of_databases import DATABASE_ERRORS
from xlcs.settings.hidden_passwords import without_passwords

_NO_RIGHTS = {"42501", 1044, 1142, 1143, 1370}
_ABSENT = {"42P01", "42703", "3F000", 1049, 1051, 1054, 1146}
_CREDENTIALS = {"28000", "28P01", 1045, 1698}
_LOST = {"57P01", "57P02", "57P03", "08000", "08003", "08006", 2006, 2013, 1053, 1927}
"""By SQLSTATE (PostgreSQL) or error number (MySQL, MariaDB)."""

_CREDENTIALS_TEXTS = ("authentication failed", "no password supplied")
_LOST_TEXTS = ("connection", "eof detected", "packet sequence")


class Failures:
    """Makes errors of one database, in one language.

    Parameters
    ----------
    url : its address without a password
    env : the environment variable of the password
    account : under which the keyring has the password
    language : "zh" or "en"
    passwords : that are hidden wherever they stand in a message

    Attributes
    ----------
    is_chinese : whether its errors are
    """

    def __init__(
        self, url: str, env: str, account: str, language: str, passwords: tuple[str, ...] = ()
    ) -> None:
        self._known = {"url": url, "env": env, "account": account}
        self.is_chinese = language != "en"
        self._text = DATABASE_ERRORS[language]
        self._passwords = passwords

    def error(self, kind: str, **found: str) -> SourceError:
        """An error of that kind."""
        text = self._text[kind].format(**self._known, **found)
        return SourceError(without_passwords(text, *self._passwords))

    def connecting(self, error: Exception) -> SourceError:
        """What went wrong before there was a connection."""
        why = self._why(error)
        codes = _codes(error)
        if isinstance(error, (UnicodeError, TypeError)):  # the driver has bytes in place of text
            return self.error("encoding", what=self._text["anything"], why=type(error).__name__)
        if codes & _NO_RIGHTS:
            return self.error("rights", what=self._text["anything"], why=why)
        is_refused = codes & _CREDENTIALS or _has(why, _CREDENTIALS_TEXTS)
        return self.error("credentials" if is_refused else "connect", why=why)

    def reading(self, error: Exception, what: str) -> SourceError:
        """What went wrong in the middle; `what` was being read."""
        codes, why = _codes(error), self._why(error)
        if isinstance(error, UnicodeError):
            return self.error("encoding", what=what, why=why)
        if codes & _NO_RIGHTS:
            return self.error("rights", what=what, why=why)
        if codes & _ABSENT:
            return self.error("absent", what=what, why=why)
        is_cut = getattr(error, "connection_invalidated", False) or isinstance(error, OSError)
        if is_cut or codes & _LOST or (not codes and _has(why, _LOST_TEXTS)):
            return self.error("lost", what=what, why=why)
        return self.error("failed", what=what, why=why)

    def _why(self, error: Exception) -> str:
        if isinstance(error, UnicodeDecodeError):
            return error.encoding  # the text itself is the shop's data
        cause: Any = getattr(error, "orig", None) or error
        text = cause.args[1] if _number(cause) is not None else str(cause)
        lines = str(text).splitlines() or [type(cause).__name__]
        return without_passwords(shown(lines[0]) or type(cause).__name__, *self._passwords)


def _codes(error: Exception) -> set[object]:
    """The SQLSTATE and the number of a driver's error, as far as it has them."""
    cause: Any = getattr(error, "orig", None) or error
    return {getattr(cause, "sqlstate", None), _number(cause)} - {None}


def _number(cause: Any) -> int | None:
    args: tuple[object, ...] = getattr(cause, "args", ())
    first = args[0] if len(args) > 1 else None
    return first if isinstance(first, int) else None


def _has(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text.casefold() for part in parts)
