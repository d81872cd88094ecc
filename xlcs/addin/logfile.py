"""The log file behind a lead's short messages: tracebacks, and what each command did when."""

from __future__ import annotations

import logging
import os
import re
from io import TextIOWrapper
from pathlib import Path

from xlcs.system import places

LOG = logging.getLogger("xlcs.addin")

MAX_BYTES = 1_000_000
"""Size at which the log starts anew; the one before is kept [bytes]."""


_PERSONAL = re.compile(
    r"(?<!\d)(1[3-9]\d)\d{8}(?!\d)|(?<!\d)(\d{3})\d{14}[\dXx](?!\d)|([^\s@])[^\s@:/]{0,64}@[\w-]{1,64}\.[\w.]+"
)
"""Numbers of telephones and identity cards, mail addresses; order numbers are longer."""


def without_personal(text: str) -> str:
    """The text with `***` behind the beginning of telephone numbers and the like.

    An error that nobody foresaw may quote the cell that it failed on.
    """
    return _PERSONAL.sub(lambda found: "".join(filter(None, found.groups())) + "***", text)


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_personal(super().format(record))


def path() -> Path:
    """Where the log is; it need not exist yet."""
    return places.user_data() / "xlcs.log"


def start() -> None:
    """Write what `LOG` gets into the file, from the first time this is called.

    Where the file cannot be written, the log goes to standard error.
    """
    wanted = str(path())
    for old in [handler for handler in LOG.handlers if handler.name]:
        if old.name == wanted:
            return
        LOG.removeHandler(old)
        old.close()
    from logging.handlers import RotatingFileHandler  # most calls log nothing

    class OfUser(RotatingFileHandler):
        """A log that nobody else reads."""

        def _open(self) -> TextIOWrapper:
            number = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            return TextIOWrapper(os.fdopen(number, "ab"), encoding="utf-8", errors=self.errors)

    handler: logging.Handler
    try:
        places.make_private(path().parent)
        handler = OfUser(
            path(), maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        handler = logging.StreamHandler()
        LOG.addHandler(handler)
        LOG.warning("no log file: %s", error)
    else:
        LOG.addHandler(handler)
    handler.name = wanted
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
