"""Source rows written as the files that a shop's tools export, each cell in its own spelling.

Made by the standard library and openpyxl, never by the package's own writer or reader.
"""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from .source import Bad, File, Row, Time

HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    "relations": {
        "bound_at": ("建立时间", "绑定时间"),
        "unbound_at": ("退订时间", "解除时间"),
    },
    "messages": {
        "sent_at": ("发送时间",),
        "initiated_by": ("发起方", "是否主动"),
        "read_at": ("阅读时间",),
        "is_read": ("是否已读",),
        "replied_at": ("回复时间",),
    },
    "visits": {"visited_at": ("进店时间", "访问时间")},
    "orders": {
        "order_id": ("订单编号", "主订单编号"),
        "sub_order_id": ("子订单编号",),
        "created_at": ("订单创建时间",),
        "paid_at": ("订单付款时间",),
        "amount": ("买家实际支付金额",),
        "refund": ("退款金额",),
        "total": ("总金额",),
        "deposit_paid_at": ("定金付款时间",),
        "deposit": ("定金金额",),
        "balance_paid_at": ("尾款付款时间",),
        "balance": ("尾款金额",),
    },
    "invitations": {
        "invited_at": ("邀请时间",),
        "channel": ("邀请方式",),
        "outcome": ("邀请结果",),
        "answered_at": ("处理时间",),
    },
    "opportunities": {
        "kind": ("商机类型",),
        "created_at": ("创建时间",),
        "done_at": ("完成时间",),
        "task_status": ("完成状态",),
    },
    "receptions": {
        "started_at": ("开始日期", "开始时间"),
        "ended_at": ("结束日期", "结束时间"),
        "kind": ("接待类型",),
        "status": ("状态",),
    },
}
BUYER = ("买家ID", "买家会员名", "买家旺旺", "买家昵称", "客户")
AGENT = ("客服旺旺", "客服", "子账号", "专属客服")

WORDS = {
    "发起方": {"agent": "客服", "buyer": "买家"},
    "是否主动": {"agent": "是", "buyer": "否"},
    "邀请方式": {"manual": "手动", "auto": "自动"},
    "邀请结果": {"accepted": "接受", "declined": "拒绝"},
}

NONE = ("", "", "", "-", "--", "null", "NULL")
NO_TIME = (*NONE, "0000-00-00 00:00:00")

MONEY = ("amount", "refund", "total", "deposit", "balance")

# fmt: off
ORDER_EXPORT_HEADER = [
    "订单编号", "买家会员名", "买家支付宝账号", "买家应付货款", "买家应付邮费", "买家支付积分",
    "总金额", "返点积分", "买家实际支付金额", "买家实际支付积分", "订单状态", "买家留言",
    "收货人姓名", "收货地址", "运送方式", "联系电话", "联系手机", "订单创建时间", "订单付款时间",
    "宝贝标题", "宝贝种类", "物流单号", "物流公司", "订单备注", "宝贝总数量", "店铺Id",
    "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单",
    "分阶段订单信息", "特权订金订单id", "是否上传合同照片", "是否上传小票", "是否代付",
    "定金排名", "修改后的sku", "修改后的收货地址", "异常信息", "退款金额",
]
# fmt: on

PERSONAL = {
    "买家留言": '请包好,"易碎"\n谢谢',
    "收货地址": "某省,某市,某路1号",
    "联系手机": "'13000000000",
    "宝贝标题": "测试商品=1+1",
    "订单状态": "交易成功",
    "买家应付货款": "12.00",
}

EPOCH = datetime(1899, 12, 30)  # day 0 of Excel's serial numbers, from March 1900 on


class Writing:
    """One file being written, with the habits of the tool that writes it."""

    def __init__(self, file: File, rng: random.Random) -> None:
        self.file, self.rng = file, rng
        self.in_excel = file.name.endswith(".xlsx")
        self.encoding = rng.choice(("gb18030", "gb18030", "utf-8", "utf-8-sig", "utf-16"))
        self.separator = rng.choice((",", ",", "\t"))
        self.headers = {column: self.header(column) for column in file.columns}
        self.extra = rng.choice(((), (), ("序号",), ("店铺名称", "备注")))
        self.titled = rng.random() < 0.25
        self.wide = file.table == "orders" and rng.random() < 0.4
        if self.wide:
            for column in ("order_id", "buyer_id"):
                if column in self.headers:
                    self.headers[column] = {"order_id": "订单编号", "buyer_id": "买家会员名"}[
                        column
                    ]

    def header(self, column: str) -> str:
        if column == "buyer_id":
            return self.rng.choice(BUYER)
        if column == "agent":
            return self.rng.choice(AGENT)
        return self.rng.choice(HEADERS[self.file.table][column])

    def grid(self) -> list[list[Any]]:
        """Title lines, header and rows; cells are text, or values where Excel has them."""
        known = {header: column for column, header in self.headers.items()}
        if self.wide:
            order = [*ORDER_EXPORT_HEADER, *(h for h in known if h not in ORDER_EXPORT_HEADER)]
            # A file without these columns must stay without them.
            order = [h for h in order if h in known or h not in HEADERS_OF_ORDERS]
        else:
            order = [*known, *self.extra]
            self.rng.shuffle(order)
        shown = [h + " " if self.rng.random() < 0.1 else h for h in order]
        lines: list[list[Any]] = []
        if self.titled:
            lines += [["数据报表"], [], ["导出说明：仅供内部使用"]][: self.rng.choice((1, 3))]
        lines.append(shown)
        for row in self.file.rows:
            lines.append([self.cell(known.get(h), h, row) for h in order])
        return lines

    def cell(self, column: str | None, header: str, row: Row) -> Any:
        if column is None:
            return PERSONAL.get(header, "x")
        value = row.get(column)
        if isinstance(value, Bad):
            return value.text
        if column.endswith("_at"):
            return self.time(column, value)
        if value is None:
            return self.rng.choice(NONE)
        if column in MONEY:
            return self.money(value)
        if column in ("order_id", "sub_order_id"):
            return self.guarded(value)
        return WORDS.get(header, {}).get(value, value)

    def time(self, column: str, value: Time | None) -> Any:
        rng = self.rng
        if value is None:
            return rng.choice(NO_TIME)
        at = value.at
        slashed = f"{at.year}/{at.month}/{at.day}"
        if value.form == "day":
            return rng.choice((f"{at:%Y-%m-%d}", slashed))
        if value.form == "minute":
            return rng.choice((f"{at:%Y-%m-%d %H:%M}", f"{slashed} {at.hour}:{at:%M}"))
        if at.hour or at.minute or at.second:  # a serial or a date cell that shows a time of day
            how = rng.random()
            if self.in_excel and how < 0.4:
                return at
            if how < 0.5:
                serial = (at - EPOCH).total_seconds() / 86400
                return serial if self.in_excel else repr(round(serial, 10))
        return rng.choice(
            (
                f"{at:%Y-%m-%d %H:%M:%S}",
                f"{at:%Y/%m/%d %H:%M:%S}",
                f"{slashed} {at.hour}:{at:%M:%S}",
            )
        )

    def money(self, fen: int) -> Any:
        if fen < 0:
            return f"-{-fen / 100:.2f}"
        plain = f"{fen // 100}.{fen % 100:02d}"
        shown = self.rng.choice((
            plain, plain, f"{fen // 100:,}.{fen % 100:02d}", f"¥{plain}", f"{plain}元",
        ))  # fmt: skip
        return fen / 100 if self.in_excel and shown == plain else shown

    def guarded(self, number: str) -> str:
        if self.in_excel:
            return self.rng.choice((number, f"{number}\t"))
        return self.rng.choice((f'="{number}"', f"'{number}", f"{number}\t", number))

    def as_csv(self) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator="\r\n").writerows(self.grid())
        return text.getvalue().encode(self.encoding)

    def as_workbook(self) -> Workbook:
        workbook = Workbook()
        notes, sheet = workbook.active, workbook.create_sheet("数据")
        notes.title = "说明"
        notes.append(["本表由系统导出"])
        if self.rng.random() < 0.5:
            workbook.remove(notes)
        for line in self.grid():
            sheet.append([None if cell == "" else cell for cell in line])
        return workbook


HEADERS_OF_ORDERS = {header for names in HEADERS["orders"].values() for header in names}


def write(files: list[File], folder: Path, rng: random.Random) -> None:
    """Write the files under that folder, in whatever shapes the random generator chooses."""
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        writing = Writing(file, rng)
        if writing.in_excel:
            writing.as_workbook().save(path)
        else:
            path.write_bytes(writing.as_csv())


class Plain(random.Random):
    """Chooses the first of everything: our own headers, nothing unusual."""

    def random(self) -> float:
        return 1.0

    def choice(self, options: Any) -> Any:
        return options[0]

    def shuffle(self, x: Any) -> None:
        pass


def write_plainly(files: list[File], folder: Path) -> None:
    """Write CSV files in GB18030, the platform's default, with our own headers."""
    write(files, folder, Plain())
