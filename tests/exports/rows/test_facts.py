"""Each table's columns and the rules within a row."""

import pyarrow as pa
import pytest

from tests.exports.one_file import (
    INVITATIONS,
    MESSAGES,
    ORDERS,
    RECEPTIONS,
    RELATIONS,
    TASKS,
    VISITS,
    column,
    csv,
    only_problem,
    read,
    told,
)
from xlcs.exports.values.parsed import DAY, MINUTE, NO_TIME, SECOND

T = "2022-08-01 10:00:00"


def test_types_of_columns(tmp_path):
    words = pa.dictionary(pa.int32(), pa.string())
    expected = {
        "row": pa.int32(), "buyer_id": words, "agent": words, "sent_at": pa.timestamp("s"),
        "sent_at_form": pa.int8(), "initiated_by": words, "read_at": pa.timestamp("s"),
        "read_at_form": pa.int8(), "replied_at": pa.timestamp("s"), "replied_at_form": pa.int8(),
    }  # fmt: skip
    for rows in ([], [f"a,x,{T},客服,,{T}"], [f"a,x,{T},客服,,{T}", "b,y,昨天,客服,,"]):
        schema = read(tmp_path, csv(MESSAGES, *rows)).frame.schema
        assert dict(zip(schema.names, schema.types, strict=True)) == expected
    header = (
        ORDERS
        + ",子订单编号,退款金额,总金额,定金付款时间,定金金额,尾款付款时间,尾款金额,订单创建时间"
    )
    schema = read(tmp_path, csv(header, f"1,a,5,{T},2,1,6,{T},1,{T},2,{T}")).frame.schema
    types = dict(zip(schema.names, schema.types, strict=True))
    assert {name: types[name] for name in ("order_id", "sub_order_id")} == {
        "order_id": pa.string(), "sub_order_id": pa.string(),
    }  # fmt: skip
    for name in ("amount", "refund", "total", "deposit", "balance"):
        assert types[name] == pa.int64()
    for name in ("paid_at", "deposit_paid_at", "balance_paid_at", "created_at"):
        assert types[name] == pa.timestamp("s")


# ---- relations


def test_unbound_before_bound(tmp_path):
    table = read(
        tmp_path,
        csv(
            RELATIONS,
            f"a,x,{T},2022-08-01 09:59:59",
            f"b,x,{T},{T}",
            f"c,x,{T},2022-08-01",
            "d,x,2022-08-01,2022-07-31 23:59:59",
            f"e,x,{T},昨天",
            f"f,x,{T},",
        ),
        "关系.csv",
    )
    assert column(table, "buyer_id") == ["b", "c", "e", "f"]
    assert column(table, "unbound_at") == [T, "2022-08-01 00:00:00", None, None]
    assert column(table, "unbound_at_form") == [SECOND, DAY, NO_TIME, NO_TIME]
    assert told(table) == [
        ("unbound_before_bound", 2, "退订时间", "2022-08-01 09:59:59"),
        ("unbound_before_bound", 5, "退订时间", "2022-07-31 23:59:59"),
        ("blanked_time", 6, "退订时间", "(2 个字符 / text of 2)"),
    ]
    assert table.problems[0].text() == (f"退订时间早于建立时间（{T}），这一行没有使用。请核对。")
    assert table.problems[0].file == "关系.csv"


# ---- messages


def test_who_began_by_either_column(tmp_path):
    header = "买家ID,客服旺旺,发送时间,是否主动"
    table = read(tmp_path, csv(header, f"a,x,{T},是", f"b,x,{T},否", f"c,x,{T},Y"))
    assert column(table, "initiated_by") == ["agent", "buyer", "agent"]
    table = read(tmp_path, csv(MESSAGES, f"a,x,{T},客服,,", f"b,x,{T},买家,,", f"c,x,{T},客户,,"))
    assert column(table, "initiated_by") == ["agent", "buyer", "buyer"]


def test_who_began_by_the_name_of_the_rows_own_agent_or_buyer(tmp_path):
    rows = (
        f"a,店:美,{T},店：美,,", f"a,店:美,{T},美,,", f"a,店:美,{T},cntaobaoa,,",
        f"a,店:美,{T},客服,,", f"a,店:美,{T},店:兰,,", f"a,店:美,{T},b,,", f"美,店:美,{T},美,,",
    )  # fmt: skip
    table = read(tmp_path, csv(MESSAGES, *rows))
    assert column(table, "initiated_by") == ["agent", "agent", "buyer", "agent"]
    assert [(code, row) for code, row, *_ in told(table)] == [
        ("unknown_choice", row) for row in (6, 7, 8)
    ]


def test_who_began_where_both_columns_are_there(tmp_path):
    header = MESSAGES + ",是否主动"
    table = read(
        tmp_path,
        csv(
            header,
            f"a,x,{T},客服,,,否",
            f"b,x,{T},,,,是",
            f"c,x,{T},,,,",
            f"d,x,{T},机器人,,,是",
            f"e,x,{T},,,,也许",
        ),
    )
    assert column(table, "buyer_id") == ["a", "b"]
    assert column(table, "initiated_by") == ["agent", "agent"]
    assert told(table) == [
        ("unknown_choice", 4, "发起方", None),
        ("unknown_choice", 5, "发起方", "(3 个字符 / text of 3)"),
        ("unknown_choice", 6, "是否主动", "(2 个字符 / text of 2)"),
    ]
    assert table.problems[1].text() == "不认识的取值，这一行没有使用。应为：客服 / 买家。"
    assert table.problems[2].text() == "不认识的取值，这一行没有使用。应为：是 / 否。"


def test_read_known_by_day(tmp_path):
    header = "买家ID,客服旺旺,发送时间,发起方,是否已读"
    table = read(
        tmp_path,
        csv(header, f"a,x,{T},客服,是", f"b,x,{T},客服,否", f"c,x,{T},客服,", f"d,x,{T},客服,大概"),
        "消息.csv",
    )
    assert column(table, "read_at") == ["2022-08-01 00:00:00", None, None, None]
    assert column(table, "read_at_form") == [DAY, NO_TIME, NO_TIME, NO_TIME]
    assert told(table) == [
        ("read_by_day", None, None, None),
        ("blanked_choice", 5, "是否已读", "(2 个字符 / text of 2)"),
    ]
    assert table.problems[0].file == "消息.csv"
    assert table.problems[0].level == "note"


def test_read_by_a_time_and_by_a_mark(tmp_path):
    table = read(
        tmp_path,
        csv(
            MESSAGES + ",是否已读",
            f"a,x,{T},客服,2022-08-01 11:00:00,,是",
            f"b,x,{T},客服,,,是",
            f"c,x,{T},客服,2022-08-01 11:00,,否",
            f"d,x,{T},客服,稍后,,是",
            f"e,x,{T},客服,,,否",
            f"f,x,{T},客服,2022-08-02,,是",
        ),
    )
    day = "2022-08-01 00:00:00"
    assert column(table, "read_at") == [
        "2022-08-01 11:00:00", day, "2022-08-01 11:00:00", day, None, "2022-08-02 00:00:00",
    ]  # fmt: skip
    assert column(table, "read_at_form") == [SECOND, DAY, MINUTE, DAY, NO_TIME, DAY]
    assert told(table) == [("blanked_time", 5, "阅读时间", "(2 个字符 / text of 2)")]


def test_neither_a_time_of_reading_nor_a_mark(tmp_path):
    table = read(tmp_path, csv("买家ID,客服旺旺,发送时间,发起方", f"a,x,{T},客服"))
    assert "read_at" not in table.frame.column_names
    assert "read_at" not in table.known
    assert table.problems == []


@pytest.mark.parametrize(("state", "known"), [("否", True), ("", False), ("是", True)])
def test_a_mark_of_reading_in_any_row_makes_reading_known(tmp_path, state, known):
    header = "买家ID,客服旺旺,发送时间,发起方,是否已读"
    table = read(tmp_path, csv(header, f"a,x,{T},客服,", f"b,x,{T},客服,{state}"))
    assert ("read_at" in table.known) is known


def test_an_unusable_time_of_sending_and_of_replying(tmp_path):
    table = read(
        tmp_path,
        csv(
            MESSAGES,
            "a,x,2022-02-30 10:00:00,客服,,",
            f"b,x,{T},客服,,2022-08-01 25:00",
            "c,x,,客服,,",
        ),
        "消息.csv",
    )
    assert (column(table, "buyer_id"), column(table, "replied_at")) == (["b"], [None])
    assert told(table) == [
        ("bad_time", 2, "发送时间", "2022-02-30 10:00:00"),
        ("blanked_time", 3, "回复时间", "2022-08-01 25:00"),
        ("no_time", 4, "发送时间", None),
    ]
    assert [problem.level for problem in table.problems] == ["row", "value", "row"]
    assert "2022-08-01 23:30:00 这样的形式" in table.problems[0].text()


def test_a_reading_before_the_sending_is_left_to_the_whole(tmp_path):
    table = read(tmp_path, csv(MESSAGES, f"a,x,{T},客服,2022-08-01 09:00:00,"))
    assert column(table, "read_at") == ["2022-08-01 09:00:00"]
    assert table.problems == []


# ---- orders


def test_an_unusable_time_that_decides_payment_refuses_the_row(tmp_path):
    header = ORDERS + ",订单创建时间,定金付款时间,尾款付款时间"
    table = read(
        tmp_path,
        csv(
            header,
            "1,a,5,昨天,,,",
            f"2,b,5,{T},昨天,,",
            f"3,c,5,,,{T},昨天",
            f"4,d,5,,,昨天,{T}",
            "5,e,,,,,",
        ),
    )
    assert column(table, "order_id") == ["2", "5"]
    assert column(table, "created_at") == [None, None]
    assert told(table) == [
        ("bad_time", 2, "订单付款时间", "(2 个字符 / text of 2)"),
        ("blanked_time", 3, "订单创建时间", "(2 个字符 / text of 2)"),
        ("bad_time", 4, "尾款付款时间", "(2 个字符 / text of 2)"),
        ("bad_time", 5, "定金付款时间", "(2 个字符 / text of 2)"),
    ]


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path):
    table = read(tmp_path, csv(ORDERS, "2.9E+18,,五元,昨天"))
    assert told(table) == [
        ("damaged_number", 2, "订单编号", "2.9E+18"),
        ("no_buyer", 2, "买家会员名", None),
        ("bad_time", 2, "订单付款时间", "(2 个字符 / text of 2)"),
        ("bad_amount", 2, "买家实际支付金额", "(2 个字符 / text of 2)"),
    ]
    assert (table.source.rows, table.source.refused_rows) == (1, 1)


def test_a_long_value_is_told_in_short(tmp_path):
    long = "很\n长 " * 500
    problem = only_problem(read(tmp_path, csv(ORDERS, f'1,a,"{long}",{T}')))
    assert len(problem.value) < 40


# ---- invitations


def test_invitations(tmp_path):
    table = read(
        tmp_path,
        csv(
            INVITATIONS,
            f"a,x,{T},手动,接受,2022-08-01 11:00:00",
            f"b,x,{T},自动,拒绝,2022-08-01 09:00:00",
            f"c,x,{T},手动,空,2022-08-01",
            f"d,x,{T},auto,,",
            f"e,x,{T},手动,再说,",
            f"f,x,{T},电话,接受,",
            f"g,x,{T},,接受,",
        ),
    )
    assert column(table, "buyer_id") == ["a", "b", "c", "d", "e"]
    assert column(table, "channel") == ["manual", "auto", "manual", "auto", "manual"]
    assert column(table, "outcome") == ["accepted", "declined", None, None, None]
    assert column(table, "answered_at") == [
        "2022-08-01 11:00:00", None, "2022-08-01 00:00:00", None, None,
    ]  # fmt: skip
    assert told(table) == [
        ("before_start", 3, "处理时间", "2022-08-01 09:00:00"),
        ("blanked_choice", 6, "邀请结果", "(2 个字符 / text of 2)"),
        ("unknown_choice", 7, "邀请方式", "(2 个字符 / text of 2)"),
        ("unknown_choice", 8, "邀请方式", None),
    ]
    assert table.problems[0].text() == f"早于邀请时间（{T}），按没有处理，这一行保留。请核对。"


# ---- tasks


def test_a_task_marked_as_done_is_done_on_the_day_it_was_created(tmp_path):
    table = read(
        tmp_path,
        csv(
            TASKS + ",完成状态",
            f"x,关联销售,{T},已完成",
            f"x,批量提醒,{T},待办",
            f"x,异常物流,{T},,",
            f"x,,{T},谁知道",
        ),
    )
    assert column(table, "kind") == ["关联销售", "批量提醒", "异常物流", None]
    assert column(table, "done_at") == ["2022-08-01 00:00:00", None, None, None]
    assert column(table, "done_at_form") == [DAY, NO_TIME, NO_TIME, NO_TIME]
    assert told(table) == [("blanked_choice", 5, "完成状态", "(3 个字符 / text of 3)")]


def test_a_time_of_completion_goes_before_the_mark(tmp_path):
    table = read(
        tmp_path,
        csv(
            TASKS + ",完成时间,完成状态",
            f"x,关联销售,{T},2022-08-03,已完成",
            f"x,关联销售,{T},,已完成",
        ),
    )
    assert column(table, "done_at") == ["2022-08-03 00:00:00", "2022-08-01 00:00:00"]
    assert column(table, "done_at_form") == [DAY, DAY]
    assert "task_status" not in table.frame.column_names


def test_tasks_with_neither(tmp_path):
    assert read(tmp_path, csv(TASKS, f"x,关联销售,{T}")).frame.column_names == [
        "row", "agent", "kind", "created_at", "created_at_form",
    ]  # fmt: skip


# ---- receptions


def test_receptions(tmp_path):
    table = read(
        tmp_path,
        csv(
            RECEPTIONS,
            f"a,x,{T},2022-08-01 10:40:00,售前,付款成功",
            f"b,x,{T},2022-08-01 09:59:59,售前, 付款流失 ",
            f"c,x,{T},,售后,新状态",
            f"d,x,{T},昨天,,",
            f"e,x,{T},{T},售前,付款成功",
            "f,x,昨天,,售前,付款成功",
        ),
    )
    assert column(table, "buyer_id") == ["a", "b", "c", "d", "e"]
    assert column(table, "ended_at") == ["2022-08-01 10:40:00", None, None, None, T]
    assert column(table, "status") == ["付款成功", "付款流失", "新状态", None, "付款成功"]
    assert column(table, "kind") == ["售前", "售前", "售后", None, "售前"]
    assert told(table) == [
        ("before_start", 3, "结束时间", "2022-08-01 09:59:59"),
        ("no_end", 4, "结束时间", None),
        ("blanked_time", 5, "结束时间", "(2 个字符 / text of 2)"),
        ("bad_time", 7, "开始时间", "(2 个字符 / text of 2)"),
    ]
    assert table.problems[0].text() == f"早于开始时间（{T}），按没有处理，这一行保留。请核对。"
    assert [problem.level for problem in table.problems] == ["value", "note", "value", "row"]


# ---- what is said of the whole


def test_first_and_last_are_over_all_times_of_kept_rows(tmp_path):
    table = read(
        tmp_path,
        csv(
            MESSAGES,
            "a,x,2022-08-02 10:00:00,客服,2022-08-02 11:00:00,2022-08-04 09:00:00",
            "b,x,2022-08-01 10:00:00,客服,,",
            ",x,2021-01-01 10:00:00,客服,2023-01-01 10:00:00,",
        ),
    )
    assert str(table.source.first) == "2022-08-01 10:00:00"
    assert str(table.source.last) == "2022-08-04 09:00:00"


def test_problems_come_in_the_order_of_rows(tmp_path):
    rows = ["a,x,昨天,客服", f"b,x,{T},谁", f",x,{T},客服"]
    table = read(tmp_path, csv("买家ID,客服旺旺,发送时间,发起方", *rows))
    assert [(p.code, p.row) for p in table.problems] == [
        ("bad_time", 2),
        ("unknown_choice", 3),
        ("no_buyer", 4),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_has_its_text_in_both_languages(tmp_path, language):
    contents = [
        csv(ORDERS, "2.9E+18,,五元,昨天", "1,2", "-,a,-5,"),
        csv(RELATIONS, f"a,x,{T},2021-01-01", "2.9E+18,x,x,x"),
        csv(INVITATIONS, f"a,x,{T},电话,再说,2021-01-01"),
        csv(VISITS + ",进店时间", f"a,{T},2022-08-02"),
        csv("买家ID,客服,x", "a,b,c"),
        csv("a,b", "c"),
        csv("买家ID,买家昵称,进店时间", 'a,"b,c'),
    ]
    for content in contents:
        problems = read(tmp_path, content).problems
        assert problems
        for problem in problems:
            assert "{" not in problem.text(language)


def test_a_text_too_long_for_a_name_or_a_number_is_refused_and_not_shown(tmp_path):
    content = csv(
        ORDERS, f"1,{'a' * 1_025},5,2022-08-01 10:00:00", f"{'2' * 1_025},b,5,2022-08-01 10:00:00",
        f"3,{'a' * 1_024},5,2022-08-01 10:00:00",
    )  # fmt: skip
    table = read(tmp_path, content)
    assert [(p.code, p.row, p.column) for p in table.problems] == [
        ("name_too_long", 2, "买家会员名"),
        ("name_too_long", 3, "订单编号"),
    ]
    assert [p.value for p in table.problems] == [None, None]
    assert column(table, "order_id") == ["3"]
