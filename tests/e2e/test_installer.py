"""The zip and the one-file setup, built and then installed on a Windows machine without a network.

The machine is a Wine prefix with no Python, a proxy to nowhere and a user who downloads into a
folder with a space, `&`, a bracket and Chinese. In the copy that is installed here, and in it
alone, numpy and typer are replaced by versions that Wine can load; python-calamine and fastexcel,
which it cannot, are left unused: the exports are CSV.
"""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import PERIOD
from tests.e2e.test_com import EMPTY, asked, expected
from tests.e2e.wine import ROOT, Ran, WindowsMachine, WinePython, new_machine, windows_path
from tests.test_installer_build import build
from xlcs import __version__
from xlcs.catalogue import AGENT_TABLE, FIGURES, RECEPTION

pytestmark = pytest.mark.wine

PROGRAMS = ("makensis", "osslsigncode")
REPLACED = ("numpy", "typer")
NO_EXCEL = 6
"""Installed, but doctor found a problem: Wine has no Excel."""
BOOK = "D:\\报表\\九月 周报.xlsx"
LONGEST_PATH = 130
"""Below the folder [characters]: with it in Downloads, Windows' 259 are not reached."""


@dataclass(frozen=True)
class Built:
    """The folder that is handed on, and what it was packed into."""

    folder: Path
    archive: Path
    scratch: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    """What `make installer` builds, the zip's part of it."""
    if lacking := [program for program in PROGRAMS if shutil.which(program) is None]:
        pytest.skip(f"not installed: {', '.join(lacking)} (Debian: apt install nsis osslsigncode)")
    scratch = tmp_path_factory.mktemp("build")
    folder = build.assemble(scratch)
    archive = build.write_zip(folder, scratch / f"xlcs-{__version__}-win64.zip")
    return Built(folder, archive, scratch)


def test_the_folder_is_whole_and_light(built):
    with zipfile.ZipFile(built.archive) as packed:
        names = packed.namelist()
    assert {name.split("/")[0] for name in names} == {f"xlcs-{__version__}"}
    inside = {name.split("/", 1)[1] for name in names}
    for name in (*build.SCRIPTS, "xlcs-template.xlsx", "version.txt", "licences/python.txt",
                 "messages/exit-0.txt", "python/python.exe", "python/xlwings64-0.37.8.dll",
                 "python/Lib/site-packages/xlcs/workbook/xlcs.xlam"):  # fmt: skip
        assert name in inside
    assert [name for name in inside if "/tests/" in name and "/xlcs/" not in name] == []
    assert max(map(len, names)) <= LONGEST_PATH
    assert built.archive.stat().st_size < 90e6


def test_no_file_names_the_machine_that_built_it(built):
    traces = [str(path).encode() for path in (ROOT, built.scratch)]
    small = (path for path in built.folder.rglob("*") if path.is_file())
    named = [
        path.name
        for path in small
        if path.suffix not in (".pyd", ".dll", ".exe")
        and any(t in path.read_bytes() for t in traces)
    ]
    assert named == []


def test_a_python_that_was_changed_is_refused(built, tmp_path):
    changed = tmp_path / "python.exe"
    data = bytearray((built.folder / "python/python.exe").read_bytes())
    data[len(data) // 3] ^= 1
    changed.write_bytes(data)
    with pytest.raises(build.BuildError):
        build.check_signature(changed)
    # signed, and validly, but by somebody else
    with pytest.raises(build.BuildError):
        build.check_signature(built.folder / "python/vcruntime140.dll")


def test_a_wheel_with_another_hash_is_refused(tmp_path, monkeypatch):
    wrong = tmp_path / "wheels.txt"
    wrong.write_text(f"mdurl==0.1.2 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(build, "LOCK", wrong)
    with pytest.raises(build.BuildError, match=r"HASH|hash"):
        build.fetch(tmp_path)


@dataclass
class Customer:
    """A machine, and what its user has downloaded."""

    machine: WindowsMachine
    unpacked: Path
    replaced: list[str]

    @property
    def site(self) -> Path:
        return self.unpacked / "python/Lib/site-packages"

    @property
    def addin(self) -> bytes:
        """The add-in that came with the zip."""
        return (self.site / "xlcs/workbook/xlcs.xlam").read_bytes()

    def install(self, *options: str, **more: str) -> Ran:
        return self.machine.double_click(
            self.unpacked / "install.cmd", "/quiet", *options, more=more
        )

    def xlcs(self, *arguments: str) -> Ran:
        """The command line of the installed copy."""
        python = self.machine.home / "python/python.exe"
        return self.machine.run(str(python), "-m", "xlcs", *arguments)


@pytest.fixture(scope="module")
def customer(built, windows_python: WinePython, tmp_path_factory) -> Customer:
    """A machine of its own, with the unpacked zip in the user's downloads."""
    folder = tmp_path_factory.mktemp("客户")
    downloads = folder / "下载 & 安装 (1)"
    downloads.mkdir()
    with zipfile.ZipFile(built.archive) as packed:
        packed.extractall(downloads)
    unpacked = downloads / built.folder.name
    site = unpacked / "python/Lib/site-packages"
    replaced = []
    for name in REPLACED:
        for path in [*site.glob(f"{name}"), *site.glob(f"{name}-*"), *site.glob(f"{name}.libs")]:
            shutil.rmtree(path)
        (wheel,) = (windows_python.place / "wheels").glob(f"{name}-*.whl")
        build.install_wheels([wheel], unpacked / "python")
        replaced.append(wheel.name)
    machine = new_machine(windows_python, folder / "prefix")
    yield Customer(machine, unpacked, replaced)
    machine.end()


def files_of(machine: WindowsMachine) -> set[str]:
    """All files of the user's and all registry entries of ours, but for temporary ones."""
    machine.end()  # the registry is written when Wine ends
    root = machine.prefix / "drive_c"
    found = {
        path.relative_to(root).as_posix()
        for place in ("users", "ProgramData", "Program Files")
        for path in (root / place).rglob("*")
        if path.is_file() and "Temp" not in path.parts and "INetCache" not in path.parts
    }
    for name in ("user.reg", "system.reg"):
        for line in (machine.prefix / name).read_text("utf-8", "replace").splitlines():
            if line.startswith("[") and "xlcs" in line:
                found.add(line.split("]")[0])
    return found


@pytest.fixture(scope="module")
def before(customer) -> set[str]:
    """What was on the machine before anything was installed."""
    return files_of(customer.machine)


@pytest.fixture(scope="module")
def installed(customer, before) -> Ran:
    """The first installation."""
    return customer.install()


def test_the_zip_installs_without_network_and_python(customer, installed):
    machine = customer.machine
    assert installed.code == NO_EXCEL, installed.said
    assert installed.shows("exit-6")
    assert machine.addin.read_bytes() == customer.addin
    assert "\\AppData\\Local\\xlcs\\python\\python.exe" in machine.config.read_text()
    assert {path.name for path in machine.home.iterdir()} == {
        "python", "scripts", "installed.json",
    }  # fmt: skip
    assert (customer.unpacked / "python/python.exe").exists()  # copied, not moved


def test_status_and_doctor_of_the_installed_copy(customer, installed):
    ran = customer.xlcs("addin", "status", "--lang", "en")
    assert ran.code == 0, ran.said
    assert f"version {__version__}" in ran.said
    script = customer.machine.home / "scripts/doctor.cmd"
    ran = customer.machine.double_click(script, "/quiet")
    assert ran.code == 1, ran.said
    problems = [line for line in ran.said.splitlines() if line.startswith("[问题]")]
    assert problems == ["[问题] 没有找到 Excel"]
    assert "新版本" not in ran.said


def test_functions_of_the_installed_copy_equal_the_command_line(
    customer, installed, exports, figures, tmp_path
):
    place = tmp_path / "as a Python of the tests"
    place.mkdir()
    (place / "py").symlink_to(customer.machine.home / "python")
    (place / "prefix").symlink_to(customer.machine.prefix)
    scratch = tmp_path / "server"
    scratch.mkdir()
    september = {
        "folder": windows_path(exports), "start": PERIOD[0], "end": PERIOD[1], "rules": {},
    }  # fmt: skip
    with WinePython(place).serve(scratch, {BOOK: september}, root=None) as server:
        found = dict(
            zip(
                (figure.id for figure in FIGURES),
                asked(server, *((figure.function,) for figure in FIGURES), book=BOOK),
                strict=True,
            )
        )
        agent = figures["agents"][0]
        calls = [(name.upper(), EMPTY, EMPTY, agent["agent"]) for name in AGENT_TABLE]
        of_agent = asked(server, *calls, book=BOOK)
    for name in AGENT_TABLE:
        assert found[name] == expected(figures["shop"], name), name
    for name in RECEPTION:
        assert found[name] == expected(figures["reception"]["periods"][0], name), name
    for name, value in zip(AGENT_TABLE, of_agent, strict=True):
        assert value == expected(agent, name), name


OPENER = r"""
import sys, winreg
def put(key, value):
    with winreg.CreateKeyEx(winreg.HKEY_CLASSES_ROOT, key) as opened:
        winreg.SetValueEx(opened, "", 0, winreg.REG_SZ, value)
put(".xlsx", "Sheet")
put(r"Sheet\shell\open\command", sys.argv[1])
"""
NOTE = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2], encoding='utf-8')"


def test_the_report_of_a_dropped_folder_opens_without_excel(customer, installed, exports, tmp_path):
    machine = customer.machine
    python = machine.launcher.place / "py/pythonw.exe"  # stands for WPS; it needs no console
    data = tmp_path / "导出 a&b"
    shutil.copytree(exports, data)
    script, opened = tmp_path / "opens.py", tmp_path / "opened.txt"
    script.write_text(NOTE)
    opener = " ".join(f'"{windows_path(part)}"' for part in (python, script, opened))
    launcher = python.with_name("python.exe")
    assert machine.run(str(launcher), "-c", OPENER, f'{opener} "%1"').code == 0
    ran = machine.double_click(
        machine.home / "scripts/生成报表.cmd", windows_path(data), more={"XLCS_NO_PAUSE": "1"}
    )
    (report,) = tmp_path.glob("客服报表_导出 a&b_*.xlsx")
    until = time.monotonic() + 60
    while not opened.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert opened.read_text(encoding="utf-8").lower() == windows_path(report).lower(), ran.said
    assert "引导成交金额" in ran.said
    assert report.stat().st_size > 50_000


def test_a_newer_version_beside_the_installer_is_told(customer, installed):
    newer = customer.unpacked.parent / "xlcs-99.0-setup.exe"
    newer.touch()
    ran = customer.xlcs("doctor")
    newer.unlink()
    assert "[注意] 安装来源的文件夹里有新版本 99.0：" in ran.said


def test_a_version_that_does_not_work_leaves_the_old_one(customer, installed):
    machine = customer.machine
    broken = customer.site / "xlcs/cli.py"
    whole = broken.read_bytes()
    mark = machine.home / "python/mark"
    mark.touch()
    broken.write_text("raise RuntimeError('broken')")
    try:
        ran = customer.install()
    finally:
        broken.write_bytes(whole)
    assert ran.code == 1, ran.said
    assert ran.shows("exit-1")
    assert mark.exists()
    assert not (machine.home / "python.new").exists()
    assert customer.xlcs("addin", "status").code == 0


def test_an_update_over_an_older_one_keeps_what_is_the_users(customer, installed):
    machine = customer.machine
    (machine.home / "workbooks.json").write_text("{}")
    machine.addin.chmod(0o644)
    machine.addin.write_bytes(b"of an older version")
    (machine.home / "python/mark").touch()
    assert customer.xlcs("addin", "status").code == 1
    log = customer.unpacked.parent / "日志 & log.txt"
    ran = customer.install(f"/log:{windows_path(log)}")
    assert ran.code == NO_EXCEL, ran.said
    assert "[问题] 没有找到 Excel" in log.read_bytes().decode("utf-8", "replace")
    assert not (machine.home / "python/mark").exists()
    assert not (machine.home / "python.old").exists()
    assert (machine.home / "workbooks.json").exists()
    assert customer.xlcs("addin", "status").code == 0


def test_uninstall_leaves_the_machine_as_it_was(customer, installed, before):
    script = customer.machine.home / "scripts/uninstall.cmd"
    # Wine holds a script that runs open, so that the one in the installed folder stays behind;
    # the one that came in the zip takes all.
    assert script.exists()
    ran = customer.machine.double_click(customer.unpacked / "uninstall.cmd", "/quiet")
    assert ran.code == 0, ran.said
    assert ran.shows("uninstalled")
    assert files_of(customer.machine) - before == set()


AS_APPS_DOES = r"""
import subprocess, sys, winreg
key = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\xlcs"
with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as entry:
    values = ("DisplayName", "DisplayVersion", "QuietUninstallString")
    name, version, command = (winreg.QueryValueEx(entry, value)[0] for value in values)
print(name, version)
sys.exit(subprocess.run(command).returncode)
"""


def test_the_one_file_setup_installs_and_apps_uninstalls(customer, before, tmp_path):
    machine = customer.machine
    setup = customer.unpacked.parent / f"xlcs-{__version__}-setup.exe"
    build.write_setup(customer.unpacked, setup, build.FAST)
    ran = machine.double_click(setup, "/S", f"/LOG={windows_path(tmp_path / 'setup.log')}")
    assert ran.code == NO_EXCEL, ran.said
    assert "[问题] 没有找到 Excel" in (tmp_path / "setup.log").read_text("utf-8", "replace")
    assert machine.addin.read_bytes() == customer.addin
    assert {path.name for path in machine.home.iterdir()} == {
        "python", "scripts", "installed.json",
    }  # fmt: skip
    source = json.loads((machine.home / "installed.json").read_text(encoding="utf-8"))["from"]
    assert source.lower() == windows_path(setup.parent).lower()
    assert customer.xlcs("addin", "status").code == 0

    launcher = str(machine.launcher.place / "py/python.exe")
    ran = machine.run(launcher, "-c", AS_APPS_DOES)
    assert ran.code == 0, ran.said
    assert f"xlcs 客服数据 {__version__}" in ran.said
    assert files_of(machine) - before == set()


EXCEL_IS_HERE = r"""
import sys, winreg
key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, key, 0,
                        winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY) as opened:
    winreg.SetValueEx(opened, "", 0, winreg.REG_SZ, sys.argv[1])
"""


def test_for_all_users(customer, before):
    machine = customer.machine
    assert machine.double_click(customer.unpacked / "uninstall.cmd", "/quiet").code == 0
    launcher = machine.launcher.place / "py/python.exe"
    office = machine.prefix / "drive_c/Program Files/Microsoft Office/root/Office16"
    office.mkdir(parents=True)
    shutil.copy(launcher, office / "EXCEL.EXE")
    excel = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
    assert machine.run(str(launcher), "-c", EXCEL_IS_HERE, excel).code == 0

    ran = customer.install("/allusers")
    assert ran.code == 0, ran.said  # with an Excel there, doctor finds nothing
    assert ran.shows("exit-0")
    assert (office / "XLSTART/xlcs.xlam").read_bytes() == customer.addin
    shared = machine.prefix / "drive_c/ProgramData/xlcs"
    assert "C:\\Program Files\\xlcs\\python\\python.exe" in (shared / "xlcs.conf").read_text()
    assert not machine.addin.exists()
    assert not machine.config.exists()

    python = machine.prefix / "drive_c/Program Files/xlcs/python/python.exe"
    ran = machine.run(str(python), "-m", "xlcs", "addin", "status")
    assert ran.code == 0, ran.said

    ran = machine.double_click(customer.unpacked / "uninstall.cmd", "/quiet", "/allusers")
    assert ran.code == 0, ran.said
    left = files_of(machine) - before
    assert [name for name in left if "xlcs" in name.lower()] == []
