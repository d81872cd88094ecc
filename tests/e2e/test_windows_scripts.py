"""install.cmd's way with an environment, uninstall.cmd, and doctor's reading of a real registry.

All in Wine's cmd.exe. The Windows Python of the tests has neither venv nor pip. Two small modules
stand for them: `venv` puts copies of the interpreter where a real one would, `pip` writes down what
it is asked. All else is real: the search for Python, the paths, xlcs itself run by the
environment's interpreter.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.wine import ROOT, Ran, WindowsMachine, WinePython, new_machine, windows_path
from xlcs.addin.shipped_files import shipped_addin

pytestmark = pytest.mark.wine

VENV = """
import shutil, sys
from pathlib import Path
base, scripts = Path(sys.prefix), Path(sys.argv[1]) / "Scripts"
scripts.mkdir(parents=True)
for path in base.iterdir():
    if path.is_file() and path.suffix in (".exe", ".dll", ".pyd", "._pth"):
        shutil.copy(path, scripts if not path.name.startswith("xlwings") else scripts.parent)
"""
PIP = """
import json, os, sys
from pathlib import Path
asked = Path(__file__).parent.with_name("pip.json")
calls = json.loads(asked.read_text()) if asked.exists() else []
asked.write_text(json.dumps([*calls, sys.argv[1:]]))
sys.exit("no network" if "OFFLINE" in os.environ else 0)
"""
NO_EXCEL = 6
"""Installed, but the check of the machine found a problem: Wine has no Excel."""


@dataclass(frozen=True)
class Project:
    """The project's folder on a machine that has a Python."""

    machine: WindowsMachine
    folder: Path

    @property
    def workbook(self) -> Path:
        return self.folder / "xlcs 项目 & (2)/workbook"

    def cmd(self, script: str, *options: str, python: bool = True, **more: str) -> Ran:
        """Run a script of the project as a double click does; also what pip was asked."""
        (self.folder / "stands/pip.json").unlink(missing_ok=True)
        if python:
            system = "C:\\windows\\system32;C:\\windows"
            more["WINEPATH"] = f"{system};{windows_path(self.folder / 'py')}"
        return self.machine.double_click(self.workbook / script, "/quiet", *options, more=more)

    def asked(self) -> list[list[str]]:
        """What pip was asked by the last script."""
        calls: list[list[str]] = json.loads((self.folder / "stands/pip.json").read_text())
        return calls


@pytest.fixture(scope="module")
def project(windows_python: WinePython, tmp_path_factory) -> Project:
    """A Wine prefix of its own with a Python on its path, and the project in a Chinese folder."""
    folder = tmp_path_factory.mktemp("machine")
    machine = new_machine(windows_python, folder / "prefix")
    real = windows_python.place / "py"
    (folder / "py").mkdir()
    for path in real.iterdir():
        if path.is_file():
            shutil.copy(path, folder / "py")
    stands = folder / "stands"
    for name, source in (("venv", VENV), ("pip", PIP)):
        (stands / name).mkdir(parents=True)
        (stands / name / "__init__.py").touch()
        (stands / name / "__main__.py").write_text(source)
    lines = (real / "python311._pth").read_text().split()
    search = [stands, ROOT, *(real / line.replace("\\", "/") for line in lines if line != "import"
                              and line != "site"), ]  # fmt: skip
    (folder / "py/python311._pth").write_text(
        "\n".join([*map(windows_path, search), "import site", ""])
    )
    project = Project(machine, folder)
    shutil.copytree(ROOT / "workbook", project.workbook)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, project.workbook.parent)
    yield project
    machine.end()


def test_without_python_it_is_said_how_to_get_one(project):
    ran = project.cmd("install.cmd", python=False)
    assert ran.code == 4, ran.said
    assert ran.shows("exit-4")
    assert list(project.machine.home.iterdir()) == []


@pytest.mark.parametrize("option", ["/nonsense", "install"])
def test_a_wrong_option_installs_nothing(project, option):
    ran = project.cmd("install.cmd", option)
    assert ran.code == 2, ran.said
    assert not project.machine.addin.exists()


def test_install_makes_an_environment_installs_and_runs_doctor(project):
    ran = project.cmd("install.cmd")
    machine = project.machine
    assert (machine.home / "venv/Scripts/python.exe").is_file(), ran.said

    (asked,) = project.asked()
    root = windows_path(project.workbook)
    assert asked[0] == "install"
    assert asked[asked.index("--constraint") + 1] == f"{root}\\..\\constraints.txt"
    assert "--timeout" in asked
    assert asked[-1] == f"{root}\\.."

    assert machine.addin.read_bytes() == shipped_addin().read_bytes()
    config = machine.config.read_text()
    assert f"users\\{machine.user.name}\\AppData\\Local\\xlcs\\venv\\Scripts\\python.exe" in config

    # Doctor had the last word: everything fits, but for the Excel that Wine lacks.
    assert ran.code == NO_EXCEL, ran.said
    assert "[问题] 没有找到 Excel" in ran.said
    assert "发现 1 个问题" in ran.said
    assert ran.shows("exit-6")


def test_a_download_that_fails_is_tried_with_a_mirror_and_leaves_the_old_version(project):
    mark = project.machine.home / "venv/mark"
    mark.write_text("the old one")
    ran = project.cmd("install.cmd", OFFLINE="1")
    assert ran.code == 5, ran.said
    assert ran.shows("mirror")
    assert ran.shows("exit-5")
    first, second = project.asked()
    assert "--index-url" not in first
    assert second[second.index("--index-url") + 1].startswith("https://")
    assert mark.exists()
    assert not (project.machine.home / "venv.old").exists()
    assert project.cmd("doctor.cmd").code == 1  # no Excel, and nothing else
    assert "xlcs\\venv\\Scripts" in project.machine.config.read_text()


def test_whoever_has_set_an_index_gets_no_other(project):
    assert (
        project.cmd("install.cmd", OFFLINE="1", PIP_INDEX_URL="https://example.org/simple").code
        == 5
    )
    (asked,) = project.asked()
    assert "--index-url" not in asked


def test_an_interrupted_update_is_mended_by_the_next(project):
    home = project.machine.home
    (home / "venv").rename(home / "venv.old")
    ran = project.cmd("install.cmd", OFFLINE="1")
    assert ran.code == 5, ran.said
    assert (home / "venv/mark").exists()


def test_an_update_makes_a_new_environment_and_writes_a_log(project):
    log = project.folder / "log & 日志.txt"
    ran = project.cmd("install.cmd", f"/log:{windows_path(log)}")
    assert ran.code == NO_EXCEL, ran.said
    assert ran.shows("exit-6")
    assert not (project.machine.home / "venv/mark").exists()
    said = log.read_bytes().decode("utf-8", "replace")
    assert "[问题] 没有找到 Excel" in said
    assert "[问题]" not in ran.said


def test_a_python_that_is_named_is_taken(project):
    python = windows_path(project.folder / "py/python.exe")
    assert project.cmd("install.cmd", f"/python:{python}", python=False).code == NO_EXCEL
    nowhere = project.cmd("install.cmd", "/python:C:\\no such\\python.exe")
    assert nowhere.code == 4
    assert nowhere.shows("exit-4")


def test_a_wheel_beside_the_script_is_installed_with_its_own_pins(project):
    (project.workbook.parent / "pyproject.toml").unlink()
    (project.workbook.parent / "constraints.txt").unlink()
    wheel = project.workbook / "xlcs-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("xlcs/workbook/constraints.txt", "pandas==3.1.1\n")
    ran = project.cmd("install.cmd")
    assert ran.code == NO_EXCEL, ran.said
    (asked,) = project.asked()
    assert asked[-1] == windows_path(wheel)
    pins = project.machine.home / "venv/constraints.txt"
    assert asked[asked.index("--constraint") + 1].endswith("\\xlcs\\venv\\constraints.txt")
    assert pins.read_text() == "pandas==3.1.1\n"


def test_the_wheel_that_is_built_has_those_pins(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True
    )
    (wheel,) = tmp_path.glob("xlcs-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        pins = packed.read("xlcs/workbook/constraints.txt")
    assert pins == (ROOT / "constraints.txt").read_bytes()


TASKLIST = """
Target amd64-unicode
Unicode true
OutFile "tasklist.exe"
SilentInstall silent
RequestExecutionLevel user
Section
  System::Call 'kernel32::GetStdHandle(i -11)p.r0'
  FileWrite $0 "EXCEL.EXE  4711 Console$\\r$\\n"
SectionEnd
"""


@pytest.fixture
def excel_runs(project) -> Path:
    """A folder with a `tasklist` that lists an Excel; Wine's own lists nothing at all."""
    folder = project.folder / "tasks"
    folder.mkdir()
    (folder / "tasklist.nsi").write_text(TASKLIST)
    subprocess.run(["makensis", "-V1", "tasklist.nsi"], cwd=folder, check=True)
    return folder


def test_a_hidden_excel_stops_the_scripts(project, excel_runs):
    kept = project.machine.addin.stat().st_mtime_ns
    path = f"{windows_path(excel_runs)};C:\\windows\\system32;C:\\windows"
    for script in ("install.cmd", "uninstall.cmd"):
        ran = project.cmd(script, python=False, WINEPATH=path)
        assert ran.code == 3, ran.said
        assert ran.shows("exit-3")
    assert project.machine.addin.stat().st_mtime_ns == kept


def test_uninstall_leaves_the_users_data_alone(project):
    machine = project.machine
    data = machine.user / "客服数据"
    (data / ".xlcs-cache").mkdir(parents=True)
    (data / "订单.csv").write_text("买家")
    own = machine.addin.with_name("PERSONAL.XLSB")
    own.write_bytes(b"mine")
    for _ in range(2):  # the second time there is nothing to do, which is fine
        ran = project.cmd("uninstall.cmd")
        assert ran.code == 0, ran.said
        assert ran.shows("uninstalled")
        assert not machine.addin.exists()
        assert not machine.config.parent.exists()
        assert not machine.home.exists()
        assert list((machine.user / "AppData/Roaming/Microsoft/Windows/SendTo").iterdir()) == []
    assert own.exists()
    assert (data / "订单.csv").exists()


def test_what_is_not_installed_says_so(project):
    for script in ("doctor.cmd", "生成报表.cmd"):
        ran = project.cmd(script, XLCS_NO_PAUSE="1")
        assert ran.code == 4, ran.said
        assert ran.shows("not-installed")


REGISTRY = r"""
import sys
sys.path.insert(0, sys.argv[1])
import winreg
from xlcs.addin.setup import install, read_windows
from xlcs.addin.setup.checks import findings

def put(hive, key, name, kind, value):
    with winreg.CreateKeyEx(hive, key, 0, winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY) as opened:
        winreg.SetValueEx(opened, name, 0, kind, value)

user, machine = winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE
office = r"Microsoft\Office\15.0\Excel"
put(machine, r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "",
    winreg.REG_SZ, '"' + sys.argv[2] + '"')
put(machine, r"SOFTWARE\Classes\Excel.Application\CurVer", "",
    winreg.REG_SZ, "Excel.Application.15")
put(user, "Software\\" + office + r"\Security", "VBAWarnings", winreg.REG_DWORD, 2)
put(user, r"Software\Policies" + "\\" + office + r"\Security", "VBAWarnings", winreg.REG_DWORD, 4)
put(user, "Software\\" + office + r"\Security\Trusted Locations", "AllLocationsDisabled",
    winreg.REG_DWORD, 1)
put(user, "Software\\" + office + r"\Resiliency\DisabledItems", "A1B2", winreg.REG_BINARY,
    b"\1\0\0\0" + b"\0" * 8 + "C:\\x\\xlcs.xlam".encode("utf-16-le") + b"\0\0")
found = read_windows.read_machine(install.places(), try_start=False)
print(found.excel)
print(found.policies)
print(found.documents, found.code_page)
print("CODES", *(finding.code for finding in findings(found)))
"""


def test_doctor_reads_a_real_registry(project):
    python = project.folder / "py/python.exe"
    ran = project.machine.run(
        str(python), "-c", REGISTRY, windows_path(ROOT), windows_path(python),
        more={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert ran.code == 0, ran.said
    assert "bits=64, version='15.0'" in ran.said
    assert "vba_warnings=4, vba_warnings_by_policy=True, all_locations_disabled=1" in ran.said
    assert "disabled_items=('C:\\\\x\\\\xlcs.xlam',)" in ran.said
    codes = ran.said.split("CODES ")[1].split()
    for code in ("excel_old", "macros_blocked_by_policy", "disabled_after_crash", "addin_missing"):
        assert code in codes
