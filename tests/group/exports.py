"""Exports of two shops, written as files: one person has three nicks in them."""

from __future__ import annotations

from pathlib import Path

FIRST, SECOND = "一店", "二店"


def csv(folder: Path, name: str, *lines: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))


def two_shops(root: Path) -> Path:
    """张三 is 一店:小红 and 一店:小红2 in the first shop, 二店:小红 in the second.

    First shop, 1 August: 甲 is the client of 小红 and 小红2, hears from both; pays 100
    after 小红, then 40.10 after 小红2. 乙 is 小兰's client.
    Second shop: 甲, another buyer of the same name, pays 9.90 after 小红.
    """
    first, second = root / FIRST, root / SECOND
    csv(
        first, "关系.csv", "买家会员名,客服,绑定时间,解除时间",
        "甲,一店:小红,2022-07-01 10:00:00,", "甲,一店:小红2,2022-07-01 11:00:00,",
        "乙,一店:小兰,2022-07-01 10:00:00,",
    )  # fmt: skip
    csv(
        first, "消息.csv", "买家会员名,客服,发送时间,发起方,阅读时间",
        "甲,一店:小红,2022-08-01 09:00:00,客服,2022-08-01 09:01:00",
        "甲,一店:小红2,2022-08-01 10:00:00,客服,2022-08-01 10:01:00",
        "乙,一店:小兰,2022-08-01 10:00:00,客服,",
    )  # fmt: skip
    csv(
        first, "订单.csv", "订单编号,买家会员名,订单付款时间,买家实际支付金额",
        "29000000000000000001,甲,2022-08-01 09:30:00,100.00",
        "29000000000000000002,甲,2022-08-01 10:30:00,40.10",
        "29000000000000000003,乙,2022-08-01 11:00:00,5.00",
    )  # fmt: skip
    csv(
        first, "接待.csv", "买家会员名,客服,开始时间,结束时间,状态",
        "甲,一店:小红,2022-08-01 09:00:00,2022-08-01 09:10:00,协助付款",
        "甲,一店:小红2,2022-08-01 10:00:00,2022-08-01 10:20:00,付款流失",
    )  # fmt: skip
    csv(
        second, "关系.csv", "买家会员名,客服,绑定时间,解除时间",
        "甲,二店:小红,2022-07-01 10:00:00,",
    )  # fmt: skip
    csv(
        second, "消息.csv", "买家会员名,客服,发送时间,发起方,阅读时间",
        "甲,二店:小红,2022-08-01 09:00:00,客服,2022-08-01 09:01:00",
    )  # fmt: skip
    csv(
        second, "订单.csv", "订单编号,买家会员名,订单付款时间,买家实际支付金额",
        "29000000000000000001,甲,2022-08-01 09:30:00,9.90",
    )  # fmt: skip
    csv(
        second, "接待.csv", "买家会员名,客服,开始时间,结束时间,状态",
        "甲,二店:小红,2022-08-01 09:00:00,2022-08-01 11:00:00,付款流失",
    )  # fmt: skip
    (root / "xlcs.toml").write_text(
        '[people.张三]\nnicks = ["小红", "一店:小红2"]\ngroup = "售前"\n', encoding="utf-8"
    )
    return root
