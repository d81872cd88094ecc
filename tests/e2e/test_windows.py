"""`xlcs addin install|status|remove` and `xlcs doctor` on a Windows Python."""

from __future__ import annotations

import pytest

from tests.e2e.wine import ROOT, windows_path
from xlcs import __version__

pytestmark = pytest.mark.wine

RUN = (
    "import sys, os; sys.path.insert(0, sys.argv[1]);"
    " os.environ.update(APPDATA=sys.argv[2], USERPROFILE=sys.argv[3]);"
    " from xlcs.cli import main; sys.argv = ['xlcs', *sys.argv[4:]]; main()"
)


@pytest.fixture
def home(tmp_path):
    """The folders of a user with a Chinese name and a space."""
    folder = tmp_path / "小 明"
    (folder / "Roaming").mkdir(parents=True)
    return folder


def xlcs(python, home, *arguments):
    return python.run(
        "-c",
        RUN,
        windows_path(ROOT),
        windows_path(home / "Roaming"),
        windows_path(home),
        *arguments,
    )


def test_install_status_remove(windows_python, home):
    addin = home / "Roaming/Microsoft/Excel/XLSTART/xlcs.xlam"
    config = home / ".xlcs/xlcs.conf"

    ran = xlcs(windows_python, home, "addin", "status")
    assert ran.code == 1, ran.said
    assert "已安装：否" in ran.said

    ran = xlcs(windows_python, home, "addin", "install")
    assert ran.code == 0, ran.said
    assert addin.read_bytes() == (ROOT / "workbook/xlcs.xlam").read_bytes()
    interpreter = windows_path(windows_python.place / "py/python.exe")
    assert interpreter.lower().encode() in config.read_bytes().lower()
    assert b'"USE UDF SERVER","True"' in config.read_bytes()

    ran = xlcs(windows_python, home, "addin", "status", "--lang", "en")
    assert ran.code == 0, ran.said
    assert f"version {__version__}" in ran.said
    assert "is this one: yes" in ran.said

    ran = xlcs(windows_python, home, "addin", "remove")
    assert ran.code == 0, ran.said
    assert not addin.exists()
    assert not config.exists()
    assert "没有动你的数据" in ran.said

    ran = xlcs(windows_python, home, "addin", "remove")
    assert ran.code == 0, ran.said
    assert "没有可删除的" in ran.said


def test_doctor_finds_what_is_and_what_is_not_there(windows_python, home):
    assert xlcs(windows_python, home, "addin", "install").code == 0
    ran = xlcs(windows_python, home, "doctor", "--lang", "en")
    # There is no Excel under Wine, and the doctor says so; Python itself starts as Excel starts it.
    assert ran.code == 1, ran.said
    assert "Traceback" not in ran.said
    assert "3.11" in ran.said
    assert "Excel" in ran.said
    lines = ran.said.splitlines()
    problems = [line for line in lines if line.startswith("[PROBLEM]")]
    remedies = [line for line in lines if line.strip().startswith("→")]
    assert problems
    assert len(remedies) >= len(problems)
    assert all("Excel" in line for line in problems), problems
