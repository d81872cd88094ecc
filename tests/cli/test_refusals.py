"""Wrong usage and bad input on the command line: exit codes, and that it is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pytest

from tests.cli.runs import ORDERS, csv, files_here, xlcs
from xlcs.errors import WorkbookError
from xlcs.report.write.figures_file import write_figures

# ---- wrong usage: exit code 2


@pytest.mark.parametrize("command", ["report", "check"])
def test_a_folder_that_does_not_exist(data, command):
    result = xlcs(command, "没有这个文件夹")
    assert result.exit_code == 2
    assert "没有这个文件夹" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["report", "check"])
def test_a_file_where_a_folder_is_meant(data, command):
    result = xlcs(command, data / "订单.csv")
    assert result.exit_code == 2
    assert "不是文件夹" in result.stderr


@pytest.mark.parametrize("value", ["2022-13-01", "2022-02-30", "昨天", "", "2022-8"])
def test_a_day_that_is_none(data, value):
    result = xlcs("report", data, "--from", value, "--to", "2022-08-03")
    assert result.exit_code == 2
    assert f"--from {value} 不是日期" in result.stderr
    assert files_here() == []


def test_from_after_to(data):
    result = xlcs("report", data, "--from", "2022-08-03", "--to", "2022-08-01")
    assert result.exit_code == 2
    assert "--from 2022-08-03 晚于 --to 2022-08-01" in result.stderr


def test_an_unknown_agent_is_named_and_nothing_is_written(data):
    result = xlcs("report", data, "--agent", "示例店:客服09")
    assert result.exit_code == 2
    assert "示例店:客服09" in result.stderr
    assert files_here() == []


def test_bad_settings_tell_all_problems_at_once(data):
    (data / "xlcs.toml").write_text("lookback = 3\nmax_average_min = 'x'\n", encoding="utf-8")
    for command in ("report", "check"):
        result = xlcs(command, data)
        assert result.exit_code == 2
        for part in ("xlcs.toml", "lookback（", "lookback_days", 'max_average_min = "x"'):
            assert part in result.stderr
    result = xlcs("report", data, "--settings", "none.toml")
    assert result.exit_code == 2
    assert "none.toml 不存在" in result.stderr


def test_a_language_or_option_that_there_is_not(data):
    assert xlcs("report", data, "--lang", "fr").exit_code == 2
    assert xlcs("report", data, "--form", "2022-08-01").exit_code == 2
    assert xlcs("report").exit_code == 2
    assert xlcs("reprot", data).exit_code == 2


def test_out_that_is_no_workbook(data):
    result = xlcs("report", data, "--out", "report.csv")
    assert result.exit_code == 2
    assert ".xlsx" in result.stderr


@pytest.mark.parametrize("option", ["--out", "--json"])
def test_an_export_is_never_overwritten(data, option):
    book = openpyxl.Workbook()
    book.active.append(["买家ID", "进店时间"])
    book.active.append(["甲", "2022-08-01 09:30:00"])
    source = data / "进店.xlsx"
    book.save(source)
    before = source.read_bytes()
    result = xlcs("report", data, option, source)
    assert result.exit_code == 2
    assert "不会覆盖" in result.stderr
    assert source.read_bytes() == before


# ---- exit code 1


@pytest.mark.parametrize("command", ["report", "check"])
def test_a_folder_that_holds_no_file(data, tmp_path, command):
    (tmp_path / "空").mkdir()
    result = xlcs(command, tmp_path / "空")
    assert result.exit_code == 1
    assert "空" in result.stderr
    assert "Traceback" not in result.output


def test_a_refused_file_costs_nothing_else(data):
    csv(data, "排班.csv", ["日期,早班,晚班", "2022-08-01,张,李"])
    (data / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    result = xlcs("report", data, "--json", "x.json", "--out", "x.xlsx")
    assert result.exit_code == 1
    assert "排班.csv" in result.stderr
    assert "坏.xlsx" in result.stderr
    content = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert content["shop"]["guided_gmv"] == 140.5
    assert {"排班.csv", "坏.xlsx"} <= {entry["file"] for entry in content["data_check"]}
    assert files_here() == ["x.json", "x.xlsx"]


def test_quiet_still_names_a_refused_file(data):
    csv(data, "排班.csv", ["日期,早班,晚班", "2022-08-01,张,李"])
    result = xlcs("report", data, "--quiet")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "排班.csv" in result.stderr


def test_nothing_usable_writes_nothing(data):
    for name in ("关系.csv", "消息.csv", "订单.csv"):
        (data / name).unlink()
    csv(data, "排班.csv", ["日期,早班,晚班", "2022-08-01,张,李"])
    result = xlcs("report", data)
    assert result.exit_code == 1
    assert "排班.csv" in result.stderr
    assert "没有可用的表" in result.stderr
    assert files_here() == []


def test_a_summary_alone_is_nothing_to_report_on(data):
    for name in ("关系.csv", "消息.csv", "订单.csv"):
        (data / name).unlink()
    csv(data, "平台.csv", ["日期,发送客户数,引导成交金额", "2022-08-01,2,100.00"])
    result = xlcs("report", data)
    assert result.exit_code == 1
    assert "只有已经汇总好的数字" in result.stderr
    assert files_here() == []


def test_a_refused_row_is_a_warning_to_report_and_a_failure_to_check(data):
    csv(data, "订单2.csv", [ORDERS[0], "29000000000000000009,甲,2022-08-02 10:00:00,待核"])
    assert xlcs("report", data, "--json", "x.json").exit_code == 0
    result = xlcs("check", data)
    assert result.exit_code == 1
    assert result.stdout.startswith("先看这些 1\n  - 订单2.csv：1 行里一行也没有用上")
    row = next(line for line in result.stdout.splitlines() if "订单2.csv · " in line)
    for part in ("第 2 行", "买家实际支付金额", "不是金额"):
        assert part in row


def test_an_output_that_cannot_be_written(data):
    Path("a file").write_text("x")
    for option, name in (("--out", "r.xlsx"), ("--json", "r.json")):
        for place in ("no folder", "a file"):
            result = xlcs("report", data, option, Path(place) / name)
            assert result.exit_code == 1
            assert place in result.stderr


def test_an_output_that_is_open_elsewhere_stays_whole(data, monkeypatch):
    def in_use(self, target):
        raise PermissionError(13, "Permission denied", str(target))

    target = Path("figures.json")
    target.write_text("old")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", in_use)
        with pytest.raises(WorkbookError, match=r"figures\.json"):
            write_figures({"a": 1}, target)
        result = xlcs("report", data, "--json", target, "--quiet")
    assert result.exit_code == 1
    assert "figures.json" in result.stderr
    assert "原来的文件没有改动" in result.stderr
    assert target.read_text() == "old"
    assert files_here() == ["figures.json"]


def test_a_report_whose_name_is_no_text_is_written(data):
    """On Linux a name may be bytes of another encoding, as an old archive leaves them."""
    name = os.fsdecode("报表".encode("gb18030") + b".xlsx")
    assert xlcs("report", data, "--out", name, "--quiet").exit_code == 0
    assert files_here() == [name]


def test_an_agent_may_be_named_without_the_shop_where_one_alone_has_the_name(data):
    whole, bare = (
        json.loads(xlcs("report", data, "--agent", name, "--json", "-").stdout)
        for name in ("示例店:客服01", "客服01")
    )
    assert bare == whole
    assert [agent["agent"] for agent in bare["agents"]] == ["示例店:客服01"]


def test_where_a_file_was_refused_only_the_others_rows_are_said_to_be_fine(data):
    csv(data, "别的.csv", ["商品,销量", "袜子,5"])
    said = xlcs("check", data).stdout
    assert "读入的文件里每一行都能用。" in said


def test_a_bare_name_that_several_agents_have_is_answered_with_their_full_names(data):
    csv(
        data,
        "别店.csv",
        ["买家会员名,客服,绑定时间,解除时间", "甲,别店:客服01,2022-07-01 12:00:00,"],
    )
    result = xlcs("report", data, "--agent", "客服01")
    assert result.exit_code == 2
    assert "不止一个：" in result.stderr
    assert "别店:客服01" in result.stderr
    assert "示例店:客服01" in result.stderr
