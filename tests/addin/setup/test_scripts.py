"""What a lead double-clicks: scripts that every cmd.exe reads, texts that every console shows."""

from __future__ import annotations

import re

import pytest

from xlcs.addin.setup.windows_entries import SHORTCUT
from xlcs.addin.shipped_files import workbook_folder

WORKBOOK = workbook_folder()
SCRIPTS = ["install.cmd", "uninstall.cmd", "doctor.cmd", "生成报表.cmd"]
MESSAGES = {path.stem: path for path in (WORKBOOK / "messages").iterdir()}


def source(name: str) -> str:
    return (WORKBOOK / name).read_bytes().decode("ascii").replace("\r\n", "\n")


def message(name: str) -> str:
    """A message as `type` shows it: UTF-16 with a mark, lines as Windows ends them."""
    data = MESSAGES[name].read_bytes()
    assert data.startswith(b"\xff\xfe"), name
    text = data[2:].decode("utf-16-le")
    assert text.count("\n") == text.count("\r\n") > 0, name
    return text.replace("\r\n", "\n")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_ascii_with_windows_lines(name):
    data = (WORKBOOK / name).read_bytes()
    text = data.decode("ascii")
    assert data.count(b"\n") == data.count(b"\r\n")
    labels = set(re.findall(r"^:(\w+)", text.replace("\r", ""), re.M))
    assert set(re.findall(r"\b(?:goto|call :)\s*(\w+)", text)) <= labels
    # from or to a Chinese code page it clears the screen, and the messages with it
    assert not re.search(r"^\s*chcp", text, re.M)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_path_with_an_ampersand_stands_in_quotes(name):
    for line in source(name).splitlines():
        if line.startswith("rem"):
            continue
        outside = re.sub(r'"[^"]*"', "", line)
        paths = r"%(here|home|programs|source|config|shortcuts|from|log|pins)%"
        assert not re.search(paths, outside), line


def test_every_message_is_told_in_both_languages_and_by_a_script():
    sources = "".join(map(source, SCRIPTS))
    for name in MESSAGES:
        assert re.search(r"[一-鿿]", message(name)), name
        assert re.search(r"[a-z]{4,} [a-z]+", message(name)), name
        told = name.startswith("exit-") or f"{name}.txt" in sources or f":say {name}" in sources
        assert told, name
    for name in re.findall(r"call :say ([a-z-]+[a-z])\b(?![%-])", sources):
        assert name in MESSAGES, name


def test_each_exit_code_has_a_message_and_is_listed():
    install = source("install.cmd")
    codes = set(re.findall(r'exit /b (\d)\b|"result=(\d)"', install))
    used = {one or other for one, other in codes}
    listed = set(re.findall(r"^  (\d)  ", message("usage"), re.M))
    assert used == listed == {name.removeprefix("exit-") for name in MESSAGES if "exit-" in name}


def test_each_option_is_listed():
    options = set(re.findall(r'/I "%option(?::~0,\d)?%"=="(/\w+:?)"', source("install.cmd")))
    options.discard("/from:")  # what the one-file setup says of itself
    assert options == {"/quiet", "/allusers", "/log:", "/python:"}
    for option in options:
        assert option in message("usage")


def test_a_hidden_excel_is_told_where_to_be_ended():
    assert "任务管理器" in message("exit-3")
    assert "EXCEL.EXE" in message("exit-3")


def test_inside_the_zip_the_script_says_to_unpack_it_first():
    numbers = re.search(r"\[char\[\]\]\(([^)]+)\)", source("install.cmd"))
    assert numbers is not None
    said = "".join(chr(int(number, 16)) for number in numbers[1].split(","))
    assert said == "请先解压：右键压缩文件，选“全部解压缩”，再双击"
    assert "Please extract the whole zip first" in source("install.cmd")


def test_uninstall_deletes_what_install_writes():
    text = source("uninstall.cmd")
    for place in (
        r"%APPDATA%\Microsoft\Excel\XLSTART\xlcs.xlam",
        r"%USERPROFILE%\.xlcs",
        "xlcs.conf addin.txt installed.json",
        r"%LOCALAPPDATA%\xlcs",
        r"%APPDATA%\Microsoft\Windows\SendTo",
        r"Microsoft\Windows\CurrentVersion\Uninstall\xlcs",
    ):
        assert place in text
    assert SHORTCUT.endswith("(xlcs).lnk")
    assert r"\*(xlcs).lnk" in text
