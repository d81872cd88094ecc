"""A shop worked out by hand under every named edition.

All four buyers are bound in July. Orders, their one message, and what counts:

order  amount   sent, read            paid         counts in
1         100   08-01 09:00, 10:00    08-01 12:00  all
2       1,000   08-02 09:00, 09:30    08-04 12:00  windows of 3 days or more, read on any day
3      10,000   08-03 09:00, 10:00    08-09 12:00  of 7 days or more (08-03 is the first of seven)
4     100,000   08-01 09:00, 09:10    08-12 12:00  of 15 days
Order 1 is refunded 20. Another message of 08-12 makes the messages reach as far as the orders.
"""

from __future__ import annotations

from pathlib import Path

from xlcs import Figures, Settings, compute, read_folder
from xlcs.shop.shop import Shop

GMV = {"2022-09": 100.0, "7-day": 100.0, "3-day-any": 1_100.0, "7-day-any": 11_100.0,
       "15-day-any": 111_100.0}  # fmt: skip
NET_LESS = 20.0

_FILES = {
    "关系.csv": """买家ID,客服旺旺,建立时间,退订时间
甲,店:红,2022-07-01 10:00:00,
乙,店:红,2022-07-01 10:00:00,
丙,店:兰,2022-07-01 10:00:00,
丁,店:兰,2022-07-01 10:00:00,
""",
    "消息.csv": """买家ID,客服旺旺,发送时间,发起方,阅读时间
甲,店:红,2022-08-01 09:00:00,客服,2022-08-01 10:00:00
乙,店:红,2022-08-02 09:00:00,客服,2022-08-02 09:30:00
丙,店:兰,2022-08-03 09:00:00,客服,2022-08-03 10:00:00
丁,店:兰,2022-08-01 09:00:00,客服,2022-08-01 09:10:00
甲,店:红,2022-08-12 09:00:00,客服,2022-08-12 10:00:00
""",
    "订单.csv": """订单编号,买家会员名,订单付款时间,买家实际支付金额,退款金额
1,甲,2022-08-01 12:00:00,100.00,20.00
2,乙,2022-08-04 12:00:00,1000.00,0.00
3,丙,2022-08-09 12:00:00,10000.00,0.00
4,丁,2022-08-12 12:00:00,100000.00,0.00
""",
}


def shop_with(folder: Path, *summaries: tuple[str, str], **settings: object) -> Shop:
    """The shop with summaries (name, content as CSV) beside its exports."""
    for name, content in (*_FILES.items(), *summaries):
        (folder / name).write_text(content, encoding="gb18030")
    return read_folder(folder, Settings(**settings))  # type: ignore[arg-type]


def figures_of(shop: Shop, edition: str = "2022-09") -> Figures:
    return compute(shop, Settings.of_edition(edition))
