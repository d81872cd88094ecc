"""The log file behind a lead's short messages: tracebacks, and what each command did when."""

from __future__ import annotations

import logging
from pathlib import Path

from xlcs import places

LOG = logging.getLogger("xlcs.addin")

MAX_BYTES = 1_000_000
"""Size at which the log starts anew; the one before is kept [bytes]."""


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

    handler: logging.Handler
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path(), maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        handler = logging.StreamHandler()
        LOG.addHandler(handler)
        LOG.warning("no log file: %s", error)
    else:
        LOG.addHandler(handler)
    handler.name = wanted
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
