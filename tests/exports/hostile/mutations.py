"""Exports with something wrong in them: random, but the same for the same seed."""

from __future__ import annotations

import random

from tests.exports.one_file import INVITATIONS, MESSAGES, RECEPTIONS, RELATIONS, TASKS, VISITS

PERSONAL = ("张三丰", "13900001111", "某市某区某路18号", "zhang@example.com")
"""What stands in columns that no figure needs; none of it may be told."""

ORDERS = (
    "订单编号,买家会员名,收货人姓名,联系手机,总金额,买家实际支付金额,收货地址,买家支付宝账号,"
    "订单创建时间,订单付款时间,退款金额,分阶段订单信息"
)
_T = ("2022-08-01 10:00:00", "2022-08-01 10:05:00", "2022-08-02 11:30:59", "2022-08-03 00:00:00")

ODD_CELLS = (
    "", " ", "-", "null", "无", "0", "1970-01-01 08:00:00", "0000-00-00", "2.9E+18", "1e999",
    "-5", "¥-", " ¥-   ", "合计", "说明：x", '"', '""', "'", "=T(\"5\")", "`5", "\ufeff",
    "\u202e倒", "\x00", "9" * 400, "2022-02-30 25:61:61", "2022-08-01T10:00:00+99:99",
    "99999999999999", "44774.5", "8分48秒", "１２３", "是", "客服", "订单编号", "买家ID",
    "发送时间", "#N/A", "TRUE", "\ud7ff", "🙂" * 30, "1,234.50", "x" * 5000, "20220801", "24:00",
    "00:00", "(5)", "0x10", "inf", "NaN", "\\N", "cntaobao", ":", "：：", "=SUM(A1)",
    "1900-01-00", "9999-12-31", "2022/8/1 下午 25:99", "12:34:56.789Z",
)  # fmt: skip


def base(rng: random.Random) -> list[list[str]]:
    """Rows, with a header, of one of the tables, all of them usable."""
    who = [f"买家{n}" for n in range(6)]
    rows = {
        ORDERS: lambda n: [
            f"44000000000000{n:05}", who[n], *PERSONAL[:2], "5.00", "5.00", *PERSONAL[2:],
            _T[0], _T[1], "", "",
        ],
        MESSAGES: lambda n: [who[n], "店:客服", _T[0], "客服", _T[1], _T[2]],
        VISITS: lambda n: [who[n], _T[1]],
        RELATIONS: lambda n: [who[n], "店:客服", _T[0], ""],
        RECEPTIONS: lambda n: [who[n], "店:客服", _T[0], _T[1], "售前", "付款成功"],
        INVITATIONS: lambda n: [who[n], "店:客服", _T[0], "手动", "接受", _T[1]],
        TASKS + ",完成状态": lambda n: ["店:客服", "关联销售", _T[n % 4], "已完成"],
    }  # fmt: skip
    header = rng.choice([ORDERS, ORDERS, *rows])
    return [header.split(","), *(rows[header](n) for n in range(rng.randrange(1, 6)))]


def mutated(rng: random.Random) -> list[list[str]]:
    """The rows of `base` with up to five things wrong."""
    rows = base(rng)
    for _ in range(rng.randrange(6)):
        rng.choice(_MUTATIONS)(rng, rows)
    return rows


def as_text(rng: random.Random, rows: list[list[str]]) -> bytes:
    """A text file of these rows in some encoding, perhaps with bytes that were not meant."""
    separator = rng.choice(",,,,,\t;|")
    quoted = rng.random() < 0.3
    cells = [[f'"{c}"' if quoted or separator in c else c for c in row] for row in rows]
    text = rng.choice(["\n", "\r\n", "\r"]).join(separator.join(row) for row in cells)
    codec = rng.choice(["gb18030", "utf-8", "utf-8-sig", "utf-16"])
    content = bytearray(text.encode(codec, "replace"))
    if rng.random() < 0.3:
        for _ in range(rng.randrange(1, 5)):
            if content:
                content[rng.randrange(len(content))] = rng.randrange(256)
    if rng.random() < 0.1:
        del content[rng.randrange(len(content) + 1) :]
    return bytes(content)


def _cell(rng: random.Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    if row:
        row[rng.randrange(len(row))] = rng.choice(ODD_CELLS)


def _column(rng: random.Random, rows: list[list[str]]) -> None:
    at, word = rng.randrange(len(rows[0]) or 1), rng.choice(ODD_CELLS)
    for row in rows[1:]:
        row[at : at + 1] = [word]


def _extra(rng: random.Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    row.insert(rng.randrange(len(row) + 1), rng.choice(ODD_CELLS))


def _fewer(rng: random.Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    if row:
        del row[rng.randrange(len(row))]


def _header_gone(rng: random.Random, rows: list[list[str]]) -> None:
    if len(rows) > 1:
        del rows[0]


def _header_changed(rng: random.Random, rows: list[list[str]]) -> None:
    if rows[0]:
        at = rng.randrange(len(rows[0]))
        rows[0][at] = rng.choice([rows[0][at] + "x", rows[0][at][1:], *ORDERS.split(",")])


def _line(rng: random.Random, rows: list[list[str]]) -> None:
    line = rng.choice([[], ["合计"], ["说明：金额"], rows[0][:], ["", ""], ["报表", "2022"]])
    rows.insert(rng.randrange(len(rows) + 1), list(line))


def _swapped(rng: random.Random, rows: list[list[str]]) -> None:
    a, b = rng.randrange(len(rows)), rng.randrange(len(rows))
    rows[a], rows[b] = rows[b], rows[a]


_MUTATIONS = (
    _cell, _cell, _cell, _column, _extra, _fewer, _header_gone, _header_changed, _line, _swapped,
)  # fmt: skip
