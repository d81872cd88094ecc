"""The generated tables as files: CSV as the platform exports it, XLSX, Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from xlcs.tables import TABLE

PER_DAY = 30_000
"""Messages in a daily file."""

ROWS_AT_ONCE = 250_000
ROW_GROUP = 122_880
"""Rows of a Parquet row group: what DuckDB itself writes. Both peers share out row groups among
threads, so that larger ones would leave a thread idle."""

WORDS = {"manual": "手动", "auto": "自动", "accepted": "接受", "declined": "拒绝"}
FEN = pa.scalar(Decimal("0.01"))
MONEY = ("amount", "refund", "total", "deposit", "balance")

WIDE_ORDER = (
    "订单编号", "买家会员名", "买家支付宝账号", "买家应付货款", "买家应付邮费", "买家支付积分",
    "总金额", "返点积分", "买家实际支付金额", "买家实际支付积分", "订单状态", "买家留言",
    "收货人姓名", "收货地址", "运送方式", "联系电话", "联系手机", "订单创建时间", "订单付款时间",
    "宝贝标题", "宝贝种类", "物流单号", "物流公司", "订单备注", "宝贝总数量", "店铺Id", "店铺名称",
    "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单", "分阶段订单信息",
    "退款金额", "定金付款时间", "定金金额", "尾款付款时间", "尾款金额", "是否代付", "定金排名",
)  # fmt: skip
"""The columns of the platform's order export, some forty."""

FILLING = {
    "订单状态": "交易成功", "收货人姓名": "收件人",
    "收货地址": "浙江省 杭州市 某区 某街道 某小区 1 幢 101 室",
    "运送方式": "快递", "联系手机": "'10000000000", "宝贝标题": "秋季新款宽松长袖衬衫女款上衣",
    "宝贝种类": "1", "物流公司": "快递公司", "宝贝总数量": "1", "店铺Id": "0", "店铺名称": "旗舰店",
    "买家应付邮费": "0.00", "是否手机订单": "手机订单",
}  # fmt: skip
"""What stands in columns that no figure needs."""


def write_parquet(tables: dict[str, pa.Table], folder: Path) -> None:
    """One file a table, typed, with the canonical columns; money in fen.

    Not compressed: from the page cache that is what both peers read fastest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pa.parquet.write_table(
            table, folder / f"{name}.parquet", row_group_size=ROW_GROUP, compression="none"
        )


def with_codes(table: pa.Table) -> pa.Table:
    """The table with buyers and agents as codes into a dictionary of names."""
    for name in ("buyer_id", "agent"):
        if name in table.column_names:
            place = table.column_names.index(name)
            table = table.set_column(place, name, table[name].dictionary_encode())
    return table


def as_exported(table_id: str, table: pa.Table) -> pa.Table:
    """The table under the export's headers and in its words: 客服/买家, yuan with two places."""
    columns: dict[str, pa.ChunkedArray] = {}
    for name in table.column_names:
        values = table[name]
        if name == "by_agent":
            columns["发起方"] = pc.if_else(values, "客服", "买家")
            continue
        if name in ("channel", "outcome"):
            for word, exported in WORDS.items():
                values = pc.if_else(pc.equal(values, word), exported, values)
        if name in MONEY:
            values = pc.multiply(values.cast(pa.decimal128(19, 0)), FEN)
        columns[TABLE[table_id].column(name).headers[0]] = values
    return pa.table(columns)


def wide_orders(exported: pa.Table) -> pa.Table:
    """Orders with some forty columns, as the platform's export has them."""
    rows = exported.num_rows
    have = dict(zip(exported.column_names, exported.columns, strict=True))
    have["买家会员名"] = have.pop("买家ID")
    have["买家应付货款"] = have["总金额"]
    filled = {header: pa.repeat(text, rows) for header, text in FILLING.items()}
    empty = pa.nulls(rows, pa.string())
    return pa.table({name: have.get(name, filled.get(name, empty)) for name in WIDE_ORDER})


def csv_parts(table: pa.Table) -> Iterator[bytes]:
    """The table as CSV in GB18030, part by part, header first."""
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
    yield (",".join(table.column_names) + "\n").encode("gb18030")
    for start in range(0, table.num_rows, ROWS_AT_ONCE):
        part = io.BytesIO()
        pyarrow.csv.write_csv(table.slice(start, ROWS_AT_ONCE), part, options)
        yield part.getvalue().decode("utf-8").encode("gb18030")


def write_one_csv(table: pa.Table, path: Path) -> None:
    """The table as one CSV file in GB18030."""
    with path.open("wb") as file:
        file.writelines(csv_parts(table))


def write_csv(tables: dict[str, pa.Table], folder: Path, *, wide: bool = False) -> None:
    """One file a table, with our headers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        exported = as_exported(name, table)
        write_one_csv(wide_orders(exported) if wide and name == "orders" else exported,
                      folder / f"{name}.csv")  # fmt: skip


def write_daily(tables: dict[str, pa.Table], folder: Path) -> None:
    """Messages in daily files; the other tables in one file each. The last day lies apart."""
    folder.mkdir(parents=True, exist_ok=True)
    sent = tables.pop("messages")
    write_csv(tables, folder)
    days = sent.num_rows // PER_DAY
    for number in range(days):
        day = sent.slice(number * PER_DAY, PER_DAY)
        where = folder if number < days - 1 else folder.parent
        write_one_csv(as_exported("messages", day),
                      where / f"messages-{day['sent_at'][0].as_py():%Y-%m-%d}.csv")  # fmt: skip


def write_xlsx(messages: pa.Table, path: Path) -> None:
    """Messages as one sheet: texts, shared as Excel does, times as texts as platforms do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exported = as_exported("messages", messages)
    text = [column.cast(pa.string()).to_pylist() for column in exported.columns]
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("客服消息")
        sheet.write_row(0, 0, exported.column_names)
        for number, row in enumerate(zip(*text, strict=True), 1):
            sheet.write_row(number, 0, row)
