"""The period that a command asks for, and what it says where there is none."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.runs import MESSAGES, ONE, csv, figures, files_here, xlcs
from xlcs.errors import BadPeriod
from xlcs.terminal.period_choice import PeriodChoice, chosen_period

AUGUST = (date(2022, 8, 1), date(2022, 8, 31))
GUIDED = (date(2022, 8, 3), date(2022, 9, 4))
RECEPTIONS = (date(2020, 9, 1), date(2022, 8, 20))


def days(choice: PeriodChoice, *covered, today: date = date(2022, 9, 10)):
    return chosen_period(choice, covered or (GUIDED,), today, "zh")


def test_without_a_choice_it_is_the_latest_calendar_month_with_data():
    assert days(PeriodChoice()) == (date(2022, 9, 1), date(2022, 9, 30))
    assert days(PeriodChoice(), (date(2022, 8, 3), date(2022, 8, 9))) == AUGUST
    assert days(PeriodChoice(), RECEPTIONS) == AUGUST
    assert days(PeriodChoice(), RECEPTIONS, GUIDED) == (date(2022, 9, 1), date(2022, 9, 30))


def test_all_days_reach_over_every_kind_of_data():
    assert days(PeriodChoice(named=("all",)), RECEPTIONS, GUIDED) == (
        date(2020, 9, 1),
        date(2022, 9, 4),
    )


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (PeriodChoice(month="2022-08"), AUGUST),
        (PeriodChoice(month="202208"), AUGUST),
        (PeriodChoice(month="2022/8"), AUGUST),
        (PeriodChoice(named=("last_month",)), AUGUST),  # today is 10 September
        (PeriodChoice(named=("this_month",)), (date(2022, 9, 1), date(2022, 9, 10))),
        (PeriodChoice(named=("latest_month",)), (date(2022, 9, 1), date(2022, 9, 30))),
        (PeriodChoice(named=("yesterday",)), (date(2022, 9, 9), date(2022, 9, 9))),
        (PeriodChoice(named=("last_7_days",)), (date(2022, 9, 3), date(2022, 9, 9))),
        (PeriodChoice(start="2022-08-30"), (date(2022, 8, 30), date(2022, 9, 20))),
        (PeriodChoice(end="2022/8/30"), (date(2022, 8, 3), date(2022, 8, 30))),
        (PeriodChoice("20220805", "2022-08-06"), (date(2022, 8, 5), date(2022, 8, 6))),
    ],
)
def test_a_choice_means_these_days(choice, expected):
    choice.check("zh")
    assert days(choice, (date(2022, 8, 3), date(2022, 9, 20))) == expected


def test_the_month_before_january_is_december():
    covered = (date(2021, 12, 1), date(2022, 1, 5))
    choice = PeriodChoice(named=("last_month",))
    assert days(choice, covered, today=date(2022, 1, 10)) == (date(2021, 12, 1), date(2021, 12, 31))


def test_a_period_without_data_is_refused_and_says_what_there_is():
    with pytest.raises(BadPeriod, match="2022-08-03 至 2022-09-04") as refused:
        days(PeriodChoice(month="2023-01"))
    assert "2023-01-01 至 2023-01-31 没有数据" in str(refused.value)
    # between two kinds of data there is none either
    with pytest.raises(BadPeriod):
        days(PeriodChoice(month="2021-01"), (date(2020, 9, 1), date(2020, 9, 2)), GUIDED)
    assert chosen_period(PeriodChoice(named=("all",)), (), date(2022, 9, 10), "zh") is None


@pytest.mark.parametrize(
    "choice",
    [
        PeriodChoice(start="1.8.2022"),
        PeriodChoice(end="2022-02-30"),
        PeriodChoice("2022-08-02", "2022-08-01"),
        PeriodChoice(month="2022-13"),
        PeriodChoice(month="0000-01"),
        PeriodChoice(month="August"),
        PeriodChoice(month="2022-08", named=("yesterday",)),
        PeriodChoice(start="2022-08-01", named=("all",)),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_meant_is_refused_before_a_file_is_read(choice, language):
    with pytest.raises(BadPeriod):
        choice.check(language)


def test_the_command_line_passes_the_choice_on(data):
    assert figures(data)["period"] == {"from": "2022-08-01", "to": "2022-08-31"}
    assert figures(data, "--all")["period"] == {"from": "2022-08-01", "to": "2022-08-03"}
    assert figures(data, "--month", "2022-08")["period"]["to"] == "2022-08-31"


@pytest.mark.parametrize(
    "words", [["--from", "2023-01-01", "--to", "2023-01-31"], ["--yesterday"], ["--last-month"]]
)
def test_a_report_of_days_without_data_is_not_written(data, words):
    result = xlcs("report", data, *words, "--out", "r.xlsx", "--json", "x.json")
    assert result.exit_code == 2
    assert "2022-08-01 至 2022-08-03" in result.stderr
    assert files_here() == []


def test_a_single_day_without_data_is_named_once(data):
    result = xlcs("report", data, "--from", "2023-01-05", "--to", "2023-01-05")
    assert result.stderr.startswith("2023-01-05 没有数据。数据覆盖：2022-08-01 至 2022-08-03。")


def test_a_month_that_a_mistyped_day_makes_the_latest_is_told(data):
    csv(data, "又.csv", [*MESSAGES[:2], f"甲,{ONE},2032-08-01 09:00:00,客服,"])
    result = xlcs("report", data, "--json", "x.json")
    assert "最近一个有数据的月是 2032-08，但其中 又.csv · 第 3 行 · 发送时间" in result.stderr
    assert "--month 2022-08" in result.stderr
    assert "可能写错了。要看别的月" not in xlcs("report", data, "--all", "--json", "y.json").stderr


@pytest.mark.parametrize(("last", "is_told"), [("2022-09-03", True), ("2022-09-04", False)])
def test_a_latest_month_that_has_hardly_begun_is_told(data, last, is_told):
    csv(data, "又.csv", [*MESSAGES[:2], f"甲,{ONE},{last} 09:00:00,客服,"])
    hint = "这个月只有 2022-09-01 至 2022-09-03 的数据。要看上个月，请加 --month 2022-08。"
    assert (hint in xlcs("report", data, "--json", "x.json").stderr) == is_told
    assert hint not in xlcs("report", data, "--month", "2022-09", "--json", "y.json").stderr
    assert hint not in xlcs("report", data, "--all", "--json", "z.json").stderr


def test_a_month_that_has_hardly_begun_leads_to_the_month_before_once(data):
    july = f"甲,{ONE},2022-07-01 09:00:00,客服,"
    august = [f"甲,{ONE},2022-08-{day:02} 09:00:00,客服," for day in range(1, 32)]
    csv(data, "又.csv", [MESSAGES[0], july, *august, f"甲,{ONE},2022-09-01 09:00:00,客服,"])
    done = xlcs("report", data, "--json", "x.json")
    said = done.stdout + done.stderr
    assert "人数和金额不和上期比。" in said
    assert "要看上个月，请加 --month 2022-08。" in said
    assert "要看上期" not in said
    # Asked for, nothing else leads there.
    assert "要看上期，请把期间选成 2022-08-01" in xlcs("report", data, "--month", "2022-09").stdout


def test_a_first_month_that_has_hardly_begun_is_not_told(data):
    # 1 to 3 August are all that there is: no month before could be meant.
    assert "要看上个月" not in xlcs("report", data, "--json", "x.json").stderr
