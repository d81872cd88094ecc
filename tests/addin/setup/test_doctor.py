"""Doctor: each check on literal facts, and that each answer names its remedy."""

from __future__ import annotations

import string
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from xlcs.addin.setup import checks, doctor, read_windows
from xlcs.addin.setup.diagnoses import DIAGNOSES, Finding
from xlcs.addin.setup.machine import (
    CHILD_PROCESSES,
    WIN32_CALLS,
    AddinFacts,
    ConfigFacts,
    ExcelFacts,
    Machine,
    PolicyFacts,
    PythonFacts,
)
from xlcs.addin.setup.newer_version import Newer

PYTHON = PythonFacts(
    version=(3, 13),
    bits=64,
    executable="C:\\Users\\lei\\AppData\\Local\\xlcs\\venv\\Scripts\\python.exe",
    base_prefix="C:\\Users\\lei\\AppData\\Local\\Programs\\Python\\Python313",
    xlcs="1.2.0",
    xlwings="0.37.8",
    pywin32=True,
)
EXCEL = ExcelFacts("C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE", 64, "16.0")
FOLDER = "C:\\Users\\lei\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART"
ADDIN = AddinFacts(f"{FOLDER}\\xlcs.xlam", "1.2.0", "0.37.8", same_as_shipped=True)
CONFIG = ConfigFacts(
    path="C:\\Users\\lei\\.xlcs\\xlcs.conf",
    interpreter=PYTHON.executable,
    interpreter_exists=True,
    interpreter_is_this=True,
    dll_bits=(32, 64),
)
GOOD = Machine(
    python=PYTHON,
    code_page="cp936",
    excel=EXCEL,
    addin=ADDIN,
    addin_folder=FOLDER,
    config=CONFIG,
    start="ok",
    onedrive=("C:\\Users\\lei\\OneDrive",),
    documents="C:\\Users\\lei\\Documents",
)


def with_python(**changes: object) -> Machine:
    return replace(GOOD, python=replace(PYTHON, **changes))


def with_config(**changes: object) -> Machine:
    return replace(GOOD, config=replace(CONFIG, **changes))


def with_addin(**changes: object) -> Machine:
    return replace(GOOD, addin=replace(ADDIN, **changes))


def with_policies(**changes: object) -> Machine:
    return replace(GOOD, policies=PolicyFacts(**changes))


def with_excel(**changes: object) -> Machine:
    return replace(GOOD, excel=replace(EXCEL, **changes))


def with_rule(rule: str, action: int) -> Machine:
    return replace(GOOD, attack_surface_rules={rule: action})


WPS = "C:\\Users\\lei\\AppData\\Local\\Kingsoft\\WPS Office\\12.1\\office6\\et.exe"


def test_a_good_machine_has_nothing_but_fine_answers():
    found = checks.findings(GOOD)
    assert {finding.level for finding in found} == {"fine"}
    assert [finding.code for finding in found] == [
        "python_fine",
        "excel_fine",
        "addin_fine",
        "config_fine",
        "bits_fit",
        "start_fine",
        "macros_fine",
        "path_fine",
    ]


LONG = "C:\\" + "\\".join(["a folder with a long name"] * 34) + "\\python.exe"

CASES = [
    (checks.python, with_python(version=(3, 10)), "python_old"),
    (checks.python, with_python(version=(3, 11)), "python_fine"),
    (checks.python, with_python(bits=32), "python_32"),
    (
        checks.python,
        with_python(base_prefix="C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.3.13"),
        "python_store",
    ),
    (checks.pywin32, with_python(pywin32=False), "pywin32_missing"),
    (checks.pywin32, with_python(xlwings=None), "pywin32_missing"),
    (checks.pywin32, GOOD, None),
    (checks.excel, replace(GOOD, excel=None), "excel_missing"),
    (checks.excel, replace(GOOD, excel=None, wps=True), "excel_is_wps"),
    (checks.excel, replace(GOOD, wps=True), "excel_fine"),
    (
        checks.excel,
        with_excel(
            path="C:\\Program Files\\WindowsApps\\Microsoft.Office.Desktop.Excel_16051\\EXCEL.EXE"
        ),
        "excel_store",
    ),
    (checks.wps, replace(GOOD, wps=True), "wps_beside"),
    (checks.wps, replace(GOOD, excel_server=EXCEL.path), None),
    (checks.wps, replace(GOOD, excel=None, wps=True, excel_server=WPS), None),
    (checks.wps, replace(GOOD, wps=True, excel_server=WPS), "excel_taken_by_wps"),
    (checks.child_processes, with_rule(CHILD_PROCESSES, 1), "child_processes_blocked"),
    (checks.child_processes, with_rule(CHILD_PROCESSES, 6), "child_processes_blocked"),
    (checks.child_processes, with_rule(CHILD_PROCESSES, 2), "child_processes_reported"),
    (checks.child_processes, with_rule(CHILD_PROCESSES, 0), None),
    (checks.child_processes, with_rule(WIN32_CALLS, 1), None),
    (checks.win32_calls, with_rule(WIN32_CALLS, 1), "win32_calls_blocked"),
    (checks.win32_calls, with_rule(WIN32_CALLS, 2), "win32_calls_reported"),
    (checks.win32_calls, GOOD, None),
    (checks.excel, with_excel(version="15.0"), "excel_old"),
    (checks.addin, replace(GOOD, addin=None), "addin_missing"),
    (checks.addin, with_addin(xlwings="0.37.7"), "addin_other_xlwings"),
    (checks.addin, with_addin(same_as_shipped=False, xlcs="1.1.0"), "addin_stale"),
    (checks.config, replace(GOOD, config=None), "config_missing"),
    (checks.config, with_config(interpreter=None, interpreter_exists=False), "config_missing"),
    (checks.config, with_config(interpreter_exists=False), "interpreter_missing"),
    (checks.config, with_config(interpreter_is_this=False), "interpreter_other"),
    # a 32-bit Excel works with a 64-bit Python, as long as the 32-bit DLL is there
    (checks.dll, with_excel(bits=32), "bits_fit"),
    (
        checks.dll,
        replace(with_excel(bits=32), config=replace(CONFIG, dll_bits=(64,))),
        "dll_missing",
    ),
    (checks.dll, with_config(dll_bits=(32,)), "dll_missing"),
    (checks.dll, with_config(dll_bits=()), "dll_missing"),
    (checks.dll, replace(GOOD, excel=None), None),
    (checks.dll, replace(with_config(dll_bits=(64,)), excel=None), "dll_missing"),
    (checks.dll, with_config(interpreter_exists=False, dll_bits=()), None),
    (checks.start, replace(GOOD, start="not_tried"), None),
    (checks.start, replace(GOOD, start="blocked", start_text="Access is denied."), "start_blocked"),
    (checks.start, replace(GOOD, start="timeout", start_text="> 120 s"), "start_blocked"),
    (checks.start, replace(GOOD, start="failed", start_text="No module"), "start_failed"),
    (checks.macros, with_policies(vba_off=1), "vba_off"),
    # the start-up folder is trusted: what is asked of other macros does not matter there
    (checks.macros, with_policies(vba_warnings=4), "macros_fine"),
    (checks.macros, with_policies(vba_warnings=4, vba_warnings_by_policy=True), "macros_fine"),
    (checks.macros, with_policies(all_locations_disabled=1), "macros_ask"),
    (checks.macros, with_policies(all_locations_disabled=1, vba_warnings=2), "macros_ask"),
    (checks.macros, with_policies(all_locations_disabled=1, vba_warnings=3), "macros_blocked"),
    (checks.macros, with_policies(all_locations_disabled=1, vba_warnings=4), "macros_blocked"),
    (
        checks.macros,
        with_policies(all_locations_disabled=1, vba_warnings=4, vba_warnings_by_policy=True),
        "macros_blocked_by_policy",
    ),
    (checks.macros, with_policies(all_locations_disabled=0, vba_warnings=4), "macros_fine"),
    (checks.addins_allowed, GOOD, None),
    (checks.addins_allowed, with_policies(disable_all_addins=1), "addins_off"),
    (checks.addins_allowed, with_policies(disable_all_addins=0), None),
    (checks.addins_allowed, with_policies(require_addin_signature=1), "addins_signed"),
    (checks.disabled_items, with_policies(disabled_items=("C:\\x\\other.xlam",)), None),
    (
        checks.disabled_items,
        with_policies(disabled_items=("C:\\x\\other.xlam", f"{FOLDER}\\XLCS.xlam")),
        "disabled_after_crash",
    ),
    (checks.from_internet, GOOD, None),
    (checks.from_internet, with_addin(zone=2), None),
    (checks.from_internet, with_addin(zone=3), "from_internet"),
    (
        checks.from_internet,
        replace(with_addin(zone=3), policies=PolicyFacts(block_internet_macros=1)),
        "from_internet_blocked",
    ),
    (checks.path_characters, with_config(interpreter="C:\\李 雷\\python.exe"), "path_fine"),
    (checks.path_characters, with_config(interpreter="C:\\100%\\python.exe"), "path_special"),
    (checks.path_characters, with_config(interpreter="C:\\a$(b)\\python.exe"), "path_special"),
    (
        checks.path_characters,
        replace(with_config(interpreter="C:\\李 雷\\python.exe"), code_page="cp1252"),
        "path_code_page",
    ),
    (checks.path_characters, with_config(interpreter_exists=False), None),
    (checks.path_length, GOOD, None),
    (checks.path_length, with_config(interpreter=LONG), None),
    (checks.path_length, with_config(interpreter=LONG, package_root=LONG), "path_long"),
    (checks.onedrive, GOOD, None),
    (
        checks.onedrive,
        with_config(interpreter="c:\\users\\lei\\onedrive\\venv\\Scripts\\python.exe"),
        "environment_in_onedrive",
    ),
    # a folder whose name merely begins the same
    (checks.onedrive, with_config(interpreter="C:\\Users\\lei\\OneDrive2\\python.exe"), None),
    (
        checks.onedrive,
        replace(GOOD, documents="C:\\Users\\lei\\OneDrive\\文档"),
        "documents_in_onedrive",
    ),
    (checks.onedrive, replace(GOOD, documents=None), None),
    (
        checks.network_profile,
        replace(GOOD, addin_folder="\\\\server\\lei\\Excel\\XLSTART"),
        "profile_on_network",
    ),
    (checks.network_profile, GOOD, None),
    (
        checks.newer,
        replace(GOOD, newer=Newer("9.0", Path("S:/xlcs/xlcs-9.0-setup.exe"))),
        "newer_version",
    ),
    (checks.newer, GOOD, None),
]  # fmt: skip


@pytest.mark.parametrize(("check", "machine", "code"), CASES)
def test_a_check_on_literal_facts(check, machine, code):
    found = check(machine)
    assert (found.code if found else None) == code
    if found is not None:
        for language in ("zh", "en"):
            assert "{" not in found.text(language)


def test_every_check_and_every_diagnosis_has_a_case():
    asked = {check for check, _, _ in CASES}
    assert asked == set(checks.CHECKS)
    reached = {code for _, _, code in CASES} | {f.code for f in checks.findings(GOOD)}
    assert reached - {None} == set(DIAGNOSES)


@pytest.mark.parametrize("code", DIAGNOSES)
def test_whatever_is_not_fine_has_a_remedy_in_both_languages(code):
    diagnosis = DIAGNOSES[code]
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (diagnosis.zh, diagnosis.en)
    ]
    assert places[0] == places[1]
    assert bool(diagnosis.zh_remedy) == bool(diagnosis.en_remedy) == (diagnosis.level != "fine")


def test_what_is_shown_counts_the_problems_and_names_the_remedies():
    bad = replace(GOOD, addin=None, config=None, start="not_tried")
    text, problems = doctor.told(bad, "zh")
    assert problems == 2
    assert f"[问题] 加载项没有安装（{FOLDER}）" in text
    assert "→ 运行 xlcs addin install，或双击 install.cmd。" in text
    assert text.endswith("发现 2 个问题，请按上面的说明处理。")


def test_a_note_is_no_problem():
    text, problems = doctor.told(with_addin(zone=3), "en")
    assert problems == 0
    assert "[note] The add-in is marked as from the internet (zone 3)" in text
    assert text.endswith("No problem was found.")


def test_a_finding_fills_in_what_was_found():
    finding = Finding("interpreter_missing", {"found": "D:\\没了\\python.exe"})
    assert finding.text("zh") == "配置里的 Python 不存在：D:\\没了\\python.exe"
    assert finding.level == "problem"


def program(machine: int) -> bytes:
    """The start of a Windows program: MZ, at 0x3C where PE begins, there the machine's number."""
    header = bytearray(0x100)
    header[:2] = b"MZ"
    struct.pack_into("<I", header, 0x3C, 0x80)
    header[0x80:0x84] = b"PE\0\0"
    struct.pack_into("<H", header, 0x84, machine)
    return bytes(header)


@pytest.mark.parametrize(
    ("header", "bits"),
    [
        (program(0x14C), 32),
        (program(0x8664), 64),
        (program(0xAA64), 64),
        (program(0x1234), None),
        (b"MZ", None),
        (b"\x7fELF" + bytes(200), None),
        (b"MZ" + bytes(0x3A) + b"\xff\xff\xff\x7f", None),
        (b"", None),
    ],
)
def test_the_bitness_of_a_program_is_read_from_its_header(header, bits):
    assert read_windows.pe_bits(header) == bits


@pytest.mark.parametrize(
    ("stream", "zone"),
    [
        ("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n", 3),
        ("[ZoneTransfer]\nzoneid = 4", 4),
        ("[ZoneTransfer]\n", None),
        ("", None),
    ],
)
def test_the_mark_of_the_web_is_read_from_its_stream(stream, zone):
    assert read_windows.zone_of(stream) == zone


def test_a_disabled_item_names_the_file():
    path = f"{FOLDER}\\xlcs.xlam"
    entry = struct.pack("<III", 1, 40, 20) + path.encode("utf-16-le") + b"\0\0" + b"x\0\0\0"
    assert read_windows.disabled_path(entry) == path


@pytest.mark.parametrize(
    ("code", "stderr", "start", "text"),
    [
        (0, "a warning\n", "ok", ""),
        (1, "Traceback (most recent call last):\n  …\nImportError: no pandas\n", "failed",
         "ImportError: no pandas"),
        (1, "Access is denied.\r\n", "blocked", "Access is denied."),
        (5, "", "blocked", "exit code 5"),
    ],
)  # fmt: skip
def test_how_a_start_went_is_judged_by_what_was_said(code, stderr, start, text):
    assert read_windows.judge_start(code, stderr) == (start, text)


def test_defenders_rules_as_intune_writes_them():
    text = f"{{{CHILD_PROCESSES.lower()}}}=1|{WIN32_CALLS}=2|9e6c4e1f-7d60-472f-ba1a-a39ef669e4b2=x"
    assert read_windows.rules_of(text) == {CHILD_PROCESSES: 1, WIN32_CALLS: 2}
    assert read_windows.rules_of("") == {}


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (f'"{EXCEL.path}" /automation', EXCEL.path),
        (f"{WPS} /Automation", WPS),
        (EXCEL.path, EXCEL.path),
        (None, ""),
    ],
)
def test_the_program_that_others_start_as_excel(command, program):
    class Registry:
        def root(self, key: str) -> str | None:
            clsid = "{00024500-0000-0000-C000-000000000046}"
            values = {
                r"Excel.Application\CLSID": clsid,
                rf"CLSID\{clsid}\LocalServer32": command,
            }
            return values[key]

    assert read_windows.excel_server(Registry()) == program


def test_the_facts_of_this_python():
    here = read_windows.python_facts()
    assert here.version == sys.version_info[:2]
    assert here.executable == sys.executable
    assert here.bits == (64 if sys.maxsize > 2**32 else 32)


@pytest.mark.skipif(sys.platform == "win32", reason="tells what works elsewhere than on Windows")
def test_on_this_system_doctor_says_what_works_and_is_content():
    done = subprocess.run(
        [sys.executable, "-m", "xlcs", "doctor"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0
    assert "xlcs report" in done.stdout
    assert "Windows" in done.stdout
