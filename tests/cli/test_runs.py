"""The command line: the right call and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.runs import MESSAGES, ONE, ORDERS, TWO, csv, figures, files_here, xlcs

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
    assert files_here() == ["customer-service_2022-08-01_2022-08-31.xlsx"]


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
        "客服报表_2022-08-01_2022-08-31.xlsx"
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


def test_the_summary_of_an_agent_is_the_agent_s(data):
    result = xlcs("report", data, "--agent", TWO, "--json", "x.json")
    lines = result.stdout.splitlines()
    assert lines[0] == f"客服 {TWO}"
    row = next(line for line in lines if "引导成交金额" in line)
    assert "0.00" in row
    assert "140.50" not in row
    unread = next(line for line in lines if "当天没有阅读" in line)
    assert "9.50" in unread


def test_what_stands_out_is_told_before_what_was_not_used_and_where_it_was_written(data):
    csv(data, "订单2.csv", [ORDERS[0], "29000000000000000004,乙,2022-08-02 11:00:00,500"])
    lines = xlcs("report", data).stdout.splitlines()
    at = {line.split(" ")[0].split("：")[0]: number for number, line in enumerate(lines)}
    assert at["要点"] < at["数据检查"] < at["已写入"]
    (point,) = [line for line in lines if line.startswith("  - ") and "的客户有" in line]
    assert point == f"  - {TWO} 的客户有 1 单、500.00 元，当天和前几天都没有主动发过消息。"


def test_a_brief_report_has_the_first_sheets_only(data):
    assert xlcs("report", data, "--brief", "--out", "b.xlsx").exit_code == 0
    assert openpyxl.load_workbook("b.xlsx").sheetnames == ["概览", "效果数据", "客服明细"]


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
    days = ("--from", "2022-08-01", "--to", "2022-09-30")
    said = xlcs("report", data, *days, "--json", "x.json").stdout
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


def test_a_period_partly_outside_is_cut_with_a_note(data):
    result = xlcs("report", data, "--from", "2022-07-25", "--to", "2022-08-01", "--json", "x.json")
    content = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert content["shop"]["guided_gmv"] == 100
    assert [day["day"] for day in content["daily"]] == ["2022-08-01"]
    told = "期间 2022-07-25 至 2022-08-01 只有一部分有数据，按 2022-08-01 计算。"
    assert told in result.stdout.replace("\n", "")


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


def test_a_report_by_person(data):
    csv(data, "人员.csv", ["姓名,客服旺旺,组", "张三,客服01,售前", "张三,客服02,售前"])
    (person,) = figures(data, "--by", "person", "--agent", "张三")["agents"]
    assert (person["agent"], person["guided_gmv"]) == ("张三", 140.5)
    assert person["sent_customers"] == 2  # 甲 and 乙
    assert figures(data, "--by", "group")["agents"][0]["agent"] == "售前"
    assert xlcs("report", data, "--by", "team", "--json", "-").exit_code == 2


def test_what_changes_figures_is_told_before_all_other_problems(data):
    csv(data, "消息.csv", [MESSAGES[0], "甲,小旺,2022-08-01 09:00:00,客服,"])
    csv(data, "订单2.csv", [ORDERS[0], "29000000000000000009,甲,2022-08-02 10:00:00,待核"])
    said = xlcs("report", data).stdout
    first = said[said.index("先看这些") : said.index("数据检查\n")]
    assert "没有一个相同的客服" in first
    assert "消息只到 2022-08-01，订单到 2022-08-03" in first
    assert "订单2.csv：1 行里一行也没有用上" in first
    assert "没有一个相同的客服" not in said[said.index("数据检查\n") :]
