"""The command line: the right call, what it says, its exit codes, and that bad input is told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from xlcs.cli import app
from xlcs.errors import WorkbookError
from xlcs.report.figures_file import write_figures

ONE, TWO = "示例店:客服01", "示例店:客服02"
RELATIONS = ["买家会员名,客服,绑定时间,解除时间", f"甲,{ONE},2022-07-01 12:00:00,"]
RELATIONS += [f"乙,{TWO},2022-07-01 12:00:00,"]
MESSAGES = ["买家会员名,客服,发送时间,发起方,阅读时间"]
MESSAGES += [f"甲,{ONE},2022-08-0{day} 09:00:00,客服,2022-08-0{day} 09:10:00" for day in (1, 2, 3)]
MESSAGES += [f"乙,{TWO},2022-08-03 09:00:00,客服,"]
ORDERS = ["订单编号,买家会员名,订单付款时间,买家实际支付金额"]
ORDERS += ["29000000000000000001,甲,2022-08-01 10:00:00,100.00"]
ORDERS += ["29000000000000000002,甲,2022-08-03 10:00:00,40.50"]
ORDERS += ["29000000000000000003,乙,2022-08-03 11:00:00,9.50"]
# guided: 100.00 on the 1st, 40.50 on the 3rd; the order of 乙 is unread


def csv(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return path


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "导出"
    folder.mkdir()
    csv(folder, "关系.csv", RELATIONS)
    csv(folder, "消息.csv", MESSAGES)
    csv(folder, "订单.csv", ORDERS)
    here = tmp_path / "当前"
    here.mkdir()
    monkeypatch.chdir(here)
    return folder


def xlcs(*words: object):
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def files_here() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def figures(*words: object) -> dict:
    result = xlcs("report", *words, "--json", "figures.json")
    assert result.exit_code == 0, result.output
    return json.loads(Path("figures.json").read_text(encoding="utf-8"))


# ---- what is written, and where


def test_a_report_is_named_after_its_period(data):
    result = xlcs("report", data, "--from", "2022-08-01", "--to", "2022-08-02")
    assert result.exit_code == 0
    assert files_here() == ["客服报表_2022-08-01_2022-08-02.xlsx"]
    assert "客服报表_2022-08-01_2022-08-02.xlsx" in result.stdout
    names = openpyxl.load_workbook(files_here()[0], read_only=True).sheetnames
    assert names[0] == "概览"


def test_in_english_the_report_has_an_english_name(data):
    xlcs("report", data, "--lang", "en", "--quiet")
    assert files_here() == ["customer-service_2022-08-01_2022-08-03.xlsx"]


def test_the_period_left_out_is_all_covered_days(data):
    assert figures(data)["period"] == {"from": "2022-08-01", "to": "2022-08-03"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--from", "2022-08-02"], ("2022-08-02", "2022-08-03")),
        (["--to", "2022-08-02"], ("2022-08-01", "2022-08-02")),
        (["--from", "2022/8/2", "--to", "20220803"], ("2022-08-02", "2022-08-03")),
    ],
)
def test_one_end_of_a_period_reaches_to_the_end_of_the_data(data, words, expected):
    period = figures(data, *words)["period"]
    assert (period["from"], period["to"]) == expected


def test_json_alone_writes_no_workbook_and_both_write_both(data):
    xlcs("report", data, "--json", "a.json")
    assert files_here() == ["a.json"]
    xlcs("report", data, "--json", "a.json", "--out", "b.xlsx")
    assert files_here() == ["a.json", "b.xlsx"]


def test_out_may_be_a_folder(data, tmp_path):
    (tmp_path / "报表").mkdir()
    xlcs("report", data, "--out", tmp_path / "报表")
    assert [p.name for p in (tmp_path / "报表").iterdir()] == [
        "客服报表_2022-08-01_2022-08-03.xlsx"
    ]


def test_json_is_utf8_that_people_can_read(data):
    figures(data)
    text = Path("figures.json").read_bytes().decode("utf-8")
    assert "示例店:客服01" in text
    assert "NaN" not in text


def test_json_to_standard_output_leaves_it_to_the_figures(data):
    result = xlcs("report", data, "--json", "-")
    assert json.loads(result.stdout_bytes)["shop"]["guided_gmv"] == 140.5
    assert "引导成交金额" in result.stderr
    assert files_here() == []


def test_figures_of_the_small_shop(data):
    content = figures(data)
    assert content["shop"]["guided_gmv"] == 140.5  # 100.00 + 40.50
    assert [day["guided_gmv"] for day in content["daily"]] == [100, 0, 40.5]
    assert {order["order_id"]: order["reason"] for order in content["orders"]} == {
        "29000000000000000001": "counted",
        "29000000000000000002": "counted",
        "29000000000000000003": "unread",
    }


def test_an_agent_filters_rows_and_credit_but_not_the_shop(data):
    content = figures(data, "--agent", TWO)
    assert [row["agent"] for row in content["agents"]] == [TWO]
    assert all(order["credited_agent"] in (None, TWO) for order in content["orders"])
    assert content["shop"]["guided_gmv"] == 140.5


def test_the_summary_compares_with_the_days_before(data):
    result = xlcs("report", data, "--from", "2022-08-03", "--to", "2022-08-03", "--json", "x.json")
    row = next(line for line in result.stdout.splitlines() if "引导成交金额" in line)
    assert "40.50" in row
    result = xlcs("report", data, "--from", "2022-08-02", "--to", "2022-08-02", "--json", "x.json")
    row = next(line for line in result.stdout.splitlines() if "引导成交金额" in line)
    assert "0.00" in row
    assert "100.00" in row  # the day before


def test_quiet_says_nothing(data):
    result = xlcs("report", data, "--quiet")
    assert result.output == ""
    assert len(files_here()) == 1


def test_a_second_run_replaces_the_report(data):
    Path("r.xlsx").write_bytes(b"old")
    xlcs("report", data, "--out", "r.xlsx")
    assert openpyxl.load_workbook("r.xlsx", read_only=True).sheetnames
    assert files_here() == ["r.xlsx"]


def reception(buyer: str, day: str, seconds: int, status: str) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{day} 10:00:00,{day} 10:{minutes:02d}:{rest:02d},{buyer},{ONE},售前,{status}"


def test_the_summary_shows_differences_taken_before_rounding(tmp_path, monkeypatch):
    """August 60 %, 39:50; September 66 %, 45:24; +6 points, +5:35 although 45:24 − 39:50 is 5:34.

    August: 3 of 5 buyers; durations sum to 11,948 s, mean 2389.6 s. September: 33 of 50 buyers;
    38 × 2724 s, 10 × 2725 s, 2 × 2726 s, mean 2724.28 s. The difference is 334.68 s = 5:34.68.
    """
    monkeypatch.chdir(tmp_path)
    august, september = [2389] * 2 + [2390] * 3, [2724] * 38 + [2725] * 10 + [2726] * 2
    lines = ["开始日期,结束日期,买家ID,客服旺旺,接待类型,状态"]
    for n, seconds in enumerate(august):
        lines.append(
            reception(f"八{n}", "2022-08-10", seconds, "协助付款" if n < 3 else "付款流失")
        )
    for n, seconds in enumerate(september):
        lines.append(
            reception(f"九{n}", "2022-09-10", seconds, "催付成功" if n < 33 else "催付失败")
        )
    data = tmp_path / "接待"
    data.mkdir()
    csv(data, "接待.csv", lines)
    said = xlcs("report", data, "--json", "x.json").stdout
    for shown in ("60.0%", "0:39:50", "66.0%", "0:45:24", "+6.0 个百分点", "+5:35"):
        assert shown in said
    assert "不达标" not in said
    assert said.count("达标") >= 2


def test_without_any_day_the_report_has_no_period_in_its_name(data):
    (data / "消息.csv").unlink()
    (data / "订单.csv").unlink()
    assert xlcs("report", data).exit_code == 0
    assert files_here() == ["客服报表.xlsx"]


# ---- settings and language


def test_settings_beside_the_data_are_used_and_others_win(data, tmp_path):
    (data / "xlcs.toml").write_text('language = "en"\n', encoding="utf-8")
    assert "guided GMV" in xlcs("report", data, "--json", "x.json").stdout
    other = tmp_path / "own.toml"
    other.write_text("lookback_days = 3\n", encoding="utf-8")
    assert "引导成交金额" in xlcs("report", data, "--json", "x", "--settings", other).stdout
    assert (
        "guided GMV"
        in xlcs("report", data, "--json", "x", "--settings", other, "--lang", "en").stdout
    )


def test_read_rule_of_the_settings_reaches_the_figures(data):
    csv(data, "消息2.csv", [MESSAGES[0], f"乙,{TWO},2022-08-03 09:00:00,客服,2022-08-03 20:00:00"])
    assert figures(data)["shop"]["guided_gmv"] == 140.5
    (data / "xlcs.toml").write_text('read_rule = "same_day"\n', encoding="utf-8")
    assert figures(data)["shop"]["guided_gmv"] == 150.0  # + 9.50, read after paying


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


def test_a_refused_row_is_a_warning_to_report_and_a_failure_to_check(data):
    csv(data, "订单2.csv", [ORDERS[0], "29000000000000000009,甲,2022-08-02 10:00:00,待核"])
    assert xlcs("report", data, "--json", "x.json").exit_code == 0
    result = xlcs("check", data)
    assert result.exit_code == 1
    row = next(line for line in result.stdout.splitlines() if "待核" in line)
    for part in ("订单2.csv", "第 2 行", "买家实际支付金额"):
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


# ---- a period outside the data


def test_a_period_outside_the_data_is_unknown_not_zero(data):
    result = xlcs("report", data, "--from", "2023-01-01", "--to", "2023-01-31", "--json", "x.json")
    assert result.exit_code == 0
    content = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert content["shop"]["guided_gmv"] is None
    assert content["daily"] == []
    assert content["period"] == {"from": "2023-01-01", "to": "2023-01-31"}
    assert "没有数据" in result.stdout


def test_a_period_partly_outside_is_cut_with_a_note(data):
    result = xlcs("report", data, "--from", "2022-07-25", "--to", "2022-08-01", "--json", "x.json")
    content = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert content["shop"]["guided_gmv"] == 100
    assert [day["day"] for day in content["daily"]] == ["2022-08-01"]
    assert "只有一部分有数据" in result.stdout


# ---- check


def test_check_says_how_each_file_was_read_and_what_is_covered(data):
    result = xlcs("check", data)
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if "消息.csv" in line)
    for part in ("客服消息", "第 1 行", "4 行", "2022-08-01 09:00:00", "2022-08-03 09:10:00"):
        assert part in line
    assert "gb18030" in line.lower()
    assert "订单 2022-08-01 至 2022-08-03" in result.stdout
    assert "下过单的 2 个，其中 2 个" in result.stdout
    assert "每一行都能用" in result.stdout


def test_check_in_english(data):
    csv(data, "订单2.csv", [ORDERS[0], "29000000000000000009,甲,2022-08-02 10:00:00,待核"])
    result = xlcs("check", data, "--lang", "en")
    assert result.exit_code == 1
    assert "Rows refused 1" in result.stdout
    assert "Not an amount" in result.stdout


def test_check_lists_what_was_left_alone(data):
    xlcs("report", data, "--out", data / "报表.xlsx", "--quiet")
    (data / "~$报表.xlsx").write_bytes(b"lock")
    result = xlcs("check", data)
    assert result.exit_code == 0
    for name in ("报表.xlsx", "~$报表.xlsx"):
        assert name in result.stdout


# ---- what consoles do to text


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "xlcs", *map(str, words)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
    )


def test_a_chinese_windows_console_shows_what_it_can(data):
    bad = "29000000000000000009,\U0001f600买家,2022-08-02 10:00:00,\U0001f600"
    csv(data, "订单2.csv", [ORDERS[0], bad])
    for command in ("check", "report"):
        done = run(command, data, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
        assert b"Traceback" not in done.stderr
        assert done.returncode == (1 if command == "check" else 0)
        text = done.stdout.decode("gbk")
        assert "不是金额" in text


def test_text_from_outside_is_no_markup_and_no_control_code(data):
    bad = "29000000000000000009,甲,2022-08-02 10:00:00,[bold]\x1b[31m=1+1[/bold]"
    csv(data, "订单2.csv", [ORDERS[0], bad])
    for command in ("check", "report"):
        done = run(command, data, PYTHONUTF8="1")
        text = done.stdout.decode("utf-8")
        assert "[bold]" in text
        assert "=1+1[/bold]" in text
        assert "\x1b" not in text


def test_the_version():
    from xlcs import __version__

    done = run("--version")
    assert done.stdout.decode().strip() == f"xlcs {__version__}"


def test_without_a_command_the_help_is_shown():
    done = run(PYTHONUTF8="1")
    assert done.returncode == 2
    assert "report" in (done.stdout + done.stderr).decode("utf-8")


def test_the_progress_bar_is_for_terminals(data, monkeypatch):
    from xlcs.terminal.console import progress_bar

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, quiet, expected in (
        (Terminal(), False, True),
        (Terminal(), True, False),
        (io.StringIO(), False, False),
    ):
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_bar(quiet, "zh") as tell:
            tell("read", 1, 4)
        assert ("读文件" in stream.getvalue()) is expected


def test_a_reader_hears_of_every_step(data, monkeypatch):
    from xlcs import compute, read_folder

    steps: list[tuple[str, int, int]] = []
    shop = read_folder(data, progress=lambda *step: steps.append(step))
    compute(shop, progress=lambda *step: steps.append(step))
    names = list(dict.fromkeys(step for step, _, _ in steps))
    from xlcs.terminal.console import STEPS

    assert set(names) <= set(STEPS["zh"])
    assert set(STEPS["zh"]) == set(STEPS["en"])
    assert all(0 <= done <= total for _, done, total in steps)


def test_a_settings_file_or_the_report_is_not_overwritten_by_json(data):
    own = data / "xlcs.toml"
    own.write_text('language = "zh"\n', encoding="utf-8")
    result = xlcs("report", data, "--json", own)
    assert (result.exit_code, own.read_text(encoding="utf-8")) == (2, 'language = "zh"\n')
    assert str(own) in result.stderr
    result = xlcs("report", data, "--json", "x.xlsx", "--out", "x.xlsx")
    assert (result.exit_code, files_here()) == (2, [])
    assert "x.xlsx" in result.stderr


def test_json_to_a_folder_or_a_device_is_told(data):
    for target in ("", ".", os.devnull):
        result = xlcs("report", data, "--json", target, "--quiet")
        assert result.exit_code == 1
        assert result.stderr.strip()
    assert not Path(os.devnull).is_file()


def test_json_is_written_where_the_workbook_cannot_be(data):
    Path("x.xlsx").mkdir()
    (Path("x.xlsx") / "客服报表_2022-08-01_2022-08-03.xlsx").mkdir()
    result = xlcs("report", data, "--out", "x.xlsx", "--json", "x.json")
    assert result.exit_code == 1
    assert "客服报表_2022-08-01_2022-08-03.xlsx" in result.stderr
    assert json.loads(Path("x.json").read_text(encoding="utf-8"))["shop"]["guided_gmv"] == 140.5
    assert "引导成交金额" in result.stdout


def test_a_check_of_nothing_usable_does_not_praise_its_rows(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = xlcs("check", tmp_path)
    assert result.exit_code == 1
    assert "每一行都能用" not in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", [(), ("--json", "-", "--quiet")])
def test_a_full_disk_under_standard_output_is_told(data, words):
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "xlcs", "report", str(data), *words],
            stdout=full, stderr=subprocess.PIPE, check=False,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )  # fmt: skip
    said = result.stderr.decode("utf-8", "replace")
    assert result.returncode != 0
    assert "No space left" in said
    assert "Traceback" not in said
