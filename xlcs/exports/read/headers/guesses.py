"""Which header of a file is likely which of our columns, where a file is not recognised.

Source: spec, "Tables" (a file is recognised by its headers), "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from xlcs.exports.mapping import Guess
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.meanings import may_mean
from xlcs.exports.values.shapes import looks_like, sample
from xlcs.tables import Column

SAMPLE_ROWS = 20
"""Rows below a header that are looked at."""

SAMPLES = 3
"""Values that a guess is shown with."""

LEAST_ALIKE = 0.5
"""Headers less alike than that are no guess; 1 is the same."""

SURELY_ALIKE = 0.75
"""… where the column may be missing."""

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

GUESSED_AMONG = 300
"""Among so many of a file's columns is guessed; no export has as many."""

_SAME_ENDING = 0.15
"""So much more alike are two headers that end in the same word: 时间, 金额, 编号."""


def guessed(
    header: Header,
    headers: Mapping[int, str],
    below: Sequence[Sequence[str]],
    accepted: Mapping[str, tuple[str, ...]],
    optional: Sequence[str] = (),
) -> list[Guess]:
    """For each group of missing columns the header that is most alike and holds what it should.

    The two that are most alike find each other first.

    Parameters
    ----------
    header : the table that the file most likely is, and what it lacks
    headers : column of the file → its header as exported, where that may be guessed
    below : the rows under the header
    accepted : canonical column → headers that it is known under
    optional : further canonical columns, guessed only where a header is surely theirs

    Returns
    -------
    list of Guess : one for each group that is missing, then those of `optional` that were found
    """
    table, missing = header.table, header.missing
    free = {
        i: name
        for i, name in headers.items()
        if i < GUESSED_AMONG and name.strip() and i not in header.taken
    }
    groups = [*missing, *((column,) for column in optional)]
    rated = sorted(
        (
            (-_alike(name, (*accepted.get(column, ()), *LIKE.get(column, ()))), group, place, i)
            for group, columns in enumerate(groups)
            for place, column in enumerate(columns)
            for i, name in free.items()
            if may_mean(name, table, column) and _may_hold(below, i, table.column(column))
        )
    )
    found: dict[int, Guess] = {}
    for unlike, group, place, i in rated:
        least = LEAST_ALIKE if group < len(missing) else SURELY_ALIKE
        if -unlike < least or group in found or i not in free:
            continue
        column = groups[group][place]
        kind = table.column(column).kind
        values = list(dict.fromkeys(_values(below, i)))[:SAMPLES]
        samples = tuple(sample(text, kind) for text in values)
        found[group] = Guess(column, free.pop(i), samples, -unlike)
    needed = [found.get(n, Guess(group[0], None)) for n, group in enumerate(missing)]
    return needed + [found[n] for n in range(len(missing), len(groups)) if n in found]


def _alike(name: str, accepted: Sequence[str]) -> float:
    plain = "".join(name.split()).casefold()
    return max((_ratio(plain, known) for known in accepted), default=0.0)


@lru_cache(maxsize=50_000)  # each line that may be a header is asked, and most say the same
def _ratio(name: str, known: str) -> float:
    ratio = SequenceMatcher(None, name, known, autojunk=False).ratio()
    return ratio + (_SAME_ENDING if name[-2:] == known[-2:] else 0)


def _may_hold(below: Sequence[Sequence[str]], index: int, column: Column) -> bool:
    """Whether the values under a header are not all of another kind."""
    if column.kind not in ("time", "money", "duration", "id"):
        return True
    values = _values(below, index)
    return not values or any(looks_like(text, column.kind) for text in values)


def _values(below: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index].strip() for row in below[:SAMPLE_ROWS] if index < len(row))
    return [cell for cell in cells if cell]
