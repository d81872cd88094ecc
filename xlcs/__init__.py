"""Figures of a Taobao/Tmall shop's customer service, from the files it exports.

`read_folder` gives the shop's data, `compute` the `Figures`, which answer any figure, period and
agent; `Settings` are what a shop may set. Errors are in `xlcs.errors`, the figures in
`xlcs.catalogue`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from xlcs.settings import Settings, read_settings

if TYPE_CHECKING:
    from xlcs.exports.folder import read_folder
    from xlcs.figures import Figures, compute
    from xlcs.shop import Shop

__version__ = "0.1.0"

__all__ = ["Figures", "Settings", "Shop", "__version__", "compute", "read_folder", "read_settings"]

_LATE = {
    "read_folder": "xlcs.exports.folder",
    "compute": "xlcs.figures",
    "Figures": "xlcs.figures",
    "Shop": "xlcs.shop",
}


def __getattr__(name: str) -> object:
    # pandas takes a third of a second to load; `xlcs --help` and a cell's first call do without
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'xlcs' has no attribute {name!r}")
