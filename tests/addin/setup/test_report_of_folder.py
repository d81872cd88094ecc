"""Which folder is meant, where its report goes, and that it is made and opened."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from xlcs import demo
from xlcs.addin.setup import report_of_folder
from xlcs.addin.setup.report_of_folder import folder_and_options, report_path

NOW = datetime(2026, 11, 27, 9, 5, 7)
SCRIPT = "C:\\Users\\李 雷\\AppData\\Local\\xlcs\\scripts\\生成报表.cmd"


def test_a_folder_and_options(tmp_path):
    assert folder_and_options([], {}) == (None, [])
    assert folder_and_options([str(tmp_path), "--all"], {}) == (tmp_path, ["--all"])
    assert folder_and_options(["--last-month"], {}) == (None, ["--last-month"])
    # what is not there is handed on: `xlcs report` says so best
    assert folder_and_options(["Z:/none", "--all"], {}) == (Path("Z:/none"), ["--all"])


@pytest.mark.parametrize(
    "quoted", ["{script} {folder}", '"{script}" {folder}', '"{script}" "{folder}"']
)
def test_a_dropped_folder_that_cmd_has_cut_is_read_whole(tmp_path, quoted):
    folder = tmp_path / "导出a&b!"
    folder.mkdir()
    line = f'C:\\Windows\\system32\\cmd.exe /c "{quoted.format(script=SCRIPT, folder=folder)}"'
    cut = str(folder).split("&")[0]
    assert folder_and_options([cut], {"XLCS_COMMAND": line}) == (folder, [])


def test_double_clicked_without_a_folder_the_command_line_names_none():
    line = f'C:\\Windows\\system32\\cmd.exe /c ""{SCRIPT}" "'
    assert folder_and_options([], {"XLCS_COMMAND": line}) == (None, [])


def test_the_report_goes_beside_the_folder_under_a_new_name(tmp_path):
    folder = tmp_path / "九月 导出"
    folder.mkdir()
    assert report_path(folder, NOW, tmp_path / "Documents") == (
        tmp_path / "客服报表_九月 导出_20261127-090507.xlsx"
    )


def test_where_it_cannot_go_it_goes_into_the_documents(tmp_path, monkeypatch):
    folder = tmp_path / "shared" / "导出"
    folder.mkdir(parents=True)
    documents = tmp_path / "Documents"
    monkeypatch.setattr(report_of_folder, "_writable", lambda place: False)
    assert report_path(folder, NOW, documents).parent == documents
    root = Path(tmp_path.anchor)
    assert report_path(root, NOW, documents) == documents / "客服报表_data_20261127-090507.xlsx"


def test_the_report_is_made_and_opened(tmp_path, monkeypatch):
    data = demo.write_exports(tmp_path / "示例 a&b", "zh")
    opened = []
    monkeypatch.setattr(os, "startfile", lambda path: opened.append(Path(path)), raising=False)
    monkeypatch.setattr(report_of_folder, "documents_folder", lambda: tmp_path)
    monkeypatch.setattr(report_of_folder, "tell_newer", lambda: None)
    monkeypatch.setenv("XLCS_NO_PAUSE", "1")
    assert report_of_folder.main([str(data), "--all", "--quiet"]) == 0
    (report,) = opened
    assert report.parent == Path(data).parent
    assert report.name.startswith("客服报表_")
    assert report.stat().st_size > 10_000


def test_where_nothing_opens_it_the_report_is_named(tmp_path, monkeypatch, capsys):
    def nothing_opens(path):
        raise OSError(1155, "no application is associated")

    def report_is_written(command, check):
        Path(command[command.index("--out") + 1]).touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(os, "startfile", nothing_opens, raising=False)
    monkeypatch.setattr(subprocess, "run", report_is_written)
    monkeypatch.setattr(report_of_folder, "documents_folder", lambda: tmp_path)
    monkeypatch.setattr(report_of_folder, "tell_newer", lambda: None)
    monkeypatch.setenv("XLCS_NO_PAUSE", "1")
    (tmp_path / "导出").mkdir()
    assert report_of_folder.main([str(tmp_path / "导出")]) == 1
    said = capsys.readouterr().out
    assert "没有能打开 .xlsx 的程序" in said
    assert "客服报表_导出_" in said
