"""The way from Excel to Python: the command of the built add-in's VBA, run by xlwings' own DLL.

Only Excel runs VBA, so the lines that put the command together are read out of the built file and
worked out here. All after that is real: the config that install wrote, the DLL, cmd.exe, Python.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.addin import vba
from tests.e2e.wine import ROOT, windows_path
from xlcs.addin.setup import install
from xlcs.addin.shipped_files import shipped_addin

pytestmark = pytest.mark.wine

GONE = -2147023174
"""0x800706BA, the RPC server is unavailable: what VBA sees when Python's process has ended."""

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


def start_command(config: dict[str, str]) -> str:
    """What XLPyCommand of the built add-in returns with that config."""
    source = vba.procedure(vba.modules(shipped_addin())["xlwings"], "XLPyCommand")
    known = {
        "GetConfig": lambda key, default="": config.get(key, default),
        "Replace": str.replace,
        "Chr": chr,
        "ConsoleSwitch": "",
        "LicenseKeyEnvString": "",
    }
    excel = source.split('#If App = "Microsoft Excel"')[2].split("#Else")[0]
    lines = [
        _only(r'AddExcelDir = GetConfig\(.*', source),
        _only(r"PYTHONPATH = .*", excel),
        *re.findall(r"PYTHONPATH = Replace\(.*", source),
        _only(r'PYTHON_WIN = GetConfig\("INTERPRETER_WIN".*', source),
        _only(r'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & Chr\(34\) & Chr.*', source),
        _only(r"tail = .*", source),
        _only(r"XLPyCommand = PYTHON_WIN.*", source),
    ]  # fmt: skip
    for line in lines:
        name, expression = line.split(" = ", 1)
        known[name] = eval(_as_python(expression), {}, known)
    return str(known["XLPyCommand"])


def _only(pattern: str, source: str) -> str:
    (line,) = re.findall(rf"^\s*({pattern})$", source, re.MULTILINE)
    return str(line)


def _as_python(expression: str) -> str:
    parts, at = [], 0
    for found in _LITERAL.finditer(expression):
        parts += [
            expression[at : found.start()].replace("&", "+"),
            repr(found[1].replace('""', '"')),
        ]
        at = found.end()
    return "".join([*parts, expression[at:].replace("&", "+")])


def test_the_command_starts_python_once_and_serves_cells_and_macros(windows_python, tmp_path):
    place = windows_python.place / "py"
    where = install.Places(tmp_path / "Excel/XLSTART/xlcs.xlam", tmp_path / ".xlcs/xlcs.conf")
    install.install(
        where, interpreter=windows_path(place / "python.exe"), package_root=windows_path(ROOT)
    )
    config = install.read_config(where.config, "utf-8")
    assert config is not None
    (dll,) = place.glob("xlwings64-*.dll")
    spec, out = tmp_path / "spec.json", tmp_path / "out.json"
    spec.write_text(json.dumps({"dll": windows_path(dll), "command": start_command(config)}))

    script = ROOT / "tests/e2e/dll_client.py"
    ran = windows_python.run(*map(windows_path, (script, spec, out)))
    assert ran.code == 0, ran.said
    found = json.loads(out.read_text(encoding="utf-8"))

    assert (found["code"], found["kind"]) == (0, 9), found
    assert "刷新" in found["status"]
    # the package is found by the config's folder alone; no workbook's folder is searched
    assert windows_path(ROOT).lower() in found["path"].replace("\\\\", "\\").lower()
    # the workbook that a macro works on is let go of as the VBA does it
    assert (found["caller"], found["forgotten"]) == ("a workbook", "None")
    # asked again, the DLL gives the same process at once
    assert found["again"] == 0
    assert found["mark"] == "same process"
    assert found["again_s"] < 1
    assert found["killed"] == 0
    assert found["after_kill"] == GONE


def test_the_vba_knows_that_error_as_a_process_that_has_gone():
    source = vba.procedure(vba.modules(shipped_addin())["xlcs_server"], "IsGone")
    codes = {
        int(code, 16) - 2**32 for code in re.findall(r"&H([0-9A-F]{8})", source.replace(" ", ""))
    }
    assert GONE in codes
