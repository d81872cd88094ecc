"""The functions in cells, called as the server calls them: (argument, …, workbook)."""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.addin import exports
from xlcs.addin import functions
from xlcs.addin.cells import answering
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE, FUNCTIONS
from xlcs.addin.session import remembered_choices
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session
from xlcs.catalogue import FIGURES

BOOK = "/books/周报.xlsx"
NOW = datetime(2022, 9, 1, 10, 0, 0)


def ask(name, *given, book=BOOK):
    return getattr(functions, name)(*given, book)


@pytest.fixture
def opened(august):
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(august, None, NOW), august)
    return session


def test_every_entry_of_the_list_has_a_function_of_its_arguments_and_the_book():
    for entry in FUNCTIONS:
        function = getattr(functions, entry.name)
        parameters = [*inspect.signature(function).parameters]
        assert parameters == [*(argument.name for argument in entry.arguments), "book"]
        assert function.__name__ == entry.name


def test_figures_of_the_report_period_of_a_day_and_of_an_agent(opened):
    # By hand, see `exports`: one order of 300 counts, on the 1st, of 王.
    assert ask("GUIDED_GMV", None, None, None) == 300
    assert ask("GUIDED_GMV", date(2022, 8, 1), None, None) == 300
    assert ask("GUIDED_GMV", "2022-08-02", None, None) == 0
    assert ask("GUIDED_GMV", 44774.0, 44775.0, "王") == 300
    assert ask("GUIDED_GMV", 20220801, 20220802, "李") == 0
    # Both messages are followed by a payment that day; reading does not matter here.
    assert ask("FOLLOWUP_GMV", None, None, None) == 500
    assert ask("GUIDED_BUYERS", datetime(2022, 8, 1), None, "全店") == 2
    assert ask("CLIENTS_TOTAL", None, None, "王") == 1


def test_receptions_come_as_excel_counts(opened):
    # 40 and 50 minutes are 45 on average: 45/1440 of a day. One of two buyers is converted.
    assert ask("AVERAGE_DURATION", None, None, None) == pytest.approx(45 / 1440, abs=1e-12)
    assert ask("CONVERSION_RATE", None, None, None) == 0.5
    assert ask("COMPLIANT", None, None, None) is True
    assert ask("COMPLIANT", None, None, "李") is False


def test_reasons_are_called_as_the_edition_has_them(data, august):
    # 7 days: what was sent on 31 July counts for 1 August, and what nobody read was not read.
    (data / "xlcs.toml").write_text('edition = "7-day-any"', encoding="utf-8")
    OPEN[BOOK] = Session(BOOK)
    OPEN[BOOK].use(load(august, None, NOW), august)
    named = [row[0] for row in ask("XLCS_LEAKAGE", None, None)[1:]]
    assert {"没有阅读", "更早发过消息，窗口内没有发"} <= set(named)
    assert "当天没有阅读" not in named


def test_all_days_can_be_asked_for_whatever_the_report_period_is(opened):
    opened.start = opened.end = date(2022, 8, 2)
    assert ask("GUIDED_GMV", None, None, None) == 0
    assert ask("GUIDED_GMV", "全部", "", None) == 300


@pytest.mark.parametrize("left_out", [None, 0, "", "__missing__"])
def test_left_out_is_the_report_period_whatever_stands_for_it(opened, left_out):
    assert ask("GUIDED_GMV", left_out, left_out, left_out) == 300


def test_a_function_called_with_too_few_arguments_has_no_workbook(opened):
    assert functions.GUIDED_GMV() == ERROR_NA


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("2022-13-01", None, None), "不是日期"),
        (("2022-08", None, None), "一个月要写它的第一天和最后一天"),
        (("2022-08-02", "2022-08-01", None), "在开始日期"),
        ((None, "2022-08-01", None), "没有开始日期"),
        ((None, None, "张"), "没有客服“张”"),
        ((((44774.0,), (44775.0,)), ((44774.0,), (44775.0,), (44776.0,)), None), "区域大小对不上"),
        ((((None,),) * 100_001, None, None), "最多 100,000 个"),
    ],
)
def test_a_wrong_argument_is_value_and_its_reason_is_listed(opened, given, reason):
    assert ask("GUIDED_GMV", *given) == ERROR_VALUE
    captions, latest, *_ = ask("XLCS_ERRORS")
    assert captions == ["时间", "公式", "结果", "原因"]
    assert latest[1].startswith("GUIDED_GMV(")
    assert latest[2] == "#VALUE!"
    assert reason in latest[3]


def test_days_outside_the_data_are_not_available_and_say_why(opened):
    assert ask("GUIDED_GMV", "2021-01-01", None, None) == ERROR_NA
    assert ask("XLCS_DAILY", "2021-01-01", None) == ERROR_NA
    reasons = [row[3] for row in ask("XLCS_ERRORS")[1:]]
    assert all("数据覆盖 2022-08-01 至 2022-08-02" in reason for reason in reasons)
    assert len(reasons) == 2


def test_a_change_without_a_period_before_is_not_available(opened):
    assert ask("CONVERSION_CHANGE", None, None, None) == ERROR_NA
    assert "算不出" in ask("XLCS_ERRORS")[1][3]


def test_a_missing_table_is_named(tmp_path, august):
    folder = exports.write(tmp_path / "no visits", 进店=None)
    choices = replace(august, folder=str(folder))
    OPEN[BOOK] = Session(BOOK)
    OPEN[BOOK].use(load(choices, None, NOW), choices)
    assert ask("GUIDED_VISITORS", None, None, None) == ERROR_NA
    assert "进店记录" in ask("XLCS_ERRORS")[1][3]
    assert ask("GUIDED_GMV", None, None, None) == 300


def test_several_missing_tables_are_listed_as_the_language_lists(tmp_path, august):
    folder = exports.write(tmp_path / "no messages", 进店=None, 消息=None)
    for language, listed in (
        ("zh", "缺少导出文件：客服消息、进店记录。"),
        ("en", "missing: agent messages, shop visits."),
    ):
        choices = replace(august, folder=str(folder), rules={"language": language})
        OPEN[BOOK] = Session(BOOK)
        OPEN[BOOK].use(load(choices, None, NOW), choices)
        assert ask("GUIDED_VISITORS", None, None, None) == ERROR_NA
        assert listed in ask("XLCS_ERRORS")[1][3]


def test_without_data_every_function_answers_and_none_raises():
    for entry in FUNCTIONS:
        answer = ask(entry.name, *(None for _ in entry.arguments))
        if entry.name == "XLCS_STATUS":
            assert "还没有数据" in answer
        elif entry.name == "XLCS_ERRORS":
            assert all("还没有数据" in row[3] for row in answer[1:])
            assert len(answer) == len(FUNCTIONS) - 1
        else:
            assert answer == ERROR_NA


def test_an_unexpected_exception_is_value_and_its_traceback_is_in_the_log_alone(
    opened, monkeypatch, user_data
):
    def broken(*_):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(answering, "answer", broken)
    assert ask("GUIDED_GMV", "2022-08-01", None, None) == ERROR_VALUE
    monkeypatch.undo()
    reason = OPEN[BOOK].failures.rows("zh")[1][3]
    assert "ZeroDivisionError: boom" in reason
    assert "Traceback" not in reason
    log = (user_data / "xlcs.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert 'GUIDED_GMV("2022-08-01")' in log


def test_a_range_that_fails_in_each_cell_is_in_the_log_once(opened, monkeypatch, user_data):
    def broken(session, entry, given):
        raise ZeroDivisionError(str(given))

    monkeypatch.setattr(answering, "answer", broken)
    days = [["2022-08-01"], ["2022-08-02"], ["2022-08-03"]]
    assert ask("GUIDED_GMV", days, None, None) == [[ERROR_VALUE]] * 3
    assert ask("GUIDED_BUYERS", days, None, None) == [[ERROR_VALUE]] * 3
    log = (user_data / "xlcs.log").read_text(encoding="utf-8")
    assert [line.split(" ERROR ")[1] for line in log.splitlines() if " ERROR " in line] == [
        f'{name}("2022-08-01") in {BOOK}' for name in ("GUIDED_GMV", "GUIDED_BUYERS")
    ]


def test_tables_have_captions_and_rows(opened):
    daily = ask("XLCS_DAILY", None, None)
    assert daily[0] == [
        "日期", "发送客户数", "阅读客户数", "引导进店客户数", "引导购买客户数", "引导成交金额",
    ]  # fmt: skip
    # Days are Excel serials: 44774 is 2022-08-01.
    assert daily[1:] == [[44774, 2, 2, 1, 2, 300], [44775, 0, 0, 0, 0, 0]]
    agents = ask("XLCS_AGENTS", None, None, None)
    assert [row[0] for row in agents] == ["客服", "王", "李"]
    assert ask("XLCS_AGENTS", None, None, "李")[1][0] == "李"
    orders = ask("XLCS_ORDERS", None, None, None)
    assert [row[0] for row in orders[1:]] == [
        "2900000000000000001", "2900000000000000002", "2900000000000000003",
    ]  # fmt: skip
    # 10:00 is 10/24 of a day.
    assert orders[1][2] == pytest.approx(44774 + 10 / 24)
    assert orders[1][3:7] == [300, "否", "计入引导成交", "王"]
    assert orders[2][5:7] == ["付款之后才阅读", ""]
    assert orders[3][7:] == ["", "", "", "", ""]
    assert (orders[0][11], orders[1][11]) == ("专属客服", "王")
    leakage = ask("XLCS_LEAKAGE", None, None)
    assert leakage[1] == ["计入引导成交", 1, 300]
    assert ["不是专属客户", 1, 50] in leakage
    # 王's client paid 300 that counts; the shop's table has others' orders too.
    own = ask("XLCS_AGENT_LEAKAGE", "王", None, None)
    assert own[0] == leakage[0]
    assert own[1] == ["计入引导成交", 1, 300]
    assert ["不是专属客户", 0, 0] in own
    assert ask("XLCS_AGENT_LEAKAGE", "全店", None, None) == leakage
    assert ask("XLCS_AGENT_DAILY", None, None, None) == daily
    assert ask("XLCS_AGENT_DAILY", "王", None, None)[1][-1] == 300
    assert ask("XLCS_AGENT_DAILY", "李", None, None)[1][-1] == 0
    todo = ask("XLCS_TODO", "2022-08-02", "李")
    assert todo[0] == ["客服", "事项", "买家", "时间", "订单编号", "金额", "说明"]
    lost = ["李", "前一天没算上的订单", "乙", pytest.approx(44774 + 11 / 24), "2900000000000000002",
            200, "付款之后才阅读"]  # fmt: skip
    assert todo[1:] == [lost]
    receptions = ask("XLCS_RECEPTIONS", None, None, "月", None)
    assert receptions[1][0] == "2022-08"
    row = dict(zip(receptions[0], receptions[1], strict=True))
    assert (row["接待数"], row["接待转化率"], row["是否达标"]) == (2, 0.5, "达标")
    assert row["平均接待时长"] == pytest.approx(45 / 1440)
    assert row["转化率变动"] == ""
    by_agent = ask("XLCS_RECEPTIONS", None, None, "month", "李")
    assert dict(zip(by_agent[0], by_agent[1], strict=True))["是否达标"] == "不达标"


def test_tables_are_rectangles_of_plain_values(opened):
    for entry in FUNCTIONS:
        if entry.table:
            rows = ask(entry.name, *(None for _ in entry.arguments))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert {type(cell) for row in rows for cell in row} <= {str, int, float, bool}


def test_why_counted_says_it_for_paid_unpaid_and_unknown_orders(opened):
    assert "计入引导成交金额，归客服 王" in ask("WHY_COUNTED", "2900000000000000001")
    assert "2022-08-01 12:00:00 才阅读" in ask("WHY_COUNTED", "2900000000000000002")
    assert "没有付款" in ask("WHY_COUNTED", "2900000000000000004")
    assert "没有订单 77" in ask("WHY_COUNTED", "77")
    assert ask("WHY_COUNTED", 2.9e18) == ERROR_VALUE
    assert ask("WHY_COUNTED", None) == ERROR_VALUE


def test_status_names_folder_time_days_and_refused_rows(opened, data):
    text = ask("XLCS_STATUS")
    assert str(data) in text
    assert "2022-09-01 10:00" in text
    assert "2022-08-01 至 2022-08-02" in text
    # The messages end a day before the orders.
    assert text.endswith("没有使用的行 0；注意：有 1 处会让数字不准，请看“数据检查”")


def test_refused_rows_are_counted(tmp_path, august):
    orders = exports.ORDERS + "2900000000000000005,戊,,2022-08-02 09:00:00,abc\n"
    choices = replace(august, folder=str(exports.write(tmp_path / "bad row", 订单=orders)))
    OPEN[BOOK] = Session(BOOK)
    OPEN[BOOK].use(load(choices, None, NOW), choices)
    assert "没有使用的行 1；" in ask("XLCS_STATUS")


def test_status_warns_of_nothing_where_nothing_is_wrong(tmp_path, august):
    first_day = "\n".join(exports.ORDERS.splitlines()[:3]) + "\n"
    folder = exports.write(tmp_path / "one day", 订单=first_day)
    choices = replace(august, folder=str(folder))
    OPEN[BOOK] = Session(BOOK)
    OPEN[BOOK].use(load(choices, None, NOW), choices)
    assert ask("XLCS_STATUS").endswith("没有使用的行 0")


def test_two_workbooks_see_their_own_data_period_and_errors(tmp_path, opened, august):
    other = "/books/另一本.xlsx"
    orders = exports.ORDERS.replace("300.00", "999.00")
    choices = Choices(str(exports.write(tmp_path / "other shop", 订单=orders)), date(2022, 8, 2))
    OPEN[other] = Session(other)
    OPEN[other].use(load(choices, None, NOW), choices)
    assert ask("GUIDED_GMV", None, None, None) == 300
    assert ask("GUIDED_GMV", None, None, None, book=other) == 0
    assert ask("GUIDED_GMV", "2022-08-01", None, None, book=other) == 999
    ask("GUIDED_GMV", "x", None, None, book=other)
    assert ask("XLCS_ERRORS") == [["时间", "公式", "结果", "原因"], ["", "没有错误", "", ""]]


def test_a_call_made_before_is_answered_without_the_figures(opened, monkeypatch):
    days = [datetime(2022, 8, 1), datetime(2022, 8, 2)]
    first = [ask("GUIDED_GMV", day, None, None) for day in days]
    monkeypatch.setattr(answering, "answer", lambda *_: pytest.fail("asked again"))
    assert [ask("GUIDED_GMV", day, None, None) for day in days] == first == [300, 0]


def test_a_refresh_forgets_what_cells_were_told(tmp_path, opened, august):
    assert ask("GUIDED_GMV", "2022-08-01", None, None) == 300
    ask("GUIDED_GMV", "x", None, None)
    orders = exports.ORDERS.replace("300.00", "999.00")
    choices = replace(august, folder=str(exports.write(tmp_path / "later", 订单=orders)))
    opened.use(load(choices, None, NOW), choices)
    assert ask("GUIDED_GMV", "2022-08-01", None, None) == 999
    assert ask("XLCS_ERRORS")[1][1] == "没有错误"


def test_a_workbook_opened_anew_answers_as_of_its_last_refresh(data, august):
    load(august, None, NOW)
    remembered_choices.remember(BOOK, august, NOW)
    # Exports that came since then wait for a refresh.
    exports.write(data, 订单二=exports.ORDERS.replace("300.00", "999.00"))
    assert ask("GUIDED_GMV", None, None, None) == 300
    assert "2022-09-01 10:00" in ask("XLCS_STATUS")


def test_a_workbook_whose_folder_is_gone_says_so(tmp_path, august):
    gone = replace(august, folder=str(tmp_path / "gone"))
    remembered_choices.remember(BOOK, gone, NOW)
    assert ask("GUIDED_GMV", None, None, None) == ERROR_NA
    assert "gone" in ask("XLCS_STATUS")
    assert "gone" in ask("XLCS_ERRORS")[1][3]


def test_two_workbooks_of_one_folder_share_its_data(august):
    load(august, None, NOW)
    remembered_choices.remember(BOOK, august, NOW)
    remembered_choices.remember("/books/二.xlsx", august, NOW)
    assert ask("GUIDED_GMV", None, None, None) == 300
    assert ask("GUIDED_GMV", None, None, None, book="/books/二.xlsx") == 300
    assert OPEN[BOOK].loaded is OPEN["/books/二.xlsx"].loaded


def test_on_windows_the_server_gets_rows_and_no_conversion(opened, monkeypatch):
    class Marked:
        """What xlwings' decorators leave on a function."""

        func = staticmethod(lambda f: f)
        arg = staticmethod(lambda name, kind: lambda f: (_note(f, name, kind), f)[1])
        ret = staticmethod(lambda kind: lambda f: (_note(f, "ret", kind), f)[1])

    def _note(function, name, kind):
        function.__dict__.setdefault("raw", []).append((name, kind))

    monkeypatch.setitem(sys.modules, "xlwings", Marked)
    monkeypatch.setattr(sys, "platform", "win32")
    served = functions._all()
    assert served["GUIDED_GMV"]("2022-08-01", None, None, BOOK) == ((300,),)
    assert served["GUIDED_GMV"].raw == [
        ("start_day", "raw"), ("end_day", "raw"), ("agent", "raw"), ("agents_by", "raw"),
        ("book", "raw"), ("ret", "raw"),
    ]  # fmt: skip
    assert served["XLCS_DAILY"](None, None, BOOK)[1][0] == 44774
    assert served["XLCS_DAILY"]("2021-01-01", None, BOOK) == ((ERROR_NA,),)


def test_units_of_the_catalogue_are_all_known_to_cells():
    from xlcs.addin.cells.cell_values import cell

    for figure in FIGURES:
        assert cell(1.0, figure.unit) in (1.0, 1 / 86400)
        assert cell(None, figure.unit) == ERROR_NA


def test_the_platforms_own_figures_beside_ours(data, opened, august):
    assert ask("XLCS_COMPARE", None, None) == ERROR_NA
    (data / "汇总.csv").write_text(
        "日期,发送客户数,引导成交金额\n2022-08-01,2,500\n", encoding="gb18030"
    )
    opened.use(load(august, None, NOW), august)
    table = ask("XLCS_COMPARE", None, None)
    assert table[0][:7] == ["指标", "开始", "结束", "客服", "对方", "我们", "差额"]
    # not explained first: ours is 300 of 500; 44774 is 2022-08-01
    assert table[1][:8] == ["引导成交金额", 44774, 44774, "", 500, 300, -200, -0.4]
    assert "没有解释" in table[1][8]
    assert table[2][:8] == ["发送客户数", 44774, 44774, "", 2, 2, 0, 0]
    assert table[2][8] == ""


def test_a_number_a_truth_value_and_an_amount_that_are_equal_are_one_argument(opened):
    # 44774 is 2022-08-01; a cell with a currency format hands its number over as a Decimal
    for day in (Decimal(44774), 44774.0, 44774):
        assert ask("GUIDED_GMV", day, None, None) == 300
        assert ask("WHY_COUNTED", day) == ask("WHY_COUNTED", "44774")
    # TRUE is 1, whichever of the two is asked about first
    assert ask("GUIDED_GMV", None, None, True) == ERROR_VALUE
    assert "没有客服“1”" in ask("XLCS_ERRORS")[1][3]


def test_a_table_of_agents_outside_the_data_says_so(opened):
    assert ask("XLCS_AGENTS", "2021-01-01", None, None) == ERROR_NA
    assert "数据覆盖 2022-08-01 至 2022-08-02" in ask("XLCS_ERRORS")[1][3]
