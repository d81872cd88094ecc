"""What a header surely means something else by, however alike it is to one of ours.

A guess is saved with one key: an amount still to be paid must not be proposed as the amount paid,
nor the number of an item as a buyer.
Source: spec, "Tables" (a file is recognised by its headers).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlcs.tables import Table

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
}
"""Canonical column → headers that mean something else."""

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
    is_time = table.column(column).kind == "time"
    if is_time and table.id != "orders" and _OF_AN_ORDER.search(plain):
        return False
    return column not in _SOMETHING_ELSE or not _SOMETHING_ELSE[column].search(plain)
