"""The fast way for sheets of uniform columns gives what the exact way gives, or nothing."""

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.exports.one_file import (
    MESSAGES,
    NO_ALIASES,
    ORDERS,
    VISITS,
    column,
    of,
    only_problem,
    told,
    xlsx,
)
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.sheet import Sheet
from xlcs.exports.read.workbooks import sheets as workbook_sheets
from xlcs.exports.read.workbooks.xlsx_columns import uniform_sheets
from xlcs.exports.read.workbooks.xlsx_parts import Parts
from xlcs.settings.limits import DEFAULTS

ALIASES = accepted(NO_ALIASES)
HEAD = VISITS.split(",")
TEN = datetime(2022, 8, 1, 10)


def fast(path: Path) -> dict[str, Sheet]:
    content = path.read_bytes()
    return uniform_sheets(content, ALIASES, Parts(content, 250))[1]


def exact(path: Path) -> dict[str, Sheet]:
    sheets = workbook_sheets._by_cell(path.read_bytes(), ALIASES, {}, since_1904=False)
    return {sheet.name: sheet for sheet in sheets if sheet.name is not None}


def plain(sheet: Sheet) -> tuple[object, ...]:
    """All of a sheet as values that compare."""
    assert sheet.rows is not None
    cells = {
        i: (
            column.text.to_pylist(),
            [None] * len(column) if column.moment is None else column.moment.to_pylist(),
        )
        for i, column in sheet.rows.cells.items()
    }
    number, refused = sheet.rows.number.tolist(), sheet.rows.refused
    return sheet.name, sheet.encoding, sheet.header, number, cells, refused


def cell_of(pick: random.Random, kind: str) -> object:
    """A cell of that kind, now and then a blank one."""
    if pick.random() < 0.2:
        return None
    moment = datetime(2022, 8, 1) + timedelta(seconds=pick.randrange(86_400 * 30))
    return {
        "text": pick.choice(
            ["小明", " a ", "1.50", "\t2", "a_x000D_b", "客服", "#N/A ", "a\nb", "-"]
        ),
        "number": pick.choice([0, -1, 12, 1e-5, 0.1 + 0.2, 1e9 + 0.25, 1e15, 2.9e18, 123456789012]),
        "moment": moment,
        "day": pick.choice([moment.date(), moment]),
    }[kind]


def test_it_gives_what_the_exact_way_gives(tmp_path):
    pick = random.Random(11)
    taken = 0
    for number in range(40):
        head = [*ORDERS.split(","), "别的", "退款金额(元)"]
        pick.shuffle(head)
        kinds = [pick.choice(["text", "number", "moment", "day"]) for _ in head]
        rows = [[cell_of(pick, kind) for kind in kinds] for _ in range(30)]
        if number % 3 == 0:
            rows[pick.randrange(30)][pick.randrange(6)] = pick.choice(
                [True, "x", 5.5, TEN, time(10, 30), date(1900, 1, 5), timedelta(hours=30)]
            )
        path = xlsx(tmp_path, [head, *rows])
        for name, sheet in fast(path).items():
            taken += 1
            assert plain(sheet) == plain(exact(path)[name])
    assert 20 < taken < 40


@pytest.mark.parametrize(
    "rows",
    [
        [["说明"], HEAD, ["a", TEN]],
        [[], HEAD, ["a", TEN]],
        [[None, *HEAD], [None, "a", TEN]],
        [["店", None, None], [None, *HEAD], [None, "a", TEN]],
        [[*HEAD, HEAD[0]], ["a", TEN, "b"]],
        [HEAD, ["a", TEN], ["b", "2022-08-01"]],
        [HEAD, ["a", TEN], [5, TEN]],
        [[*HEAD, "备注"], ["a", TEN], [None, None, "合计"]],
        [HEAD, ["a", TEN], ["b", time(10)]],
        [HEAD, ["a", True]],
        [["商品", "销量"], ["袜子", 5]],
        [HEAD[:1], ["a"]],
        [],
    ],
    ids=str,
)
def test_what_goes_the_exact_way(tmp_path, rows):
    assert fast(xlsx(tmp_path, rows)) == {}


def test_a_mixed_column_that_does_not_matter(tmp_path):
    path = xlsx(tmp_path, [[*HEAD, "备注"], ["a", TEN, 5], ["b", TEN, "x"], ["c", TEN, TEN]])
    (sheet,) = fast(path).values()
    assert plain(sheet) == plain(exact(path)["一"])


def test_one_sheet_each_way_in_their_order(tmp_path):
    path = xlsx(tmp_path, [["说明"], HEAD, ["a", TEN]], [HEAD, ["b", TEN]], [[" "]], [["x"], HEAD])
    assert list(fast(path)) == ["二"]
    assert [table.source.sheet for table in of(path)] == ["一", "二", "四"]
    assert [column(table, "buyer_id") for table in of(path)] == [["a"], ["b"], []]


def test_error_cells_in_columns_of_every_kind(tmp_path):
    head = [*ORDERS.split(","), "退款金额", "定金付款时间"]
    rows = [["1", "a", 5, TEN, 0.5, TEN], ["2", "b", 6, TEN, "#N/A", None]]
    rows += [["3", "c", "#REF!", TEN, 1, TEN], ["4", "d", 7, "#VALUE!", 1, TEN]]
    path = xlsx(tmp_path, [head, *rows])
    assert list(fast(path)) == ["一"]
    (table,) = of(path)
    assert column(table, "order_id") == ["1", "2"]
    assert told(table) == [
        ("blanked_amount", 3, "退款金额", "#N/A"),
        ("bad_amount", 4, "买家实际支付金额", "#REF!"),
        ("bad_time", 5, "订单付款时间", "#VALUE!"),
    ]


def test_error_cells_of_a_sheet_that_begins_further_right(tmp_path):
    head = MESSAGES.split(",")
    row = ["小明", "客服一", TEN, "客服", "#N/A", None]
    path = xlsx(tmp_path, [[None, None, *head], [None, None, *row]])
    assert fast(path) == {}
    problem = only_problem(*of(path))
    assert (problem.code, problem.column, problem.value) == ("blanked_time", "阅读时间", "#N/A")


def test_a_number_in_a_date_cell_that_is_no_date(tmp_path):
    """Of such a cell the fast way gives a blank, so that it must not be taken."""
    rows = [["a", "客服一", TEN, "客服", TEN, None], ["b", "客服一", TEN, "客服", None, None]]
    path = xlsx(tmp_path, [MESSAGES.split(","), *rows])
    assert list(fast(path)) == ["一"]
    for number in (123456789, 1.5e20):
        book = openpyxl.load_workbook(path)
        book["一"]["E3"].value = number
        book["一"]["E3"].number_format = "yyyy-mm-dd hh:mm"
        book.save(tmp_path / "b.xlsx")
        assert fast(tmp_path / "b.xlsx") == {}
        (table,) = of(tmp_path / "b.xlsx")
        assert [entry[:3] for entry in told(table)] == [("blanked_time", 3, "阅读时间")]


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEAD, ["a", TEN]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (sheet,) = fast(tmp_path / "a.xlsx").values()
    assert sheet.rows.cells[1].moment.to_pylist() == [TEN]


def test_dates_as_texts_of_iso_8601(tmp_path):
    book = openpyxl.Workbook()
    book.iso_dates = True
    for row in (HEAD, ["a", TEN], ["b", TEN]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert b't="d"' in parts.read("xl/worksheets/sheet1.xml")
    for name, sheet in fast(tmp_path / "a.xlsx").items():
        assert plain(sheet) == plain(exact(tmp_path / "a.xlsx")[name])
    (table,) = of(tmp_path / "a.xlsx")
    assert column(table, "visited_at") == ["2022-08-01 10:00:00"] * 2


def test_a_first_cell_that_does_not_say_where_it_is(tmp_path):
    path = xlsx(tmp_path, [HEAD, ["a", TEN]])
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    contents[sheet] = contents[sheet].replace(b'<c r="A1" t="', b'<c  t="', 1)
    with zipfile.ZipFile(path, "w") as parts:
        for name, content in contents.items():
            parts.writestr(name, content)
    assert fast(path) == {}


def test_nobody_is_told_of_blank_columns(tmp_path, caplog, capfd):
    path = xlsx(tmp_path, [MESSAGES.split(","), ["a", "客服一", TEN, "客服", None, None]])
    assert list(fast(path)) == ["一"]
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("error", [OSError("?"), ValueError("?"), BaseException("panic")])
def test_where_the_fast_way_fails_the_exact_way_is_taken(tmp_path, monkeypatch, error):
    def failing(*_: object) -> None:
        raise error

    path = xlsx(tmp_path, [HEAD, ["a", TEN], ["b", "#N/A"]])
    (expected,) = workbook_sheets.sheets_in(path.read_bytes(), ALIASES, DEFAULTS, may_take=print)
    monkeypatch.setattr(workbook_sheets, "uniform_sheets", failing)
    (sheet,) = workbook_sheets.sheets_in(path.read_bytes(), ALIASES, DEFAULTS, may_take=print)
    assert plain(sheet) == plain(expected)
