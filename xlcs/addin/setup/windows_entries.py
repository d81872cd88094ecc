"""What the installation adds to Windows beside the add-in: 发送到 → 生成报表, and an entry in 应用.

The scripts' uninstall.cmd takes both out again.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlcs import __version__

SHORTCUT = "生成报表 (xlcs).lnk"
"""uninstall.cmd knows it by its end."""
APPS_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\xlcs"
REPORT_MODULE = "xlcs.addin.setup.report_of_folder"


@dataclass(frozen=True)
class Home:
    """Folders of an installation."""

    program: Path
    """With the interpreter and the scripts."""
    record: Path
    """Where it is written down what was installed from where."""
    shortcuts: Path


def home_of(all_users: bool, environment: Mapping[str, str] = os.environ) -> Home:
    """The folders of the user's own installation, or of the one that all users share."""
    if all_users:
        shared = Path(environment["ProgramData"])
        return Home(
            Path(environment["ProgramFiles"]) / "xlcs",
            shared / "xlcs",
            shared / "Microsoft/Windows/Start Menu/Programs",
        )
    own = Path(environment["LOCALAPPDATA"]) / "xlcs"
    return Home(own, own, Path(environment["APPDATA"]) / "Microsoft/Windows/SendTo")


def add_entries(all_users: bool, interpreter: str) -> None:
    """Add the shortcut to the report (发送到; for all users the start menu) and the entry in 应用.

    Raises
    ------
    OSError
        If Windows lets neither be written.
    """
    home = home_of(all_users)
    _shortcut(home.shortcuts / SHORTCUT, interpreter)
    uninstall = uninstall_command(home.program, all_users)
    _app_entry(
        all_users,
        {
            "DisplayName": "xlcs 客服数据",
            "DisplayVersion": __version__,
            "InstallLocation": str(home.program),
            "UninstallString": uninstall,
            "QuietUninstallString": f"{uninstall[:-1]} /quiet{uninstall[-1]}",
        },
    )


def uninstall_command(program: Path, all_users: bool) -> str:
    """The command that takes the installation out: a copy of its script, run from elsewhere.

    A script that is being run cannot be deleted everywhere, nor the folder that it lies in.
    """
    copy = r"%TEMP%\xlcs-uninstall"
    option = " /allusers" if all_users else ""
    return (
        f'cmd.exe /d /s /c "xcopy /e /i /q /y "{program}\\scripts" "{copy}" >nul'
        f' & "{copy}\\uninstall.cmd"{option}"'
    )


def _shortcut(path: Path, interpreter: str) -> None:
    com = importlib.import_module("pythoncom")
    shell = importlib.import_module("win32com.shell.shell")
    path.parent.mkdir(parents=True, exist_ok=True)
    link = com.CoCreateInstance(
        shell.CLSID_ShellLink, None, com.CLSCTX_INPROC_SERVER, shell.IID_IShellLink
    )
    link.SetPath(interpreter)
    link.SetArguments(f"-m {REPORT_MODULE}")
    link.SetDescription("xlcs: 从导出文件夹生成报表 / report of a folder of exports")
    link.QueryInterface(com.IID_IPersistFile).Save(str(path), 0)


def _app_entry(all_users: bool, values: Mapping[str, str]) -> None:
    registry = importlib.import_module("winreg")
    hive = registry.HKEY_LOCAL_MACHINE if all_users else registry.HKEY_CURRENT_USER
    with registry.CreateKeyEx(hive, APPS_KEY, 0, registry.KEY_WRITE) as key:
        for name, value in values.items():
            registry.SetValueEx(key, name, 0, registry.REG_SZ, value)
        for name in ("NoModify", "NoRepair"):
            registry.SetValueEx(key, name, 0, registry.REG_DWORD, 1)
