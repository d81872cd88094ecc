"""Words where a time belongs, and times where a word does: each is read as what it says."""

from datetime import datetime

import pytest

from tests.exports.one_file import MESSAGES, RELATIONS, column, csv, of, read, told, xlsx

HEADER = "买家ID,客服旺旺,发送时间,发起方,"
AT, READ, DAY = "2022-08-01 10:00:00", "2022-08-01 10:05:00", "2022-08-01 00:00:00"


def readings(folder, header: str, *cells: str):
    """What is read of messages with these cells behind the usual ones: times, and what is told."""
    rows = [f"甲,店:甲,{AT},客服,{cell}" for cell in cells]
    table = read(folder, csv(HEADER + header, *rows))
    return column(table, "read_at"), told(table), table.known


@pytest.mark.parametrize("word", ["已读", "是", "已阅读", " 已读 "])
def test_read_under_a_time_of_reading_is_read_on_the_day_of_sending(tmp_path, word):
    times, problems, known = readings(tmp_path, "阅读时间", READ, word, "未读", "")
    assert times == [READ, DAY, None, None]
    assert problems == [("words_for_times", None, "阅读时间", None)]
    assert known == {"is_read", "read_at"}


def test_unread_under_a_time_of_reading_is_a_state(tmp_path):
    times, problems, known = readings(tmp_path, "阅读时间", "未读", "未阅读")
    assert (times, problems, known) == ([None, None], [], {"is_read", "read_at"})


@pytest.mark.parametrize("cell", ["0", "1", "尚未统计", "1900-01-01"])
def test_what_stands_for_no_time_is_no_word(tmp_path, cell):
    times, problems, known = readings(tmp_path, "阅读时间", cell)
    assert (times, known) == ([None], frozenset())
    assert "words_for_times" not in [code for code, *_ in problems]


def test_a_time_under_whether_read_is_one_of_reading(tmp_path):
    times, problems, _ = readings(tmp_path, "是否已读", READ, "是", "否", "")
    assert times == [READ, DAY, None, None]
    assert problems == []
    sent, read_at = map(datetime.fromisoformat, (AT, READ))
    rows = [[name, "店:甲", sent, "客服", cell] for name, cell in (("甲", read_at), ("乙", "否"))]
    (table,) = of(xlsx(tmp_path, [(HEADER + "是否已读").split(","), *rows]))
    assert column(table, "read_at") == [READ, None]


def test_words_and_times_in_each_others_columns(tmp_path):
    cells = f"已读,{READ}", f"未读,{READ}", ",随便"
    times, problems, _ = readings(tmp_path, "阅读时间,是否已读", *cells)
    assert times == [READ, READ, None]
    assert problems == [
        ("words_for_times", None, "阅读时间", None),
        ("blanked_choice", 4, "是否已读", "(2 个字符 / text of 2)"),
    ]


def test_a_time_of_reply_is_no_place_for_such_words(tmp_path):
    table = read(tmp_path, csv(MESSAGES, f"甲,店:甲,{AT},客服,{READ},已读"))
    assert [code for code, *_ in told(table)] == ["blanked_time"]


@pytest.mark.parametrize(
    ("word", "is_told"),
    [("永久", False), ("有效", False), ("长期有效", False), ("绑定中", False), ("永不退订", False),
     ("随便", True), ("无效", False), ("失效", True), ("已退订", True)],
)  # fmt: skip
def test_words_for_a_relation_that_has_not_ended(tmp_path, word, is_told):
    table = read(tmp_path, csv(RELATIONS, f"甲,店:甲,{AT},{word}"))
    assert column(table, "unbound_at") == [None]
    assert [code for code, *_ in told(table)] == ["blanked_time"] * is_told


NEVER = ["2099-12-31 23:59:59", "2999/12/31", "3000-01-01 00:00:00", "20991231"]


def test_days_for_a_relation_that_never_ends_are_told_once(tmp_path):
    ends = [*NEVER, "2022-08-09 10:00:00", ""]
    rows = [f"买家{i},店:甲,{AT},{end}" for i, end in enumerate(ends)]
    table = read(tmp_path, csv(RELATIONS, *rows))
    assert column(table, "unbound_at") == [None] * 4 + ["2022-08-09 10:00:00", None]
    (note,) = table.problems
    assert (note.code, note.found["count"]) == ("placeholder_time", "4")
    assert note.found["example"] == NEVER[0]


def test_such_days_in_date_cells(tmp_path):
    ends = [datetime(2099, 12, 31), datetime(3000, 1, 1), datetime(2022, 8, 9, 10)]
    rows = [[f"买家{i}", "店:甲", AT, end] for i, end in enumerate(ends)]
    (table,) = of(xlsx(tmp_path, [RELATIONS.split(","), *rows]))
    assert column(table, "unbound_at") == [None, None, "2022-08-09 10:00:00"]
    assert [(p.code, p.found["count"]) for p in table.problems] == [("placeholder_time", "2")]
