"""Nothing personal that no figure needs is in anything that is written or shown."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.runs import MESSAGES, ONE, RELATIONS, csv, xlcs

NAME, PHONE, LANDLINE = "欧阳某某", "13912345678", "021-87654321"
ADDRESS, MAIL, REMARK = "虚构省虚构市虚构路18号", "nobody@example.com", "请放在门卫处谢谢"
PLANTED = (NAME, PHONE, LANDLINE, ADDRESS, MAIL, REMARK)

HEADER = (
    "订单编号,买家会员名,买家支付宝账号,收货人姓名,收货地址,联系电话,联系手机,买家留言,"
    "订单创建时间,订单付款时间,买家实际支付金额,退款金额"
)
WHO = f"{MAIL},{NAME},{ADDRESS},{LANDLINE},{PHONE},{REMARK}"
TIMES = "2022-08-01 09:30:00,2022-08-01 10:00:00"
ORDERS = [
    HEADER,
    f"29000000000000000001,甲,{WHO},{TIMES},100.00,0.00",
    f"29000000000000000002,甲,{WHO},多一个逗号,{TIMES},100.00,0.00",
    f"29000000000000000003,甲,{WHO},{TIMES},100.00",
    f"29000000000000000004,甲,{WHO},{PHONE},{TIMES.split(',')[0]},100.00,",
    f"29000000000000000005,甲,{MAIL},{NAME},{ADDRESS},{LANDLINE},{TIMES},{PHONE},{REMARK},{NAME},5",
    f"{PHONE},{NAME},{WHO},{ADDRESS},{PHONE},{NAME},{MAIL}",
    f"合计,{NAME},{WHO},,,100.00,",
    f'29000000000000000006,甲,"{WHO},{TIMES},100.00,0.00',
    f"29000000000000000007,甲,{WHO},{TIMES},100.00,0.00",
]
WITHOUT_HEADER = [f"29000000000000000009,{NAME},{PHONE},{ADDRESS},{TIMES},5"] * 3
WITHOUT_BUYER = [
    "订单编号,收货人姓名,联系手机,收货地址,订单付款时间,买家实际支付金额",
    f"29000000000000000010,{NAME},{PHONE},{ADDRESS},2022-08-01 10:00:00,5.00",
]
VISITS = ["买家ID,进店时间", f"甲,{PHONE}", f"甲,{NAME}", f"甲,{ADDRESS}", "甲,2022-08-01 10:00:00"]


@pytest.fixture
def shop(data):
    csv(data, "关系.csv", RELATIONS)
    csv(data, "消息.csv", MESSAGES)
    csv(data, "订单.csv", ORDERS)
    csv(data, "没有表头.csv", WITHOUT_HEADER)
    csv(data, "没有买家.csv", WITHOUT_BUYER)
    csv(data, "进店.csv", VISITS)
    return data


def everything_in(content: bytes) -> list[bytes]:
    """The bytes, and those of what is packed in them."""
    found = [content]
    if content.startswith(b"PK"):
        path = Path("packed.zip")
        path.write_bytes(content)
        with zipfile.ZipFile(path) as packed:
            found += [packed.read(name) for name in packed.namelist()]
        path.unlink()
    return found


def test_the_planted_data_is_found_where_it_is(shop):
    content = (shop / "订单.csv").read_bytes()
    assert all(text.encode("gb18030") in content for text in PLANTED)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_planted_is_shown_or_written(shop, language):
    before = set(shop.iterdir())
    files = ("--out", "r.xlsx", "--json", "f.json")
    runs = (("check",), ("report", "--all", *files), ("map",), ("cache",))
    shown = [xlcs(name, shop, "--lang", language, *more).output for name, *more in runs]
    assert Path("r.xlsx").exists()
    assert Path("f.json").exists()
    written = {path for path in (*shop.rglob("*"), *Path.cwd().rglob("*")) if path.is_file()}
    contents = {path: path.read_bytes() for path in written - before}
    cached = [part for path, content in contents.items() if ".xlcs-cache" in str(path)
              for part in everything_in(content)]  # fmt: skip
    assert any(ONE.encode() in part for part in cached), "what is kept can be searched"
    for text in PLANTED:
        for output in shown:
            assert text not in output
        for path, content in contents.items():
            for part in everything_in(content):
                for codec in ("utf-8", "gb18030", "utf-16-le"):
                    assert text.encode(codec) not in part, (text, path.name)
