"""What `doctor` knows of a machine: facts alone, no judgement, made by hand in tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xlcs.addin.setup.newer_version import Newer

Start = Literal["ok", "not_tried", "blocked", "failed", "timeout"]
"""How starting the configured interpreter went: blocked means that Windows refused to start it."""


@dataclass(frozen=True)
class PythonFacts:
    """The interpreter that runs doctor."""

    version: tuple[int, int]
    bits: int
    executable: str
    base_prefix: str
    """Where the Python was installed from which an environment was made."""
    xlcs: str
    xlwings: str | None
    pywin32: bool


@dataclass(frozen=True)
class ExcelFacts:
    """The installed Excel, as the registry names it."""

    path: str
    bits: int | None
    """64, 32, or None where excel.exe cannot be read."""
    version: str
    """Like 16.0; all versions since 2016 are 16.0."""


@dataclass(frozen=True)
class AddinFacts:
    """The installed add-in."""

    path: str
    xlcs: str | None
    xlwings: str | None
    same_as_shipped: bool
    zone: int | None = None
    """Windows' mark of where a file came from; 3 is the internet, None no mark."""


@dataclass(frozen=True)
class ConfigFacts:
    """The config that the add-in reads, and what it names."""

    path: str
    interpreter: str | None
    interpreter_exists: bool
    interpreter_is_this: bool
    dll_bits: tuple[int, ...]
    """For which bitness of Excel xlwings' DLL lies where the add-in looks for it."""
    package_root: str = ""


@dataclass(frozen=True)
class PolicyFacts:
    """Trust-centre values of Excel; None where not set. Policy values cannot be changed by a user.

    Names as in the registry under Office\\<version>\\Excel\\Security.
    """

    vba_off: int | None = None
    vba_warnings: int | None = None
    vba_warnings_by_policy: bool = False
    all_locations_disabled: int | None = None
    disable_all_addins: int | None = None
    require_addin_signature: int | None = None
    block_internet_macros: int | None = None
    disabled_items: tuple[str, ...] = ()
    """Paths of what Excel switched off after a crash."""


CHILD_PROCESSES = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
WIN32_CALLS = "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"
"""Defender's attack-surface rules: Office starts no other program; macros call no Windows function.
Microsoft Learn, "Attack surface reduction rules reference"."""


@dataclass(frozen=True)
class Machine:
    """All facts of a Windows machine."""

    python: PythonFacts
    code_page: str = "cp936"
    excel: ExcelFacts | None = None
    wps: bool = False
    excel_server: str = ""
    """The program behind `Excel.Application`, which other programs start as Excel."""
    attack_surface_rules: Mapping[str, int] = field(default_factory=dict)
    """Defender's rule → what it does: 1 blocks, 2 only reports, 6 warns and can be passed."""
    addin: AddinFacts | None = None
    addin_folder: str = ""
    config: ConfigFacts | None = None
    policies: PolicyFacts = field(default_factory=PolicyFacts)
    start: Start = "not_tried"
    start_text: str = ""
    """What the interpreter said where it did not start, its last line."""
    onedrive: tuple[str, ...] = ()
    """The folders that OneDrive keeps in step."""
    documents: str | None = None
    """The user's Documents folder."""
    newer: Newer | None = None
    """A newer version of xlcs in the place that this one was installed from."""
