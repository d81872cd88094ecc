"""Text files that were joined: marks and headers in their middle, what follows their end."""

import pytest

from tests.exports.one_file import (
    ORDERS,
    VISITS,
    column,
    csv,
    only_problem,
    read,
    sheets,
    told,
)

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


def test_of_files_joined_under_two_separators_the_upper_one_says_how_to_read(tmp_path):
    table = read(tmp_path, FIRST.replace(b",", b";") + AGAIN)
    assert column(table, "order_id") == ["1"]
    assert [(p.code, p.row) for p in table.problems] == [("ragged_row", row) for row in (3, 4, 5)]


def test_whole_lines_in_quotes_below_the_line_that_tells_the_separator(tmp_path):
    lines = "".join(f'"{line}"\n' for line in FIRST.decode().splitlines())
    for told_by in ("sep=,", '"sep=,"'):
        table = read(tmp_path, f"{told_by}\n{lines}".encode("gb18030"))
        assert (column(table, "order_id"), table.problems) == (["1"], [])


@pytest.mark.parametrize("with_header", [True, False])
def test_a_part_in_utf8_below_one_in_gbk_is_refused_and_not_read_as_garbled_names(
    tmp_path, with_header
):
    first = csv(ORDERS, "1,小明,5,2022-08-01 10:00:00").decode().encode("gbk")
    second = csv(ORDERS, "2,小红,6,2022-08-01 11:00:00", "3,小兰,6,2022-08-01 12:00:00")
    second = second if with_header else second.split(b"\n", 1)[1]
    problem = only_problem(read(tmp_path, first + second))
    assert (problem.code, problem.level) == ("two_encodings", "file")


def test_texts_of_one_encoding_that_end_in_few_chinese_characters_are_read(tmp_path):
    for codec in ("gbk", "utf-8", "utf-8-sig"):
        rows = [f"{n},小明,5,2022-08-01 10:00:00" for n in range(9)]
        table = read(tmp_path, csv(ORDERS, *rows).decode().encode(codec))
        assert (len(column(table, "order_id")), table.problems) == (9, [])
