"""Why an order counts in guided GMV or not: one sentence with the rule and the times that decided.

Source: spec, "Why an order counts, or not", "Rule editions".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from xlcs.settings import Settings

_ORDER = {
    "zh": "订单 {order}（{buyer}，{paid} {kind}，{amount:,.2f} 元）",
    "en": "Order {order} ({buyer}, {kind} {paid}, {amount:,.2f} CNY) ",
}
_PAID = {"zh": ("付款", "付尾款"), "en": ("paid", "balance paid")}

_REASON = {
    "zh": {
        "counted": "计入引导成交金额，归客服 {agent}：{agent} 在{window} {sent} 主动发送消息，"
        "{read}，专属关系 {bound} 建立，早于{own_day}。",
        "messaged_earlier_day": "不计入：{window}没有客服主动发送的有效消息，"
        "只在之前 {days} 天内发过{last}。{together}",
        "not_messaged": "不计入：付款时是专属客户，但{window}和之前 {days} 天"
        "客服都没有主动发过有效消息。",
        "not_a_client": "不计入：付款时不是任何客服的专属客户，{window}和之前 {days} 天"
        "也没有有效消息。",
        "messaged_after_purchase": "不计入：客服 {agent} {sent} 才主动发送消息，"
        "不在付款之前。付款之前（含同一时刻）发送的才算。",
        "client_bound_same_day": "不计入：客服 {agent} {sent} 主动发送了消息，"
        "但专属关系 {bound} 才建立，要在{own_day}之前的日子建立才算。",
        "unread": "不计入：客服 {agent} {sent} 主动发送了消息，但客户{read}。"
        "{must_read}才算。",
        "read_after_purchase": "不计入：客服 {agent} {sent} 主动发送了消息，但{read}，"
        "在付款之后。付款之前（含同一时刻）阅读的才算。",
    },
    "en": {
        "counted": "counts in guided GMV, credited to {agent}: {agent} sent a message at {sent}"
        " {window}, {read}, under a relation bound at {bound}, before {own_day}.",
        "messaged_earlier_day": "does not count: no eligible message {window}, only in the"
        " {days} days before{last}. {together}",
        "not_messaged": "does not count: a client when paying, but no eligible message {window}"
        " nor in the {days} days before.",
        "not_a_client": "does not count: no client of any agent when paying, and no eligible"
        " message {window} nor in the {days} days before.",
        "messaged_after_purchase": "does not count: {agent} sent a message only at {sent}, not"
        " before paying. A message at or before the payment would count.",
        "client_bound_same_day": "does not count: {agent} sent a message at {sent}, but the"
        " relation was bound only at {bound}. It must be bound before {own_day}.",
        "unread": "does not count: {agent} sent a message at {sent}, but {read}. It must be read"
        "{must_read}.",
        "read_after_purchase": "does not count: {agent} sent a message at {sent}, but {read}, after"
        " paying. Reading at or before the payment would count.",
    },
}  # fmt: skip

_WINDOW = {
    "zh": {
        "window": ("付款当天", "付款当天在内的 {window_days} 天里"),
        "own_day": ("付款当天", "发送当天"),
        "together": ("消息和付款要在同一天。", "消息要在这 {window_days} 天里。"),
    },
    "en": {
        "window": ("on the day of payment", "in the {window_days} days up to that of payment"),
        "own_day": ("the day of payment", "the day of sending"),
        "together": (
            "Message and payment must be on the same day.",
            "The message must be within these {window_days} days.",
        ),
    },
}
"""What the reasons say where a rule edition looks at one day, and at several."""

_MUST_READ = {
    "zh": ("要在付款当天阅读", "要读过", "要在付款当天结束前阅读"),
    "en": (" on the day of payment", "", " by the end of the day of payment"),
}
"""When a message has to be read: on that day, at any time, at any time up to that day's end."""

_READ = {
    "zh": {
        "at": "客户 {read} 阅读",
        "late": "客户 {read} 才阅读",
        "day": "客户 {read} 已读（只知道日期，按当日已读算）",
        "same_day": "客户 {read} 阅读（设置为当日已读即可）",
        "never": "没有阅读",
        "other_day": "{read} 才阅读",
    },
    "en": {
        "at": "read at {read}",
        "late": "it was read only at {read}",
        "day": "read on {read} (known by the day only, so the same-day rule applies)",
        "same_day": "read at {read} (the setting accepts reading on the same day)",
        "never": "it was not read",
        "other_day": "it was read only at {read}",
    },
}  # fmt: skip

_LAST = {"zh": "（最后一次：{agent}，{sent}）", "en": " (the last: {agent}, {sent})"}

_NO_REASON = {
    "zh": "无法判断是否计入：缺少专属客户关系或客服消息的导出文件。请补齐后刷新。",
    "en": "cannot be judged: exports of relations or messages are missing. Add them and refresh.",
}
_UNPAID = {
    "zh": "订单 {order} 还没有付款（预售要付清尾款才算付款），不计入任何成交金额。",
    "en": "Order {order} is not paid (a presale order is paid with its balance): counts nowhere.",
}
_UNKNOWN = {
    "zh": "数据里没有订单 {order}。请检查编号是否完整，或看数据检查里有没有这一行。",
    "en": "The data has no order {order}. Check the number, or look for it in the data check.",
}


def why(order: Mapping[str, Any], settings: Settings) -> str:
    """The sentence for a paid order, in the settings' language.

    Parameters
    ----------
    order : what `Figures.order` gives: order_id, buyer_id, paid_at, paid_at_is_day [local time],
        amount [CNY], presale, reason, credited_agent, and of the message that decided agent,
        sent_at, sent_at_is_day, read_at, read_at_is_day, bound_at (missing where there is none)
    settings : for the rule edition, lookback_days [days] and language
    """
    language = settings.language
    head = _ORDER[language].format(
        order=order["order_id"],
        buyer=order["buyer_id"],
        paid=_moment(order["paid_at"], bool(order["paid_at_is_day"])),
        kind=_PAID[language][bool(order["presale"])],
        amount=order["amount"],
    )
    reason = order["reason"]
    if pd.isna(reason):
        return head + _NO_REASON[language]
    agent = order["credited_agent"] if reason == "counted" else order["agent"]
    told = not pd.isna(agent) and not pd.isna(order["sent_at"])
    found = {
        "agent": agent,
        "sent": _moment(order["sent_at"], bool(order["sent_at_is_day"])),
        "bound": _moment(order["bound_at"]),
        "read": _reading(order, settings),
        "days": settings.lookback_days,
        **_of_edition(settings),
    }
    found["last"] = _LAST[language].format_map(found) if told else ""
    return head + _REASON[language][str(reason)].format_map(found)


def unpaid(order_id: str, language: str) -> str:
    """The sentence for an order of the data that nobody paid yet."""
    return _UNPAID[language].format(order=order_id)


def unknown(order_id: str, language: str) -> str:
    """The sentence for an order number that the data does not have."""
    return _UNKNOWN[language].format(order=order_id)


def _of_edition(settings: Settings) -> dict[str, str]:
    """What the reasons say by the rule edition."""
    days = settings.window_days
    found = {
        name: texts[days > 1].format(window_days=days)
        for name, texts in _WINDOW[settings.language].items()
    }
    on_day, at_any_time, by_its_end = _MUST_READ[settings.language]
    must_read = by_its_end if settings.read_rule == "same_day" else at_any_time
    return found | {"must_read": on_day if settings.read_day == "payment_day" else must_read}


def _reading(order: Mapping[str, Any], settings: Settings) -> str:
    read_at, by_day = order["read_at"], order["read_at_is_day"]
    if pd.isna(read_at):
        kind = "never"
    elif order["reason"] == "unread":
        kind = "other_day"
    elif order["reason"] == "read_after_purchase":
        kind = "late"
    elif not pd.isna(by_day) and bool(by_day):
        kind = "day"
    elif settings.read_rule == "same_day":
        kind = "same_day"
    else:
        kind = "at"
    shown = _moment(read_at, not pd.isna(by_day) and bool(by_day))
    return _READ[settings.language][kind].format(read=shown)


def _moment(moment: datetime | None, by_day: bool = False) -> str:
    if pd.isna(moment):
        return ""
    return moment.strftime("%Y-%m-%d" if by_day else "%Y-%m-%d %H:%M:%S")
