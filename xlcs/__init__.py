"""Figures of a Taobao/Tmall shop's customer service, from the files it exports."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xlcs.processor import described, spare_slow_sorting

if TYPE_CHECKING:
    from xlcs.exports.folder import read_folder
    from xlcs.figures import Figures, compute
    from xlcs.settings import Settings

__version__ = "0.1.0"

__all__ = ["Figures", "Settings", "compute", "read_folder"]

_HOME = {
    "Figures": "xlcs.figures",
    "Settings": "xlcs.settings",
    "compute": "xlcs.figures",
    "read_folder": "xlcs.exports.folder",
}


if "numpy" not in sys.modules:
    spare_slow_sorting(os.environ, described(os.environ))


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import xlcs` alone loads no pandas."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found
