"""How far a month has come, on made figures; what a settings file says of targets."""

from __future__ import annotations

from datetime import date

import pytest

from tests.figures import shops
from xlcs import compute
from xlcs.advice.targets import Progress, names_of_nobody, progress
from xlcs.errors import SettingsError
from xlcs.settings import Settings, read_settings
from xlcs.settings.people import Nick

A = "店:小美"
TABLES = {
    "relations": shops.relations(("甲", A, "2022-07-01 10:00:00")),
    "messages": shops.messages(
        ("甲", A, "2022-08-10 09:00:00"), ("甲", A, "2022-08-21 09:00:00", "2022-08-21 09:01:00")
    ),
    "orders": shops.orders(("1", "甲", "2022-08-21 10:00:00", 300)),
}
WANTED = {"": {"guided_gmv": 1000.0, "read_rate": 0.8}, A: {"guided_gmv": 300.0}}


def reached(start: str, end: str, agent: str | None = None) -> dict[str, Progress]:
    figures = compute(shops.shop(**TABLES), Settings(targets=WANTED))
    return progress(figures, date.fromisoformat(start), date.fromisoformat(end), agent)


def test_a_month_with_days_left():
    found = reached("2022-08-01", "2022-08-31")
    # The data ends on the 21st: 700 more in ten days.
    assert found["guided_gmv"] == Progress(1000, 300, 0.3, 10, 70)
    assert found["read_rate"] == Progress(0.8, 1.0, 1.25, 10, None)


def test_a_month_up_to_a_day():
    assert reached("2022-08-01", "2022-08-20")["guided_gmv"] == Progress(1000, 0, 0, 11, 1000 / 11)


def test_a_target_that_is_reached_asks_for_nothing_more():
    assert reached("2022-08-01", "2022-08-31", A) == {
        "guided_gmv": Progress(300, 300, 1, 10, 0),
    }


def test_a_value_per_customer_is_not_gathered_day_by_day():
    figures = compute(shops.shop(**TABLES), Settings(targets={"": {"order_value": 400.0}}))
    # one customer who paid 300: days that are left need not bring 10 each, whatever they bring
    found = progress(figures, date(2022, 8, 1), date(2022, 8, 31))
    assert found == {"order_value": Progress(400, 300, 0.75, 10, None)}


def test_a_figure_of_receptions_has_the_days_left_that_its_own_data_leaves():
    received = shops.receptions(("甲", A, "2022-08-29 10:00:00", "2022-08-29 10:10:00", "已付款"))
    wanted = {"": {"buyers": 11.0, "guided_gmv": 1000.0}}
    figures = compute(shops.shop(**TABLES, receptions=received), Settings(targets=wanted))
    found = progress(figures, date(2022, 8, 1), date(2022, 8, 31))
    # Receptions reach the 29th, messages and orders the 21st.
    assert found["buyers"] == Progress(11, 1, 1 / 11, 2, 5)
    assert found["guided_gmv"].days_left == 10


def test_before_the_data_reaches_a_month_all_its_days_are_left():
    # The data ends on 21 August.
    assert reached("2022-09-01", "2022-09-30")["guided_gmv"].days_left == 30
    assert reached("2024-02-01", "2024-02-10")["guided_gmv"].days_left == 29
    assert reached("2022-08-01", "2022-08-01")["guided_gmv"].days_left == 30


@pytest.mark.parametrize("written", ["小美", "店：小美"])
def test_an_agent_has_the_targets_that_stand_under_its_short_name(written):
    wanted = {written: {"guided_gmv": 600.0, "sent_customers": 4.0}, A: {"guided_gmv": 300.0}}
    figures = compute(shops.shop(**TABLES), Settings(targets=wanted))
    found = progress(figures, date(2022, 8, 1), date(2022, 8, 31), A)
    # What stands under the full name goes before that.
    assert {id: one.target for id, one in found.items()} == {
        "guided_gmv": 300.0,
        "sent_customers": 4.0,
    }


def test_a_target_of_nobody_is_nobodys():
    figures = compute(shops.shop(**TABLES), Settings(targets={"别人": {"guided_gmv": 1.0}}))
    assert progress(figures, date(2022, 8, 1), date(2022, 8, 31), A) == {}


def test_whose_targets_nobody_has_is_known():
    people = (Nick("王芳", A, "一组"),)
    each = {"guided_gmv": 1.0}
    wanted = {"": each, "小美": each, "小妹": each, "王芳": each, "一组": each, "别店:小美": each}
    figures = compute(shops.shop(**TABLES), Settings(targets=wanted, people=people))
    assert names_of_nobody(figures) == ["小妹", "别店:小美"]
    assert names_of_nobody(figures.by("person")) == []


@pytest.mark.parametrize(
    ("start", "end"), [("2022-08-02", "2022-08-31"), ("2022-08-01", "2022-09-01")]
)
def test_targets_are_of_a_month(start, end):
    assert reached(start, end) == {}


def test_what_is_unknown_has_no_progress():
    found = reached("2022-07-01", "2022-07-31")
    assert found["guided_gmv"] == Progress(1000, None, None, 0, None)


def test_targets_in_the_settings_file(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_text(
        '[目标]\n引导成交金额 = 1000\nread_rate = 0.8\n\n[目标."店:小美"]\n引导成交金额 = 300\n',
        encoding="utf-8",
    )
    assert read_settings(path).targets == WANTED


def test_wrong_targets_are_told_all_at_once(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_text(
        '[targets]\n是否达标 = 1\n引导成交金额 = "多"\n'
        '[targets."店:小美"]\n阅读率 = 0\n回复率 = 90\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as raised:
        read_settings(path)
    text = str(raised.value)
    assert "有 4 处要改" in text
    assert "targets.是否达标" in text
    assert 'targets.引导成交金额 = "多" 不对，目标要写大于 0 的数。' in text
    assert "targets.店:小美.阅读率 = 0 不对" in text
    assert "targets.店:小美.回复率 = 90 不对，要写 0 到 1 之间的小数，如 55% 写 0.55。" in text
