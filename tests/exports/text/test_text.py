"""Text files: encodings, separators, headers, sizes; by raw bytes."""

import pytest

from tests.exports.one_file import (
    ORDERS,
    VISITS,
    column,
    csv,
    of,
    only_problem,
    read,
    told,
)
from xlcs.exports.read.text import csv as text_file
from xlcs.exports.read.text.decoding import decoded

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
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
        ("utf-32-le", b"", "utf-32-le"),
        ("utf-32-be", b"", "utf-32-be"),
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
        assert (table.source.rows, table.source.first) == (0, None)
        assert [problem.code for problem in table.problems] == ["no_rows"]


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
    ],
)
def test_a_wrong_encoding(tmp_path, content):
    problem = only_problem(read(tmp_path, content, "乱码.csv"))
    assert (problem.code, problem.level, problem.file) == ("wrong_encoding", "file", "乱码.csv")
    assert problem.text() == (
        "无法识别文字编码（试过 UTF-8, GB18030, UTF-16, UTF-32）。请另存为“CSV UTF-8”，或重新导出。"
    )


def test_headers_in_ascii_leave_the_encoding_to_the_rows(tmp_path):
    aliases = {"visits": {"buyer_id": ("buyer",), "visited_at": ("time",)}}
    rows = "buyer,time\n小明,2022-08-01 10:00:00\n"
    for codec in ("gb18030", "utf-8"):
        table = read(tmp_path, rows.encode(codec), aliases=aliases)
        assert column(table, "buyer_id") == ["小明"]
        assert table.source.encoding == codec


def test_the_blank_rows_of_a_whole_sheet_that_excel_saved_are_no_rows(tmp_path):
    table = read(tmp_path, ROWS.encode() + b",\r\n" * (1_048_576 - 3))
    assert column(table, "visited_at") == ["2022-08-01 10:00:00", "2022-08-02 11:00:00"]
    assert told(table) == []


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16", "utf-32-be"])
def test_a_character_in_two_pieces_of_a_long_text_is_whole(codec):
    text = "a甲" * 200_000 + "🙂"  # of seven bytes, five, six, and twelve
    assert decoded(text.encode(codec))[0] == text


def test_a_text_that_is_cut_off_in_a_character_is_what_its_other_bytes_say():
    cut = ("甲" * 200_000).encode()[:-1]
    assert decoded(cut) == ("甲" * 199_999 + "\ufffd", "utf-8")
