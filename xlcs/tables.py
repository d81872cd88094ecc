"""The seven tables that a shop exports: canonical columns, and the headers they come under.

Headers are mapped to canonical names once, when a file is read; past that there are only the
names of this module. The first header of a column is ours: it is what messages, the template
and the demo files use. Source: spec, "Tables".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["id", "name", "time", "duration", "money", "choice", "text"]
"""id: digits kept as text · name: a buyer or an agent · time: local shop time · duration: a span
of time · money: CNY · choice: one of a few words · text: any words."""

MAIN_ORDER = "主订单编号"
"""The order's number wherever a file also has numbers of sub-orders."""

ORDERED_AT = "订单创建时间"
OF_REFUNDS = re.compile("^退款[编单]号$"), re.compile("退款的?(?:申请|完结|原因|类型)")
"""What a list of refunds has among its headers, and what it lacks.

It has orders' numbers, buyers, payments and times as well, but of the item refunded, and once for
each refund. The headers are those by which public code reads such lists.
"""

OF_ITEMS = ("购买数量", "标题"), ("购买数量", "宝贝标题"), ("购买数量", "商品标题")
"""What the list of items has among its headers that the platform exports beside that of orders.

It has orders' numbers and the price of each item, but no buyer, no payment and no time of it.
"""


@dataclass(frozen=True)
class Column:
    """A canonical column, the headers it is recognised by (ours first), and what it holds.

    `is_read` is False where no figure needs it: the header helps to recognise the table, and the
    cells are never read.
    """

    name: str
    headers: tuple[str, ...]
    kind: Kind
    is_read: bool = True


@dataclass(frozen=True)
class Table:
    """A canonical table.

    `required` lists what a file must have to be this table: each entry names columns of which
    at least one must be there. `main_time` is the time without which a row means nothing.
    `ticked` is the buyer's column as the platform's export dialog calls it, `short` are further
    names of the table that people use.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    main_time: str
    ticked: str = "买家ID"
    short: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The table's name in that language."""
        return self.en if language == "en" else self.zh

    def column(self, name: str) -> Column:
        """The column of that canonical name."""
        return next(c for c in self.columns if c.name == name)


BUYER = Column(
    "buyer_id", ("买家ID", "买家会员名", "买家旺旺", "买家昵称", "会员名", "客户"), "name"
)
AGENT = Column(
    "agent", ("客服旺旺", "客服", "子账号", "专属客服", "客服昵称", "旺旺昵称", "客服账号"), "name"
)

TABLES: tuple[Table, ...] = (
    Table(
        "relations",
        "专属客户关系",
        "client relations",
        (
            BUYER,
            AGENT,
            Column("bound_at", ("建立时间", "绑定时间"), "time"),
            Column("unbound_at", ("退订时间", "解除时间"), "time"),
            Column("channel", ("建立渠道",), "text", is_read=False),
        ),
        (("buyer_id",), ("agent",), ("bound_at",)),
        "bound_at",
        short=("关系", "专属客户"),
    ),
    Table(
        "messages",
        "客服消息",
        "agent messages",
        (
            BUYER,
            AGENT,
            Column("sent_at", ("发送时间", "消息时间"), "time"),
            Column("initiated_by", ("发起方",), "choice"),
            Column("is_initiated", ("是否主动",), "choice"),
            Column("read_at", ("阅读时间", "已读时间"), "time"),
            Column("is_read", ("是否已读",), "choice"),
            Column("replied_at", ("回复时间",), "time"),
        ),
        (("buyer_id",), ("agent",), ("sent_at",), ("initiated_by", "is_initiated")),
        "sent_at",
        short=("消息",),
    ),
    Table(
        "visits",
        "进店记录",
        "shop visits",
        (BUYER, Column("visited_at", ("进店时间", "访问时间"), "time")),
        (("buyer_id",), ("visited_at",)),
        "visited_at",
        short=("进店",),
    ),
    Table(
        "orders",
        "订单",
        "orders",
        (
            Column("order_id", ("订单编号", MAIN_ORDER, "订单号"), "id"),
            Column("sub_order_id", ("子订单编号",), "id"),
            BUYER,
            Column("created_at", ("订单创建时间",), "time"),
            Column("paid_at", ("订单付款时间", "付款时间"), "time"),
            Column("amount", ("买家实际支付金额", "买家实付金额", "实付金额"), "money"),
            Column("refund", ("退款金额",), "money"),
            Column("total", ("总金额",), "money"),
            Column("deposit_paid_at", ("定金付款时间",), "time"),
            Column("deposit", ("定金金额",), "money"),
            Column("balance_paid_at", ("尾款付款时间",), "time"),
            Column("balance", ("尾款金额",), "money"),
            Column("stages", ("分阶段订单信息", "分阶段信息"), "text"),
        ),
        (("order_id",), ("buyer_id",), ("amount",), ("paid_at", "balance_paid_at")),
        "paid_at",
        ticked="买家会员名",
    ),
    Table(
        "invitations",
        "客户邀请",
        "invitations",
        (
            BUYER,
            AGENT,
            Column("invited_at", ("邀请时间",), "time"),
            Column("channel", ("邀请方式",), "choice"),
            Column("outcome", ("邀请结果",), "choice"),
            Column("answered_at", ("处理时间",), "time"),
        ),
        (("buyer_id",), ("agent",), ("invited_at",), ("channel",)),
        "invited_at",
        short=("邀请",),
    ),
    Table(
        "opportunities",
        "商机任务",
        "opportunity tasks",
        (
            AGENT,
            Column("kind", ("商机类型",), "text"),
            Column("created_at", ("创建时间",), "time"),
            Column("done_at", ("完成时间",), "time"),
            Column("task_status", ("完成状态",), "choice"),
        ),
        (("agent",), ("kind",), ("created_at",)),
        "created_at",
        short=("商机",),
    ),
    Table(
        "receptions",
        "接待记录",
        "receptions",
        (
            BUYER,
            AGENT,
            Column("started_at", ("开始日期", "开始时间", "接待开始时间"), "time"),
            Column("ended_at", ("结束日期", "结束时间", "接待结束时间"), "time"),
            Column("duration", ("接待时长", "时长"), "duration"),
            Column("kind", ("接待类型",), "text"),
            Column("status", ("状态", "接待状态"), "text"),
        ),
        (("buyer_id",), ("agent",), ("started_at",), ("ended_at", "duration"), ("status",)),
        "started_at",
        short=("接待",),
    ),
)

TABLE: dict[str, Table] = {table.id: table for table in TABLES}

PEOPLE = Table(
    "people",
    "人员",
    "people",
    (
        Column("person", ("姓名", "真实姓名", "人员", "员工", "员工姓名"), "name"),
        Column("nick", (*AGENT.headers, "旺旺", "旺旺账号"), "name"),
        Column("group", ("组", "小组", "组别", "分组", "部门"), "text"),
        Column("shop", ("店铺", "店铺名称", "店铺名"), "text"),
    ),
    (("person",), ("nick",)),
    "person",
)
"""Whose each nick is: no table of facts, but of names."""

LIKE: Mapping[str, tuple[str, ...]] = {
    "buyer_id": (
        "买家", "顾客", "访客", "会员", "用户", "买家账号", "买家帐号", "下单账号", "下单帐号",
        "客户昵称", "客户网名", "会员名称", "买家名称",
    ),
    "agent": ("接待客服", "客服名称", "客服姓名", "坐席", "接待人", "跟进人", "员工"),
    "order_id": (
        "单号", "线上订单号", "平台订单号", "平台单号", "原始单号", "淘宝订单号",
        "交易编号", "交易号", "订单id",
    ),
    "amount": (
        "实收金额", "支付金额", "付款金额", "已付金额", "成交金额", "买家实付", "用户实付金额",
        "订单实付金额", "订单支付金额", "实付款", "已付款", "到账金额",
    ),
    "created_at": ("创建日期", "下单时间", "拍下时间", "生成时间"),
    "paid_at": ("支付时间", "付款日期", "支付完成时间", "付款确认时间", "成交时间", "到账时间"),
    "bound_at": ("关系建立时间", "绑定日期", "建立日期", "成为客户时间"),
    "unbound_at": ("关系解除时间", "解绑时间", "解绑日期", "退订日期"),
    "sent_at": ("消息发送时间", "发送日期", "发消息时间", "发出时间"),
    "initiated_by": ("发起人", "谁发起", "发送方", "发送人", "方向", "消息方向"),
    "is_initiated": ("主动发起", "客服是否主动"),
    "read_at": ("已读时间", "阅读日期", "查看时间", "读时间"),
    "is_read": ("已读状态", "阅读状态", "是否阅读"),
    "replied_at": ("买家回复时间", "回复日期", "回时间"),
    "visited_at": ("进店日期", "访问日期", "进入店铺时间", "到店时间"),
    "invited_at": ("发送邀请时间", "邀请日期"),
    "channel": ("邀请类型", "邀请渠道"),
    "outcome": ("结果", "处理结果"),
    "answered_at": ("处理日期", "接受时间"),
    "done_at": ("完成日期", "办结时间"),
    "started_at": ("接待开始", "会话开始时间", "会话开始"),
    "ended_at": ("接待结束", "会话结束时间", "会话结束"),
    "duration": ("接待时间长度", "会话时长"),
    "kind": ("类型", "任务类型", "接待种类"),
    "status": ("接待结果", "会话状态", "转化状态"),
}  # fmt: skip
"""Canonical column → headers that it is guessed under; too many things are called so to take them
for it unasked."""

CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "initiated_by": {
        "agent": (
            "客服", "agent", "坐席", "商家", "卖家", "店铺", "客服发起", "客服主动", "seller",
        ),
        "buyer": ("买家", "buyer", "客户", "顾客", "消费者", "买家发起", "买家主动", "customer"),
    },
    "is_initiated": {
        "agent": ("是", "主动", "yes", "y", "true", "1", "√"),
        "buyer": ("否", "被动", "no", "n", "false", "0", "×"),
    },
    "is_read": {
        "read": ("是", "已读", "yes", "y", "true", "1", "√", "已阅读"),
        "unread": ("否", "未读", "no", "n", "false", "0", "×", "未阅读"),
    },
    "channel": {
        "manual": ("手动", "manual", "手动邀请", "人工", "人工邀请", "手工"),
        "auto": ("自动", "auto", "自动邀请", "系统", "系统邀请", "automatic"),
    },
    "outcome": {
        "accepted": ("接受", "accepted", "已接受", "同意", "已同意", "accept"),
        "declined": ("拒绝", "declined", "已拒绝", "不同意", "decline", "rejected"),
        "": ("空", "无", "待处理", "未处理", "未回复", "等待处理", "pending"),
    },
    "task_status": {
        "done": ("已完成", "完成", "done"),
        "todo": ("待办", "todo", "未完成", "待完成", "待处理", "进行中"),
    },
}  # fmt: skip
"""Choice column → what it means → the words for that, ours first."""

UNSEEN = "\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
"""Characters without a picture, for a character class: controls, zero-width, marks of direction."""

_LOST = re.compile(rf"[\s{UNSEEN}]+")
_GUARDED = re.compile(r'^="(.*)"$')
_MARKS = "*:'\"[]【】「」“”‘’↑↓▲▼△▽"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")
_ENCIRCLED = re.compile(r"^\s*[①-⒛❶-❿㈠-㈩㊀-㊉]")
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3})[.、)](?=\W*[^\W\d])")
_IN_PARENTHESES = re.compile(
    r"[(\[【](?:单位:?)?([^(\[【】\])]*)[)\]】]?$|(?:单位)?[/:_-]?(?:元|¥|rmb)$"
)
_OTHER_MONEY = re.compile(
    r"[十百千万亿]元?|角|[美港欧日台]元|美金|[港台]币|\w*[$€£]|usd|hkd|eur|jpy|twd|gbp"
)
"""Units of money other than the yuan: an amount in such is another one."""
_OTHER_ZONE = re.compile(r"(?:utc|gmt)(?:[+-]?0{1,2}(?::?00)?)?")
"""Not the shop's time: eight hours off."""


@lru_cache(maxsize=4096)
def normalised(header: str) -> str:
    """A header as it is compared: half-width, without blanks, unseen characters, guard and marks.

    A mark is the star of a column that must be filled in, a colon behind, quotes or brackets
    around, an arrow of sorting, the column's number in front (`1.`, `①`), a tag of HTML.
    """
    text = _LOST.sub("", unicodedata.normalize("NFKC", _ENCIRCLED.sub("", header)))
    text = _TAG.sub("", _GUARDED.sub(r"\1", text)).strip(_MARKS)
    return _NUMBERED.sub("", text).strip(_MARKS).casefold()


def bare(name: str) -> str:
    """A normalised header without the parentheses behind it: `总金额(元)`, `总金额/元` as `总金额`.

    Not without a unit of money other than the yuan, 分 behind an amount among them, nor without a
    time zone other than the shop's.
    """
    found = _IN_PARENTHESES.search(name)
    if found is None:
        return name
    stem, unit = name[: found.start()], found[1] or ""
    is_fen = unit == "分" and stem.endswith(("额", "款", "价", "费"))
    is_other = is_fen or _OTHER_MONEY.fullmatch(unit) or _OTHER_ZONE.fullmatch(unit)
    return name if is_other else stem.strip(_MARKS)
