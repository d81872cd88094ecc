"""Text files: encodings, separators, quoting, what is cut off; by raw bytes."""

import random

import pytest

from tests.exports.one_file import (
    ORDERS,
    VISITS,
    column,
    csv,
    of,
    only_problem,
    read,
    sheets,
    told,
)
from xlcs.exports.read.headers import accepted
from xlcs.exports.read.text import csv as text_file
from xlcs.exports.read.text import csv_regular as text
from xlcs.exports.read.text.csv_exact import read_exact
from xlcs.exports.read.text.csv_reading import best_reading
from xlcs.exports.read.text.sections import RepeatedHeaders
from xlcs.settings.limits import DEFAULTS

ROWS = "买家ID,进店时间\n小明,2022-08-01 10:00:00\nＡ𠮷é,2022-08-02 11:00:00\n"


@pytest.mark.parametrize(
    ("codec", "bom", "told_as"),
    [
        ("gb18030", b"", "gb18030"),
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_with_every_separator(tmp_path, codec, bom, told_as, separator, end):
    content = bom + ROWS.replace(",", separator).replace("\n", end).encode(codec)
    table = read(tmp_path, content)
    assert table.source.encoding == told_as
    assert column(table, "buyer_id") == ["小明", "Ａ𠮷é"]
    assert column(table, "visited_at") == ["2022-08-01 10:00:00", "2022-08-02 11:00:00"]
    assert table.problems == []


def test_gbk_bytes_that_hold_ascii_letters_and_signs_are_no_separators(tmp_path):
    # In GBK 亅 and 倈 end in the byte of |, 俓 in that of a backslash, 丂 in that of @.
    for names in (["亅"], ["亅", "倈"], ["俓", "丂", "亅"]):
        rows = [f"{name},2022-08-01 10:00:00" for name in names]
        for separator in (",", "|", ";", "\t"):
            content = csv(VISITS, *rows).decode().replace(",", separator).encode("gb18030")
            assert column(read(tmp_path, content), "buyer_id") == names


def test_a_tab_separated_text_in_a_file_named_xls(tmp_path):
    table = read(tmp_path, ROWS.replace(",", "\t").encode("gbk", "ignore"), "淘宝导出.xls")
    assert (table.source.table, table.source.sheet, table.source.encoding) == (
        "visits",
        None,
        "gb18030",
    )


def test_what_was_read_is_said(tmp_path):
    content = b"\xef\xbb\xbf" + csv(
        "导出时间：2022-09-01",
        "",
        VISITS,
        "a,2022-08-03 10:00:00",
        ",2022-08-01 10:00:00",
        "",
        "b,2022-08-02 10:00:00",
    )
    source = read(tmp_path, content, "子夹/进店.csv").source
    assert (source.file, source.sheet, source.sha256) == ("子夹/进店.csv", None, "5" * 64)
    assert (source.table, source.encoding, source.header_row) == ("visits", "utf-8-sig", 3)
    assert (source.rows, source.refused_rows) == (3, 1)
    assert (str(source.first), str(source.last)) == ("2022-08-02 10:00:00", "2022-08-03 10:00:00")
    assert source.headers == {"buyer_id": "买家ID", "visited_at": "进店时间"}


def test_rows_are_numbered_as_excel_shows_them(tmp_path):
    content = csv(
        "某店",  # 1
        VISITS + ",留言",  # 2
        'a,2022-08-01,"两行',
        '留言"',  # 3: one record of two lines
        "",  # 4
        "b,2022-08-02,",  # 5
        ",,",  # 6
        "c,2022-08-03,",  # 7
    )
    table = read(tmp_path, content)
    assert column(table, "row") == [3, 5, 7]
    assert table.source.rows == 3
    assert table.problems == []


def test_quotes_and_what_they_hold(tmp_path):
    content = csv(
        '"买家ID","进店时间","留言"',
        '"a ""b"", c","2022-08-01 10:00:00","x"',
        '5" 屏,2022-08-01 11:00:00,"="',
        '="600",2022-08-01 12:00:00,',
    )
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ['a "b", c', '5" 屏', "600"]


def test_headers_in_spite_of_blanks_width_and_marks(tmp_path):
    content = "\ufeff\u200b买家 ID ,　进店时间\t\n".encode() + b"a,2022-08-01\n"
    table = read(tmp_path, b"\xef\xbb\xbf" + content)
    assert column(table, "buyer_id") == ["a"]
    assert table.source.headers["buyer_id"] == "买家 ID"


def test_columns_that_no_figure_needs_are_not_kept(tmp_path):
    wide = csv(ORDERS + ",收货地址,联系手机", "1,a,5,2022-08-01 10:00:00,杭州,'18600000000")
    table = read(tmp_path, wide)
    assert table.frame.column_names == [
        "row", "order_id", "buyer_id", "paid_at", "paid_at_form", "amount",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\n", b"\xff\xfe", b"\n\x00\n"])
def test_an_empty_file(tmp_path, content):
    problem = only_problem(read(tmp_path, content, "空.csv"))
    assert (problem.code, problem.level, problem.file) == ("empty_file", "file", "空.csv")
    assert problem.text() == "文件是空的。请重新导出。"


def test_a_header_and_no_rows_is_a_table_of_none(tmp_path):
    for content in (VISITS.encode(), csv(VISITS), csv(VISITS, "", "")):
        table = read(tmp_path, content)
        assert table.frame.num_rows == 0
        assert table.frame.column_names == ["row", "buyer_id", "visited_at", "visited_at_form"]
        assert (table.source.rows, table.source.first, table.problems) == (0, None, [])


# ---- what is cut off or torn


def test_the_last_row_is_cut_off(tmp_path):
    content = csv(ORDERS, "1,a,5,2022-08-01 10:00:00", "2,b,6.0")[:-1]
    table = read(tmp_path, content, "订单.csv")
    assert column(table, "order_id") == ["1"]
    problem = only_problem(table)
    assert (problem.code, problem.level) == ("truncated_file", "row")
    assert (problem.file, problem.row, problem.value) == ("订单.csv", 3, None)
    assert problem.table == "orders"
    assert problem.text().startswith("文件在这一行中断")
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_a_last_row_without_an_end_of_line_is_whole_if_it_has_all_cells(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,2022-08-01", "b,2022-08-02")[:-1])
    assert column(table, "buyer_id") == ["a", "b"]
    assert table.problems == []


def test_the_last_row_has_all_cells_but_its_last_character_is_cut(tmp_path):
    header = "进店时间,买家ID"
    for codec in ("utf-8", "gb18030"):
        content = csv(header, "2022-08-01,小明", "2022-08-02,小红").decode().encode(codec)[:-2]
        table = read(tmp_path, content)
        assert table.source.encoding == codec
        assert column(table, "buyer_id") == ["小明"]
        assert told(table)[0][:2] == ("truncated_file", 3)


def test_quotes_are_text_where_every_line_has_all_cells_without_them(tmp_path):
    content = csv(
        ORDERS + ",备注",
        "1,a,5,2022-08-01 10:00:00,好",
        '2,b,6,2022-08-01 11:00:00,"寄顺丰',
        '"3","c","7","2022-08-01 12:00:00","so ""called"""',
        '4,d,8,2022-08-01 13:00:00,加急"',
        "",
        '5,"e,9,2022-08-01 14:00:00,',
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1", "2", "3", "4", "5"]
    assert column(table, "buyer_id") == ["a", "b", "c", "d", '"e']
    assert column(table, "amount") == [500, 600, 700, 800, 900]
    assert column(table, "row") == [2, 3, 4, 5, 7]
    assert table.problems == []


SHORT = "0,z,1,2022-08-01 09:00:00"
"""A row without its remark: splitting without quotes does not give every line the same width."""


def test_every_row_that_a_quoted_field_swallowed_is_named(tmp_path):
    content = csv(
        ORDERS + ",备注",
        SHORT,
        '1000,张三,5,2022-08-01 10:00:00,"寄顺丰',
        "2000,李四,6,2022-08-01 11:00:00,谢谢",
        '3000,王五,7,2022-08-01 12:00:00,加急"',
        "4000,d,8,2022-08-01 13:00:00,好",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["0", "4000"]
    assert told(table) == [
        ("swallowed_row", 3, None, number) for number in ("1000", "2000", "3000")
    ]
    assert (table.source.rows, table.source.refused_rows) == (5, 3)


def test_the_rows_behind_a_quote_that_is_never_closed_are_named(tmp_path):
    content = csv(
        ORDERS + ",备注",
        SHORT,
        "1000,a,5,2022-08-01 10:00:00,好",
        '2000,"b,6,2022-08-01 11:00:00,好',
        "3000,c,7,2022-08-01 12:00:00,好",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["0", "1000"]
    assert told(table) == [
        ("swallowed_row", 4, None, "2000"),
        ("swallowed_row", 4, None, "3000"),
    ]


def test_a_remark_of_several_lines_swallows_nothing(tmp_path):
    content = csv(
        "备注," + ORDERS,
        '"请,快\n点,好吗\n谢谢",1000,a,5,2022-08-01 10:00:00',
        '"1\n\n",2000,b,6,2022-08-01 11:00:00',
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1000", "2000"]
    assert column(table, "row") == [2, 3]
    assert table.problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_remarks_of_several_lines_are_read_the_fast_way_and_swallowed_rows_are_not(end):
    aliases = accepted({})

    def is_fast(*rows: str) -> bool:
        content = csv(ORDERS + ",备注", *rows).decode().replace("\n", end).encode()
        reading = text_file._to_its_end(best_reading(content, aliases))
        return text.read_regular(reading, RepeatedHeaders(aliases)) is not None

    plain = "1,a,5,2022-08-01 10:00:00,好"
    assert is_fast(plain, '2,b,6,2022-08-01 10:00:00,"请,快\n点\n\n谢谢"', plain)
    assert is_fast(plain, '"2","b","6","2022-08-01 10:00:00","""请""\n快"', plain)
    assert not is_fast(plain, '2,"b,6,2022-08-01 10:00:00,好', '3,c",7,2022-08-01 10:00:00,', plain)
    assert not is_fast(plain, '2,b,6,2022-08-01 10:00:00,"好', '3,c,7,2022-08-01 10:00:00,好"')


def test_a_quote_that_is_open_over_megabytes(tmp_path):
    line = b"1000,a,5,2022-08-01 10:00:00\n"
    content = csv(ORDERS, SHORT, "1,a,5,2022-08-01", '2000,"b', "") + line * (9 << 15)
    problem = only_problem(read(tmp_path, content))
    assert (problem.code, problem.level, problem.found["row"]) == ("open_quote", "file", "4")


def test_a_row_with_too_many_cells(tmp_path):
    content = csv(ORDERS, "1,a,b,5,2022-08-01 10:00:00", "2,b,6,2022-08-01 10:00:00")
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["2"]
    problem = only_problem(table)
    assert (problem.code, problem.row, problem.value) == ("ragged_row", 2, None)
    assert problem.text() == (
        "这一行有 5 列，表头有 4 列，对不上，没有使用。请检查这一行的逗号和引号。"
    )


def test_the_cell_with_a_comma_too_many_is_named_where_it_is_certain(tmp_path):
    header = "订单编号,买家会员名,订单备注,买家实际支付金额,收货地址,订单付款时间"
    content = csv(
        header,
        "1001,甲,寄顺丰,谢谢,5,某地,2022-08-01 10:00:00",
        "1002,乙,无,6,浙江省,杭州市,2022-08-01 11:00:00",
        "1003,丙,请打 13900001111,急,7,某地,2022-08-01 12:00:00",
        "1004,丁,无,8,某地,2022-08-01 13:00:00",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1004"]
    assert told(table) == [
        ("separator_in_cell", 2, "订单备注", "寄顺丰,谢谢"),
        ("separator_in_cell", 3, "收货地址", None),
        ("separator_in_cell", 4, "订单备注", None),
    ]


def test_nothing_personal_is_said_of_a_torn_row(tmp_path):
    header = ORDERS + ",收货人姓名,联系手机,收货地址"
    torn = [
        "1,甲,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号,2 室",
        "2,乙,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号,,,x",
        "张三丰,13900001111",
        '3,丙,5,"2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号',
        "4,丁,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号",
    ]
    table = read(tmp_path, csv(header, *torn))
    said = str([(p.value, p.found, p.text(), p.text("en")) for p in table.problems])
    assert len(table.problems) == 5
    assert not any(word in said for word in ("张三丰", "13900001111", "静安"))


def test_rows_that_mostly_do_not_fit_the_header_are_not_listed(tmp_path):
    content = csv(ORDERS) + b"1,a\n" * 12_000
    problem = only_problem(read(tmp_path, content))
    assert (problem.code, problem.level) == ("torn_file", "file")


def test_many_torn_rows_are_counted_and_not_listed(tmp_path):
    whole = b"1,a,5,2022-08-01 10:00:00\n"
    table = read(tmp_path, csv(ORDERS) + (whole * 5 + b"1,a\n") * 4_000)
    assert table.frame.num_rows == 20_000
    assert len(table.problems) == 1_001
    assert "还有 3000 行" in table.problems[-1].text()
    assert (table.source.rows, table.source.refused_rows) == (24_000, 4_000)


def test_a_row_with_too_few_cells(tmp_path):
    content = csv(ORDERS, "1,a,5", "", ",", "2,b,6,2022-08-01 10:00:00")
    table = read(tmp_path, content)
    assert (column(table, "order_id"), column(table, "row")) == (["2"], [5])
    assert told(table) == [("ragged_row", 2, None, None)]
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_missing_cells_that_do_not_matter_and_blank_ones_too_many(tmp_path):
    content = csv(VISITS + ",页面,终端", "a,2022-08-01", "b,2022-08-02,首页", "c,2022-08-03,,,,")
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["a", "b", "c"]
    assert table.problems == []


def test_a_separator_at_the_end_of_every_line(tmp_path):
    for header in (VISITS, VISITS + ","):
        table = read(tmp_path, csv(header, "a,2022-08-01,", "b,2022-08-02,"))
        assert column(table, "buyer_id") == ["a", "b"]
    table = read(tmp_path, csv(VISITS, "a,2022-08-01,", "b,2022-08-02,x"))
    assert column(table, "buyer_id") == ["a"]
    assert told(table) == [("ragged_row", 3, None, None)]


def test_a_row_blank_but_for_a_column_that_does_not_matter_is_told(tmp_path):
    table = read(tmp_path, csv(VISITS + ",页面", "a,2022-08-01,", ",,", " ,　,", ",,首页"))
    assert column(table, "buyer_id") == ["a"]
    assert told(table) == [("no_buyer", 5, "买家ID", None), ("no_time", 5, "进店时间", None)]
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_a_field_longer_than_a_block(tmp_path):
    long = "长" * (text.BLOCK_BYTES // 2)
    table = read(tmp_path, csv(VISITS + ",留言", f"a,2022-08-01,{long}", "b,2022-08-02,"))
    assert column(table, "buyer_id") == ["a", "b"]


def test_a_null_byte(tmp_path):
    table = read(tmp_path, csv(VISITS, "a\x00,2022-08-01", "b,2022-08-02\x00"))
    assert column(table, "buyer_id") == ["a", "b"]
    assert column(table, "visited_at_form") == [1, 1]


# ---- marks, and files that were joined


MARK = b"\xef\xbb\xbf"
FIRST = csv(ORDERS, "1,小明,5,2022-08-01 10:00:00")
AGAIN = csv(ORDERS, "2,小红,6,2022-08-01 11:00:00", "3,b,7,2022-08-01 12:00:00")


def quoted(content: bytes) -> bytes:
    """The same with every cell in quotes."""
    return b"".join(
        b'"' + line.replace(b",", b'","') + b'"\n' for line in content.split(b"\n") if line
    )


@pytest.mark.parametrize("dress", [bytes, quoted])
def test_a_mark_before_any_line_is_nothing(tmp_path, dress):
    lines = dress(FIRST + AGAIN.split(b"\n", 1)[1]).split(b"\n")
    for marked in (MARK, MARK + MARK):
        table = read(tmp_path, b"\n".join(marked + line for line in lines if line))
        assert column(table, "order_id") == ["1", "2", "3"]
        assert table.problems == []
    wide = "\n".join("\ufeff" + line.decode() for line in lines if line).encode("utf-16-le")
    assert column(read(tmp_path, wide), "order_id") == ["1", "2", "3"]


@pytest.mark.parametrize("dress", [bytes, quoted])
def test_a_header_that_comes_again_is_no_row(tmp_path, dress):
    for between in (b"", MARK):
        table = read(tmp_path, dress(FIRST) + between + dress(AGAIN))
        assert column(table, "order_id") == ["1", "2", "3"]
        assert column(table, "row") == [2, 4, 5]
        assert table.problems == []


@pytest.mark.parametrize("dress", [bytes, quoted])
def test_a_header_in_another_order_says_what_follows(tmp_path, dress):
    other = csv("实付金额,主订单编号,备注,付款时间,买家昵称", "6,2,x,2022-08-01 11:00:00,小红")
    first, second = sheets(tmp_path, dress(FIRST) + dress(other) + dress(AGAIN))
    assert column(second, "order_id") == ["2"]
    assert column(second, "amount") == [600]
    assert column(second, "buyer_id") == ["小红"]
    assert (second.source.header_row, column(second, "row")) == (3, [4])
    assert (first.source.header_row, column(first, "row")) == (1, [2, 6, 7])
    assert [t.problems for t in (first, second)] == [[], []]


def test_a_file_of_two_tables_one_below_the_other(tmp_path):
    visits, orders = sheets(tmp_path, csv(VISITS, "a,2022-08-01 10:00:00", "", ORDERS) + AGAIN)
    assert (visits.source.table, orders.source.table) == ("visits", "orders")
    assert column(orders, "row") == [6, 7]


def test_a_header_of_unguarded_times_is_told_from_rows(tmp_path):
    rows = ["'2022-08-01 10:00:00", '="2022-08-01 10:00:00"', "进店时间", "—", "2022-08-01"]
    table = read(tmp_path, csv(VISITS, *(f"a{i},{time}" for i, time in enumerate(rows))))
    assert [entry[1] for entry in told(table)] == [4, 5]


def test_a_part_in_utf_8_behind_a_mark_in_a_file_in_gbk(tmp_path):
    content = FIRST.decode().encode("gbk") + MARK + AGAIN
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["小明", "小红", "b"]


def test_what_stands_behind_the_end_is_nothing(tmp_path):
    for end in (b"\x1a", b"\x1a\r\n", b"\r\n\x1a", b"\x00" * 4096, b"\r\n\x00\x1a\x00"):
        for content in (FIRST, FIRST[:-1]):
            table = read(tmp_path, content + end)
            assert (column(table, "order_id"), table.problems) == (["1"], [])


@pytest.mark.parametrize("told_by", ["sep=;", '"sep=;"', "SEP=;"])
@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_line_that_tells_the_separator_is_no_row_of_excels(tmp_path, told_by, codec):
    content = f"{told_by}\r\n" + FIRST.decode().replace(",", ";")
    table = read(tmp_path, content.encode(codec))
    assert column(table, "order_id") == ["1"]
    assert (table.source.header_row, column(table, "row")) == (1, [2])


# ---- what is too large


def test_a_line_without_an_end(tmp_path):
    for filling in (b"x", b"\x00"):
        content = csv(VISITS, "a,2022-08-01") + filling * (text_file.CHECKED_BYTES + 1) + b"\ny"
        problem = only_problem(read(tmp_path, content))
        assert (problem.code, problem.level) == ("line_too_long", "file")


def test_a_file_of_gigabytes_with_nothing_in_it(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(csv(VISITS, "a,2022-08-01"))
        file.truncate((2048 << 20) + 1)
    problem = only_problem(*of(path))
    assert problem.code == "text_too_large"
    assert problem.text().startswith("文件有 2048 MB，超过 2048 MB，没有读取。")


# ---- encodings that are wrong


def test_a_few_bytes_that_cannot_be_decoded_cost_their_rows_only(tmp_path):
    content = csv(
        VISITS + ",留言", "小明,2022-08-01,好", "小红,2022-08-02,好", "小刚,2022-08-03,好"
    )
    wrong = content.replace("小红".encode(), b"\xe5\xb0\x8f\xff").replace(
        "好\n小红".encode(), b"\xff\n"
    )
    table = read(tmp_path, wrong.replace("2022-08-01,好".encode(), b"2022-08-01,\xfe"), "进店.csv")
    assert column(table, "buyer_id") == ["小明", "小刚"]
    assert told(table) == [("undecodable_row", 3, "买家ID", "(2 个字符 / text of 2)")]
    assert "无法识别的字符" in table.problems[0].text()


def test_a_cell_that_cannot_be_decoded_is_told_once(tmp_path):
    table = read(tmp_path, csv(VISITS, "小明,2022年8月1日").replace("年".encode(), b"\xff"))
    assert told(table) == [("undecodable_row", 2, "进店时间", "(9 个字符 / text of 9)")]


def test_gbk_bytes_that_cannot_be_decoded(tmp_path):
    rows = csv(VISITS, "小明,2022-08-01", "小红,2022-08-02").decode().encode("gb18030")
    table = read(tmp_path, rows.replace("红".encode("gb18030"), b"\xff\xff"))
    assert column(table, "buyer_id") == ["小明"]
    assert [problem[:3] for problem in told(table)] == [("undecodable_row", 3, "买家ID")]


def test_rows_of_another_encoding_than_their_header_are_not_guessed(tmp_path):
    content = csv(VISITS) + "小明,2022-08-01\n".encode("gb18030") + "小红,2022-08-02\n".encode()
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["小红"]
    assert told(table)[0][:3] == ("undecodable_row", 2, "买家ID")


@pytest.mark.parametrize(
    "content",
    [
        "買家會員名,進店時間,備註\n王小明,2022-08-01,無\n".encode("big5"),
        "購入者,訪問日時,メモ\n山田,2022-08-01,テスト\n".encode("shift_jis"),
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(200)),
    ],
)
def test_a_wrong_encoding(tmp_path, content):
    problem = only_problem(read(tmp_path, content, "乱码.csv"))
    assert (problem.code, problem.level, problem.file) == ("wrong_encoding", "file", "乱码.csv")
    assert problem.text() == (
        "无法识别文字编码（试过 UTF-8, GB18030, UTF-16）。请另存为“CSV UTF-8”，或重新导出。"
    )


def test_headers_in_ascii_leave_the_encoding_to_the_rows(tmp_path):
    aliases = {"visits": {"buyer_id": ("buyer",), "visited_at": ("time",)}}
    rows = "buyer,time\n小明,2022-08-01 10:00:00\n"
    for codec in ("gb18030", "utf-8"):
        table = read(tmp_path, rows.encode(codec), aliases=aliases)
        assert column(table, "buyer_id") == ["小明"]
        assert table.source.encoding == codec


# ---- the two ways agree


def test_the_fast_way_gives_what_the_exact_way_gives():
    """Random records, most of them regular; the exact way is the standard library's reader."""
    pick = random.Random(20220801)
    values = [
        "a",
        "小明",
        "",
        "x,y",
        'so "called"',
        "l1\nl2",
        " b ",
        "　",
        "-",
        '="123"',
        "𠮷é",
        "\t",
    ]
    aliases = accepted({})
    repeated = RepeatedHeaders(aliases)
    compared = 0
    for _ in range(300):
        columns = pick.sample(["买家ID", "进店时间", "备注", "页面"], 4)
        lines = [columns] + [
            [pick.choice(values) for _ in columns] if pick.random() > 0.1 else [""] * 4
            for _ in range(pick.randint(1, 6))
        ]
        end = pick.choice(["\n", "\r\n"])
        content = end.join(",".join(_quoted(cell, pick) for cell in line) for line in lines)
        codec = pick.choice(["utf-8", "gb18030"])
        reading = best_reading((content + pick.choice(["", end])).encode(codec), aliases)
        reading = text_file._to_its_end(text_file._without_marks(reading))
        fast = text.read_regular(reading, repeated)
        (section,) = read_exact(reading, repeated, DEFAULTS)
        exact = section.rows()
        if fast is not None:
            compared += 1
            assert fast.number.tolist() == exact.number.tolist(), content
            for index, cells in fast.cells.items():
                assert cells.plain().to_pylist() == exact.cells[index].plain().to_pylist(), content
            assert exact.refused == ()
    assert compared > 150


def _quoted(cell: str, pick: random.Random) -> str:
    if any(sign in cell for sign in ',"\n') or pick.random() < 0.2:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def test_any_bytes_are_read_without_an_exception(tmp_path):
    pick = random.Random(3)
    whole = csv(ORDERS, '1,"小明",5,2022-08-01 10:00:00', "2,b,6,2022-08-01").decode()
    for _ in range(300):
        content = bytearray(whole.encode(pick.choice(["utf-8", "gb18030", "utf-16"])))
        for _ in range(pick.randint(1, 4)):
            content[pick.randrange(len(content))] = pick.randrange(256)
        table = read(tmp_path, bytes(content[: pick.randint(0, len(content))]))
        assert all(problem.text() for problem in table.problems)
