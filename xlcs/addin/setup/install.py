"""Puts the add-in where Excel finds it, and takes it out again; as a rule for one user.

Where, and why there: the user's own XLSTART folder. Excel opens what lies in it at each start, in
every version, and trusts it by itself, so that neither "trust access to the VBA project" nor a
trust-centre setting is needed. The other place, the AddIns folder, is not trusted by itself and
needs OPEN values in the registry, one set a version, which a running Excel writes over when it
ends. And a formula that calls an add-in in XLSTART is saved as "the one in XLSTART": a workbook
that is handed on finds it under another user's name, too.

The add-in's VBA reads one file, %USERPROFILE%\\.xlcs\\xlcs.conf, which names the interpreter. VBA
reads it in Windows' own code page, so it is written in that.

The add-in is written read-only: a second Excel that starts would else ask about a file in use, as
each opens what lies in XLSTART.

For all users of a machine an administrator puts the add-in into Office's own XLSTART, which is
trusted as well, and the config into %ProgramData%\\xlcs; the VBA reads that where a user has none.
"""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from xlcs.addin.cells.function_list import UDF_MODULE
from xlcs.addin.shipped_files import ADDIN_NAME, shipped_addin, versions_in
from xlcs.errors import SetupError
from xlcs.system.refusals import refusal

INTERPRETER = "INTERPRETER_WIN"
ADDIN_PLACE = "addin.txt"
"""Beside the config that all users share: the path of their add-in."""


@dataclass(frozen=True)
class Places:
    """Where the installed files are."""

    addin: Path
    config: Path
    all_users: bool = False


def places(
    language: str = "zh",
    *,
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Places:
    """Where the files belong on this machine.

    Raises
    ------
    SetupError
        On a system other than Windows; the text says what works there.
    """
    if platform != "win32":
        raise SetupError(elsewhere(platform, language))
    return Places(
        Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME,
        Path(environment["USERPROFILE"]) / ".xlcs" / "xlcs.conf",
    )


def places_of_all_users(
    excel: str | None, language: str = "zh", *, environment: Mapping[str, str] = os.environ
) -> Places:
    """Where the files belong that all users of this Windows machine share.

    Parameters
    ----------
    excel : path of excel.exe, beside which Office's own XLSTART lies; None where there is none

    Raises
    ------
    SetupError
        Without an Excel: there is no place to put the add-in then.
    """
    if excel is None:
        raise SetupError(_NO_EXCEL[language != "zh"])
    return Places(
        Path(excel).parent / "XLSTART" / ADDIN_NAME,
        Path(environment["ProgramData"]) / "xlcs" / "xlcs.conf",
        all_users=True,
    )


def places_in_use(
    excel: str | None,
    language: str = "zh",
    *,
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Places:
    """Where the files are that Excel uses on this Windows machine for this user.

    The user's own, unless there are none and some are shared by all users.
    """
    own = places(language, environment=environment, platform=platform)
    if excel is None or own.addin.exists() or own.config.exists():
        return own
    shared = places_of_all_users(excel, language, environment=environment)
    return shared if shared.config.exists() else own


_NO_EXCEL = (
    "没有找到 Excel，不知道加载项该放在哪里。请先安装 Excel，或不用 --all-users。",
    "There is no Excel, so there is no place for the add-in. Install Excel first, or leave"
    " --all-users out.",
)


def elsewhere(platform: str, language: str = "zh") -> str:
    """What works on a system other than Windows, and what does not."""
    return _ELSEWHERE["darwin" if platform == "darwin" else "linux"][language != "zh"]


_ELSEWHERE = {
    "darwin": (
        "macOS：命令行和报表（xlcs report、check、demo）都能用。"
        "单元格函数只能在 Windows 的 Excel 里用。"
        "功能区按钮可以用，但要手工设置：在终端运行 xlwings runpython install，"
        "再在 Excel 里打开 xlcs.xlam；自动安装只支持 Windows。",
        "macOS: the command line and the report (xlcs report, check, demo) work. Functions in"
        " cells need Excel on Windows. The ribbon's buttons can work, set up by hand: run"
        " “xlwings runpython install” in a terminal, then open xlcs.xlam in Excel; the automatic"
        " install is for Windows.",
    ),
    "linux": (
        "Linux：命令行和报表（xlcs report、check、demo）都能用，报表文件可在任何电脑的 Excel 打开。"
        "单元格函数和功能区按钮需要 Windows 的 Excel。",
        "Linux: the command line and the report (xlcs report, check, demo) work; the report opens"
        " in Excel on any machine. Functions in cells and the ribbon need Excel on Windows.",
    ),
}


def config_values(interpreter: str, package_root: str | None) -> dict[str, str]:
    """What the config file says.

    Parameters
    ----------
    interpreter : the python.exe that has xlcs installed
    package_root : the folder that holds the package `xlcs` if the interpreter would not find it by
        itself
    """
    return {
        INTERPRETER: interpreter,
        "PYTHONPATH": package_root or "",
        "UDF MODULES": UDF_MODULE,
        "USE UDF SERVER": "True",
        "SHOW CONSOLE": "False",
        # Else a file pandas.py beside somebody's workbook would be imported instead of pandas.
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }


def write_config(path: Path, values: Mapping[str, str], encoding: str) -> None:
    """Write the config in the form that VBA's Input # reads.

    Raises
    ------
    SetupError
        If a value has characters that the encoding lacks, or cannot be written.
    """
    lines = "".join(f'"{key}","{value}"\r\n' for key, value in values.items())
    data = _encoded(lines, encoding)
    if data is None:
        raise SetupError(
            f"路径 {values[INTERPRETER]} 里有 Windows 代码页（{encoding}）没有的字符，"
            "Excel 无法启动它。请把 Python 环境装到只含英文字母的文件夹里。"
            f" / The path {values[INTERPRETER]} has characters that Windows' code page"
            f" ({encoding}) lacks. Install the environment in a folder with plain letters."
        )
    _write(path, data)


def read_config(path: Path, encoding: str) -> dict[str, str] | None:
    """Key → value of a config file; None where there is none."""
    try:
        text = path.read_bytes().decode(encoding, errors="replace")
    except FileNotFoundError:
        return None
    pairs = (line.strip().strip('"').split('","', 1) for line in text.splitlines() if line.strip())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def ansi_encoding() -> str:
    """The codec of Windows' own code page; UTF-8 elsewhere."""
    return "mbcs" if sys.platform == "win32" else "utf-8"


def package_root() -> str | None:
    """The folder to look for `xlcs` in, or None if the interpreter finds it by itself."""
    parent = Path(__file__).resolve().parents[3]
    own = {Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib")}
    return None if parent in own else str(parent)


def running_interpreter(executable: str = sys.executable) -> str:
    """The python.exe in use, also where the windowless pythonw.exe runs."""
    path = PureWindowsPath(executable)
    return str(path.with_name("python.exe")) if path.stem.lower() == "pythonw" else executable


def install(
    where: Places,
    *,
    interpreter: str,
    package_root: str | None = None,
    encoding: str = "utf-8",
    short_form: Callable[[str], str] = str,
) -> None:
    """Copy the shipped add-in and write its config, over what is there.

    Parameters
    ----------
    short_form : a path → Windows' short form of it (8.3), used where the encoding lacks characters

    Raises
    ------
    SetupError
        If a file cannot be written: Excel holds the old one open, or there is no permission.
    """
    values = config_values(interpreter, package_root)
    for key in (INTERPRETER, "PYTHONPATH"):
        if _encoded(values[key], encoding) is None:
            values[key] = short_form(values[key])
    # The bytes alone: a copy made by Windows would carry the mark of a file from the internet on.
    _write(where.addin, shipped_addin().read_bytes(), read_only=True)
    write_config(where.config, values, encoding)
    if where.all_users:
        # uninstall.cmd, which must work without Python, reads where Office's own XLSTART is.
        _write(where.config.with_name(ADDIN_PLACE), f"{where.addin}\r\n".encode(encoding))


def remove(where: Places) -> list[Path]:
    """Delete what `install` wrote; returns what was there. Again it finds nothing and is fine."""
    gone = []
    for path in (where.addin, where.config, where.config.with_name(ADDIN_PLACE)):
        try:
            _allow_writing(path)
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise SetupError(_locked(path, error)) from error
        gone.append(path)
    if where.config.parent.is_dir() and not any(where.config.parent.iterdir()):
        where.config.parent.rmdir()
    return gone


@dataclass(frozen=True)
class Status:
    """What is installed, beside what is shipped with the xlcs that asks."""

    installed: bool
    addin_version: str | None
    same_as_shipped: bool
    interpreter: str | None
    interpreter_exists: bool
    interpreter_is_this: bool

    @property
    def current(self) -> bool:
        """Whether all is installed, and as shipped."""
        return self.same_as_shipped and self.interpreter_exists and self.interpreter_is_this


def status(where: Places, *, interpreter: str, encoding: str = "utf-8") -> Status:
    """What is installed at `where`; reads only."""
    installed = where.addin.is_file()
    configured = (read_config(where.config, encoding) or {}).get(INTERPRETER)
    exists = configured is not None and Path(configured).is_file()
    return Status(
        installed=installed,
        addin_version=versions_in(where.addin).xlcs if installed else None,
        same_as_shipped=installed and is_shipped(where.addin),
        interpreter=configured,
        interpreter_exists=exists,
        interpreter_is_this=exists and Path(str(configured)).samefile(interpreter),
    )


def is_shipped(addin: Path) -> bool:
    """Whether an add-in is the one that came with this version of xlcs."""
    return addin.read_bytes() == shipped_addin().read_bytes()


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _allow_writing(path: Path) -> None:
    """Clear the read-only mark, which Windows takes as a ban on replacing and deleting too."""
    path.chmod(path.stat().st_mode | stat.S_IWRITE)


def _write(path: Path, data: bytes, *, read_only: bool = False) -> None:
    """Write a new file, then replace the old one: a half-written add-in would greet the user.

    The new file is not made in the target's folder, since Excel opens all that lies in XLSTART.
    """
    beside = path.parent.parent / (path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        if path.exists():
            _allow_writing(path)
        beside.replace(path)
        if read_only:
            path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SetupError(_locked(path, error)) from error


def _locked(path: Path, error: OSError) -> str:
    zh, en = refusal(error, "zh"), refusal(error, "en")
    return (
        f"写不了 {path}（{zh}）。请先关闭所有 Excel 窗口，再试一次。"
        f" / {path} cannot be written ({en}). Close all Excel windows and try again."
    )
