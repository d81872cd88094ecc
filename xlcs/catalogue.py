"""Every figure once: id, names, unit, scope, the tables it needs, and its definition.

Function names in cells (the id in capitals), their help, report captions, JSON keys and the
README's table all come from here. Source: spec, "Guided-sales figures", "Per-agent figures",
"Why an order counts, or not", "Reception figures".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["customers", "orders", "money", "tasks", "relations", "receptions", "rate",
               "duration", "rate_change", "duration_change", "verdict"]  # fmt: skip
"""money: CNY · rate: a fraction · duration(_change): seconds · verdict: true for 达标."""

Scope = Literal["effect", "agent", "reception"]
"""effect: per day, period and agent · agent: per period and agent · reception: of receptions."""


@dataclass(frozen=True)
class Figure:
    """A figure: what it is called, what it means, what it needs."""

    id: str
    zh: str
    en: str
    unit: Unit
    scope: Scope
    needs: tuple[str, ...]
    zh_definition: str
    en_definition: str

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Columns that may be missing and without which it is unknown: (table, column)."""
        return _COLUMNS.get(self.id, ())

    @property
    def function(self) -> str:
        """Name of the function in cells."""
        return self.id.upper()

    @property
    def json_key(self) -> str:
        """Key in figures.json; durations are in seconds and say so."""
        return self.id + "_s" if self.unit in ("duration", "duration_change") else self.id

    def name(self, language: str) -> str:
        """The figure's name in that language."""
        return self.en if language == "en" else self.zh

    def definition(self, language: str) -> str:
        """The figure's definition in that language."""
        return self.en_definition if language == "en" else self.zh_definition


_SENT = ("relations", "messages")
_BOUGHT = ("relations", "messages", "orders")

FIGURES: tuple[Figure, ...] = (
    Figure(
        "sent_customers", "发送客户数", "customers messaged", "customers", "effect", _SENT,
        "当日客服主动发过消息的专属客户数（发送时关系有效），同一客户只算一次。",
        "Distinct clients to whom an agent sent an eligible message on the day.",
    ),
    Figure(
        "read_customers", "阅读客户数", "customers who read", "customers", "effect", _SENT,
        "当日主动发送、且客户当日 24 点前已读的专属客户数。",
        "… sent on the day and read on that day.",
    ),
    Figure(
        "guided_visitors", "引导进店客户数", "guided visitors", "customers", "effect",
        ("relations", "messages", "visits"),
        "当日主动发送之后、当日 24 点前进店的专属客户数。",
        "… sent on the day, and a visit on that day at or after the sending.",
    ),
    Figure(
        "guided_buyers", "引导购买客户数", "guided buyers", "customers", "effect", _BOUGHT,
        "当日主动发送之后、当日 24 点前付款的专属客户数（不要求已读）。",
        "… sent on the day, and a payment on that day at or after the sending.",
    ),
    Figure(
        "guided_gmv", "引导成交金额", "guided GMV", "money", "effect", _BOUGHT,
        "当日付款的订单金额，须同时满足：当日付款前客服主动发送；客户在付款前已读；"
        "关系在前一天或更早建立。每单只算一次；分客服时归最后一条符合条件消息的发送人。",
        "Orders paid on the day for which a message was sent that day before paying, read before"
        " paying, under a relation bound on an earlier day. Each order counts once; per agent it is"
        " credited to the sender of the last qualifying message.",
    ),
    Figure(
        "clients_total", "客户总数", "clients", "customers", "agent", ("relations",),
        "期末（期间最后一天 24 点）关系仍有效的专属客户数。",
        "Distinct buyers with a relation active at the midnight after the period's last day.",
    ),
    Figure(
        "clients_unsubscribed", "总退订", "unsubscribed", "relations", "agent", ("relations",),
        "期间内退订的关系数。",
        "Relations unbound in the period.",
    ),
    Figure(
        "invites_sent", "发送邀请", "invitations sent", "customers", "agent", ("invitations",),
        "期间内客服手动邀请的客户数。",
        "Distinct buyers invited by hand in the period.",
    ),
    Figure(
        "invites_accepted", "接受邀请", "invitations accepted", "customers", "agent",
        ("invitations",),
        "期间内接受邀请的客户数，手动与自动渠道都算。",
        "Distinct buyers who accepted in the period, invited by hand or automatically.",
    ),
    Figure(
        "invites_declined", "拒绝邀请", "invitations declined", "customers", "agent",
        ("invitations",),
        "期间内拒绝客服手动邀请的客户数。",
        "Distinct buyers who declined, in the period, an invitation sent by hand.",
    ),
    Figure(
        "replied_customers", "回复客户数", "customers who replied", "customers", "agent", _SENT,
        "主动发送当日 24 点前回复的专属客户数。",
        "… sent on a day and replied to on that day.",
    ),
    Figure(
        "converted_customers", "成交客户数", "converted customers", "customers", "agent", _BOUGHT,
        "有跟进成交订单的客户数。",
        "Distinct buyers of the agent's follow-up orders.",
    ),
    Figure(
        "followup_orders", "成交订单数", "follow-up orders", "orders", "agent", _BOUGHT,
        "当日主动发送之后、当日付款的订单数（不要求已读和更早的关系），归最后一条消息的发送人。",
        "Orders paid on the day of an eligible message sent before paying (reading and an older"
        " relation not needed), credited to the sender of the last such message.",
    ),
    Figure(
        "followup_gmv", "成交金额", "follow-up GMV", "money", "agent", _BOUGHT,
        "跟进成交订单的金额合计。",
        "The sum of the follow-up orders.",
    ),
    Figure(
        "opportunities_done", "商机完成数", "opportunities done", "tasks", "agent",
        ("opportunities",),
        "期间内完成的商机任务数，各类型相加。",
        "Tasks done in the period, all kinds.",
    ),
    Figure(
        "opportunities_todo", "待办数", "opportunities to do", "tasks", "agent",
        ("opportunities",),
        "期末已创建而尚未完成的商机任务数。",
        "Tasks created by the end of the period and not done by then.",
    ),
    Figure(
        "guided_net_gmv", "引导成交净额", "guided net GMV", "money", "agent", _BOUGHT,
        "引导成交订单的金额减去退款（按最新的导出，最少为 0），仍算在付款当天、归同一客服。",
        "The guided orders less their refunds as the newest export knows them, never below 0; on the"
        " day of payment, with the same agent.",
    ),
    Figure(
        "followup_net_gmv", "成交净额", "follow-up net GMV", "money", "agent", _BOUGHT,
        "跟进成交订单的金额减去退款（按最新的导出，最少为 0），仍算在付款当天、归同一客服。",
        "The follow-up orders less their refunds, likewise.",
    ),
    Figure(
        "read_rate", "阅读率", "read rate", "rate", "agent", _SENT,
        "阅读客户数 ÷ 发送客户数。",
        "Customers who read / customers messaged.",
    ),
    Figure(
        "reply_rate", "回复率", "reply rate", "rate", "agent", _SENT,
        "回复客户数 ÷ 发送客户数。",
        "Customers who replied / customers messaged.",
    ),
    Figure(
        "guided_conversion", "引导转化率", "guided conversion", "rate", "agent", _BOUGHT,
        "引导购买客户数 ÷ 发送客户数。",
        "Guided buyers / customers messaged.",
    ),
    Figure(
        "order_value", "客单价", "value per customer", "money", "agent", _BOUGHT,
        "成交金额 ÷ 成交客户数。",
        "Follow-up GMV / converted customers.",
    ),
    Figure(
        "receptions", "接待数", "receptions", "receptions", "reception", ("receptions",),
        "开始时间在期间内的接待数。",
        "Receptions that started in the period.",
    ),
    Figure(
        "buyers", "接待买家数", "buyers received", "customers", "reception", ("receptions",),
        "期间内接待过的买家数，去重。",
        "Distinct buyers of the receptions.",
    ),
    Figure(
        "converted_buyers", "已转化买家数", "converted buyers", "customers", "reception",
        ("receptions",),
        "期间内至少有一次接待状态为已转化的买家数。",
        "Distinct buyers with at least one reception whose status means converted.",
    ),
    Figure(
        "conversion_rate", "接待转化率", "conversion rate", "rate", "reception", ("receptions",),
        "已转化买家数 ÷ 接待买家数。",
        "Converted buyers / buyers received.",
    ),
    Figure(
        "average_duration", "平均接待时长", "average duration", "duration", "reception",
        ("receptions",),
        "（结束时间 − 开始时间）的平均值；没有结束时间或结束早于开始的接待不计入。",
        "Mean of end minus start; receptions without a usable end are left out.",
    ),
    Figure(
        "conversion_change", "转化率变动", "change of conversion", "rate_change", "reception",
        ("receptions",),
        "转化率减去上一期间的转化率（百分点）。",
        "Conversion rate less that of the period before.",
    ),
    Figure(
        "duration_change", "平均时长变动", "change of duration", "duration_change", "reception",
        ("receptions",),
        "平均接待时长减去上一期间的平均接待时长。",
        "Average duration less that of the period before.",
    ),
    Figure(
        "compliant", "是否达标", "compliant", "verdict", "reception", ("receptions",),
        "平均接待时长不超过上限，且转化率不低于下限，为达标；恰好等于也算达标。",
        "Average duration within its limit and conversion rate at or above its limit.",
    ),
)  # fmt: skip

_READ, _REPLIED, _REFUND = ("messages", "read_at"), ("messages", "replied_at"), ("orders", "refund")
_ANSWERED, _DONE = (("invitations", "outcome"),), (("opportunities", "done_at"),)
_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "read_customers": (_READ,), "read_rate": (_READ,), "guided_gmv": (_READ,),
    "guided_net_gmv": (_READ, _REFUND), "followup_net_gmv": (_REFUND,),
    "replied_customers": (_REPLIED,), "reply_rate": (_REPLIED,),
    "clients_unsubscribed": (("relations", "unbound_at"),),
    "invites_accepted": _ANSWERED, "invites_declined": _ANSWERED,
    "opportunities_done": _DONE, "opportunities_todo": _DONE,
}  # fmt: skip
"""Spec, "Unknown is not 0": a figure needs columns as well as tables."""

FIGURE: dict[str, Figure] = {figure.id: figure for figure in FIGURES}

EFFECT: tuple[str, ...] = tuple(f.id for f in FIGURES if f.scope == "effect")
"""The five figures per day and period."""

AGENT_TABLE: tuple[str, ...] = (
    "clients_total", "clients_unsubscribed", "invites_sent", "invites_accepted",
    "invites_declined", "sent_customers", "read_customers", "replied_customers",
    "guided_visitors", "guided_buyers", "converted_customers", "followup_orders", "followup_gmv",
    "guided_gmv", "opportunities_done", "opportunities_todo",
)  # fmt: skip
"""What a row of the agents' table holds, in the order of the platform's page."""

BESIDE: tuple[str, ...] = (
    "guided_net_gmv", "followup_net_gmv", "read_rate", "reply_rate", "guided_conversion",
    "order_value",
)  # fmt: skip
"""What stands beside the agents' table: money less refunds, and ratios of its figures."""

RECEPTION: tuple[str, ...] = tuple(f.id for f in FIGURES if f.scope == "reception")


@dataclass(frozen=True)
class Reason:
    """Why a paid order counts in `guided_gmv`, or does not."""

    id: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The reason in a few words of that language."""
        return self.en if language == "en" else self.zh


REASONS: tuple[Reason, ...] = (
    Reason("counted", "计入引导成交", "counted"),
    Reason("messaged_earlier_day", "前几天发过消息，付款当天没有发", "messaged on an earlier day only"),
    Reason("not_messaged", "是专属客户，但没有主动发消息", "client, but not messaged"),
    Reason("not_a_client", "不是专属客户", "not a client"),
    Reason("messaged_after_purchase", "付款之后才发消息", "messaged only after paying"),
    Reason("client_bound_same_day", "关系当天才建立", "relation bound that very day"),
    Reason("unread", "当天没有阅读", "not read that day"),
    Reason("read_after_purchase", "付款之后才阅读", "read only after paying"),
)  # fmt: skip

REASON: dict[str, Reason] = {reason.id: reason for reason in REASONS}
