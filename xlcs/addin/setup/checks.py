"""The questions that `doctor` asks of a Windows machine: a pure function each.

Each takes the facts and answers with a `Finding`, or None where the question does not arise.
"""

from __future__ import annotations

from collections.abc import Callable

from xlcs.addin.setup.diagnoses import Finding
from xlcs.addin.setup.machine import CHILD_PROCESSES, WIN32_CALLS, ConfigFacts, Machine

OLDEST_PYTHON = (3, 11)
OLDEST_EXCEL = 16.0

COMMAND_ROOM = 2047
"""Longest command to start Python that fits into xlwings' DLL [characters]."""
COMMAND_WITHOUT_PATHS = 250
"""What that command has besides the paths, rounded up [characters]."""
SPECIAL = ("%", "$(")
"""What cmd.exe or xlwings' DLL would replace in the interpreter's path by something else."""

STORE_FOLDER = "windowsapps"
"""Where programs of the Microsoft Store lie; others cannot start or see what they keep there."""
WPS_PROGRAMS = ("kingsoft", "wps", "\\et.exe")
"""What a path of WPS has in it."""

_INTERNET_ZONES = (3, 4)
_BLOCKS, _REPORTS, _WARNS = 1, 2, 6
_NO_UNSIGNED_MACROS = (3, 4)


def _found(code: str, **found: object) -> Finding:
    return Finding(code, found)


def python(machine: Machine) -> Finding:
    """Python is 3.11 or later, 64-bit, and not the Store's."""
    here = machine.python
    found = f"{here.version[0]}.{here.version[1]} ({here.bits} bit), {here.executable}"
    if here.version < OLDEST_PYTHON:
        return _found("python_old", found=found)
    if here.bits != 64:
        return _found("python_32", found=found)
    if STORE_FOLDER in here.base_prefix.lower():
        return _found("python_store", found=found)
    return _found("python_fine", found=found)


def pywin32(machine: Machine) -> Finding | None:
    """xlwings and what it needs on Windows are there."""
    if machine.python.xlwings is not None and machine.python.pywin32:
        return None
    return Finding("pywin32_missing")


def excel(machine: Machine) -> Finding:
    """There is an Excel, and it is 2016 or later."""
    here = machine.excel
    if here is None:
        return Finding("excel_is_wps" if machine.wps else "excel_missing")
    found = f"{here.version} ({here.bits or '?'} bit), {here.path}"
    if STORE_FOLDER in here.path.lower():
        return _found("excel_store", found=found)
    is_old = float(here.version) < OLDEST_EXCEL
    return _found("excel_old" if is_old else "excel_fine", found=found)


def wps(machine: Machine) -> Finding | None:
    """WPS has not taken Excel's place; where both are there, it is said which is which."""
    if machine.excel is None:
        return None
    server = machine.excel_server
    if any(part in server.lower() for part in WPS_PROGRAMS):
        return _found("excel_taken_by_wps", found=server, excel=machine.excel.path)
    return Finding("wps_beside") if machine.wps else None


def child_processes(machine: Machine) -> Finding | None:
    """Defender lets Excel start Python."""
    return _rule(machine, CHILD_PROCESSES, "child_processes")


def win32_calls(machine: Machine) -> Finding | None:
    """Defender lets the add-in's VBA load xlwings' DLL."""
    return _rule(machine, WIN32_CALLS, "win32_calls")


def _rule(machine: Machine, rule: str, name: str) -> Finding | None:
    action = machine.attack_surface_rules.get(rule)
    if action in (_BLOCKS, _WARNS):
        return _found(f"{name}_blocked", rule=rule)
    return _found(f"{name}_reported", rule=rule) if action == _REPORTS else None


def dll(machine: Machine) -> Finding | None:
    """xlwings' DLL for this Excel's bitness lies where the add-in looks for it."""
    config = _usable(machine.config)
    if config is None:
        return None
    bits = machine.excel.bits if machine.excel else None
    wanted = (bits,) if bits else (32, 64)
    missing = [want for want in wanted if want not in config.dll_bits]
    if missing:
        names = ", ".join(f"xlwings{want}-{machine.python.xlwings}.dll" for want in missing)
        return _found("dll_missing", found=names)
    if bits is None:
        return None
    return _found("bits_fit", excel=bits, python=machine.python.bits)


def addin(machine: Machine) -> Finding:
    """The add-in is installed, and is the one of this version."""
    here = machine.addin
    if here is None:
        return _found("addin_missing", found=machine.addin_folder)
    if here.xlwings != machine.python.xlwings:
        installed = machine.python.xlwings
        return _found("addin_other_xlwings", addin=here.xlwings, installed=installed)
    if not here.same_as_shipped:
        return _found("addin_stale", addin=here.xlcs, installed=machine.python.xlcs)
    return _found("addin_fine", found=f"{here.xlcs}, {here.path}")


def config(machine: Machine) -> Finding:
    """The config names an interpreter, and that is there."""
    here = machine.config
    if here is None or here.interpreter is None:
        return Finding("config_missing")
    if not here.interpreter_exists:
        return _found("interpreter_missing", found=here.interpreter)
    if not here.interpreter_is_this:
        return _found("interpreter_other", found=here.interpreter)
    return _found("config_fine", found=here.path)


def start(machine: Machine) -> Finding | None:
    """The interpreter starts as Excel starts it, and finds the functions."""
    if machine.start == "not_tried":
        return None
    code = {"ok": "start_fine", "failed": "start_failed"}.get(machine.start, "start_blocked")
    return _found(code, found=machine.start_text)


def macros(machine: Machine) -> Finding:
    """Excel lets the add-in's VBA run; its folder is trusted unless trusted folders are off."""
    policies = machine.policies
    if policies.vba_off:
        return Finding("vba_off")
    if not policies.all_locations_disabled:
        return Finding("macros_fine")
    if policies.vba_warnings not in _NO_UNSIGNED_MACROS:
        return Finding("macros_ask")
    return Finding(
        "macros_blocked_by_policy" if policies.vba_warnings_by_policy else "macros_blocked"
    )


def addins_allowed(machine: Machine) -> Finding | None:
    """No setting switches add-ins off or asks for a signature."""
    if machine.policies.disable_all_addins:
        return Finding("addins_off")
    if machine.policies.require_addin_signature:
        return Finding("addins_signed")
    return None


def disabled_items(machine: Machine) -> Finding | None:
    """Excel has not switched the add-in off after a crash."""
    ours = [item for item in machine.policies.disabled_items if "xlcs" in item.lower()]
    return _found("disabled_after_crash", found=ours[0]) if ours else None


def from_internet(machine: Machine) -> Finding | None:
    """The add-in has no mark of a file from the internet, whose macros Excel blocks."""
    if machine.addin is None or machine.addin.zone not in _INTERNET_ZONES:
        return None
    blocked = machine.policies.block_internet_macros
    code = "from_internet_blocked" if blocked else "from_internet"
    return _found(code, found=machine.addin.zone)


def path_characters(machine: Machine) -> Finding | None:
    """The interpreter's path is one that Excel can start."""
    here = _usable(machine.config)
    if here is None or here.interpreter is None:
        return None
    special = [mark for mark in SPECIAL if mark in here.interpreter]
    if special:
        return _found("path_special", marks=" ".join(special), found=here.interpreter)
    try:
        here.interpreter.encode(machine.code_page)
    except UnicodeEncodeError:
        return _found("path_code_page", page=machine.code_page, found=here.interpreter)
    return Finding("path_fine")


def path_length(machine: Machine) -> Finding | None:
    """The command that starts Python fits into the room that xlwings' DLL has for it."""
    here = _usable(machine.config)
    if here is None or here.interpreter is None:
        return None
    # The search path stands inside Python source, where each backslash is doubled.
    root = here.package_root.replace("\\", "\\\\")
    paths = (here.interpreter + root).encode(machine.code_page, errors="replace")
    length = COMMAND_WITHOUT_PATHS + len(paths)
    return _found("path_long", found=length) if length > COMMAND_ROOM else None


def onedrive(machine: Machine) -> Finding | None:
    """Neither the environment nor, as far as exports lie there, Documents is synced."""
    here = _usable(machine.config)
    if here is not None and _inside(here.interpreter, machine.onedrive):
        return _found("environment_in_onedrive", found=here.interpreter)
    if _inside(machine.documents, machine.onedrive):
        return _found("documents_in_onedrive", found=machine.documents)
    return None


def network_profile(machine: Machine) -> Finding | None:
    """Excel's start-up folder is on this machine, or Excel would not trust it."""
    if not machine.addin_folder.startswith("\\\\"):
        return None
    return _found("profile_on_network", found=machine.addin_folder)


def _usable(config: ConfigFacts | None) -> ConfigFacts | None:
    """The config if it names an interpreter that is there; else `config` has said so already."""
    return config if config is not None and config.interpreter_exists else None


def newer(machine: Machine) -> Finding | None:
    """A newer version of xlcs lies where this one was installed from."""
    if machine.newer is None:
        return None
    return _found("newer_version", version=machine.newer.version, found=machine.newer.path)


def _inside(path: str | None, roots: tuple[str, ...]) -> bool:
    low = (path or "").lower().rstrip("\\") + "\\"
    return any(low.startswith(root.lower().rstrip("\\") + "\\") for root in roots)


CHECKS: tuple[Callable[[Machine], Finding | None], ...] = (
    python, pywin32, excel, wps, addin, config, dll, start, child_processes, win32_calls, macros,
    addins_allowed, disabled_items, from_internet, path_characters, path_length, onedrive,
    network_profile, newer,
)  # fmt: skip


def findings(machine: Machine) -> list[Finding]:
    """The answers to all questions that arise on a Windows machine, in order."""
    return [finding for check in CHECKS if (finding := check(machine)) is not None]
