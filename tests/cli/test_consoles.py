"""What the command line shows on the consoles that there are."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import ONE, ORDERS, csv, files_here, xlcs

# ---- what consoles do to text


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "xlcs", *map(str, words)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
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
    bad = f"2022-08-02 10:00:00,2022-08-02 10:10:00,甲,{ONE},售前,[bold]\x1b[31m=1+1[/bold]"
    csv(data, "接待.csv", ["开始日期,结束日期,买家ID,客服旺旺,接待类型,状态", bad])
    for command in ("check", "report"):
        done = run(command, data, PYTHONUTF8="1")
        text = done.stdout.decode("utf-8")
        assert "[bold]" in text
        assert "=1+1[/bold]" in text
        assert "\x1b" not in text


def test_text_from_outside_is_no_picture_and_turns_no_line_around(data):
    csv(data, "\u202exslx.:bomb:\u2066.csv", ["乱,七,八,糟", "1,2,3,4"])
    for command in ("check", "report"):
        done = run(command, data, PYTHONUTF8="1")
        text = (done.stdout + done.stderr).decode("utf-8")
        assert "xslx.:bomb:" in text
        assert not any(mark in text for mark in "\u202e\u2066\U0001f4a3")


@pytest.mark.skipif(os.name != "posix", reason="names of files are UTF-16 there")
def test_chinese_names_where_the_system_is_set_to_have_none(data):
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    shop = data / "店铺"
    shop.mkdir()
    csv(shop, "访客.csv", ["买家会员名,进店时间", "甲,2022-08-01 10:00:00"])
    out, json_file = data.parent / "月报.xlsx", data.parent / "月报.json"
    done = run("report", shop, "--all", "--out", out, "--json", json_file, **ascii_alone)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "月报.xlsx" in done.stdout.decode("utf-8")
    assert out.is_file()
    (day,) = json.loads(json_file.read_text(encoding="utf-8"))["daily"]
    assert day["day"] == "2022-08-01"
    done = run("group", data, "--all", "--out", data.parent / "各店.xlsx", **ascii_alone)
    assert b"Traceback" not in done.stderr
    assert "店铺" in done.stdout.decode("utf-8")


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
    (Path("x.xlsx") / "客服报表_2022-08-01_2022-08-31.xlsx").mkdir()
    result = xlcs("report", data, "--out", "x.xlsx", "--json", "x.json", "--force")
    assert result.exit_code == 1
    assert "客服报表_2022-08-01_2022-08-31.xlsx" in result.stderr
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
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
    said = result.stderr.decode("utf-8", "replace")
    assert result.returncode != 0
    assert "磁盘已满" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_however_narrow_the_terminal(tmp_path, monkeypatch, language):
    from xlcs.demo import write_exports

    demo = write_exports(tmp_path, "zh")
    captions = {
        "zh": ("引导进店客户数", "平均时长变动", "前几天发过消息，付款当天没有发"),
        "en": ("guided visitors", "change of duration", "messaged on an earlier day only"),
    }[language]
    for columns in (40, 60, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        json = tmp_path / f"{columns}.json"
        said = xlcs("report", demo, "--all", "--json", json, "--lang", language).stdout
        tables = [line for line in said.splitlines() if line[:1] in "┃│┏└"]
        assert len(tables) > 8
        assert not any("…" in line for line in tables)
        # a caption or a name broken over two lines leaves a row without its numbers
        assert not any(line.startswith("│") and "│  " in line[-4:] for line in tables)
        assert all(caption in said for caption in captions), columns
        latest = ("2022-09", "66.0%", "0:45:24")
        assert all(text in said for text in latest), columns
        assert all(text in said for text in ("2022-08", "60.0%", "0:39:50")) or columns == 40


def test_refused_rows_come_before_notes(data):
    csv(data, "坏.csv", ["买家会员名,客服,绑定时间", f",{ONE},2022-07-01 12:00:00"])
    said = xlcs("check", data).stdout
    assert said.index("没有使用的行") < said.index("读入的文件")
