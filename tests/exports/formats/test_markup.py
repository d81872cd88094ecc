"""Workbooks that are HTML or an XML spreadsheet of 2003, and what Excel alone opens."""

from __future__ import annotations

import pytest

from tests.exports.one_file import column, only_problem, read, sheets, told
from xlcs.exports.read.markup import table_cells
from xlcs.exports.read.markup.table_cells import TableCells
from xlcs.settings.limits import Limits

HEAD = "<tr><th>订单编号</th><th>买家会员名</th><th>买家实际支付金额</th><th>订单付款时间</th></tr>"
DIGITS = "4400000000000000001"


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def page(*rows: str) -> str:
    table = f"<table>{''.join(rows)}</table>"
    return f"<html><head><style>td {{x}}</style></head><body>{table}</body></html>"


ONE = row(DIGITS, "甲", "1,234.50", "2025-08-01 10:00:00")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.html", "a.xlsx"])
def test_a_table_of_html(tmp_path, codec, name):
    table = read(tmp_path, page(HEAD, ONE).encode(codec), name)
    assert column(table, "order_id") == [DIGITS]
    assert column(table, "amount") == [123_450]
    assert column(table, "paid_at") == ["2025-08-01 10:00:00"]
    assert table.problems == []
    assert (table.source.header_row, table.source.rows) == (1, 1)


def test_what_the_page_says_of_its_letters_is_not_believed(tmp_path):
    text = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">' + page(HEAD, ONE)
    assert column(read(tmp_path, text.encode("gb18030"), "a.xls"), "buyer_id") == ["甲"]


@pytest.mark.parametrize(
    "above",
    ["<!-- saved from url=(0014)about:internet -->\r\n", "<title>订单</title>", "<h3>八月</h3>"],
)
def test_a_page_may_begin_with_a_comment_or_a_title(tmp_path, above):
    for text in (page(HEAD, ONE), f"<table>{HEAD}{ONE}</table>"):
        assert column(read(tmp_path, (above + text).encode(), "a.xls"), "order_id") == [DIGITS]


def test_rows_without_a_table_around_them_are_a_page_and_not_read(tmp_path):
    assert only_problem(read(tmp_path, (HEAD + ONE).encode(), "a.xls")).code == "html_workbook"


def test_blanks_breaks_marks_and_comments(tmp_path):
    cells = (
        f"<td style='mso-number-format:\"\\@\"'>&nbsp;{DIGITS}&nbsp;</td>"
        "<td><font color=red><b>小</b>明</font><script>var x = 1;</script></td>"
        "<td>¥&nbsp;12.50<!-- 99 --></td><td>2025-08-01<br>10:00:00</td>"
    )
    table = read(tmp_path, page(HEAD, f"<tr>{cells}</tr>").encode(), "a.xls")
    assert column(table, "order_id") == [DIGITS]
    assert column(table, "buyer_id") == ["小明"]
    assert column(table, "amount") == [1250]
    assert column(table, "paid_at") == ["2025-08-01 10:00:00"]


def test_a_sloppy_page(tmp_path):
    text = (
        "<TABLE><TR><TD>买家ID<TD>进店时间<TR><TD>甲<TD>2025-08-01 10:00:00"
        "<TR><TD>乙<TD>2025-08-01 11:00:00"
    )
    table = read(tmp_path, text.encode("gb18030"), "a.xls")
    assert column(table, "buyer_id") == ["甲", "乙"]


def test_a_page_that_breaks_off_in_a_row(tmp_path):
    whole = page(HEAD, ONE, row("4400000000000000002", "乙", "50.00", "2025-08-01 11:00:00"))
    table = read(tmp_path, whole[: whole.index("50.00") + 2].encode(), "a.xls")
    assert column(table, "amount") == [123_450]
    assert [(code, at) for code, at, _, _ in told(table)] == [("truncated_file", 3)]


def test_excel_keeps_the_number_beside_what_is_shown(tmp_path):
    cells = "<td>2</td><td>甲</td><td x:num='1234.5'>1,235</td><td x:num='45870.4375'>8月1日</td>"
    table = read(tmp_path, page(HEAD, f"<tr>{cells}</tr>").encode(), "a.xls")
    assert column(table, "amount") == [123_450]
    assert column(table, "paid_at") == ["2025-08-01 10:30:00"]


def test_a_cell_of_several_rows_holds_for_all_but_money_counts_once(tmp_path):
    rows = (
        "<tr><td rowspan=2>4400000000000000001</td><td rowspan=2>甲</td>"
        "<td rowspan='2'>100.00</td><td>2025-08-01 10:00:00</td></tr>"
        "<tr><td>2025-08-01 11:00:00</td></tr>"
        "<tr><td>4400000000000000002</td><td>乙</td><td>5</td><td>2025-08-01 12:00:00</td></tr>"
    )
    table = read(tmp_path, page(HEAD, rows).encode(), "a.xls")
    assert column(table, "order_id")[:2] == ["4400000000000000001"] * 2
    assert column(table, "buyer_id") == ["甲", "甲", "乙"]
    assert column(table, "amount") == [10_000, None, 500]
    assert column(table, "paid_at")[1] == "2025-08-01 11:00:00"


def test_titles_over_several_columns_and_a_header_of_two_rows(tmp_path):
    text = page(
        "<tr><td colspan=4>八月订单</td></tr>",
        "<tr><td rowspan=2>买家ID</td><td rowspan=2>客服旺旺</td><td colspan=2>时间</td></tr>",
        row("建立时间", "退订时间"),
        row("甲", "示例店:小美", "2025-07-01 10:00:00", "2025-08-02 10:00:00"),
    )
    table = read(tmp_path, text.encode(), "a.xls")
    assert column(table, "bound_at") == ["2025-07-01 10:00:00"]
    assert column(table, "unbound_at") == ["2025-08-02 10:00:00"]
    assert table.source.header_row == 3


def test_tables_in_tables_and_beside_each_other(tmp_path):
    visits = "<table>" + row("买家ID", "进店时间") + row("甲", "2025-08-01 10:00:00") + "</table>"
    text = f"<table><tr><td>{visits}</td></tr></table><table>{HEAD}{ONE}</table>"
    tables = {t.source.table: t for t in sheets(tmp_path, text.encode(), "a.xls")}
    assert column(tables["visits"], "buyer_id") == ["甲"]
    assert column(tables["orders"], "order_id") == [DIGITS]
    assert tables["visits"].source.sheet != tables["orders"].source.sheet


@pytest.mark.parametrize("spans", ["rowspan=9999999", "rowspan=9000 colspan=9000", "colspan=99999"])
def test_a_cell_larger_than_a_sheet_is_refused(tmp_path, spans):
    text = page(HEAD, f"<tr><td {spans}>x</td></tr>")
    code = only_problem(read(tmp_path, text.encode(), "a.xls")).code
    assert code == ("sheet_too_large" if "9000 " in spans else "sheet_beyond_excel")


@pytest.mark.parametrize(
    ("cells", "expected"), [(50, []), (51, ["sheet_too_large"]), (16_385, ["sheet_beyond_excel"])]
)
def test_blank_cells_count_as_others_do(tmp_path, cells, expected):
    most = Limits(sheet_cells=58 if cells < 100 else 20_000)
    (table,) = sheets(tmp_path, page(HEAD, ONE, row(*[""] * cells)).encode(), "a.xls", limits=most)
    assert [problem.code for problem in table.problems] == expected


def test_nesting_without_end_is_survived(tmp_path):
    text = "<table><tr><td>" * 20_000 + HEAD
    for table in sheets(tmp_path, text.encode(), "a.xls"):
        assert table.frame is None or len(table.frame) == 0


NAMESPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


@pytest.mark.parametrize(
    ("filling", "why"),
    [
        ("<div>" * 20_000, "tags within tags"),
        ("<" * 3_000_000, "but tags"),
        ("<b " + "a=1 " * 1_500_000 + ">", "MB without the end of a tag"),
        ("<!--" + "<b>bold</b>" * 250_000, "<!--"),
    ],
)
def test_a_page_of_nothing_but_tags_is_refused(tmp_path, filling, why):
    content = page(HEAD, f"<tr><td>{filling}</td></tr>").encode()
    problem = only_problem(read(tmp_path, content, "a.xls"))
    assert (problem.code, problem.level) == ("damaged_workbook", "file")
    assert why in problem.text()


def test_of_a_text_longer_than_a_cell_of_excel_the_rest_is_nothing(tmp_path):
    filling = "甲<b>" + " " * 40_000 + "</b>乙" + "<br>" * 1_000
    cells = f"<td>{DIGITS}</td><td>{filling}</td><td>1</td><td>2025-08-01 10:00:00</td>"
    table = read(tmp_path, page(HEAD, f"<tr>{cells}</tr>").encode(), "a.xls")
    assert column(table, "buyer_id") == ["甲"]


def cell(kind: str, text: str, more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def book(*sheets_of_rows: tuple[str, str], declared: str = "utf-8") -> str:
    inside = "".join(
        f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>'
        for name, rows in sheets_of_rows
    )
    return (
        f'<?xml version="1.0" encoding="{declared}"?><?mso-application progid="Excel.Sheet"?>'
        f"<Workbook {NAMESPACES}><Styles/>{inside}</Workbook>"
    )


XML_HEAD = "<Row>" + "".join(
    cell("String", name)
    for name in ("订单编号", "买家会员名", "买家实际支付金额", "订单付款时间", "退款金额")
) + "</Row>"  # fmt: skip


def test_an_xml_spreadsheet(tmp_path):
    rows = (
        XML_HEAD
        + f'<Row ss:Index="4">{cell("String", DIGITS)}{cell("String", "甲")}'
        + cell("Number", "1234.5")
        + cell("DateTime", "2025-08-01T10:00:00.000")
        + "</Row><Row>"
        + cell("String", "4400000000000000002")
        + cell("Number", "5", ' ss:Index="3"')
        + "</Row><Row>"
        + cell("Number", "4400000000000000123")
        + cell("String", "乙")
        + cell("Error", "#N/A")
        + "</Row>"
    )
    table = read(tmp_path, book(("订单", rows)).encode(), "a.xls")
    assert table.source.sheet == "订单"
    assert column(table, "order_id") == [DIGITS]
    assert column(table, "amount") == [123_450]
    assert column(table, "paid_at") == ["2025-08-01 10:00:00"]
    assert sorted((code, at) for code, at, _, _ in told(table)) == [
        ("bad_amount", 6), ("damaged_number", 6), ("no_buyer", 5),
    ]  # fmt: skip


@pytest.mark.parametrize(("codec", "declared"), [("gb18030", "gb2312"), ("utf-16", "UTF-16")])
def test_an_xml_spreadsheet_in_other_letters(tmp_path, codec, declared):
    rows = XML_HEAD + f"<Row>{cell('String', '1')}{cell('String', '甲')}{cell('Number', '5')}</Row>"
    table = read(tmp_path, book(("订单", rows), declared=declared).encode(codec), "a.xml")
    assert column(table, "buyer_id") == ["甲"]


def test_merged_cells_comments_and_skipped_rows_of_an_xml_spreadsheet(tmp_path):
    comment = '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">乙</ss:Data></Comment>'
    rows = (
        XML_HEAD
        + '<Row ss:Span="2"/>'
        + "<Row>"
        + f'<Cell ss:MergeDown="1"><Data ss:Type="String">{DIGITS}</Data>{comment}</Cell>'
        + cell("String", "甲", ' ss:MergeDown="1"')
        + cell("Number", "100", ' ss:MergeDown="1"')
        + cell("DateTime", "2025-08-01T10:00:00.000")
        + "</Row><Row>"
        + cell("DateTime", "2025-08-01T11:00:00.000", ' ss:Index="4"')
        + "</Row>"
    )
    table = read(tmp_path, book(("订单", rows)).encode(), "a.xls")
    assert column(table, "order_id") == [DIGITS] * 2
    assert column(table, "buyer_id") == ["甲", "甲"]
    assert column(table, "amount") == [10_000, None]
    assert column(table, "row") == [5, 6]


def test_several_sheets_of_an_xml_spreadsheet(tmp_path):
    visits = f"<Row>{cell('String', '买家ID')}{cell('String', '进店时间')}</Row>"
    visits += f"<Row>{cell('String', '甲')}{cell('String', '2025-08-01 10:00:00')}</Row>"
    orders = (
        XML_HEAD + f"<Row>{cell('String', '1')}{cell('String', '甲')}{cell('Number', '5')}</Row>"
    )
    text = book(("进店", visits), ("说明", ""), ("订单", orders))
    found = [(t.source.sheet, t.source.table) for t in sheets(tmp_path, text.encode(), "a.xls")]
    assert found == [("进店", "visits"), ("订单", "orders")]


def test_entities_are_never_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("甲", encoding="utf-8")
    rows = (
        XML_HEAD + f"<Row>{cell('String', '1')}{cell('String', '&x;')}{cell('Number', '5')}</Row>"
    )
    text = book(("订单", rows))
    for entity in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', '<!ENTITY x "甲">'):
        evil = text.replace("<Workbook", f"<!DOCTYPE Workbook [{entity}]><Workbook", 1)
        (table,) = sheets(tmp_path, evil.encode(), "a.xls")
        assert table.frame is None
        assert only_problem(table).code == "damaged_workbook"


def test_an_xml_spreadsheet_of_one_tag_is_refused(tmp_path):
    attributes = " ".join(f'a{n}="1"' for n in range(600_000))
    text = book(("订单", f"{XML_HEAD}<Row {attributes}/>"))
    problem = only_problem(read(tmp_path, text.encode(), "a.xls"))
    assert problem.code == "damaged_workbook"
    assert "MB without the end of a tag" in problem.text()


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1 << 17, ["name_too_long"]), (1 << 19, ["cell_too_long"]), (5 << 20, ["cell_too_long"])],
)
def test_a_cell_of_xml_longer_than_any_can_be(tmp_path, length, expected):
    cells = ("1", "甲" * length, "5", "2022-08-01 10:00:00", "0")
    row = "".join(cell("String", text) for text in cells)
    table = read(tmp_path, book(("订单", f"{XML_HEAD}<Row>{row}</Row>")).encode(), "a.xls")
    assert [problem.code for problem in table.problems] == expected


def test_a_broken_xml_spreadsheet(tmp_path):
    text = book(("订单", XML_HEAD))
    assert only_problem(read(tmp_path, text[:-40].encode(), "a.xls")).code == "damaged_workbook"


@pytest.mark.parametrize("place", ["ss:Index='9999999'", "ss:MergeDown='9999999'"])
def test_a_cell_beyond_any_sheet_is_refused(tmp_path, place):
    text = book(("订单", XML_HEAD + f"<Row>{cell('String', '1', ' ' + place)}</Row>"))
    assert only_problem(read(tmp_path, text.encode(), "a.xls")).code == "sheet_beyond_excel"


MHTML = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    "Content-Type: text/html\r\n\r\n<table><tr><td>买家ID</td></tr></table>\r\n--x--\r\n"
)


@pytest.mark.parametrize(
    "content",
    [
        MHTML.encode(),
        b'ID;PWXL;N;E\r\nC;Y1;X1;K"a"\r\nE\r\n',
        b"\x09\x04\x06\x00\x00\x04\x10\x00" + bytes(40),
    ],
)
@pytest.mark.parametrize("name", ["a.xls", "a.mht"])
def test_what_excel_alone_opens_is_refused_with_the_remedy(tmp_path, content, name):
    problem = only_problem(read(tmp_path, content, name))
    assert (problem.code, problem.level) == ("excel_only", "file")
    assert "另存为 .xlsx" in problem.text()
    assert ".xlsx" in problem.text("en")


def test_of_many_different_texts_not_each_one_is_remembered(monkeypatch):
    # To know each time of a million takes as much memory as the cells.
    monkeypatch.setattr(table_cells, "_KNOWN_TEXTS", 1)
    cells = TableCells(None, 100)
    for row, text in enumerate(["很早", "很晚", "很早", "很晚"], start=1):
        cells.put(row, 0, "".join(list(text)))  # an object of its own
    (early,), (late,), (early_again,), (late_again,) = cells.rows.values()
    assert (early, late) == (early_again, late_again) == ("很早", "很晚")
    assert early is early_again
    assert late is not late_again
