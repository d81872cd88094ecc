"""Where xlcs keeps what is the user's and no shop's: the fallback cache, the log, what was open."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def user_data() -> Path:
    """The user's application data folder for xlcs (not created here)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData/Local"))) / "xlcs"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/xlcs"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local/share"))) / "xlcs"


def make_private(folder: Path) -> None:
    """Make a folder in the user's application data, which is for the user alone.

    Raises
    ------
    OSError : it cannot be made.
    """
    user_data().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
