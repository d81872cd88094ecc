"""Names of files that the system's settings have no letters for."""

from __future__ import annotations

import os
import sys

_CHINESE = "店"


def in_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where the names of files could not be Chinese.

    Where the language of the system is set to one without Chinese letters (as `LC_ALL=C` and
    `PYTHONUTF8=0` do), Python has no text for the name of a folder that is there, and cannot make
    a file of a Chinese name. The names themselves are bytes, mostly UTF-8 all the same.
    """
    if os.name == "posix" and not sys.flags.utf8_mode and not _has_letters():
        words = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, words, os.environ | {"PYTHONUTF8": "1"})


def _has_letters() -> bool:
    try:
        os.fsencode(_CHINESE)
    except UnicodeEncodeError:
        return False
    return True
