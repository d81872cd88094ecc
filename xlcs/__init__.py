"""Figures of a Taobao/Tmall shop's customer service, from the files it exports.

read_folder   a folder of exports → a `Shop`: its merged tables and the data check
compute       a shop → `Figures`
Figures       every figure of any period and agent, and tables of them
Settings      limits, rules and names that a shop may set
write_report  a period's report as a workbook
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlcs.exports.folder import read_folder
    from xlcs.figures import Figures, compute
    from xlcs.report.write.report_file import write_report
    from xlcs.settings import Settings

__version__ = "0.1.0"

__all__ = ["Figures", "Settings", "compute", "read_folder", "write_report"]

_HOME = {
    "Figures": "xlcs.figures",
    "Settings": "xlcs.settings",
    "compute": "xlcs.figures",
    "read_folder": "xlcs.exports.folder",
    "write_report": "xlcs.report.write.report_file",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import xlcs` alone loads no pandas."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
