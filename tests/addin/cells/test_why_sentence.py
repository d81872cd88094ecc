"""The sentence that says why an order counts or not: rule and deciding times for each reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from xlcs.addin.cells.why_sentence import unknown, unpaid, why
from xlcs.catalogue import REASONS
from xlcs.settings import Settings

ORDER = {
    "order_id": "2900000000000000001",
    "buyer_id": "小明",
    "day": datetime(2022, 8, 1).date(),
    "paid_at": datetime(2022, 8, 1, 10, 0, 0),
    "paid_at_is_day": False,
    "amount": 1300.5,
    "presale": False,
    "reason": "counted",
    "credited_agent": None,
    "agent": "客服甲",
    "sent_at": datetime(2022, 8, 1, 9, 0, 0),
    "sent_at_is_day": False,
    "read_at": datetime(2022, 8, 1, 9, 10, 0),
    "read_at_is_day": False,
    "bound_at": datetime(2022, 7, 20, 12, 0, 0),
}
NO_MESSAGE = {
    "agent": None,
    "sent_at": pd.NaT,
    "read_at": pd.NaT,
    "read_at_is_day": pd.NA,
    "bound_at": pd.NaT,
}

CASES = {
    "counted": ({"credited_agent": "客服甲"}, ["客服甲", "09:00:00", "09:10:00", "2022-07-20"]),
    "messaged_earlier_day": (
        {"sent_at": datetime(2022, 7, 30, 9, 0, 0)},
        ["7 天", "客服甲", "2022-07-30 09:00:00", "同一天"],
    ),
    "not_messaged": (NO_MESSAGE, ["是专属客户", "7 天"]),
    "not_a_client": (NO_MESSAGE, ["不是任何客服的专属客户"]),
    "messaged_after_purchase": (
        {"sent_at": datetime(2022, 8, 1, 10, 0, 1), "read_at": pd.NaT},
        ["客服甲", "2022-08-01 10:00:01", "不在付款之前"],
    ),
    "client_bound_same_day": (
        {"bound_at": datetime(2022, 8, 1, 8, 0, 0)},
        ["客服甲", "09:00:00", "2022-08-01 08:00:00", "付款当天之前的日子"],
    ),
    "unread": (
        {"read_at": datetime(2022, 8, 2, 7, 0, 0)},
        ["客服甲", "09:00:00", "2022-08-02 07:00:00 才阅读", "当天阅读"],
    ),
    "read_after_purchase": (
        {"read_at": datetime(2022, 8, 1, 10, 30, 0)},
        ["客服甲", "2022-08-01 10:30:00 才阅读", "付款之后"],
    ),
}


def test_every_reason_has_a_case():
    assert set(CASES) == {reason.id for reason in REASONS}


@pytest.mark.parametrize("reason", CASES)
def test_the_sentence_names_order_money_rule_and_times(reason):
    changed, said = CASES[reason]
    text = why({**ORDER, "reason": reason, **changed}, Settings())
    for part in ["2900000000000000001", "小明", "2022-08-01 10:00:00 付款", "1,300.50 元", *said]:
        assert part in text
    assert ("不计入" in text) == (reason != "counted")
    assert text.endswith("。")
    for empty in ("None", "NaT", "nan", "  ", "{", "}"):
        assert empty not in text


@pytest.mark.parametrize("reason", CASES)
def test_in_english_there_is_no_chinese_but_names(reason):
    changed, _ = CASES[reason]
    order = {**ORDER, "buyer_id": "Ming", "agent": "Wang", "reason": reason, **changed}
    order["credited_agent"] = "Wang" if reason == "counted" else None
    text = why(order, Settings(language="en"))
    assert text.isascii()
    assert ("does not count" in text) == (reason != "counted")
    assert "  " not in text


def test_an_earlier_message_nobody_can_name_is_not_named():
    text = why({**ORDER, "reason": "messaged_earlier_day", **NO_MESSAGE}, Settings(lookback_days=3))
    assert "3 天" in text
    assert "最后一次" not in text


def test_reading_known_by_its_day_says_so():
    order = {**ORDER, "credited_agent": "客服甲", "read_at_is_day": True}
    assert "只知道日期" in why(order, Settings())


def test_the_same_day_rule_says_so():
    order = {**ORDER, "credited_agent": "客服甲", "read_at": datetime(2022, 8, 1, 23, 0, 0)}
    assert "23:00:00 阅读（设置为当日已读即可）" in why(order, Settings(read_rule="same_day"))


BY_WINDOW = {
    # Sent on 28 July, read on the 30th, paid on 1 August, the relation bound on the 20th.
    "counted": (
        {"credited_agent": "客服甲", "sent_at": datetime(2022, 7, 28, 9, 0, 0),
         "read_at": datetime(2022, 7, 30, 9, 0, 0)},
        "计入引导成交金额，归客服 客服甲：客服甲 在付款当天在内的 7 天里 2022-07-28 09:00:00"
        " 主动发送消息，客户 2022-07-30 09:00:00 阅读，专属关系 2022-07-20 12:00:00 建立，"
        "早于发送当天。",
    ),
    "messaged_earlier_day": (
        {"sent_at": datetime(2022, 7, 24, 9, 0, 0)},
        "不计入：付款当天在内的 7 天里没有客服主动发送的有效消息，只在之前 7 天内发过"
        "（最后一次：客服甲，2022-07-24 09:00:00）。消息要在这 7 天里。",
    ),
    "not_messaged": (
        NO_MESSAGE,
        "不计入：付款时是专属客户，但付款当天在内的 7 天里和之前 7 天客服都没有主动发过有效消息。",
    ),
    "client_bound_same_day": (
        {"sent_at": datetime(2022, 7, 20, 13, 0, 0)},
        "不计入：客服 客服甲 2022-07-20 13:00:00 主动发送了消息，但专属关系"
        " 2022-07-20 12:00:00 才建立，要在发送当天之前的日子建立才算。",
    ),
    "unread": (
        {"read_at": pd.NaT},
        "不计入：客服 客服甲 2022-08-01 09:00:00 主动发送了消息，但客户没有阅读。要读过才算。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", BY_WINDOW)
def test_an_edition_of_several_days_is_told_as_it_is(reason):
    settings = Settings.of_edition("7-day-any")
    changed, said = BY_WINDOW[reason]
    assert why({**ORDER, "reason": reason, **changed}, settings).endswith("1,300.50 元）" + said)
    order = {**ORDER, "buyer_id": "Ming", "agent": "Wang", "reason": reason, **changed}
    order["credited_agent"] = "Wang" if reason == "counted" else None
    text = why(order, replace(settings, language="en"))
    assert text.isascii()
    assert "the day of payment" not in text
    for left in ("{", "  "):
        assert left not in text


def test_when_a_message_has_to_be_read_by_the_edition():
    order = {**ORDER, "reason": "unread", "read_at": datetime(2022, 8, 2, 9, 0, 0)}
    for settings, said in (
        (Settings(window_days=7), "要在付款当天阅读才算。"),
        (
            Settings(window_days=7, read_day="any", read_rule="same_day"),
            "要在付款当天结束前阅读才算。",
        ),
    ):
        assert why(order, settings).endswith("但客户2022-08-02 09:00:00 才阅读。" + said)


def test_an_unread_message_and_a_payment_known_by_its_day():
    order = {**ORDER, "reason": "unread", "read_at": pd.NaT, "paid_at_is_day": True}
    text = why(order, Settings())
    assert "客户没有阅读" in text
    assert "2022-08-01 付款" in text


def test_a_presale_order_names_its_balance():
    assert "付尾款" in why({**ORDER, "presale": True, "credited_agent": "客服甲"}, Settings())


def test_without_relations_or_messages_it_cannot_be_judged():
    assert "无法判断" in why({**ORDER, "reason": None}, Settings())


def test_unpaid_and_unknown_orders():
    assert "没有付款" in unpaid("17", "zh")
    assert "没有订单 17" in unknown("17", "zh")
    assert unpaid("17", "en").isascii()
    assert unknown("17", "en").isascii()


def test_of_a_message_known_by_its_day_only_no_clock_is_told():
    order = {
        **ORDER,
        "reason": "messaged_after_purchase",
        "sent_at": datetime(2022, 8, 1),
        "sent_at_is_day": True,
        "read_at": pd.NaT,
    }
    sentence = why(order, Settings())
    assert "00:00:00" not in sentence
    assert "2022-08-01" in sentence
