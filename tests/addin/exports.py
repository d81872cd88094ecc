"""Exports of a shop small enough to do by hand.

August 2022. Client 甲 of agent 王 (bound 20 July): messaged 9:00, read 9:10, visits 9:30, pays
300 at 10:00 on the 1st: counted. Client 乙 of agent 李 (bound 20 July): messaged 9:00 on the 1st,
reads only at 12:00, pays 200 at 11:00: read after paying. Somebody unknown, 丙, pays 50 on the 2nd.
One order of 丁 is not paid.
Receptions: 王 with 甲 on the 1st, 40 minutes, 付款成功; 李 with 乙 on the 2nd, 50 minutes,
付款流失. So there are 2 buyers of whom 1 converted, 45 minutes on average: compliant, at the
limit of 50 %.
"""

from __future__ import annotations

from pathlib import Path

RELATIONS = """买家ID,客服旺旺,建立时间
甲,王,2022-07-20 12:00:00
乙,李,2022-07-20 12:00:00
"""

MESSAGES = """买家ID,客服旺旺,发送时间,发起方,阅读时间
甲,王,2022-08-01 09:00:00,客服,2022-08-01 09:10:00
乙,李,2022-08-01 09:00:00,客服,2022-08-01 12:00:00
"""

VISITS = """买家ID,进店时间
甲,2022-08-01 09:30:00
"""

ORDERS = """订单编号,买家ID,订单创建时间,订单付款时间,买家实际支付金额
2900000000000000001,甲,2022-08-01 09:50:00,2022-08-01 10:00:00,300.00
2900000000000000002,乙,2022-08-01 10:50:00,2022-08-01 11:00:00,200.00
2900000000000000003,丙,2022-08-02 08:00:00,2022-08-02 08:10:00,50.00
2900000000000000004,丁,2022-08-02 08:00:00,,70.00
"""

RECEPTIONS = """买家ID,客服旺旺,开始时间,结束时间,接待类型,状态
甲,王,2022-08-01 10:00:00,2022-08-01 10:40:00,咨询,付款成功
乙,李,2022-08-02 10:00:00,2022-08-02 10:50:00,咨询,付款流失
"""

FILES = {
    "专属客户.csv": RELATIONS,
    "消息.csv": MESSAGES,
    "进店.csv": VISITS,
    "订单.csv": ORDERS,
    "接待.csv": RECEPTIONS,
}


def write(folder: Path, **changed: str | None) -> Path:
    """Write the files as the platform does, in GB18030; by name, `None` leaves a file out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**FILES, **{f"{key}.csv": text for key, text in changed.items()}}.items():
        if content is not None:
            (folder / name).write_text(content, encoding="gb18030")
    return folder
