"""Every function in cells over real COM, with right, odd and wrong arguments in each place.

The shop is that of `tests.addin.exports`; what is expected is worked out from it by hand: on
1 August two clients were messaged and pay 300 and 200, of which 300 counts.
"""

from __future__ import annotations

import pytest

from tests.addin import exports as shop
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE, FUNCTIONS, UDF_MODULE

pytestmark = pytest.mark.wine

BOOK = "https://d.docs.live.net/0123456789ABCDEF/报表/八月.xlsx"
"""As Excel names a workbook that OneDrive keeps: an address, and no path."""

WANG, LI = "示例店:王A", "示例店:李B"
SETTINGS = "[targets]\nguided_gmv = 600\n"

DAY = {"date": "2022-08-01"}
DAYS = [
    DAY, {"date": "2022-08-01 23:59:59"}, 44774.0, 44774.75, 44774, 20220801.0, 20220801,
    {"amount": "44774"}, {"rows": [[44774.0]]}, "2022-08-01", "2022-8-1", "2022/8/1", "2022/08/01",
    "2022.8.1", "2022年8月1日", "20220801", "44774", " 2022-08-01 ", "２０２２－０８－０１",
    "2022-08-01 23:30", "2022-08-01T23:30:00+08:00", "20220801233000", "2022年8月1日 9:05",
]  # fmt: skip
"""The first of August in any way that a cell may hold it; 44774 is Excel's serial number of it."""

NO_DAYS = [
    "abc", "2022-08", "2022-02-30", "8/1/2022", "=1+1", "没有", "#xlcs!N/A", "x" * 5000,
    "\U0001f600", True, 1e300, -1e300, -5.0, 0.5, 1.0, 19999.0, 80000.0,
]  # fmt: skip
NOTHING = [None, {"empty": True}, {"omitted": True}, "", "  ", 0, 0.0, False]
"""What stands for an argument left out: a blank cell, no argument, empty text, 0 (LibreOffice)."""

ERRORS = [-2146826246, -2146826281, -2146826273]
"""#N/A, #DIV/0!, #VALUE! in a cell, as they arrive over COM."""

AGENT_NAMES = [WANG, "示例店：王A", f"  {WANG} ", f"\u3000{WANG}", "王A", {"rows": [[WANG]]}]
NO_AGENTS = ["没有这个人", "示例店:王Ａ", "示例店:王a", "王", "示例店", "*", "=1+1", True, 1e300,
             -5.0, 44774.0, 0.5, DAY, "x" * 5000]  # fmt: skip
WHOLE_SHOP = [*NOTHING, "全店", "Whole shop", "whole shop"]

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}

MANY = {"rows": [[44774.0], [44775.0]]}

FIGURES_OF_DAY = {
    "SENT_CUSTOMERS": 2, "READ_CUSTOMERS": 2, "GUIDED_VISITORS": 1, "GUIDED_BUYERS": 2,
    "GUIDED_GMV": 300, "CLIENTS_TOTAL": 2, "CONVERTED_CUSTOMERS": 2, "FOLLOWUP_ORDERS": 2,
    "FOLLOWUP_GMV": 500, "READ_RATE": 1, "GUIDED_CONVERSION": 1,
    "ORDER_VALUE": 250, "RECEPTIONS": 1, "BUYERS": 1, "CONVERTED_BUYERS": 1, "CONVERSION_RATE": 1,
    "AVERAGE_DURATION": 40 / 1440, "COMPLIANT": True,
    # no invitations, no tasks, no column of unbinding, refunds or replies, nothing before that day
    **dict.fromkeys((
        "INVITES_SENT", "INVITES_ACCEPTED", "INVITES_DECLINED", "REPLIED_CUSTOMERS", "REPLY_RATE",
        "CLIENTS_UNSUBSCRIBED", "OPPORTUNITIES_DONE", "OPPORTUNITIES_TODO", "GUIDED_NET_GMV",
        "FOLLOWUP_NET_GMV", "CONVERSION_CHANGE", "DURATION_CHANGE",
    ), ERROR_NA),
}  # fmt: skip
"""The whole shop on 1 August. 王 has one client of two in everything, see `OF_WANG`."""

OF_WANG = {
    "SENT_CUSTOMERS": 1, "READ_CUSTOMERS": 1, "GUIDED_VISITORS": 1, "GUIDED_BUYERS": 1,
    "CLIENTS_TOTAL": 1, "CONVERTED_CUSTOMERS": 1, "FOLLOWUP_ORDERS": 1, "FOLLOWUP_GMV": 300,
    "ORDER_VALUE": 300,
}  # fmt: skip

ROWS_OF_DAY = {
    "XLCS_DAILY": [[44774, 2, 2, 1, 2, 300]],
    "XLCS_AGENTS": [[WANG], [LI]],
    "XLCS_RECEPTIONS": [["2022-08-01"]],
    "XLCS_ORDERS": [["2900000000000000001"], ["2900000000000000002"]],
    "XLCS_AGENT_DAILY": [[44774, 2, 2, 1, 2, 300]],
    "XLCS_AGENT_LEAKAGE": [["计入引导成交", 1, 300]],
    "XLCS_LEAKAGE": [["计入引导成交", 1, 300]],
}
"""How the rows of a table begin."""

NOT_OF_THE_DATA = ("XLCS_TARGET", "XLCS_TARGETS", "XLCS_YEAR_BEFORE", "XLCS_NOT_COMPARED")
"""What is known of a day outside the data: its target, that nothing was a year before, and that
there is nothing to compare."""

ENTRY = {entry.name: entry for entry in FUNCTIONS}
OF_FIGURE = [entry for entry in FUNCTIONS if entry.figure]
WITH_DAYS = [entry for entry in FUNCTIONS if "start_day" in [a.name for a in entry.arguments]]


def spread(entries, values):
    """Each function with every fourth of the values, so that each value meets many functions.

    All of them with each other would take minutes.
    """
    return [(e, value) for number, e in enumerate(entries) for value in values[number % 4 :: 4]]


@pytest.fixture(scope="module")
def server(windows_python, tmp_path_factory):
    from tests.e2e.wine import windows_path

    folder = tmp_path_factory.mktemp("小店")
    named = {key: text.replace("王", WANG).replace("李", LI) for key, text in shop.FILES.items()}
    people = f"姓名,客服旺旺,组\n张三,{WANG},售前\n张三,{LI},售前\n"
    for name, text in {**named, "人员.csv": people}.items():
        (folder / name).write_text(text, encoding="gb18030")
    (folder / "xlcs.toml").write_text(SETTINGS, encoding="utf-8")
    asked = {"folder": windows_path(folder), "start": None, "end": None, "rules": {}}
    scratch = tmp_path_factory.mktemp("server")
    with windows_python.serve(scratch, {BOOK: asked}) as server:
        yield server


def call(entry, **given):
    """A call with these arguments, by name; the others are left out."""
    told = {"figure": "GUIDED_GMV", **given} if "XLCS_TARGET" in entry.name else given
    return entry, [told.get(argument.name) for argument in entry.arguments]


def asked(server, calls):
    """The answers to calls, none of which may raise in the server."""
    answers = server.call([(UDF_MODULE, entry.name, [*given, BOOK]) for entry, given in calls])
    assert [answer for answer in answers if "raised" in answer] == []
    return [answer["answer"] for answer in answers]


def all_are(server, calls, expected):
    """Each call has that answer; names the calls that have another."""
    answers = asked(server, calls)
    assert len(answers) == len(calls) > 0
    wrong = [
        (entry.name, str(given)[:200], answer)
        for (entry, given), answer in zip(calls, answers, strict=True)
        if answer != expected
    ]
    assert wrong == []


def test_every_figure_has_a_value_by_hand():
    assert {entry.name for entry in OF_FIGURE} == FIGURES_OF_DAY.keys()


def test_a_day_in_any_way_that_a_cell_holds_it(server):
    calls = [
        call(entry, start_day=day, end_day=end)
        for number, (entry, day) in enumerate(spread(OF_FIGURE, DAYS))
        for end in (None, DAYS[number % len(DAYS)])
    ]
    found = zip(calls, asked(server, calls), strict=True)
    wrong = [
        (entry.name, given, answer)
        for (entry, given), answer in found
        if answer != pytest.approx(FIGURES_OF_DAY[entry.name])
    ]
    assert wrong == []


def test_an_agent_in_any_way_that_a_cell_holds_the_name(server):
    calls = [
        call(ENTRY[name], start_day=DAY, agent=agent) for name in OF_WANG for agent in AGENT_NAMES
    ]
    expected = [OF_WANG[entry.name] for entry, _ in calls]
    assert asked(server, calls) == expected
    calls = [call(ENTRY[name], start_day=DAY, agent=a) for name in OF_WANG for a in WHOLE_SHOP]
    expected = [FIGURES_OF_DAY[entry.name] for entry, _ in calls]
    assert asked(server, calls) == expected


@pytest.mark.parametrize(
    ("name", "level", "gmv"),
    [
        (WANG, "客服", 300), (LI, "nick", 0), ("张三", "人员", 300), ("张三", " PERSON ", 300),
        ("售前", "组", 300), (None, "组", 300), (WANG, "人员", ERROR_VALUE),
        ("张三", "客服", ERROR_VALUE), ("张三", None, ERROR_VALUE), ("张三", "组", ERROR_VALUE),
    ],
)  # fmt: skip
def test_nicks_persons_and_groups_are_not_mixed_up(server, name, level, gmv):
    given = {"start_day": DAY, "agent": name, "agents_by": level}
    assert asked(server, [call(ENTRY["GUIDED_GMV"], **given)]) == [gmv]


def test_tables_of_a_day_in_any_way(server):
    calls = [
        call(ENTRY[name], start_day=day, end_day=end)
        for name in ROWS_OF_DAY
        for day in (DAYS[0], 44774.75, 20220801.0, {"rows": [[44774.0]]}, "2022年8月1日")
        for end in (None, DAY)
    ]
    for (entry, given), rows in zip(calls, asked(server, calls), strict=True):
        expected = ROWS_OF_DAY[entry.name]
        begin = [row[: len(known)] for row, known in zip(rows[1:], expected, strict=False)]
        assert begin == expected, (entry.name, given)


def test_what_is_left_out_is_the_report_period_and_the_whole_shop(server):
    # Both days: 550 are paid, of which 300 count; half of the target.
    calls = [
        call(ENTRY[name], start_day=one, end_day=other, agent=one, agents_by=other)
        for name in ("GUIDED_GMV", "XLCS_TARGET_DONE")
        for one in NOTHING
        for other in NOTHING
    ]
    answers = asked(server, calls)
    half = len(calls) // 2
    assert answers[:half] == [300] * half
    # the target is of a month, and the report period of all days is none that a month begins
    august = call(ENTRY["XLCS_TARGET_DONE"], start_day="2022-08-01", end_day="2022-08-31")
    assert asked(server, [august]) == [0.5]


@pytest.mark.parametrize("place", ["start_day", "end_day"])
def test_what_is_no_day_is_value(server, place):
    first = {} if place == "start_day" else {"start_day": DAY}
    calls = [call(e, **first, **{place: d}) for e, d in spread(WITH_DAYS, [*NO_DAYS, *ERRORS])]
    calls += [call(entry, **first, **{place: MANY}) for entry in WITH_DAYS if entry.table]
    all_are(server, calls, ERROR_VALUE)


def test_days_backwards_and_an_end_alone_are_value(server):
    calls = [call(entry, start_day="2022-08-02", end_day=DAY) for entry in WITH_DAYS]
    calls += [call(entry, end_day=DAY) for entry in WITH_DAYS]
    all_are(server, calls, ERROR_VALUE)


def test_who_is_no_agent_is_value(server):
    with_agent = [e for e in FUNCTIONS if "agent" in [a.name for a in e.arguments]]
    calls = [call(e, agent=agent) for e, agent in spread(with_agent, [*NO_AGENTS, *ERRORS])]
    calls += [call(e, agent=MANY) for e in with_agent if e.table]
    all_are(server, calls, ERROR_VALUE)


def test_what_is_no_word_of_a_setting_is_value(server):
    words = ["abc", "年", True, 1e300, -5.0, DAY, *ERRORS]
    by_level = [entry for entry in FUNCTIONS if entry.is_by_level]
    calls = [call(entry, agents_by=word) for entry, word in spread(by_level, words)]
    calls += [call(ENTRY["XLCS_RECEPTIONS"], by=word) for word in words]
    all_are(server, calls, ERROR_VALUE)


@pytest.mark.parametrize("day", ["2010-01-01", {"date": "1900-01-01"}, {"date": "9999-12-31"}])
def test_outside_the_data_there_is_no_answer_and_no_zero(server, day):
    found = {entry.name: call(entry, start_day=day) for entry in WITH_DAYS}
    targets, year_before = asked(server, [found["XLCS_TARGETS"], found["XLCS_YEAR_BEFORE"]])
    not_compared = call(ENTRY["XLCS_NOT_COMPARED"], figure="GUIDED_GMV", start_day=day)
    assert asked(server, [not_compared]) == [""]
    assert targets[1][3] == ""
    # xlwings hands a single row on as a plain list
    assert year_before == ["指标", "函数", "本期", "去年同期", "变动"]
    all_are(server, [found[name] for name in found.keys() - NOT_OF_THE_DATA], ERROR_NA)


def test_a_range_gives_an_answer_for_each_cell(server):
    gmv = ENTRY["GUIDED_GMV"]
    whole_column = {"rows": [[None]] * 100_001}
    agents = {"rows": [[WANG, LI, "没有这个人", None]]}
    pairs, columns = asked(
        server, [call(gmv, start_day=MANY, agent=agents), call(gmv, start_day=whole_column)]
    )
    assert pairs == [[300, 0, ERROR_VALUE, ""], [0, 0, ERROR_VALUE, ""]]
    assert columns == ERROR_VALUE


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2900000000000000001", "计入引导成交金额，归客服"),
        ('="2900000000000000001"', "计入引导成交金额，归客服"),
        ("2900000000000000002".translate(FULL_WIDTH), "之后"),
        ("2900000000000000004", "还没有付款"),
        ("17", "没有订单 17"), (17.0, "没有订单 17"), ({"amount": "17"}, "没有订单 17"),
        ("=1+1", "没有订单 1+1"), ("没有", "没有订单 没有"),
        (2.9e18, ERROR_VALUE), ("2.9E+18", ERROR_VALUE), (1e300, ERROR_VALUE), (0.5, ERROR_VALUE),
        (DAY, ERROR_VALUE), (ERRORS[0], ERROR_VALUE), (None, ERROR_VALUE), ("", ERROR_VALUE),
        ({"omitted": True}, ERROR_VALUE),
    ],
)  # fmt: skip
def test_an_order_number_in_any_way(server, given, said):
    (answer,) = asked(server, [(ENTRY["WHY_COUNTED"], [given])])
    assert said in answer


def test_what_is_no_figure_is_value_and_a_target_that_is_not_set_is_no_answer(server):
    of_figure = [
        entry for entry in FUNCTIONS if entry.arguments and entry.arguments[0].name == "figure"
    ]
    wrong = [*NOTHING, "abc", True, 1e300, DAY, *ERRORS]
    calls = [call(entry, figure=word) for entry in of_figure for word in wrong]
    all_are(server, calls, ERROR_VALUE)
    target = [entry for entry in of_figure if entry.name.startswith("XLCS_TARGET")]
    calls = [call(e, figure="SENT_CUSTOMERS", start_day=DAY) for e in target]
    all_are(server, calls, ERROR_NA)
    names = ("guided_gmv", "GUIDED_GMV", " 引导成交金额 ", "guided GMV")
    all_are(server, [call(target[0], figure=name, start_day=DAY) for name in names], 600)
