"""Times in every form that exports have."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pytest

from tests.exports.one_file import VISITS, column, csv, of, read, told, xlsx
from xlcs.exports.read.cells import Cells, from_column
from xlcs.exports.values.by_kind.times import times
from xlcs.exports.values.parsed import DAY, MINUTE, NO_TIME, SECOND


def one(text: object, *beside: object) -> tuple[str | None, int, bool]:
    """The first of some cells of a column: its time, form, and whether it is unusable."""
    read_ = times(from_column([text, *beside]))
    at = read_.at[0].as_py()
    return (None if at is None else str(at), int(read_.form[0]), bool(read_.bad[0]))


def test_a_column_in_pieces_with_blanks_in_some():
    pieces = [["2022-08-01 23:30:05", ""], [], ["2022-08-02"], ["", "", "2022-08-03 00:10"]]
    found = times(Cells(pa.chunked_array(pieces, pa.string())))
    assert found.at.to_pylist() == [
        datetime(2022, 8, 1, 23, 30, 5), None, datetime(2022, 8, 2), None, None,
        datetime(2022, 8, 3, 0, 10),
    ]  # fmt: skip
    assert found.form.tolist() == [SECOND, NO_TIME, DAY, NO_TIME, NO_TIME, MINUTE]
    assert not found.bad.any()


@pytest.mark.parametrize(
    ("text", "at", "form"),
    [
        ("2022-08-01 23:30:05", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01T23:30:05", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01T23:30:05+08:00", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01 23:30:05.999", "2022-08-01 23:30:05", SECOND),
        # 15:30:05 in London's winter time is 23:30:05 in Shanghai, eight hours ahead.
        ("2022-08-01T15:30:05Z", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01 15:30:05 UTC+00:00", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01T17:00:05+01:30", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01 07:30:05-0800", "2022-08-01 23:30:05", SECOND),
        ("2022-08-02 00:30 GMT+9", "2022-08-01 23:30:00", MINUTE),
        ("2022-08-01T23:30:05.999+08:00", "2022-08-01 23:30:05", SECOND),
        ("202208012330", "2022-08-01 23:30:00", MINUTE),
        ("`2022-08-01 23:30:05", "2022-08-01 23:30:05", SECOND),
        ('=T("2022-08-01 23:30:05")', "2022-08-01 23:30:05", SECOND),
        # 23:30:05.9 is 84605.9 s; 84605 s are 0.979225 of a day, rounded 0.97922.
        ("44774.97923495370", "2022-08-01 23:30:05", SECOND),
        ("44774.97922", "2022-08-01 23:30:05", SECOND),
        ("44774.97923", "2022-08-01 23:30:05", SECOND),
        ("2022-08-01 23:30", "2022-08-01 23:30:00", MINUTE),
        ("2022-08-01", "2022-08-01 00:00:00", DAY),
        ("2022-08-01 00:00:00", "2022-08-01 00:00:00", SECOND),
        ("2022/8/1 23:30", "2022-08-01 23:30:00", MINUTE),
        ("2022/8/1 3:05", "2022-08-01 03:05:00", MINUTE),
        ("2022/8/1 3:05:07", "2022-08-01 03:05:07", SECOND),
        ("2022/08/01", "2022-08-01 00:00:00", DAY),
        ("2022.8.1", "2022-08-01 00:00:00", DAY),
        ("2022.8.1 23:30", "2022-08-01 23:30:00", MINUTE),
        ("2022年8月1日", "2022-08-01 00:00:00", DAY),
        ("2022年8月1日 23:30", "2022-08-01 23:30:00", MINUTE),
        ("2022年8月1日23时30分", "2022-08-01 23:30:00", MINUTE),
        ("2022年08月01日 23时30分05秒", "2022-08-01 23:30:05", SECOND),
        ("2022年8月1日 星期一 23:30", "2022-08-01 23:30:00", MINUTE),
        ("20220801", "2022-08-01 00:00:00", DAY),
        ("20220801 23:30:05", "2022-08-01 23:30:05", SECOND),
        ("20220801233005", "2022-08-01 23:30:05", SECOND),
        ("2022/8/1 下午 11:30", "2022-08-01 23:30:00", MINUTE),
        ("2022/8/1 下午11:30:05", "2022-08-01 23:30:05", SECOND),
        ("2022/8/1 上午 12:05", "2022-08-01 00:05:00", MINUTE),
        ("2022/8/1 下午 12:05", "2022-08-01 12:05:00", MINUTE),
        ("2022/8/1 11:30:05 PM", "2022-08-01 23:30:05", SECOND),
        ("2022/8/1 11:30 am", "2022-08-01 11:30:00", MINUTE),
        (" 2022-08-01　23：30：05\t", "2022-08-01 23:30:05", SECOND),
        ("２０２２－０８－０１", "2022-08-01 00:00:00", DAY),
        ('="2022-08-01 23:30:05"', "2022-08-01 23:30:05", SECOND),
        ("'2022-08-01 23:30:05", "2022-08-01 23:30:05", SECOND),
        ("2024-02-29", "2024-02-29 00:00:00", DAY),
        ("2003-01-01", "2003-01-01 00:00:00", DAY),
        ("2100-12-31 23:59:59", "2100-12-31 23:59:59", SECOND),
        ("44774.979166666664", "2022-08-01 23:30:00", SECOND),
        (44774.979166666664, "2022-08-01 23:30:00", SECOND),
        (44774.97922453703, "2022-08-01 23:30:05", SECOND),
        (20220801.0, "2022-08-01 00:00:00", DAY),
        (datetime(2022, 8, 1, 23, 30, 5), "2022-08-01 23:30:05", SECOND),
        (datetime(2022, 8, 1, 23, 29, 59, 999_990), "2022-08-01 23:30:00", SECOND),
    ],
)
def test_forms_of_times(text, at, form):
    assert one(text) == (at, form, False)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "　", "-", "--", " - ", "null", "NULL", "None", "nan", "NaN",
        "0000-00-00", "0000-00-00 00:00:00", '=""', "\ufeff",
    ],
)  # fmt: skip
def test_none(text):
    assert one(text) == (None, NO_TIME, False)


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01 08:00:00", "1970-01-01 00:00:00", "1970/1/1 8:00", "1970-01-01",
        "1970年1月1日 08时00分00秒", "19700101080000", "0001-01-01 00:00:00", "0001/1/1",
        "1900-01-00", "1900/1/0 0:00:00", "1900-01-01 00:00:00", "1899-12-30", "1899/12/31 0:00",
        "1753-01-01", "9999-12-31 23:59:59", "9999/12/31", "0000/0/0 0:00", "0000年00月00日",
        "0", "00000000", "0.0", "0:00:00", "00:00", "1904-01-01", "25569", "25569.333333333",
        "2958465", 0.0, 1.0, 25569.0, datetime(1899, 12, 31), datetime(1970, 1, 1, 8),
        date(9999, 12, 31),
    ],
)  # fmt: skip
def test_times_that_stand_for_none(text):
    assert one(text) == (None, NO_TIME, False)
    assert one(text, "2022-08-01 10:00:00") == (None, NO_TIME, False)
    assert times(from_column(["2022-08-01 10:00:00", text])).placeholder.tolist() == [False, True]


def test_an_hour_after_the_zero_of_unix_is_no_placeholder():
    assert one("1970-01-01 09:00:00") == (None, NO_TIME, True)


@pytest.mark.parametrize(
    "text",
    ["N/A", "(null)", "\\N", "NaT", "无", "—", "/", "延时统计", "延迟统计", "无退款申请", "nil",
             "undefined", "<NA>", "未付款", "尚未阅读", "没有回复", "暂无数据"],
)  # fmt: skip
def test_words_that_mean_no_time(text):
    assert one(text) == (None, NO_TIME, False)
    assert times(from_column(["2022-08-01 10:00:00", text])).placeholder is None


def test_serial_numbers_of_a_workbook_that_counts_from_1904():
    # 2022-08-01 is day 44774 since 1899-12-30, and day 43312 since 1904-01-01: 1462 days fewer.
    read_ = times(from_column([43312.979166666664]), since_1904=True)
    assert str(read_.at[0].as_py()) == "2022-08-01 23:30:00"


@pytest.mark.parametrize(
    "text",
    [
        "昨天", "2022-13-01", "2022-02-29", "2022-08-00", "2022-08-32", "2022-08-01 24:00:00",
        "2022-08-01 23:60", "2022-08-01 23:59:60", "2002-12-31",
        "2101-01-01", "8/1/2022", "25-8-31", "23:30", "12345", "-5", "99999999", "2022-08",
        "2022-08-01 23", "2022-8-123:30", "2022/8/1 下午 24:30", "2022/8/1 上午 13:30",
        "2022-08-01 23:30:05 谢谢", "2022-08-01 23:30-", 0.5, 19999.0,
        20000.0, 80001.0, 2.9e18, True, time(3, 4), timedelta(hours=30), date(1999, 12, 31),
        datetime(2101, 1, 1, 3),
    ],
)  # fmt: skip
def test_unusable_times(text):
    assert one(text) == (None, NO_TIME, True)


def test_a_day_in_excel_is_a_day_where_nothing_in_the_column_has_a_time():
    for day in (44774.0, "44774", date(2022, 8, 1), datetime(2022, 8, 1)):
        assert one(day, "", 44775.0, "2022-08-03") == ("2022-08-01 00:00:00", DAY, False)


def test_a_day_in_excel_is_midnight_where_anything_in_the_column_has_a_time():
    for day in (44774.0, "44774", date(2022, 8, 1), datetime(2022, 8, 1)):
        for timed in (44775.5, datetime(2022, 8, 3, 4), "2022/8/3 4:00", "2022-08-03 00:00:00"):
            assert one(day, timed) == ("2022-08-01 00:00:00", SECOND, False)


def test_a_day_written_out_is_a_day_whatever_else_is_in_the_column():
    assert one("2022-08-01", datetime(2022, 8, 3, 4)) == ("2022-08-01 00:00:00", DAY, False)


@pytest.mark.parametrize(
    "form", ["{y}/{m}/{d} {h}:{i:02}:{s:02}", "{y}-{m:02}-{d:02} {h:02}:{i:02}"]
)
def test_a_long_column_of_other_forms(form):
    """So long that days and times of day are taken apart, with all that may stand between."""
    known = [
        datetime(2022, 8, 1 + n % 28, n % 24, n % 60, n * 7 % 60 if "{s" in form else 0)
        for n in range(20_000)
    ]
    texts = [
        form.format(y=t.year, m=t.month, d=t.day, h=t.hour, i=t.minute, s=t.second) for t in known
    ]
    odd = {
        10: ("", None, NO_TIME, False),
        700: ("2022-02-30 10:00", None, NO_TIME, True),
        5000: ("2022/8/1", datetime(2022, 8, 1), DAY, False),
        5001: ("2022/8/1 谢谢", None, NO_TIME, True),
        5002: ("44774.5", datetime(2022, 8, 1, 12), SECOND, False),
        5003: ("0000-00-00 00:00:00", None, NO_TIME, False),
        5004: ('="2022/8/1 10:00"', datetime(2022, 8, 1, 10), MINUTE, False),
        5005: ("2022/8/1 11:30:05 PM", datetime(2022, 8, 1, 23, 30, 5), SECOND, False),
        5006: ("2022/8/1  9:30", datetime(2022, 8, 1, 9, 30), MINUTE, False),
        5007: ("2022/8/1 44774", None, NO_TIME, True),
        5008: ("44774 10:00", None, NO_TIME, True),
        5009: ("null", None, NO_TIME, False),
    }
    for place, (text, *_) in odd.items():
        texts[place] = text
    read_ = times(from_column(texts))
    at = read_.at.to_pylist()
    usual = SECOND if "{s" in form else MINUTE
    for place, moment in enumerate(known):
        _, expected, of_form, bad = odd.get(place, ("", moment, usual, False))
        found = (at[place], read_.form[place], read_.bad[place])
        assert found == (expected, of_form, bad), texts[place]


def all_of(*texts: object) -> list[str | None]:
    """All cells of a column as times."""
    return [None if at is None else str(at) for at in times(from_column(texts)).at.to_pylist()]


def test_the_order_of_day_and_month_is_told_by_the_column():
    assert all_of("8/1/2025 9:30", "", "8/13/2025 21:30") == [
        "2025-08-01 09:30:00", None, "2025-08-13 21:30:00",
    ]  # fmt: skip
    assert all_of("8/1/25", "8/13/25 9:30:05 PM") == ["2025-08-01 00:00:00", "2025-08-13 21:30:05"]
    assert all_of("01/08/2025", "13/08/2025") == ["2025-08-01 00:00:00", "2025-08-13 00:00:00"]
    assert all_of("13.8.2025", "01.08.2025") == ["2025-08-13 00:00:00", "2025-08-01 00:00:00"]


def test_a_year_of_two_digits_is_told_by_the_column():
    """As the day of a month, 25 is no month and 1 no year of a shop: only the year is left."""
    assert all_of("25-08-31 10:00:00", "25-08-01") == ["2025-08-31 10:00:00", "2025-08-01 00:00:00"]
    assert times(from_column(["25-08-31", "25-08-01"])).form.tolist() == [DAY, DAY]


@pytest.mark.parametrize(
    "column_",
    [
        ("8/1/2025", "8/12/2025"),  # nothing above 12
        ("8/13/2025", "13/8/2025"),  # both orders
        ("8/13/2025", "8/32/2025"),  # one that is none in any
        ("25-08-31", "25-08-30"),  # 31 and 30 August 2025, or 25 August 2031 and 2030
        ("8/13/2025", "1756605600"),
    ],
)
def test_a_column_that_does_not_tell_the_order_is_unusable(column_):
    assert times(from_column(column_)).bad.all()


def test_dates_of_another_order_beside_times_that_a_cell_tells_are_unusable():
    """Excel has turned the days up to 12 of such a column into dates, month and day swapped."""
    read_ = times(from_column([datetime(2025, 1, 8), "13/08/2025", ""]))
    assert read_.bad.tolist() == [False, True, False]
    assert times(from_column(["2025-01-08", "13/08/2025"])).bad.tolist() == [False, True]


def test_seconds_and_milliseconds_since_1970():
    """1756605600 s are 20331 days and 2 hours: 2025-08-31 02:00 in UTC, 10:00 in Shanghai."""
    assert all_of("1756605600", "0", 1756605661.0) == [
        "2025-08-31 10:00:00", None, "2025-08-31 10:01:01",
    ]  # fmt: skip
    assert all_of("1756605600999", 1756605661000.0) == [
        "2025-08-31 10:00:00", "2025-08-31 10:01:01",
    ]  # fmt: skip
    assert times(from_column(["1756605600", "2025-08-31"])).bad.tolist() == [True, False]


def test_a_date_that_does_not_tell_its_order_says_so(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,8/1/2025", "b,8/2/2025"))
    assert [entry[0] for entry in told(table)] == ["unclear_date"] * 2
    table = read(tmp_path, csv(VISITS, "a,8/1/2025", "b,8/13/2025"))
    assert column(table, "visited_at") == ["2025-08-01 00:00:00", "2025-08-13 00:00:00"]


def test_from_a_csv(tmp_path):
    table = read(
        tmp_path,
        csv(VISITS, "a,2022-08-01 23:30:00", "b,2022/8/1 23:30", "c,2022-08-01", "d,44774.5"),
    )
    assert column(table, "visited_at") == [
        "2022-08-01 23:30:00", "2022-08-01 23:30:00", "2022-08-01 00:00:00", "2022-08-01 12:00:00",
    ]  # fmt: skip
    assert column(table, "visited_at_form") == [SECOND, MINUTE, DAY, SECOND]


def test_from_a_workbook_with_all_kinds_of_cells_in_a_column(tmp_path):
    rows = [
        ["买家ID", "进店时间"],
        ["a", datetime(2022, 8, 1, 23, 30)],
        ["b", "2022-08-01 23:30:05"],
        ["c", date(2022, 8, 2)],
        ["d", 44774.5],
        ["e", time(23, 30)],
        ["f", "2022-08-03"],
        ["g", True],
    ]
    (table,) = of(xlsx(tmp_path, rows))
    assert column(table, "visited_at") == [
        "2022-08-01 23:30:00", "2022-08-01 23:30:05", "2022-08-02 00:00:00",
        "2022-08-01 12:00:00", "2022-08-03 00:00:00",
    ]  # fmt: skip
    assert column(table, "visited_at_form") == [SECOND, SECOND, SECOND, SECOND, DAY]
    assert told(table) == [
        ("bad_time", 6, "进店时间", "23:30:00"),
        ("bad_time", 8, "进店时间", "(4 个字符 / text of 4)"),
    ]


def test_many_odd_texts_are_parsed_some_at_a_time_and_come_out_the_same(monkeypatch):
    texts = ["2022/8/1 10:00", "昨天", "", "1970/1/1 8:00", "44774.5", "2022年8月1日", "x"] * 3
    whole = times(from_column(texts))
    monkeypatch.setattr("xlcs.exports.values.batches.BATCH_WORDS", 2)
    parts = times(from_column(texts))
    assert parts.at.equals(whole.at)
    assert (parts.form.tolist(), parts.bad.tolist()) == (whole.form.tolist(), whole.bad.tolist())
    assert parts.placeholder.tolist() == whole.placeholder.tolist()
    assert str(parts.at[0]) == "2022-08-01 10:00:00"
