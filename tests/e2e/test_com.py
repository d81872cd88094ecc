"""Functions in cells over real COM: xlwings' own server in a Windows Python, asked as VBA asks.

What comes back is compared with what the command line says of the same exports.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.e2e.conftest import PERIOD
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE, FUNCTIONS, UDF_MODULE
from xlcs.catalogue import AGENT_TABLE, EFFECT, FIGURE, FIGURES, RECEPTION

pytestmark = pytest.mark.wine

BOOK = "D:\\报表\\九月 周报.xlsx"
DAY_BOOK = "D:\\报表\\只看一天.xlsx"
GONE_BOOK = "D:\\报表\\文件夹没了.xlsx"

EMPTY, OMITTED = {"empty": True}, {"omitted": True}
NO_VALUE = -2146826246
"""How #N/A in a cell arrives over COM, beside VBA's own check for errors."""


def serial(day: date) -> float:
    return float((day - date(1899, 12, 30)).days)


FIRST, LAST = map(date.fromisoformat, PERIOD)


@pytest.fixture(scope="module")
def server(windows_python, exports, tmp_path_factory):
    from tests.e2e.wine import windows_path

    folder = windows_path(exports)
    september = {"folder": folder, "start": PERIOD[0], "end": PERIOD[1], "rules": {}}
    with windows_python.serve(
        tmp_path_factory.mktemp("server"),
        {
            BOOK: september,
            DAY_BOOK: {**september, "start": "2022-08-20", "end": "2022-08-20"},
            GONE_BOOK: {**september, "folder": "Z:\\没有 这个文件夹"},
        },
    ) as server:
        yield server


def asked(server, *calls, book=BOOK):
    """Answers to (name, argument, …) calls, left-out arguments filled with Empty."""
    full = [(UDF_MODULE, name, [*given, *_rest(name, given), book]) for name, *given in calls]
    answers = server.call(full)
    assert [a for a in answers if "raised" in a] == []
    return [answer["answer"] for answer in answers]


def _rest(name, given):
    length = next(len(entry.arguments) for entry in FUNCTIONS if entry.name == name)
    return [EMPTY] * (length - len(given))


def expected(record, figure):
    """A figure of figures.json as a cell holds it."""
    value = record[FIGURE[figure].json_key]
    if value is None:
        return ERROR_NA
    if isinstance(value, bool):
        return value
    return pytest.approx(
        value / 86400 if figure.endswith(("duration", "duration_change")) else value
    )


def test_every_figure_of_the_shop_equals_the_command_lines(server, figures):
    answers = asked(server, *((figure.function,) for figure in FIGURES))
    found = dict(zip((figure.id for figure in FIGURES), answers, strict=True))
    for figure in AGENT_TABLE:
        assert found[figure] == expected(figures["shop"], figure), figure
    (period,) = figures["reception"]["periods"]
    for figure in RECEPTION:
        assert found[figure] == expected(period, figure), figure


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({"date": PERIOD[0]}, {"date": PERIOD[1]}),
        ({"date": f"{PERIOD[0]} 09:30:00"}, {"date": f"{PERIOD[1]} 23:59:59"}),
        (serial(FIRST), serial(LAST)),
        (20220901.0, 20220930.0),
        (20220901, 20220930),
        PERIOD,
        ("2022/9/1", "2022年9月30日"),
        ({"rows": [[{"date": PERIOD[0]}]]}, {"rows": [[serial(LAST)]]}),
        (OMITTED, OMITTED),
        (EMPTY, EMPTY),
        (None, None),
        ("", ""),
    ],
)
def test_days_in_every_form_mean_the_same(server, figures, start, end):
    # DAY_BOOK has another period of its own, so that only the last four give its day.
    own = start in (OMITTED, EMPTY, None, "")
    given = [("GUIDED_GMV", start, end), ("SENT_CUSTOMERS", start, end)]
    found = asked(server, *given, book=BOOK if own else DAY_BOOK)
    assert found == [
        pytest.approx(figures["shop"]["guided_gmv"]), figures["shop"]["sent_customers"],
    ]  # fmt: skip


def test_every_day_of_the_period(server, figures):
    days = [FIRST + timedelta(days=number) for number in range(30)]
    assert [day["day"] for day in figures["daily"]] == [str(day) for day in days]
    calls = [(figure.upper(), {"date": str(day)}) for day in days for figure in EFFECT]
    answers = iter(asked(server, *calls, book=DAY_BOOK))
    for record in figures["daily"]:
        for figure in EFFECT:
            assert next(answers) == expected(record, figure), (record["day"], figure)


def test_every_agent_by_chinese_name(server, figures):
    agents = figures["agents"]
    assert any(ord(letter) > 0x4E00 for record in agents for letter in record["agent"])
    calls = [(f.upper(), EMPTY, OMITTED, record["agent"]) for record in agents for f in AGENT_TABLE]
    answers = iter(asked(server, *calls))
    for record in agents:
        for figure in AGENT_TABLE:
            assert next(answers) == expected(record, figure), (record["agent"], figure)


def test_receptions_of_every_agent(server, figures):
    records = figures["reception"]["agents"]
    assert records
    calls = [(f.upper(), *PERIOD, record["agent"]) for record in records for f in RECEPTION]
    answers = iter(asked(server, *calls))
    for record in records:
        for figure in RECEPTION:
            assert next(answers) == expected(record, figure), (record["agent"], figure)


def test_tables_hold_what_the_command_line_lists(server, figures):
    daily, agents, orders, leakage, receptions = asked(
        server, ("XLCS_DAILY",), ("XLCS_AGENTS",), ("XLCS_ORDERS",), ("XLCS_LEAKAGE",),
        ("XLCS_RECEPTIONS",),
    )  # fmt: skip
    assert [row[0] for row in daily[1:]] == [
        serial(date.fromisoformat(d["day"])) for d in figures["daily"]
    ]
    assert [row[5] for row in daily[1:]] == [
        pytest.approx(d["guided_gmv"]) for d in figures["daily"]
    ]
    assert [row[0] for row in agents[1:]] == [record["agent"] for record in figures["agents"]]
    gmv = agents[0].index("引导成交金额")
    assert [row[gmv] for row in agents[1:]] == [
        pytest.approx(record["guided_gmv"]) for record in figures["agents"]
    ]
    assert [(row[0], row[1], row[6]) for row in orders[1:]] == [
        (o["order_id"], o["buyer_id"], o["credited_agent"] or "") for o in figures["orders"]
    ]
    assert [row[3] for row in orders[1:]] == [
        pytest.approx(order["amount"]) for order in figures["orders"]
    ]
    assert [(row[1], row[2]) for row in leakage[1:]] == [
        (step["orders"], pytest.approx(step["amount"])) for step in figures["leakage"]
    ]
    assert [row[0] for row in receptions[1:]] == [
        period["period"] for period in figures["reception"]["periods"]
    ]
    verdict = "达标" if figures["reception"]["periods"][0]["compliant"] else "不达标"
    assert receptions[1][receptions[0].index("是否达标")] == verdict


def test_one_agents_tables(server, figures):
    name = figures["agents"][0]["agent"]
    agents, orders = asked(server, ("XLCS_AGENTS", *PERIOD, name), ("XLCS_ORDERS", *PERIOD, name))
    assert [row[0] for row in agents[1:]] == [name]
    # credited to the agent, or of one of the agent's clients
    either = [
        order["order_id"]
        for order in figures["orders"]
        if name in (order["credited_agent"], order["client_agent"])
    ]
    assert [row[0] for row in orders[1:]] == either
    assert either


def test_why_and_status(server, figures):
    counted = next(order for order in figures["orders"] if order["reason"] == "counted")
    unread = next(order for order in figures["orders"] if order["reason"] == "unread")
    status, why, why_not, unknown = asked(
        server, ("XLCS_STATUS",), ("WHY_COUNTED", counted["order_id"]),
        ("WHY_COUNTED", unread["order_id"]), ("WHY_COUNTED", "17"),
    )  # fmt: skip
    assert "2022-10-02 09:30" in status or "上次刷新 20" in status
    assert "没有使用的行" in status
    assert f"计入引导成交金额，归客服 {counted['credited_agent']}" in why
    assert "不计入" in why_not
    assert "没有订单 17" in unknown


def test_a_range_of_days_gives_a_value_for_each(server):
    days = [serial(FIRST), serial(LAST)]
    column, row, *single = asked(
        server,
        ("GUIDED_GMV", {"rows": [[day] for day in days] + [[EMPTY]]}),
        ("GUIDED_GMV", {"rows": [days]}),
        *(("GUIDED_GMV", day) for day in days),
    )
    assert column == [[single[0]], [single[1]], [""]]
    # xlwings hands a single row on as a plain list.
    assert row == single


@pytest.mark.parametrize(
    ("given", "answer", "reason"),
    [
        (("abc",), ERROR_VALUE, "不是日期"),
        ((True,), ERROR_VALUE, "不是日期"),
        (("2022-09-30", "2022-09-01"), ERROR_VALUE, "在开始日期"),
        ((EMPTY, "2022-09-01"), ERROR_VALUE, "没有开始日期"),
        ((*PERIOD, "没有这个人"), ERROR_VALUE, "没有客服“没有这个人”"),
        (
            ({"rows": [[serial(FIRST)], [serial(LAST)]]}, {"rows": [[serial(LAST)]] * 3}),
            ERROR_VALUE,
            "区域大小对不上",
        ),
        ((NO_VALUE,), ERROR_VALUE, "错误值"),
        (("2020-01-01",), ERROR_NA, "没有数据"),
        (({"date": "2030-01-01"},), ERROR_NA, "没有数据"),
    ],
)
def test_errors_are_marks_with_a_reason(server, given, answer, reason):
    found, errors = asked(server, ("GUIDED_GMV", *given), ("XLCS_ERRORS",))
    assert found == answer
    assert errors[0] == ["时间", "公式", "结果", "原因"]
    assert any(reason in row[3] for row in errors[1:])


def test_an_order_number_that_lost_its_digits(server):
    assert asked(server, ("WHY_COUNTED", 2.9e18)) == [ERROR_VALUE]


def test_no_answer_holds_a_traceback(server):
    calls = [
        (entry.name, *([given] * len(entry.arguments)))
        for entry in FUNCTIONS
        for given in (
            "=1+1",
            -1.0,
            {"rows": [[1.0, "x"], [None, True]]},
            NO_VALUE,
            {"date": "1900-01-01"},
        )
    ]
    for answer in asked(server, *calls):
        assert "Traceback" not in str(answer)
        assert "Error:" not in str(answer)


def test_two_workbooks_see_their_own_period_and_errors(server, figures):
    (mine,) = asked(server, ("GUIDED_GMV",))
    day, all_days = asked(
        server, ("GUIDED_GMV",), ("GUIDED_GMV", {"date": "2022-08-20"}), book=DAY_BOOK
    )
    assert mine == pytest.approx(figures["shop"]["guided_gmv"])
    assert day == all_days
    assert day != mine
    asked(server, ("GUIDED_GMV", "只在这本里错"), book=DAY_BOOK)
    (errors,) = asked(server, ("XLCS_ERRORS",), book=DAY_BOOK)
    assert "只在这本里错" in str(errors)
    (others,) = asked(server, ("XLCS_ERRORS",))
    assert "只在这本里错" not in str(others)


def test_a_workbook_without_data_says_why(server):
    gmv, status = asked(server, ("GUIDED_GMV",), ("XLCS_STATUS",), book=GONE_BOOK)
    assert gmv == ERROR_NA
    assert "没有 这个文件夹" in status
    gmv, status = asked(server, ("GUIDED_GMV",), ("XLCS_STATUS",), book="工作簿1")
    assert gmv == ERROR_NA
    assert "还没有数据" in status


def test_a_call_costs_about_as_much_as_an_empty_function(windows_python, server, tmp_path_factory):
    # The ratio has its bar in the bench; here only that both can be asked in turn.
    given = [{"date": PERIOD[0]}, {"date": PERIOD[1]}, EMPTY, BOOK]
    call = (UDF_MODULE, "GUIDED_GMV", given)
    seconds = server.in_turn(call, call, 5)
    assert len(seconds) == 5
    assert all(one > 0 and other > 0 for one, other in seconds)
