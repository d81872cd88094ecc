"""Reads the facts of a Windows machine: registry, files, and whether Python starts.

Thin on purpose: what the facts mean is decided in `checks`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from xlcs import __version__
from xlcs.addin.setup import install
from xlcs.addin.setup.machine import (
    CHILD_PROCESSES,
    WIN32_CALLS,
    AddinFacts,
    ConfigFacts,
    ExcelFacts,
    Machine,
    PolicyFacts,
    PythonFacts,
    Start,
)
from xlcs.addin.setup.newer_version import newer_version
from xlcs.addin.setup.windows_entries import home_of
from xlcs.addin.shipped_files import versions_in

START_TIMEOUT_S = 120.0
_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_DEFENDER = (
    r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_DEFENDER_BY_INTUNE = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_MACHINES = {0x14C: 32, 0x8664: 64, 0xAA64: 64}
"""Of a PE header: Intel 32, Intel 64, ARM 64 (where 64-bit Intel DLLs load too)."""


def read_machine(where: install.Places, *, try_start: bool = True) -> Machine:
    """The facts of this Windows machine.

    Parameters
    ----------
    try_start : also start the configured interpreter as Excel does; takes some seconds
    """
    values = _Registry()
    here = python_facts()
    addin = _addin(where.addin)
    config = _config(where.config, (addin.xlwings if addin else None) or here.xlwings)
    excel = _excel(values)
    start: Start = "not_tried"
    start_text = ""
    if try_start and config is not None and config.interpreter and config.interpreter_exists:
        start, start_text = try_interpreter(config.interpreter, config.package_root)
    return Machine(
        python=here,
        code_page=f"cp{_kernel().GetACP()}",
        excel=excel,
        wps=any(values.machine(rf"{_APP_PATHS}\{name}", "") for name in ("et.exe", "wps.exe")),
        excel_server=excel_server(values),
        attack_surface_rules=_attack_surface_rules(values),
        addin=addin,
        addin_folder=str(where.addin.parent),
        config=config,
        policies=_policies(values, excel.version if excel else "16.0"),
        start=start,
        start_text=start_text,
        onedrive=tuple(
            folder
            for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
            if (folder := os.environ.get(name))
        ),
        documents=_documents(values),
        newer=newer_version(*(home_of(shared).record for shared in (False, True))),
    )


def excel_program() -> str | None:
    """The path of this machine's excel.exe; None where there is none."""
    found = _excel(_Registry())
    return found.path if found else None


def python_facts() -> PythonFacts:
    """The facts of the interpreter that runs."""
    try:
        xlwings: str | None = importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        xlwings = None
    return PythonFacts(
        version=(sys.version_info.major, sys.version_info.minor),
        bits=struct.calcsize("P") * 8,
        executable=sys.executable,
        base_prefix=sys.base_prefix,
        xlcs=__version__,
        xlwings=xlwings,
        pywin32=importlib.util.find_spec("pythoncom") is not None,
    )


def short_path(path: str) -> str:
    """Windows' short form (8.3) of a path, in plain letters; the path itself where it has none."""
    room = _kernel().GetShortPathNameW(path, None, 0)
    if room == 0:
        return path
    buffer = importlib.import_module("ctypes").create_unicode_buffer(room)
    _kernel().GetShortPathNameW(path, buffer, room)
    return str(buffer.value)


def pe_bits(header: bytes) -> int | None:
    """Bitness of a program by the start of its file; None where it is no Windows program."""
    if len(header) < 0x40 or header[:2] != b"MZ":
        return None
    offset = struct.unpack_from("<I", header, 0x3C)[0]
    if header[offset : offset + 4] != b"PE\0\0" or len(header) < offset + 6:
        return None
    return _MACHINES.get(struct.unpack_from("<H", header, offset + 4)[0])


def zone_of(stream: str) -> int | None:
    """The zone that a Zone.Identifier stream names; None where it names none."""
    found = re.search(r"^\s*ZoneId\s*=\s*(\d+)", stream, re.MULTILINE | re.IGNORECASE)
    return int(found[1]) if found else None


def disabled_path(data: bytes) -> str:
    """The path in an entry of Excel's disabled items: three numbers, then UTF-16 text."""
    return data[12:].decode("utf-16-le", errors="replace").split("\0", 1)[0]


def rules_of(text: str) -> dict[str, int]:
    """Defender's rules as Intune writes them, `rule=action|rule=action`; rules in capitals."""
    pairs = (pair.partition("=") for pair in text.split("|"))
    return {
        rule.strip(" {}").upper(): int(action)
        for rule, _, action in pairs
        if action.strip().isdecimal()
    }


def try_interpreter(interpreter: str, package_root: str) -> tuple[Start, str]:
    """Start the interpreter through cmd.exe, as xlwings' DLL does, and import the functions."""
    search = f"sys.path.insert(0, r'{package_root}');" if package_root else ""
    code = f"import sys;{search}import xlwings, pythoncom, xlcs.addin.functions"
    command = f'cmd.exe /D /S /C ""{interpreter}" -B -c "{code}""'
    # Into a file: a pipe would stay open, and be waited for, as long as a grandchild lives.
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
            )
        except OSError as error:
            return "blocked", str(error.strerror)
        try:
            exit_code = process.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
            )
            return "timeout", f"> {START_TIMEOUT_S:.0f} s"
        said.seek(0)
        return judge_start(exit_code, said.read().decode("utf-8", errors="replace"))


def judge_start(code: int, stderr: str) -> tuple[Start, str]:
    """What an exit code and the error output of starting Python mean.

    Without a traceback it was not Python that failed: cmd.exe could not start it.
    """
    if code == 0:
        return "ok", ""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    last = lines[-1] if lines else f"exit code {code}"
    return ("failed" if "Traceback" in stderr else "blocked"), last


class _Registry:
    """Values of the registry; None where a key or value is not there."""

    def __init__(self) -> None:
        self._winreg: Any = importlib.import_module("winreg")

    def user(self, key: str, name: str) -> Any:
        """A value of the user's."""
        return self._value(self._winreg.HKEY_CURRENT_USER, key, name, 0)

    def machine(self, key: str, name: str) -> Any:
        """A value of the user's or, where there is none, of the machine's, 64-bit view first."""
        found = self.user(key, name)
        for view in (self._winreg.KEY_WOW64_64KEY, self._winreg.KEY_WOW64_32KEY):
            if found is None:
                found = self._value(self._winreg.HKEY_LOCAL_MACHINE, key, name, view)
        return found

    def root(self, key: str) -> Any:
        """The unnamed value of a class."""
        return self._value(self._winreg.HKEY_CLASSES_ROOT, key, "", 0)

    def values_of_user(self, key: str) -> list[Any]:
        """All values under a key of the user's."""
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, key) as opened:
                count = self._winreg.QueryInfoKey(opened)[1]
                return [self._winreg.EnumValue(opened, number)[1] for number in range(count)]
        except FileNotFoundError:
            return []

    def _value(self, hive: Any, key: str, name: str, view: int) -> Any:
        try:
            with self._winreg.OpenKey(hive, key, 0, self._winreg.KEY_READ | view) as opened:
                return self._winreg.QueryValueEx(opened, name)[0]
        except (FileNotFoundError, PermissionError):
            # Some of Defender's keys may not be read by everybody; then they say nothing here.
            return None


def excel_server(registry: _Registry) -> str:
    """The program that the registry names for `Excel.Application`; empty where there is none."""
    name = registry.root(r"Excel.Application\CLSID")
    command = str(registry.root(rf"CLSID\{name}\LocalServer32") or "") if name else ""
    found = re.match(r'"([^"]+)"|(.+?\.exe)', os.path.expandvars(command), re.IGNORECASE)
    return (found[1] or found[2]) if found else ""


def _attack_surface_rules(registry: _Registry) -> dict[str, int]:
    rules = rules_of(str(registry.machine(_DEFENDER_BY_INTUNE, "ASRRules") or ""))
    for rule in (CHILD_PROCESSES, WIN32_CALLS):
        for key in _DEFENDER:
            action = str(registry.machine(key, rule) or "")
            if rule not in rules and action.isdecimal():
                rules[rule] = int(action)
    return rules


def _excel(registry: _Registry) -> ExcelFacts | None:
    path = registry.machine(rf"{_APP_PATHS}\excel.exe", "")
    if not path and (server := excel_server(registry)).lower().endswith("\\excel.exe"):
        path = server
    if not path:
        return None
    path = os.path.expandvars(str(path).strip('"'))
    current = re.search(r"\.(\d+)$", str(registry.root(r"Excel.Application\CurVer") or ""))
    try:
        with Path(path).open("rb") as program:
            bits = pe_bits(program.read(4096))
    except OSError:
        bits = None
    return ExcelFacts(path, bits, f"{current[1]}.0" if current else "16.0")


def _addin(path: Path) -> AddinFacts | None:
    if not path.is_file():
        return None
    versions = versions_in(path)
    try:
        zone = zone_of(Path(f"{path}:Zone.Identifier").read_text(errors="replace"))
    except OSError:
        zone = None
    same = install.is_shipped(path)
    return AddinFacts(str(path), versions.xlcs, versions.xlwings, same, zone)


def _config(path: Path, xlwings: str | None) -> ConfigFacts | None:
    values = install.read_config(path, install.ansi_encoding())
    if values is None:
        return None
    interpreter = values.get(install.INTERPRETER)
    if not interpreter:
        return ConfigFacts(str(path), None, False, False, ())
    program = Path(interpreter)
    exists = program.is_file()
    return ConfigFacts(
        path=str(path),
        interpreter=interpreter,
        interpreter_exists=exists,
        interpreter_is_this=exists and program.samefile(install.running_interpreter()),
        dll_bits=tuple(
            bits
            for bits in (32, 64)
            if any(
                (folder / f"xlwings{bits}-{xlwings}.dll").is_file()
                for folder in (program.parent, program.parent.parent)
            )
        ),
        package_root=values.get("PYTHONPATH", ""),
    )


def _policies(registry: _Registry, version: str) -> PolicyFacts:
    def policy(key: str, name: str) -> Any:
        return registry.machine(rf"Software\Policies\Microsoft\Office\{version}\{key}", name)

    def user(key: str, name: str) -> Any:
        return registry.user(rf"Software\Microsoft\Office\{version}\{key}", name)

    def either(key: str, name: str) -> Any:
        found = policy(key, name)
        return user(key, name) if found is None else found

    security = r"Excel\Security"
    disabled = registry.values_of_user(
        rf"Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
    )
    return PolicyFacts(
        vba_off=policy("Common", "vbaoff"),
        vba_warnings=either(security, "VBAWarnings"),
        vba_warnings_by_policy=policy(security, "VBAWarnings") is not None,
        all_locations_disabled=either(rf"{security}\Trusted Locations", "AllLocationsDisabled"),
        disable_all_addins=either(security, "DisableAllAddins"),
        require_addin_signature=either(security, "RequireAddinSig"),
        block_internet_macros=policy(security, "blockcontentexecutionfrominternet"),
        disabled_items=tuple(disabled_path(item) for item in disabled if isinstance(item, bytes)),
    )


def _documents(registry: _Registry) -> str | None:
    key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    found = registry.user(key, "Personal")
    return os.path.expandvars(str(found)) if found else None


def _kernel() -> Any:
    return importlib.import_module("ctypes").windll.kernel32
