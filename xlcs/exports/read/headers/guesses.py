"""Which header of a file is likely which of our columns, where a file is not recognised.

Source: spec, "Tables" (a file is recognised by its headers), "Refused or blanked".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from xlcs.exports.mapping import Guess
from xlcs.exports.read.headers.header import Header
from xlcs.exports.shapes import looks_like, sample
from xlcs.tables import LIKE, Column, Table

SAMPLE_ROWS = 20
"""Rows below a header that are looked at."""

SAMPLES = 3
"""Values that a guess is shown with."""

LEAST_ALIKE = 0.5
"""Headers less alike than that are no guess; 1 is the same."""

SURELY_ALIKE = 0.75
"""… where the column may be missing."""

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


# ---- what a header surely means something else by, however alike it is to one of ours: a guess is
# saved with one key, and an amount still to be paid must not be proposed as the amount paid

_NO_BUSINESS_OF_OURS = re.compile(
    "支付宝|收货|收件|寄件|电话|手机|地址|邮箱|身份证|留言|备注|(?:买家|客户|顾客|会员|真实)姓名"
)
"""Headers under which no figure has anything to look for: they are of a person."""

_WHO_BUYS = re.compile(
    "买家|客户|顾客|会员|访客|用户|消费者|旺旺|昵称|网名|[账帐]号|buyer|nick|customer|user|member",
    re.IGNORECASE,
)
_WHO_SERVES = re.compile(
    "客服|坐席|座席|[账帐]号|旺旺|昵称|接待人|跟进人|员工|业务员|导购|agent|staff|seller",
    re.IGNORECASE,
)
_SOMEBODY: Mapping[str, re.Pattern[str]] = {"buyer_id": _WHO_BUYS, "agent": _WHO_SERVES}
"""What the header of a name must say: names cannot be told from other words by themselves."""

_ABOUT_SOMEBODY = re.compile(
    "[金价款费额率数量]|时间|日期|时长|状态|类型|等级|级别|来源|渠道|地区|评价|积分|优惠|标签"
)
"""What is said of somebody, and is no name: 买家应付货款, 会员等级."""

_PART_OF_A_PRICE = "优惠|折扣|邮费|运费|积分|红包|服务费|佣金|退款|单价|税|成本|定金|尾款"
_NUMBER_OF_A_PARCEL = "物流|快递|运单|支付单|流水|发票"

_SOMETHING_ELSE: Mapping[str, re.Pattern[str]] = {
    "buyer_id": re.compile("卖家|店铺|商家|客服|公司"),
    "agent": re.compile("买家|客户|顾客|会员|访客|用户|店铺|商家"),
    "order_id": re.compile(f"内部|系统|子|商品|货品|退款|售后|{_NUMBER_OF_A_PARCEL}"),
    "sub_order_id": re.compile(_NUMBER_OF_A_PARCEL),
    "amount": re.compile(
        f"方式|结算|打款|应付|应收|订单金额|订单总|总额|总价|总金额|{_PART_OF_A_PRICE}"
    ),
    "total": re.compile(f"实付|实收|{_PART_OF_A_PRICE}"),
    "paid_at": re.compile("发货|退款|确认收货|关闭|打印|定金|尾款"),
    "created_at": re.compile("发货|退款|收货|关闭|打印|付款|支付"),
    "sent_at": re.compile("读|查看|回复|回时间"),
    "bound_at": re.compile("退|解"),
}
"""Canonical column → headers that mean something else."""

_MUST_SAY: Mapping[str, re.Pattern[str]] = {
    "read_at": re.compile("读|看|read", re.IGNORECASE),
    "replied_at": re.compile("回|答|repl", re.IGNORECASE),
    "unbound_at": re.compile("退|解|unb", re.IGNORECASE),
}
"""Times of what follows a message or a relation: a bare 时间 is that of the message itself."""

_OF_AN_ORDER = re.compile("下单|拍下|拍单|付款|支付|发货|收货|成交|退款|订单|交易|打印")
"""No time of another table is called so."""


def may_mean(header: str, table: Table, column: str) -> bool:
    """Whether a header may name that column of the table, by its words.

    Parameters
    ----------
    header : as exported
    table : that the file most likely is
    column : canonical column of it
    """
    plain = "".join(header.split())
    if _NO_BUSINESS_OF_OURS.search(plain):
        return False
    if column in _SOMEBODY and (
        not _SOMEBODY[column].search(plain) or _ABOUT_SOMEBODY.search(plain)
    ):
        return False
    if column in _MUST_SAY and not _MUST_SAY[column].search(plain):
        return False
    is_time = table.column(column).kind == "time"
    if is_time and table.id != "orders" and _OF_AN_ORDER.search(plain):
        return False
    return column not in _SOMETHING_ELSE or not _SOMETHING_ELSE[column].search(plain)
