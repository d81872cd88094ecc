"""Personal data in odd places, and everything that is written or shown searched for it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import xlwt
from openpyxl.comments import Comment

from tests.cli.runs import MESSAGES, ONE, RELATIONS, csv, xlcs

NAME, OTHER_NAME = "欧阳某某", "司徒某人"
PHONE, LANDLINE, CARD = "13912345678", "0571-87654321", "11010519491231002X"
ADDRESS, MAIL = "虚构省虚构市虚构区虚构路18号3单元", "nobody.here@example.com"
REMARK, ACCOUNT = "请放在门卫处谢谢不要打电话", "alipay_of_nobody"
PLANTED = (NAME, OTHER_NAME, PHONE, LANDLINE, CARD, ADDRESS, MAIL, REMARK, ACCOUNT)

HEADER = (
    "订单编号,买家会员名,买家支付宝账号,收货人姓名,身份证号,收货地址,联系电话,联系手机,买家留言,订单备注,"
    "订单创建时间,订单付款时间,买家实际支付金额,退款金额"
)
WHO = f"{ACCOUNT},{NAME},{CARD},{ADDRESS},{LANDLINE},{PHONE},{REMARK},{MAIL}"
TIMES = "2022-08-01 09:30:00,2022-08-01 10:00:00"
WHOLE = f"2900000000000000000{{}},甲,{WHO},{TIMES},100.00,0.00"


def order(number: int) -> str:
    return WHOLE.format(number)


TORN = {
    "a comma too many in a remark": order(2).replace(REMARK, f"{REMARK},{OTHER_NAME}"),
    "in a name": order(3).replace(NAME, f"{NAME},{PHONE}"),
    "in an address": order(4).replace(ADDRESS, f"{ADDRESS},{ADDRESS},{PHONE}"),
    "in a remark about goods": order(5).replace(MAIL, f"{NAME} 收,{PHONE}"),
    "in money": order(6).replace("100.00", f"{PHONE},100.00"),
    "a comma too few": order(7).replace(f"{LANDLINE},", ""),
    "all but the number missing": f"29000000000000000008,甲,{ACCOUNT},{NAME}",
    "no number": f",甲,{WHO},{TIMES},100.00,0.00",
    "shifted to the left": f"甲,{WHO},{TIMES},100.00,0.00,",
    "shifted to the right": f",2900000000000000009,甲,{WHO},{TIMES},100.00",
    "backwards": ",".join(reversed(order(9).split(","))),
    "a telephone for a time": order(3).replace("2022-08-01 10:00:00", PHONE),
    "an address for an amount": order(4).replace("100.00", ADDRESS),
    "a remark for a refund": order(5).replace("0.00", REMARK),
    "with other separators": order(6).replace(",", ";"),
    "a total": f"合计,{NAME},{WHO},,,100.00,",
    "a remark": f"说明：{NAME} {PHONE} {ADDRESS}",
    "a quote": f'29000000000000000001,甲,"{WHO},{TIMES},100.00,0.00',
}
ODD_ROWS = {
    "关系.csv": [
        *RELATIONS,
        f"{NAME}的人,{ONE},{PHONE},",
        f"丙,{ONE},2022-07-01 12:00:00,{ADDRESS}",
    ],
    "消息.csv": [
        *MESSAGES,
        f"甲,{ONE},{REMARK},客服,",
        f"甲,{ONE},2022-08-01 09:00:00,{MAIL},{PHONE}",
    ],
    "进店.csv": ["买家ID,进店时间", f"甲,{CARD}", f"甲,{MAIL}", "甲,2022-08-01 09:30:00"],
    "邀请.csv": [
        "买家ID,客服,邀请时间,邀请方式,邀请结果",
        f"甲,{ONE},2022-08-01 09:30:00,{NAME},{REMARK}",
        f"甲,{ONE},2022-08-01 09:30:00,手动,{PHONE}",
    ],
    "商机.csv": [
        "客服,商机类型,创建时间,完成状态",
        f"{ONE},{ADDRESS},2022-08-01 09:30:00,{REMARK}",
    ],
    "接待.csv": [
        "买家ID,客服,开始时间,结束时间,接待类型,状态",
        f"甲,{ONE},2022-08-01 09:30:00,{PHONE},{REMARK},{ADDRESS}",
        f"甲,{ONE},2022-08-01 09:31:00,2022-08-01 09:41:00,售前,{NAME} {PHONE}",
        f"甲,{ONE},2022-08-01 09:32:00,2022-08-01 09:42:00,{MAIL},{REMARK}",
    ],
}


def html(rows: list[str]) -> bytes:
    cells = ["<tr>" + "".join(f"<td>{c}</td>" for c in row.split(",")) + "</tr>" for row in rows]
    return f"<html><title>{NAME}</title><table>{''.join(cells)}</table></html>".encode()


def xml(rows: list[str]) -> bytes:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    body = "".join(
        "<Row>" + "".join(cell.format(c) for c in row.split(",")) + "</Row>" for row in rows
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>'
        f"{body}</Table></Worksheet></Workbook>"
    ).encode()


def workbook(path: Path, rows: list[str]) -> None:
    book = openpyxl.Workbook()
    book.properties.creator = NAME
    sheet = book.active
    sheet.append([f"{NAME}导出", PHONE, ADDRESS])
    for row in rows:
        sheet.append(row.split(","))
    sheet["A1"].comment = Comment(REMARK, OTHER_NAME)
    for letter in "DEFGH":
        sheet.column_dimensions[letter].hidden = True
    hidden = book.create_sheet("备注")
    hidden.sheet_state = "hidden"
    hidden.append([NAME, PHONE, ADDRESS])
    book.save(path)


def old_workbook(path: Path, rows: list[str]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("订单")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row.split(",")):
            sheet.write(number, place, cell)
    book.save(path)


@pytest.fixture
def shop(data: Path) -> Path:
    torn = list(TORN.values())
    # in a workbook a cell beyond the header is a note beside the table
    plain = [row for name, row in TORN.items() if name not in ("a quote", "in money")]
    for name, rows in ODD_ROWS.items():
        csv(data, name, rows)
    title = [f"{NAME}的店铺 {PHONE}", f"导出人：{OTHER_NAME} {MAIL}"]
    csv(data, "订单.csv", [*title, HEADER, order(1), *torn])
    csv(data, "一个逗号.csv", [HEADER, order(1), plain[0], order(8)])
    second = HEADER.replace("收货人姓名", "买家应付货款")
    csv(data, "合并.csv", [HEADER, order(1), second, *plain, HEADER, *plain])
    csv(data, "末尾断开.csv", [HEADER, order(1), order(2)[: len(order(2)) - 60]])
    csv(data, "没有表头.csv", plain[:4])
    csv(data, "没有买家.csv", [HEADER.replace("买家会员名", "谁"), order(1)])
    csv(
        data,
        "不认得.csv",
        ["姓名电话,家庭住址,什么时候", f"{NAME}{PHONE},{ADDRESS},2022-08-01"] * 3,
    )
    alike = [
        "单号,谁买的,付了多少钱,付款的时刻,收货人",
        f"29000000000000000001,{NAME},{PHONE},2022-08-01 10:00:00,{OTHER_NAME}",
        f"29000000000000000002,{ADDRESS},{MAIL},2022-08-01 10:00:00,{CARD}",
    ]
    csv(data, "像订单.csv", alike)
    csv(data, "一列.txt", [f"{NAME} {PHONE} {ADDRESS}"] * 3)
    workbook(data / "订单.xlsx", [HEADER, *plain])
    old_workbook(data / "旧.xls", [HEADER, *plain])
    (data / "网页.xls").write_bytes(html([HEADER, *plain]))
    (data / "表格.xls").write_bytes(xml([HEADER, *plain]))
    chat = f"甲 2022-08-01 9:00:00\n我叫{NAME}，{PHONE}，{ADDRESS}\n"
    chat += f"{ONE} 2022-08-01 9:01:00\n{REMARK}\n"
    (data / "聊天.txt").write_text(chat * 3 + f"{PHONE} 2022-08-01\n{MAIL}\n", encoding="utf-8")
    with zipfile.ZipFile(data / "包.zip", "w") as packed:
        packed.writestr("订单.csv", "\r\n".join([HEADER, order(1), *torn]).encode("gb18030"))
        packed.writestr("网页.xls", html([HEADER, *plain]))
        packed.writestr("没有表头.csv", "\r\n".join(plain[:3]).encode("gb18030"))
        packed.comment = f"{NAME} {PHONE}".encode()
    return data


def texts_in(content: bytes) -> Iterator[str]:
    """The content as text, and that of what is packed in it: parts, and columns of Arrow."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from texts_in(packed.read(name))
                if name.endswith(".arrow"):
                    table = pa.ipc.open_stream(packed.read(name)).read_all()
                    yield repr(table.to_pydict())
    for codec in ("utf-8", "gb18030", "utf-16-le"):
        yield content.decode(codec, "ignore")
    yield unescape(content.decode("utf-8", "ignore"))  # XML may write &#20013;
    escaped = content.decode("ascii", "ignore")  # JSON may write 中 as \u4e2d
    yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), escaped)


def leaked(text: str) -> set[str]:
    return {planted for planted in PLANTED if planted in text}


def lines_that_leak(text: str) -> list[str]:
    return [line[:300] for line in re.split(r"[\n<]|\\}, ", text) if leaked(line)]


def test_what_is_packed_is_searched(shop: Path) -> None:
    found = set().union(*map(leaked, texts_in((shop / "订单.xlsx").read_bytes())))
    assert found == set(PLANTED)
    table = pa.table({"a": [NAME]})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed, packed.open("a.arrow", "w") as member:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(member, table.schema, options=options) as stream:
            stream.write_table(table)
    assert any(map(leaked, texts_in(file.getvalue())))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_personal_is_written_or_shown(
    shop: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "user"))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    files = ("--all", "--out", "r.xlsx", "--json", "f.json", "--editions")
    runs = [("check",), ("report", *files)]
    if language == "zh":
        runs += [("report", "--all", "--agent", ONE, "--out", "a.xlsx"), ("map",), ("compare",)]
        runs += [("cache",)]
        (tmp_path / "集团").mkdir()
        for name in ("一店", "二店"):
            shutil.copytree(shop, tmp_path / "集团" / name)
        before |= {path for path in (tmp_path / "集团").rglob("*") if path.is_file()}
        runs += [("group", "--all", "--out", "g.xlsx", "--json", "g.json")]
    for name, *more in runs:
        shown = xlcs(
            name, tmp_path / "集团" if name == "group" else shop, "--lang", language, *more
        )
        assert leaked(shown.output) == set(), lines_that_leak(shown.output)
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    of_group = {"g.xlsx", "g.json", "一店.xlsx"} if language == "zh" else set()
    assert {"r.xlsx", "f.json"} | of_group <= {path.name for path in written}
    assert any(path.suffix == ".snapshot" for path in written)
    kept = [path for path in written if path.suffix == ".zip"]
    assert len(kept) > len(ODD_ROWS)
    for path in written:
        for text in texts_in(path.read_bytes()):
            assert leaked(text) == set(), (path.name, lines_that_leak(text)[:5])
