"""install.cmd and uninstall.cmd in Wine's cmd.exe, and doctor's reading of a real registry.

The Windows Python of the tests has neither venv nor pip. Two small modules stand for them: `venv`
puts copies of the interpreter where a real one would, `pip` writes down what it is asked. All else
is real: the search for Python, the paths, xlcs itself run by the environment's interpreter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.wine import ROOT, Ran, WinePython, windows_path
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
import json, sys
from pathlib import Path
Path(__file__).parent.with_name("pip.json").write_text(json.dumps(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Machine:
    """A user's machine: where things are, and its cmd.exe."""

    environment: dict[str, str]
    folder: Path

    @property
    def user(self) -> Path:
        """The user's folder as this system sees it."""
        (user,) = (self.folder / "prefix/drive_c/users").glob("[!P]*")
        return user

    @property
    def addin(self) -> Path:
        return self.user / "AppData/Roaming/Microsoft/Excel/XLSTART/xlcs.xlam"

    @property
    def config(self) -> Path:
        return self.user / ".xlcs/xlcs.conf"

    @property
    def home(self) -> Path:
        return self.user / "AppData/Local/xlcs"

    def cmd(self, script: str, *, python: bool = True) -> Ran:
        """Run a script of the project as a double click does."""
        # Said into a pipe, Python would take Windows' code page, which is no Chinese one here.
        environment = {**self.environment, "PYTHONIOENCODING": "utf-8"}
        if python:
            system = "C:\\windows\\system32;C:\\windows"
            environment["WINEPATH"] = f"{system};{windows_path(self.folder / 'py')}"
        return self.run(["cmd", "/c", windows_path(self.folder / "xlcs 项目/workbook" / script)],
                        environment)  # fmt: skip

    def run(self, command: list[str], environment: dict[str, str] | None = None) -> Ran:
        done = subprocess.run(
            ["wine", *command, *(["/quiet"] if command[0] == "cmd" else [])],
            env=environment or self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace").replace("\r\n", "\n"))


@pytest.fixture(scope="module")
def machine(windows_python: WinePython, tmp_path_factory) -> Machine:
    """A Wine prefix of its own with a Python on its path, and the project in a Chinese folder."""
    folder = tmp_path_factory.mktemp("machine")
    environment = {
        **os.environ,
        "WINEPREFIX": str(folder / "prefix"),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
    }
    shutil.copytree(windows_python.place / "prefix", folder / "prefix", symlinks=True)
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
    project = folder / "xlcs 项目"
    shutil.copytree(ROOT / "workbook", project / "workbook")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, project)
    machine = Machine(environment, folder)
    if machine.home.exists():
        # other tests have worked in the prefix that this one is copied from
        shutil.rmtree(machine.home)
    yield machine
    subprocess.run(["wineserver", "-k"], env=environment, check=False)


def test_without_python_it_is_said_how_to_get_one(machine):
    ran = machine.cmd("install.cmd", python=False)
    assert ran.code == 1
    assert "没有找到可用的 Python" in ran.said
    assert "Add python.exe to PATH" in ran.said
    assert not machine.home.exists()


def test_install_makes_an_environment_installs_and_runs_doctor(machine):
    ran = machine.cmd("install.cmd")
    venv = machine.home / "venv"
    assert (venv / "Scripts/python.exe").is_file(), ran.said

    asked = json.loads((machine.folder / "stands/pip.json").read_text())
    project = windows_path(machine.folder / "xlcs 项目")
    assert asked[0] == "install"
    assert "--upgrade" in asked
    assert asked[asked.index("--constraint") + 1] == f"{project}\\workbook\\..\\constraints.txt"
    assert asked[-1] == f"{project}\\workbook\\.."

    assert machine.addin.read_bytes() == shipped_addin().read_bytes()
    config = machine.config.read_text()
    assert f"users\\{machine.user.name}\\AppData\\Local\\xlcs\\venv\\Scripts\\python.exe" in config

    # Doctor had the last word: everything fits, but for the Excel that Wine lacks.
    assert ran.code == 1, ran.said
    assert "[问题] 没有找到 Excel" in ran.said
    assert "发现 1 个问题" in ran.said
    assert "安装完成" in ran.said


def test_a_second_time_the_environment_is_used_again(machine):
    mark = machine.home / "venv/mark"
    mark.write_text("kept")
    (machine.home / "xlcs.log").write_text("log")
    ran = machine.cmd("install.cmd")
    assert "发现 1 个问题" in ran.said
    assert mark.exists()


def test_a_wheel_beside_the_script_is_installed_where_there_is_no_project(machine):
    project = machine.folder / "xlcs 项目"
    (project / "pyproject.toml").unlink()
    wheel = project / "workbook/xlcs-0.1.0-py3-none-any.whl"
    wheel.touch()
    ran = machine.cmd("install.cmd")
    asked = json.loads((machine.folder / "stands/pip.json").read_text())
    assert asked[-1] == windows_path(wheel), ran.said


def test_uninstall_leaves_the_users_data_alone(machine):
    data = machine.user / "客服数据"
    (data / ".xlcs-cache").mkdir(parents=True)
    (data / "订单.csv").write_text("买家")
    own = machine.addin.with_name("PERSONAL.XLSB")
    own.write_bytes(b"mine")
    for _ in range(2):  # the second time there is nothing to do, which is fine
        ran = machine.cmd("uninstall.cmd")
        assert ran.code == 0, ran.said
        assert "已经卸载" in ran.said
        assert not machine.addin.exists()
        assert not machine.config.parent.exists()
        assert not machine.home.exists()
    assert own.exists()
    assert (data / "订单.csv").exists()


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


def test_doctor_reads_a_real_registry(machine):
    python = machine.folder / "py/python.exe"
    environment = {**machine.environment, "PYTHONUTF8": "1"}
    ran = machine.run(
        [str(python), "-c", REGISTRY, windows_path(ROOT), windows_path(python)], environment
    )
    assert ran.code == 0, ran.said
    assert "bits=64, version='15.0'" in ran.said
    assert "vba_warnings=4, vba_warnings_by_policy=True, all_locations_disabled=1" in ran.said
    assert "disabled_items=('C:\\\\x\\\\xlcs.xlam',)" in ran.said
    codes = ran.said.split("CODES ")[1].split()
    for code in ("excel_old", "macros_blocked_by_policy", "disabled_after_crash", "addin_missing"):
        assert code in codes
