"""Install, status and remove, on folders made for the test; and the commands on this system."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xlcs import __version__
from xlcs.addin import cli
from xlcs.addin.setup import install
from xlcs.addin.shipped_files import shipped_addin
from xlcs.errors import SetupError

INTERPRETER = "C:\\Users\\李 雷\\AppData\\Local\\xlcs\\venv\\Scripts\\python.exe"


@pytest.fixture
def where(tmp_path) -> install.Places:
    return install.Places(
        tmp_path / "用户 A" / "Excel" / "XLSTART" / "xlcs.xlam",
        tmp_path / "用户 A" / ".xlcs" / "xlcs.conf",
    )


def python(folder: Path) -> str:
    """A file that stands for an interpreter."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "python.exe"
    path.write_bytes(b"MZ")
    return str(path)


def test_the_add_in_goes_to_xlstart_and_the_config_where_its_vba_looks():
    found = install.places(
        environment={"APPDATA": "/roaming", "USERPROFILE": "/home"}, platform="win32"
    )
    assert found.addin == Path("/roaming/Microsoft/Excel/XLSTART/xlcs.xlam")
    assert found.config == Path("/home/.xlcs/xlcs.conf")


def test_for_all_users_they_go_beside_excel_and_to_what_all_share(tmp_path):
    environment = {
        "APPDATA": str(tmp_path / "roaming"),
        "USERPROFILE": str(tmp_path / "home"),
        "ProgramData": str(tmp_path / "shared"),
    }
    excel = str(tmp_path / "Office16/EXCEL.EXE")
    shared = install.places_of_all_users(excel, environment=environment)
    assert shared.addin == tmp_path / "Office16/XLSTART/xlcs.xlam"
    assert shared.config == tmp_path / "shared/xlcs/xlcs.conf"

    def in_use():
        return install.places_in_use(excel, environment=environment, platform="win32")

    own = install.places(environment=environment, platform="win32")
    assert in_use() == own  # nothing is installed yet
    install.install(shared, interpreter=INTERPRETER, encoding="gbk")
    assert in_use() == shared
    # what uninstall.cmd reads, which must work without Python
    assert shared.config.with_name("addin.txt").read_bytes() == f"{shared.addin}\r\n".encode()
    install.install(own, interpreter=INTERPRETER, encoding="gbk")
    assert in_use() == own  # the VBA reads the user's own config first
    install.remove(shared)
    assert not shared.config.parent.exists()


def test_without_excel_nothing_can_be_installed_for_all_users():
    with pytest.raises(SetupError, match="没有找到 Excel"):
        install.places_of_all_users(None, environment={})
    with pytest.raises(SetupError, match="There is no Excel"):
        install.places_of_all_users(None, "en", environment={})


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("darwin", ["macOS", "xlcs report", "runpython install"]),
        ("linux", ["Linux", "xlcs report"]),
    ],
)
def test_elsewhere_it_is_said_what_works(platform, words):
    with pytest.raises(SetupError) as raised:
        install.places(platform=platform)
    for word in [*words, "Windows"]:
        assert word in str(raised.value)
        assert word in install.elsewhere(platform, "en")


def test_install_copies_the_add_in_and_names_the_interpreter(where):
    install.install(where, interpreter=INTERPRETER, encoding="gbk")
    assert where.addin.read_bytes() == shipped_addin().read_bytes()
    # what VBA's Input # reads: quoted pairs, CRLF, in Windows' own code page
    assert where.config.read_bytes().decode("gbk") == (
        f'"INTERPRETER_WIN","{INTERPRETER}"\r\n'
        '"PYTHONPATH",""\r\n'
        '"UDF MODULES","xlcs.addin.functions"\r\n'
        '"USE UDF SERVER","True"\r\n'
        '"SHOW CONSOLE","False"\r\n'
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
    )
    left = [path.name for path in where.addin.parents[2].rglob("*") if path.is_file()]
    assert sorted(left) == ["xlcs.conf", "xlcs.xlam"]


def test_install_again_replaces_what_was_there(where):
    where.addin.parent.mkdir(parents=True)
    where.addin.write_bytes(b"old")
    install.install(where, interpreter="old")
    install.install(where, interpreter="new")
    assert where.addin.read_bytes() == shipped_addin().read_bytes()
    assert install.read_config(where.config, "utf-8")[install.INTERPRETER] == "new"


def test_the_add_in_is_read_only_and_still_replaced_and_removed(where):
    # A second Excel would ask about a file in use.
    for _ in range(2):
        install.install(where, interpreter=INTERPRETER)
        assert not where.addin.stat().st_mode & stat.S_IWRITE
        assert where.config.stat().st_mode & stat.S_IWRITE
    assert install.remove(where) == [where.addin, where.config]
    assert not where.addin.exists()


def test_the_read_only_mark_is_cleared_before_windows_is_asked_to_replace(where, monkeypatch):
    # Windows replaces and deletes no file that has it; elsewhere nothing would show that.
    install.install(where, interpreter=INTERPRETER)
    writable = []
    for name in ("replace", "unlink"):
        original = getattr(Path, name)

        def noting(path, *given, original=original, **more):
            if where.addin in (path, *given):
                writable.append(bool(where.addin.stat().st_mode & stat.S_IWRITE))
            return original(path, *given, **more)

        monkeypatch.setattr(Path, name, noting)
    install.install(where, interpreter=INTERPRETER)
    install.remove(where)
    assert writable == [True, True]


def test_a_path_that_the_code_page_lacks_goes_in_its_short_form(where):
    install.install(
        where,
        interpreter="C:\\用户\\python.exe",
        encoding="cp1252",
        short_form=lambda path: path.replace("用户", "YH~1"),
    )
    assert install.read_config(where.config, "cp1252")[install.INTERPRETER] == (
        "C:\\YH~1\\python.exe"
    )


def test_a_path_with_no_usable_form_is_refused_with_the_remedy(where):
    with pytest.raises(SetupError, match="代码页（cp1252）") as raised:
        install.install(where, interpreter="C:\\用户\\python.exe", encoding="cp1252")
    assert "C:\\用户\\python.exe" in str(raised.value)
    assert not where.config.exists()


def test_a_file_that_cannot_be_written_says_to_close_excel(where):
    where.addin.mkdir(parents=True)  # a folder in its place cannot be replaced by a file
    with pytest.raises(SetupError, match="请先关闭所有 Excel 窗口") as raised:
        install.install(where, interpreter=INTERPRETER)
    assert str(where.addin) in str(raised.value)
    assert list(where.addin.parents[2].rglob("*.new")) == []


def test_status_of_nothing(where):
    found = install.status(where, interpreter=sys.executable)
    assert not found.installed
    assert found.addin_version is None
    assert found.interpreter is None
    assert not found.current


def test_status_after_install_is_current(where, tmp_path):
    interpreter = python(tmp_path / "环境")
    install.install(where, interpreter=interpreter)
    found = install.status(where, interpreter=interpreter)
    assert found.current
    assert found.addin_version == __version__


def test_status_sees_an_old_add_in_a_lost_interpreter_and_another_one(where, tmp_path):
    interpreter = python(tmp_path / "one")
    install.install(where, interpreter=interpreter)
    other = install.status(where, interpreter=python(tmp_path / "two"))
    assert other.interpreter_exists
    assert not other.interpreter_is_this
    assert not other.current

    where.addin.write_bytes(b"an older one")
    assert not install.status(where, interpreter=interpreter).current

    install.install(where, interpreter=interpreter)
    Path(interpreter).unlink()
    lost = install.status(where, interpreter=sys.executable)
    assert lost.same_as_shipped
    assert not lost.interpreter_exists
    assert not lost.current


def test_remove_takes_out_what_install_wrote_and_nothing_else(where):
    install.install(where, interpreter=INTERPRETER)
    beside = where.addin.with_name("PERSONAL.XLSB")
    beside.write_bytes(b"the user's own")
    assert install.remove(where) == [where.addin, where.config]
    assert not where.addin.exists()
    assert not where.config.parent.exists()
    assert beside.read_bytes() == b"the user's own"
    assert install.remove(where) == []


def test_remove_keeps_a_config_folder_that_holds_something_else(where):
    install.install(where, interpreter=INTERPRETER)
    (where.config.parent / "notes.txt").write_text("mine")
    install.remove(where)
    assert (where.config.parent / "notes.txt").read_text() == "mine"


def test_the_windowless_interpreter_is_named_by_its_sibling():
    assert install.running_interpreter("C:\\venv\\pythonw.exe") == "C:\\venv\\python.exe"
    assert install.running_interpreter("C:\\venv\\python.exe") == "C:\\venv\\python.exe"


def test_the_package_root_is_named_only_where_python_would_not_find_it():
    root = install.package_root()
    code = "import importlib.util as u; print(u.find_spec('xlcs') is not None)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
        cwd="/",
    )
    if done.stdout.strip() == "False":
        assert root is not None
    if root is not None:
        assert (Path(root) / "xlcs" / "__init__.py").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="tells what works elsewhere than on Windows")
@pytest.mark.parametrize("command", ["install", "status", "remove"])
def test_on_this_system_the_commands_say_what_works_and_fail(command):
    done = subprocess.run(
        [sys.executable, "-m", "xlcs", "addin", command, "--lang", "en"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "xlcs report" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_add_in_is_built_by_a_command(tmp_path):
    out = tmp_path / "built.xlam"
    done = CliRunner().invoke(cli.app, ["addin", "build", "--out", str(out)])
    assert done.exit_code == 0
    assert str(out) in done.stdout
    assert out.read_bytes() == shipped_addin().read_bytes()
