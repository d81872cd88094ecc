"""The report without Excel: a folder of exports, chosen or dropped, to a report that opens.

    python -m xlcs.addin.setup.report_of_folder [FOLDER] [options of `xlcs report`]

What 生成报表.cmd and 发送到 → 生成报表 run. Without a folder, Windows asks for one. The report is
written beside the folder (into Documents where that cannot be written to) under a name of its
own, and opens in whatever opens .xlsx on this machine, WPS as well as Excel. Exit code: that of
`xlcs report`, 0 where no folder was chosen.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

SCRIPT_END = ".cmd"
COMMAND, NO_PAUSE = "XLCS_COMMAND", "XLCS_NO_PAUSE"
"""Environment: the command line of the cmd.exe that was started; ask for no key at the end."""

_ASK = "选择放导出文件的文件夹 / choose the folder of exported files"
_NEWER = "有新版本 {version}：{path} / a newer version is there"
_OPENS_NOT = (
    "报表已写好：{path}\n没有能打开 .xlsx 的程序，请安装 WPS 或 Excel。"
    " / The report is written, but nothing here opens .xlsx; install WPS or Excel."
)
_KEY = "按回车键关闭 / press Enter to close "


def folder_and_options(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> tuple[Path | None, list[str]]:
    """The folder that is meant, None if none was named, and the further options.

    A folder that was dropped on the script and has `&` but no space in its name comes without
    quotes, and cmd.exe cuts it there; the whole stands in cmd.exe's own command line.
    """
    named = bool(arguments) and not arguments[0].startswith("-")
    rest = list(arguments[1:] if named else arguments)
    if named and Path(arguments[0]).is_dir():
        return Path(arguments[0]), rest
    dropped = re.search(
        rf'{re.escape(SCRIPT_END)}"?\s+"?([^"]+?)"*\s*$',
        environment.get(COMMAND, ""),
        re.IGNORECASE,
    )
    if dropped and Path(dropped[1]).is_dir():
        return Path(dropped[1]), []
    return (Path(arguments[0]) if named else None), rest


def report_path(folder: Path, now: datetime, documents: Path) -> Path:
    """Where the report goes: beside the folder, or into `documents`; never on a file that is there.

    A report inside the folder would be read as an export the next time.
    """
    whole = folder.resolve()
    name = re.sub(r'[\\/:*?"<>|]', "", whole.name or whole.drive) or "data"
    beside = whole.parent
    place = beside if beside != whole and _writable(beside) else documents
    return place / f"客服报表_{name}_{now:%Y%m%d-%H%M%S}.xlsx"


def _writable(folder: Path) -> bool:
    # Windows' rights cannot be read from a mode; trying tells.
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def choose_folder() -> Path | None:
    """Ask with Windows' own dialog; None if it was closed."""
    shell, constants = _windows_shell()
    flags = constants.BIF_RETURNONLYFSDIRS | constants.BIF_NEWDIALOGSTYLE
    importlib.import_module("pythoncom").CoInitialize()
    chosen = shell.SHBrowseForFolder(0, None, _ASK, flags, None, None)[0]
    return None if chosen is None else Path(shell.SHGetPathFromIDListW(chosen))


def documents_folder() -> Path:
    """The user's Documents, wherever Windows has them."""
    shell, constants = _windows_shell()
    return Path(shell.SHGetFolderPath(0, constants.CSIDL_PERSONAL, None, 0))


def _windows_shell() -> tuple[Any, Any]:
    shell, constants = "win32com.shell.shell", "win32com.shell.shellcon"
    return importlib.import_module(shell), importlib.import_module(constants)


def main(arguments: Sequence[str] = ()) -> int:
    """Make and open the report of the folder that the arguments name, or that is chosen."""
    folder, options = folder_and_options(arguments, os.environ)
    folder = folder or choose_folder()
    if folder is None:
        return 0
    target = report_path(folder, datetime.now(), documents_folder())
    command = [sys.executable, "-m", "xlcs", "report", str(folder), "--out", str(target), *options]
    code = subprocess.run(command, check=False).returncode
    if target.exists():
        try:
            importlib.import_module("os").startfile(target)
        except OSError:
            print(_OPENS_NOT.format(path=target))
            code = code or 1
    tell_newer()
    if code and NO_PAUSE not in os.environ:
        input(_KEY)
    return code


def tell_newer() -> None:
    """Say that a newer version lies where this one was installed from, if one does."""
    from xlcs.addin.setup.newer_version import newer_version
    from xlcs.addin.setup.windows_entries import home_of

    newer = newer_version(*(home_of(shared).record for shared in (False, True)))
    if newer is not None:
        print(_NEWER.format(version=newer.version, path=newer.path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
