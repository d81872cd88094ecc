"""The spec's worked examples, word for word, from CSV files in GB18030 through the command line.

All expected values are literals; the arithmetic is beside them.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

READ_RULES = ("before_payment", "same_day")

RELATIONS = ("买家ID", "客服旺旺", "建立时间", "退订时间")
MESSAGES = ("买家ID", "客服旺旺", "发送时间", "发起方", "阅读时间", "回复时间")
ORDERS = ("订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "订单创建时间",
          "订单付款时间 ", "退款金额")  # fmt: skip
PRESALE = ("订单编号", "买家会员名", "买家实际支付金额", "订单付款时间", "定金付款时间", "定金金额",
           "尾款付款时间", "尾款金额")  # fmt: skip
RECEPTIONS = ("开始日期", "结束日期", "买家ID", "客服旺旺", "接待类型", "状态")

Line = tuple[str, ...]


def export(folder: Path, name: str, header: Line, lines: list[Line]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([header, *lines])
    (folder / name).write_bytes(text.getvalue().encode("gb18030"))


def order(number: int, buyer: str, paid: str, amount: str) -> Line:
    guarded = f'="{2900000000000000000 + number}"'
    return guarded, buyer, amount, amount, "交易成功", paid, paid, "0.00"


def report(folder: Path, first: str, last: str, read_rule: str = "before_payment") -> Any:
    """figures.json of `xlcs report`."""
    settings, result = folder.parent / "shop.toml", folder.parent / "figures.json"
    settings.write_text(f'read_rule = "{read_rule}"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "xlcs", "report", str(folder), "--from", first, "--to", last,
         "--json", str(result), "--settings", str(settings)],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return json.loads(result.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "导出"
    data.mkdir()
    return data


@pytest.mark.parametrize("read_rule", READ_RULES)
def test_example_1(folder: Path, read_rule: str) -> None:
    """Ten customers bound by 31 July; five more bound on 1 August."""
    agent = "某店:小红"
    old = [f"老客{n}" for n in range(1, 11)]
    new = [f"新客{n}" for n in range(1, 6)]
    export(
        folder, "专属客户.csv", RELATIONS,
        [(buyer, agent, "2022-07-31 15:00:00", "") for buyer in old]
        + [(buyer, agent, "2022-08-01 08:00:00", "") for buyer in new],
    )  # fmt: skip
    export(
        folder, "消息.csv", MESSAGES,
        [(buyer, agent, "2022-08-01 10:00:00", "客服", "2022-08-01 10:05:00", "")
         for buyer in old + new],
    )  # fmt: skip
    export(
        folder, "ExportOrderList.csv", ORDERS,
        [
            # 120 + 100 + 80 = 300 on 1 August
            order(1, "老客1", "2022-08-01 11:00:00", "120.00"),
            order(2, "老客2", "2022-08-01 12:00:00", "100.00"),
            order(3, "老客3", "2022-08-01 23:59:59", "80.00"),
            # 150 + 50 = 200 on 2 August
            order(4, "老客4", "2022-08-02 00:00:00", "150.00"),
            order(5, "老客5", "2022-08-02 09:00:00", "50.00"),
            # the new ones: 5 x 60 = 300, of which nothing is added
            *(order(5 + n, f"新客{n}", "2022-08-01 12:00:00", "60.00") for n in range(1, 6)),
        ],
    )  # fmt: skip
    figures = report(folder, "2022-08-01", "2022-08-02", read_rule)
    assert figures["period"] == {"from": "2022-08-01", "to": "2022-08-02"}
    assert figures["daily"] == [
        {"day": "2022-08-01", "sent_customers": 15, "read_customers": 15, "guided_visitors": None,
         "guided_buyers": 8, "guided_gmv": 300},
        {"day": "2022-08-02", "sent_customers": 0, "read_customers": 0, "guided_visitors": None,
         "guided_buyers": 0, "guided_gmv": 0},
    ]  # fmt: skip
    assert figures["shop"]["guided_gmv"] == 300
    [row] = figures["agents"]
    assert (row["agent"], row["guided_gmv"], row["clients_total"]) == (agent, 300, 15)
    # The five new ones are followed up all the same: 3 + 5 orders, 300 + 300.
    assert (row["followup_orders"], row["followup_gmv"]) == (8, 600)
    assert [(o["buyer_id"], o["reason"], o["credited_agent"]) for o in figures["orders"]] == [
        ("老客1", "counted", agent),
        ("老客2", "counted", agent),
        ("新客1", "client_bound_same_day", None),
        ("新客2", "client_bound_same_day", None),
        ("新客3", "client_bound_same_day", None),
        ("新客4", "client_bound_same_day", None),
        ("新客5", "client_bound_same_day", None),
        ("老客3", "counted", agent),
        ("老客4", "messaged_earlier_day", None),
        ("老客5", "messaged_earlier_day", None),
    ]
    leakage = {row["reason"]: (row["orders"], row["amount"]) for row in figures["leakage"]}
    assert leakage["counted"] == (3, 300)
    assert leakage["messaged_earlier_day"] == (2, 200)
    assert leakage["client_bound_same_day"] == (5, 300)
    assert sum(amount for _, amount in leakage.values()) == 800  # 300 + 200 + 300


@pytest.mark.parametrize("read_rule", READ_RULES)
def test_example_2(folder: Path, read_rule: str) -> None:
    """Messages at 23:30 on 1 September: only the remaining 30 minutes count."""
    buyers = [f"客{n}" for n in range(1, 7)]
    export(
        folder, "r.csv", RELATIONS,
        [(buyer, "某店:小兰", "2022-08-15 10:00:00", "") for buyer in buyers],
    )  # fmt: skip
    export(
        folder, "m.csv", MESSAGES,
        [(buyer, "某店:小兰", "2022-09-01 23:30:00", "客服", "2022-09-01 23:31:00", "")
         for buyer in buyers],
    )  # fmt: skip
    export(
        folder, "o.csv", ORDERS,
        [
            order(1, "客1", "2022-09-01 09:00:00", "1000.00"),
            order(2, "客2", "2022-09-01 23:29:59", "500.00"),
            order(3, "客3", "2022-09-01 23:31:00", "70.00"),
            order(4, "客4", "2022-09-01 23:59:59", "30.50"),
            order(5, "客5", "2022-09-02 00:00:00", "2000.00"),
            order(6, "客6", "2022-09-02 10:00:00", "4000.00"),
        ],
    )  # fmt: skip
    figures = report(folder, "2022-09-01", "2022-09-02", read_rule)
    # 70.00 + 30.50 paid from 23:30 to midnight
    assert [row["guided_gmv"] for row in figures["daily"]] == [100.5, 0]
    assert [row["guided_buyers"] for row in figures["daily"]] == [2, 0]
    assert {o["buyer_id"]: o["reason"] for o in figures["orders"]} == {
        "客1": "messaged_after_purchase",
        "客2": "messaged_after_purchase",
        "客3": "counted",
        "客4": "counted",
        "客5": "messaged_earlier_day",
        "客6": "messaged_earlier_day",
    }


@pytest.mark.parametrize("read_rule", READ_RULES)
@pytest.mark.parametrize(
    ("messages", "guided", "reason"),
    [
        ([("2022-11-11 10:00:00", "客服")], 1000, "counted"),
        ([], 0, "not_messaged"),
        ([("2022-11-11 10:00:00", "买家")], 0, "not_messaged"),
        ([("2022-11-01 09:00:00", "客服")], 0, "not_messaged"),
    ],
)
def test_example_3(
    folder: Path, read_rule: str, messages: list[Line], guided: int, reason: str
) -> None:
    """Presale: deposit 200 on 1 November, balance 800 on 11 November."""
    export(folder, "r.csv", RELATIONS, [("预售客", "某店:小红", "2022-10-01 10:00:00", "")])
    export(
        folder, "m.csv", MESSAGES,
        # a message to nobody's order, so that both days are covered
        [("别人", "某店:小红", "2022-11-01 10:00:00", "客服", "2022-11-01 10:05:00", "")]
        + [("预售客", "某店:小红", sent, by, sent, "") for sent, by in messages],
    )  # fmt: skip
    export(
        folder, "o.csv", PRESALE,
        [("2900000000000000001\t", "预售客", "1,000.00", "2022-11-01 12:00:00",
          "2022-11-01 12:00:00", "200.00", "2022-11-11 20:00:00", "800.00")],
    )  # fmt: skip
    figures = report(folder, "2022-11-01", "2022-11-11", read_rule)
    by_day = {row["day"]: row["guided_gmv"] for row in figures["daily"]}
    assert by_day["2022-11-01"] == 0
    assert by_day["2022-11-11"] == guided  # 200 + 800 = 1000
    assert figures["shop"]["guided_gmv"] == guided
    assert figures["orders"] == [
        {"order_id": "2900000000000000001", "buyer_id": "预售客", "day": "2022-11-11",
         "amount": 1000, "presale": True, "reason": reason,
         "credited_agent": "某店:小红" if guided else None, "client_agent": "某店:小红",
         "net_amount": None}
    ]  # fmt: skip


def test_reading_after_paying_is_what_the_two_rules_differ_in(folder: Path) -> None:
    export(folder, "r.csv", RELATIONS, [("客", "某店:小红", "2022-07-01 10:00:00", "")])
    export(
        folder, "m.csv", MESSAGES,
        [("客", "某店:小红", "2022-08-01 10:00:00", "客服", "2022-08-01 23:59:59", "")],
    )  # fmt: skip
    export(folder, "o.csv", ORDERS, [order(1, "客", "2022-08-01 12:00:00", "99.90")])
    days = ("2022-08-01", "2022-08-01")
    strict, lenient = (report(folder, *days, rule) for rule in READ_RULES)
    assert (strict["shop"]["guided_gmv"], lenient["shop"]["guided_gmv"]) == (0, 99.9)
    assert strict["orders"][0]["reason"] == "read_after_purchase"
    assert lenient["orders"][0]["reason"] == "counted"
    assert "read_after_purchase" not in {row["reason"] for row in lenient["leakage"]}


def test_reception_example(folder: Path) -> None:
    """August 60 %, 39:50, 达标; September 66 %, 45:24, 6 points, +5:35, 达标."""
    lines: list[Line] = []
    # August: 5 buyers, 3 converted. 2 x 39:49 + 3 x 39:50 = 11948 s, / 5 = 2389.6 s = 39:50.
    for n, (end, status) in enumerate((
        ("10:39:49", "协助付款"), ("10:39:49", "催付失败"), ("10:39:50", "付款成功"),
        ("10:39:50", "付款流失"), ("10:39:50", "催付成功"),
    )):  # fmt: skip
        day = f"2022-08-{n * 7 + 1:02d}"
        lines.append((f"{day} 10:00:00", f"{day} {end}", f"客{n}", "某店:小红", "售前", status))
    # September: 50 buyers, 33 converted. 30 x 45:24 + 20 x 45:25 = 136220 s, / 50 = 2724.4 s.
    for n in range(50):
        end = "20:45:24" if n < 30 else "20:45:25"
        day = f"2022-09-{n % 30 + 1:02d}"
        status = "已付款" if n < 33 else "询单流失"
        lines.append((f"{day} 20:00:00", f"{day} {end}", f"客{n}", "某店:小兰", "售前", status))
    export(folder, "客服接待.csv", RECEPTIONS, lines)
    august, september = report(folder, "2022-08-01", "2022-09-30")["reception"]["periods"]

    assert (august["period"], august["receptions"], august["buyers"]) == ("2022-08", 5, 5)
    assert august["converted_buyers"] == 3
    assert august["conversion_rate"] == pytest.approx(0.60, abs=1e-12)
    assert august["average_duration_s"] == pytest.approx(2389.6, abs=1e-9)
    assert round(august["average_duration_s"]) == 39 * 60 + 50
    assert (august["conversion_change"], august["duration_change_s"]) == (None, None)
    assert august["compliant"] is True

    assert (september["period"], september["receptions"]) == ("2022-09", 50)
    assert (september["buyers"], september["converted_buyers"]) == (50, 33)
    assert september["conversion_rate"] == pytest.approx(0.66, abs=1e-12)
    assert round(september["average_duration_s"]) == 45 * 60 + 24
    assert september["conversion_change"] == pytest.approx(0.06, abs=1e-12)
    # 2724.4 - 2389.6 = 334.8 s, shown as 5:35; on rounded values it would be 5:34.
    assert september["duration_change_s"] == pytest.approx(334.8, abs=1e-9)
    assert round(september["duration_change_s"]) == 5 * 60 + 35
    assert september["compliant"] is True
