"""Odd shapes together in one folder: the figures stay what they are by hand.

甲 and 乙 are clients, read on 1 August at 9:01, and pay 100.00 at 10:00 and 50.50 at 11:00: all of
it, 150.50, is guided. The one sub-order with a refund gives 10.00 back.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

import xlcs

ONE, TWO = "4400000000000012345", "4400000000000012346"
RELATIONS = """买家ID,客服旺旺,建立时间
甲,店:红,2025-07-01 10:00:00
乙,店:兰,2025-07-01 10:00:00
"""
MESSAGES = """买家ID,客服旺旺,发送时间,发起方,阅读时间
甲,店:红,2025-08-01 09:00:00,客服,2025-08-01 09:01:00
乙,店:兰,2025-08-01 09:00:00,客服,2025-08-01 09:01:00
"""
ORDERS = f"""订单编号,买家会员名,买家实际支付金额,订单付款时间
{ONE},甲,100.00,2025-08-01 10:00:20
{TWO},乙,50.50,2025-08-01 11:00:20
"""
ITEMS = f"""主订单编号,子订单编号,买家会员名,买家实付金额,订单付款时间,退款金额
{ONE},4400000000000012301,甲,60.00,2025-08-01 10:00:20,无退款申请
{ONE},4400000000000012302,甲,70.00,2025-08-01 10:00:20,10.00
{TWO},4400000000000012303,乙,50.50,2025-08-01 11:00:20,无退款申请
"""
RECEPTIONS = """买家ID,客服旺旺,开始时间,结束时间,接待类型,状态
甲,店:红,2025-08-01 10:00:20,2025-08-01 10:10:20,售前,协助付款
乙,店:兰,2025-08-01 11:00:20,2025-08-01 11:20:20,售前,付款流失
"""
TASKS = """客服旺旺,商机类型,创建时间,完成时间
店:红,关联销售,2025-08-01 08:00:00,2025-08-01 09:00:00
"""


def grid(text):
    return [line.split(",") for line in text.strip().split("\n")]


def book(*sheets):
    made, content = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append([cell or None for cell in row])
    made.save(content)
    return content.getvalue()


def packed(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in files.items():
            archive.writestr(name.replace("_", "."), part)
    return content.getvalue()


def html(*rows):
    return f"<html><meta charset=gbk><table>{''.join(rows)}</table></html>".encode("gbk")


def tr(*cells):
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def report(folder, files):
    shop = {"关系.csv": RELATIONS, "消息.csv": MESSAGES} | files
    for name, content in shop.items():
        raw = content.encode("gb18030") if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return xlcs.compute(xlcs.read_folder(folder)).report()


def receptions(made):
    [period] = made["reception"]["periods"]
    return period["receptions"], period["average_duration_s"]


@pytest.mark.parametrize("in_workbook", [False, True])
def test_two_header_rows_over_dates_beside_times_of_day(tmp_path, in_workbook):
    rows = [
        ["接待", "", "开始", "", "结束", "", "结果", ""],
        ["买家ID", "客服旺旺", "开始日期", "开始时间", "结束日期", "结束时间", "接待类型", "状态"],
        ["甲", "店:红", "2025-08-01", "10:00:20", "2025-08-01", "10:10:20", "售前", "协助付款"],
        ["乙", "店:兰", "2025/8/1", "11:00:20", "2025/8/1", "11:20:20", "售前", "付款流失"],
    ]
    text = "\n".join(map(",".join, rows))
    file = {"接待.xlsx": book(rows)} if in_workbook else {"接待.csv": text}
    # (10 min + 20 min) / 2
    assert receptions(report(tmp_path, {"订单.csv": ORDERS} | file)) == (2, 900)


def test_an_id_beside_a_prefixed_nick(tmp_path):
    header, one, two = grid(ORDERS)
    rows = [
        [header[0], "买家ID", "买家昵称", *header[2:]],
        [one[0], "99001", "cntaobao甲", *one[2:]],
        [two[0], "99002", "乙", *two[2:]],
    ]
    made = report(tmp_path, {"订单.csv": "\n".join(map(",".join, rows))})
    assert made["shop"]["guided_gmv"] == 150.5


def test_prefixes_together_with_bare_names(tmp_path):
    messages = MESSAGES.replace("店:红", "cntaobao红").replace("店:兰", "cntaobao店：兰")
    made = report(tmp_path, {"订单.csv": ORDERS, "消息.csv": messages.replace("乙", "cntaobao乙")})
    gmv = {row["agent"]: row["guided_gmv"] for row in made["agents"]}
    assert gmv == {"店:红": 100, "店:兰": 50.5}


@pytest.mark.parametrize(
    ("above", "below"),
    [("填写说明", "合计"), ("店铺汇总值", "均值"), ("说明：请勿修改", "总计："), ("必填", "共2条")],
)
@pytest.mark.parametrize("in_workbook", [False, True])
def test_hints_and_totals_around_every_table(tmp_path, above, below, in_workbook):
    files = {}
    tables = {
        "关系": RELATIONS,
        "消息": MESSAGES,
        "订单": ORDERS,
        "接待": RECEPTIONS,
        "商机": TASKS,
    }
    for name, text in tables.items():
        header, *rows = grid(text)
        hint = ["yyyy/m/d" if "时间" in caption else "" for caption in header]
        blank = [""] * (len(header) - 1)
        whole = [header, [above, *hint[1:]], *rows, [below, *blank]]
        files[f"{name}.csv"] = "\n".join(map(",".join, whole))
        if in_workbook:
            files[f"{name}.xlsx"] = book(whole)
    made = report(tmp_path, files)
    assert made["shop"]["guided_gmv"] == 150.5
    assert made["shop"]["opportunities_done"] == 1
    assert receptions(made) == (2, 900)
    refused = [line for line in made["data_check"] if line["row"]]
    assert refused == []


@pytest.mark.parametrize(
    "files",
    [
        {"a.zip": packed(a_csv=ORDERS.encode("gb18030")), "明细.xlsx": book(grid(ITEMS))},
        {"a.zip": packed(a_csv=ITEMS.encode("gb18030")), "订单.xlsx": book(grid(ORDERS))},
        {"a.zip": packed(a_xlsx=book(
            [["订单报表"], [], *grid(ORDERS)], [["销售明细"], [], *grid(ITEMS)]))},
    ],
)  # fmt: skip
def test_order_level_beside_items_in_an_archive_and_a_workbook(tmp_path, files):
    shop = report(tmp_path, files)["shop"]
    # the order says 100.00, whatever its items say; 150.50 - 10.00 refunded
    assert (shop["guided_gmv"], shop["guided_net_gmv"]) == (150.5, 140.5)


def test_items_of_one_order_in_an_archive_and_a_workbook(tmp_path):
    header, one, *others = grid(ITEMS)
    text = "\n".join(map(",".join, [header, one])).encode("gb18030")
    made = report(tmp_path, {"a.zip": packed(a_csv=text), "b.xlsx": book([header, *others])})
    # 60.00 + 70.00 + 50.50
    assert made["shop"]["guided_gmv"] == 180.5


def test_a_header_repeated_within_a_sheet(tmp_path):
    header, one, two = grid(ORDERS)
    turned = [header[::-1], two[::-1]]
    total = ["合计", "", "100.00", ""]
    for number, rows in enumerate(([header, two], turned, [[], *turned])):
        folder = tmp_path / str(number)
        folder.mkdir()
        made = report(folder, {"订单.xlsx": book([["七月"], header, one, total, *rows])})
        assert made["shop"]["guided_gmv"] == 150.5


def test_a_table_of_html_with_merged_headers_and_a_total(tmp_path):
    _, one, two = grid(ORDERS)
    content = html(
        "<tr><th rowspan=2>订单编号</th><th rowspan=2>买家会员名</th><th colspan=2>付款</th></tr>",
        tr("买家实际支付金额&nbsp;", "订单付款时间"), tr(*one), tr(*(f"&nbsp;{c}" for c in two)),
        "<tr><td colspan=2>合计</td><td>150.50</td><td></td></tr>",
    )  # fmt: skip
    for name, files in {"a": {"订单.xls": content}, "b": {"a.zip": packed(a_xls=content)}}.items():
        (tmp_path / name).mkdir()
        assert report(tmp_path / name, files)["shop"]["guided_gmv"] == 150.5


def test_stray_quotes_hard_spaces_and_full_width_digits(tmp_path):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    text = (
        "订单编号,买家会员名,买家实际支付金额,订单付款时间,宝贝标题\n"
        f'{ONE.translate(wide)}\u00a0,\u3000甲\u00a0,１００．００,２０２５-０８-０１\u00a010:00:20,5"屏\n'
        f'`{TWO},乙,￥\u00a050.50\u00a0,\u00a02025/08/01 11：00：20,"好"货\n'
    )
    made = report(tmp_path, {"订单.csv": text})
    assert made["shop"]["guided_gmv"] == 150.5
    assert [order["order_id"] for order in made["orders"]] == [ONE, TWO]


def of_files(made):
    return [entry for entry in made["data_check"] if entry["file"]]


def quoted_whole(text):
    """Each line in one pair of quotes, those in it doubled."""
    return "".join(f'"{line.replace(chr(34), chr(34) * 2)}"\r\n' for line in text.splitlines())


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig", "utf-16"])
def test_whole_lines_in_one_pair_of_quotes(tmp_path, codec):
    text = ORDERS.replace("100.00", '"1,100.00"')
    made = report(tmp_path, {"订单.csv": quoted_whole(text).encode(codec)})
    assert made["shop"]["guided_gmv"] == 1150.5
    assert of_files(made) == []


def test_a_line_of_such_a_text_that_cannot_be_taken_apart_is_told(tmp_path):
    text = ORDERS.replace("100.00", "1,100.00")
    made = report(tmp_path, {"订单.csv": quoted_whole(text)})
    assert made["shop"]["guided_gmv"] == 50.5
    assert [entry["row"] for entry in of_files(made)] == [2]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_in_one_column_of_a_workbook(tmp_path, separator):
    lines = ORDERS.replace(",", separator).splitlines()
    rows = [["七月订单"], [], *([line] for line in lines)]
    in_third = [[None, None, *row] for row in rows]
    for name, sheet in {"a": rows, "c": in_third}.items():
        (tmp_path / name).mkdir()
        made = report(tmp_path / name, {"订单.xlsx": book(sheet)})
        assert made["shop"]["guided_gmv"] == 150.5
        assert of_files(made) == []


def test_a_torn_line_in_one_column_of_a_workbook_is_told(tmp_path):
    lines = ORDERS.replace("100.00", "1,100.00").splitlines()
    made = report(tmp_path, {"订单.xlsx": book([[line] for line in lines])})
    assert made["shop"]["guided_gmv"] == 50.5
    assert [entry["row"] for entry in of_files(made)] == [2]


def test_notes_in_one_column_are_no_table(tmp_path):
    notes = ["说明", "买家ID,客服旺旺：两列都要", "谢谢"]
    made = report(tmp_path, {"订单.csv": ORDERS, "说明.xlsx": book([[line] for line in notes])})
    assert made["shop"]["guided_gmv"] == 150.5
    assert [entry["file"] for entry in of_files(made)] == ["说明.xlsx"]
