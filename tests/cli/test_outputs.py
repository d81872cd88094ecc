"""Where reports are written, and what is never written over."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

from tests.cli.runs import files_here, xlcs


def test_a_report_that_is_there_is_left_alone(data):
    Path("r.xlsx").write_bytes(b"a lead's notes")
    for _ in range(2):
        assert xlcs("report", data, "--out", "r.xlsx", "--quiet").exit_code == 0
    assert files_here() == ["r (2).xlsx", "r (3).xlsx", "r.xlsx"]
    assert Path("r.xlsx").read_bytes() == b"a lead's notes"
    assert openpyxl.load_workbook("r (3).xlsx", read_only=True).sheetnames[0] == "概览"


def test_a_report_named_after_its_period_finds_a_free_name_too(data):
    xlcs("report", data, "--quiet")
    xlcs("report", data, "--quiet")
    name = "客服报表_2022-08-01_2022-08-31"
    assert files_here() == [f"{name} (2).xlsx", f"{name}.xlsx"]


def test_force_replaces_it(data):
    Path("r.xlsx").write_bytes(b"old")
    assert xlcs("report", data, "--out", "r.xlsx", "--force").exit_code == 0
    assert files_here() == ["r.xlsx"]
    assert openpyxl.load_workbook("r.xlsx", read_only=True).sheetnames[0] == "概览"


def test_the_path_is_told_whole(data):
    said = xlcs("report", data, "--out", "r.xlsx").stdout
    assert str(Path.cwd() / "r.xlsx") in said


def test_a_name_of_eighty_chinese_characters_is_written_and_numbered(data):
    name = "报" * 80
    for _ in range(2):
        assert xlcs("report", data, "--out", f"{name}.xlsx", "--quiet").exit_code == 0
    assert xlcs("report", data, "--json", f"{name}.json", "--quiet").exit_code == 0
    assert files_here() == [f"{'报' * 80} (2).xlsx", f"{name}.json", f"{name}.xlsx"]


def test_a_name_that_takes_no_number_is_cut(data):
    name = "报" * 83
    for _ in range(2):
        assert xlcs("report", data, "--out", f"{name}.xlsx", "--quiet").exit_code == 0
    assert files_here() == [f"{'报' * 82} (2).xlsx", f"{name}.xlsx"]


@pytest.mark.parametrize("option", ["--out", "--json"])
def test_a_name_too_long_is_told_before_anything_is_read(data, option):
    asked = xlcs("report", data, option, "报" * 84 + ".xlsx")
    assert asked.exit_code == 2
    assert "文件名太长" in asked.stderr
    assert not (data / ".xlcs-cache").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_links_that_lead_in_a_circle_cost_no_report(data):
    (data / "圈.csv").symlink_to("圈.csv")
    done = xlcs("report", data, "--out", "r.xlsx", "--json", "f.json")
    assert done.exit_code == 1
    assert "圈.csv" in done.stderr
    assert files_here() == ["f.json", "r.xlsx"]
