"""The table of figures already added up: its columns, and the headers they come under.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Mapping

from xlcs.catalogue import FIGURES
from xlcs.tables import AGENT, Column, Table

DAY_HEADERS = (
    "日期", "统计日期", "数据日期", "日期范围", "统计时间", "统计周期", "统计月份", "时间", "期间",
    "周期", "月份", "统计日", "周", "周次", "月", "开始日期", "起始日期", "开始时间",
)  # fmt: skip
LAST_DAY_HEADERS = ("结束日期", "截止日期", "结束时间", "终止日期")
AGENT_HEADERS = (
    *AGENT.headers, "旺旺账号名称", "旺旺账号", "旺旺", "旺旺名称", "客服名称", "客服人员",
    "客服名", "接待客服", "子账号名称", "子账号昵称", "账号", "账号名称",
)  # fmt: skip
PERSON_HEADERS = ("姓名", "客服姓名", "员工", "员工姓名", "人员", "接待员工", "接待人员")
GROUP_HEADERS = ("组", "小组", "组别", "分组", "客服组", "客服分组", "部门", "团队")
FIGURE_HEADERS: Mapping[str, tuple[str, ...]] = {
    "clients_total": ("总数", "客户总数", "专属客户数", "专属客户总数"),
    "clients_unsubscribed": ("总退订", "退订", "退订数", "退订客户数"),
    "invites_sent": ("发送邀请", "发送邀请数", "邀请发送", "邀请客户数"),
    "invites_accepted": ("接受邀请", "接受邀请数", "邀请接受"),
    "invites_declined": ("拒绝邀请", "拒绝邀请数", "邀请拒绝"),
    "sent_customers": ("发送", "发送客户数", "发送人数", "消息发送人数"),
    "read_customers": ("阅读", "阅读客户数", "阅读人数", "已读人数", "已读客户数"),
    "replied_customers": ("回复", "回复客户数", "回复人数"),
    "read_rate": ("消息阅读率", "客户阅读率"),
    "reply_rate": ("客户回复率",),
    "guided_visitors": ("引导进店客户数", "引导进店", "引导进店人数", "引导访客数"),
    "guided_buyers": (
        "引导购买客户数", "引导购买", "引导购买人数", "引导支付人数", "引导支付买家数",
        "引导成交人数", "引导成交客户数",
    ),
    "guided_gmv": ("引导成交额", "引导支付金额", "引导付款金额"),
    "converted_customers": ("成交", "成交客户数", "成交人数"),
    "followup_orders": ("成交单数", "成交笔数", "跟进成交订单数"),
    "followup_gmv": ("成交额", "跟进成交金额"),
    "buyers": (
        "接待人数", "接待买家数", "接待客户数", "总接待人数", "总接待客户数", "接待总人数",
    ),
    "receptions": ("接待次数", "接待数", "总接待次数", "接待会话数", "接待量"),
    "converted_buyers": ("已转化买家数", "转化人数", "转化买家数", "最终付款人数"),
    "conversion_rate": (
        "转化率", "接待转化率", "客服转化率", "接待->付款转化率",
        *(f"询单{arrow}最终付款{word}" for arrow in ("->", "→", "-", "")
          for word in ("转化率", "成功率")),
    ),
    "average_duration": (
        "平均接待时长", "接待平均时长", "接待时长平均值", "平均会话时长", "平均对话时长",
    ),
}  # fmt: skip
"""Headers beside the Chinese names of the catalogue: of the platform's pages, and of the tools for
reception whose help pages name their columns. A tool's 询单人数, 销售额 or 响应时间 is none of our
figures, and is not compared."""

COMPARED = tuple(f for f in FIGURES if f.unit not in ("verdict", "rate_change", "duration_change"))
"""The figures of a summary that ours are compared with."""

SUMMARY = Table(
    "summary",
    "汇总数据",
    "summary",
    (
        Column("agent", AGENT_HEADERS, "name"),
        Column("person", PERSON_HEADERS, "name"),
        Column("group", GROUP_HEADERS, "text"),
        Column("day", DAY_HEADERS, "text"),
        Column("last_day", LAST_DAY_HEADERS, "text"),
        *(
            Column(f.id, tuple(dict.fromkeys((f.zh, *FIGURE_HEADERS.get(f.id, ())))), "text")
            for f in COMPARED
        ),
    ),
    (),
    "day",
)
"""Figures already added up: not one of the tables of facts."""
