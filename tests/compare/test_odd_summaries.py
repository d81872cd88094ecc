"""Summaries in odd shapes with planted causes: each is named, and two at once not as one.

Of the shop in `shop.py`, 2022-08-01 to 08-12: 4 clients were sent to and read, two of each agent.
Money by edition: 100 (2022-09, 7-day), 1,100 (3-day-any), 11,100 (7-day-any), 111,100
(15-day-any); of 店:红 100, and 1,100 in the last three; of 店:兰 0, 0, 10,000 and 110,000. The
order of 100 is refunded by 20. There are messages on 08-01, 02, 03, 12, and orders on 08-01, 04,
09, 12.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.exports import ods_files
from xlcs import compute, read_folder
from xlcs.compare.cause_texts import cause_text
from xlcs.compare.lines import Comparison
from xlcs.compare.summaries import compared

from .shop import shop_with

Write = Callable[[Path], object]
RED, BLUE, ALL = "店:红", "店:兰", None
ORDER = "订单编号,买家会员名,订单付款时间,买家实际支付金额,退款金额\n"
SAID = "统计时间：2022-08-01 至 2022-08-12\n"


def text(content: str, name: str = "汇总.csv", encoding: str = "gb18030") -> Write:
    return lambda folder: (folder / name).write_text(content, encoding=encoding)


def book(*sheets: list[list[Any]], name: str = "汇总.xlsx", merged: tuple[str, ...] = ()) -> Write:
    def write(folder: Path) -> None:
        made = openpyxl.Workbook()
        for number, rows in enumerate(sheets):
            sheet = made.active if number == 0 else made.create_sheet()
            for row in rows:
                sheet.append(row)
            for area in merged if number == 0 else ():
                sheet.merge_cells(area)
        made.save(folder / name)

    return write


def ods(rows: list[list[str]], name: str) -> Write:
    return lambda folder: ods_files.ods(
        folder / name, {"一": [ods_files.row(*line) for line in rows]}
    )


def html(rows: list[list[str]], name: str) -> Write:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return text(
        f'<html><head><meta charset="gbk"></head><body><table>{body}</table></body></html>',
        name, "gbk",
    )  # fmt: skip


def noted(rows: list[list[Any]], note: str) -> Write:
    """A workbook with a comment on a cell and a hidden row of notes."""

    def write(folder: Path) -> None:
        made = openpyxl.Workbook()
        sheet = made.active
        for row in rows:
            sheet.append(row)
        sheet["A1"].comment = openpyxl.comments.Comment(note, "a")
        sheet.append([f"说明：{note}"])
        sheet.row_dimensions[sheet.max_row].hidden = True
        made.save(folder / "汇总.xlsx")

    return write


GMV = "guided_gmv"
SHAPES: dict[str, tuple[Write, dict[tuple[str | None, str], tuple[float | None, str | None]]]] = {
    "bands, money with signs, a total · 7-day-any": (
        text(SAID + "客服旺旺,消息接受表现,,跟进后的交易表现\n,发送,阅读,引导成交金额\n"
             '店:红,2,2,"￥1,100.00"\n店:兰,2,2,"￥10,000.00"\n店铺汇总值,4,4,"￥11,100.00"\n'),
        {(RED, GMV): (1100, "edition 7-day-any"), (BLUE, GMV): (10000, "edition 7-day-any"),
         (ALL, GMV): (11100, "edition 7-day-any"), (ALL, "sent_customers"): (4, None)},
    ),
    "in 万, period in the file's name · 15-day-any": (
        text("客服,发送人数,阅读人数,引导支付金额(万元)\n红,2,2,0.11\n兰,2,2,11\n合计,4,4,11.11\n",
             "客服数据_20220801-20220812.csv"),
        {(RED, GMV): (1100, "edition 15-day-any"), (BLUE, GMV): (110000, "edition 15-day-any"),
         (ALL, GMV): (111100, "edition 15-day-any")},
    ),
    "a period column, percent as a fraction · 3-day-any": (
        text("统计周期,客服昵称,发送,阅读,消息阅读率,引导成交金额\n"
             "2022-08-01~2022-08-12,店:红,2,2,1,1100\n2022-08-01~2022-08-12,店:兰,2,2,100.00%,-\n"
             "2022-08-01~2022-08-12,合计,4,4,1.0,1100\n"),
        {(RED, GMV): (1100, "edition 3-day-any"), (ALL, GMV): (1100, "edition 3-day-any"),
         (ALL, "read_rate"): (1, None), (BLUE, "read_rate"): (1, None)},
    ),
    "HTML called .xls · net of refunds": (
        html([["统计时间：2022-08-01 至 2022-08-12"], ["子账号", "发送", "阅读", "引导成交金额"],
              ["店:红", "2", "2", "￥80.00"], ["店:兰", "2", "2", "￥0.00"],
              ["汇总", "4", "4", "￥80.00"]], "汇总.xls"),
        {(RED, GMV): (80, "net_of_refunds"), (BLUE, GMV): (0, None),
         (ALL, GMV): (80, "net_of_refunds")},
    ),
    "ODS · net of refunds": (
        ods([["日期：2022-08-01 至 2022-08-12"], ["客服旺旺", "发送", "阅读", "引导成交金额"],
             ["店:红", "2", "2", "80.00"], ["店:兰", "2", "2", "0.00"],
             ["总计", "4", "4", "80.00"]], "汇总.ods"),
        {(RED, GMV): (80, "net_of_refunds"), (ALL, GMV): (80, "net_of_refunds")},
    ),
    "gross, where one agent's order was never refunded · nothing to explain": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,100.00元\n店:兰,2,2,--\n"),
        {(RED, GMV): (100, None), (RED, "sent_customers"): (2, None)},
    ),
    "net and 3-day-any at once": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1080\n店:兰,2,2,0\n"
             "合计,4,4,1080\n"),
        {(RED, GMV): (1080, "unexplained"), (BLUE, GMV): (0, None),
         (ALL, GMV): (1080, "unexplained")},
    ),
    "another list of agents": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,100\n店:紫,3,3,60\n合计,7,7,160\n"),
        {(RED, GMV): (100, None), ("店:紫", GMV): (60, "unknown_agent"),
         (ALL, GMV): (160, "unknown_agent"), (ALL, "sent_customers"): (7, "unknown_agent")},
    ),
    "another list of agents and 7-day-any at once": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n店:兰,2,2,10000\n"
             "店:紫,3,3,60000\n合计,7,7,71100\n"),
        {(RED, GMV): (1100, "edition 7-day-any"), (BLUE, GMV): (10000, "edition 7-day-any"),
         ("店:紫", GMV): (60000, "unknown_agent"), (ALL, GMV): (71100, "unexplained")},
    ),
    "a total that is less than its agents": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,100\n店:紫,3,3,60\n合计,1,1,50\n"),
        {(ALL, GMV): (50, "unexplained"), (ALL, "sent_customers"): (1, "unexplained")},
    ),
    "a day of our exports missing": (
        book([["日期", "发送客户数", "引导成交金额"], [datetime(2022, 8, 1), 2, 100],
              [datetime(2022, 8, 5), 0, 70], ["合计", 2, 170]]),
        {(ALL, GMV): (170, "days_not_covered")},
    ),
    "a day of our exports missing, and 3-day-any": (
        text("日期,发送客户数,引导成交金额\n2022-08-01,2,100\n2022-08-04,0,1000\n2022-08-05,0,70\n"
             "2022-08-12,1,0\n合计,4,1170\n"),
        {(ALL, GMV): (1170, "unexplained")},
    ),
    "two tables in a sheet, by day and by agent · 3-day-any": (
        text("日期,发送客户数,引导成交金额\n2022-08-04,0,1000\n\n" + SAID
             + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n店:兰,2,2,0\n"),
        {(RED, GMV): (1100, "edition 3-day-any"), (BLUE, GMV): (0, None)},
    ),
    "one agent alone, for whom three editions have the same": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n"),
        {(RED, GMV): (1100, "unexplained")},
    ),
    "two sheets, of which one is a note": (
        book([["统计时间：2022-08-01 至 2022-08-12"], ["客服旺旺", "发送", "阅读", "引导成交金额"],
              ["店:红", 2, 2, 1100], ["店:兰", 2, 2, 0]], [["说明"], ["数据次日更新"]]),
        {(RED, GMV): (1100, "edition 3-day-any"), (BLUE, GMV): (0, None)},
    ),
    "merged cells and a title": (
        book([["客服详细数据"], ["2022-08-01 至 2022-08-12"],
              ["客服旺旺", "消息", None, "交易"], [None, "发送", "阅读", "引导成交金额"],
              ["店:红", 2, 2, 100], ["店:兰", 2, 2, 0]], merged=("A1:D1", "A3:A4", "B3:C3")),
        {(RED, GMV): (100, None), (BLUE, "read_customers"): (2, None)},
    ),
    "a hidden note and a comment": (
        noted([["统计时间：2022-08-01 至 2022-08-12"], ["客服旺旺", "发送", "阅读", "引导成交金额"],
               ["店:红", 2, 2, 100], ["合计", 4, 4, 100]], "引导成交金额 999"),
        {(RED, GMV): (100, None), (ALL, GMV): (100, None)},
    ),
    "UTF-16 with tabs": (
        text((SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2人,2人,1100.00\n店:兰,2人,2人,10000\n"
              ).replace(",", "\t"), "汇总.xls", "utf-16"),
        {(RED, GMV): (1100, "edition 7-day-any"), (BLUE, GMV): (10000, "edition 7-day-any"),
         (RED, "sent_customers"): (2, None)},
    ),
    "full-width digits and a quoted shop": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n"
             '店：红,２,２,１００\n店：兰,"2","2","0.00"\n'),
        {(RED, GMV): (100, None), (RED, "sent_customers"): (2, None), (BLUE, GMV): (0, None)},
    ),
    "other counts than ours": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,3,2,100\n店:兰,2,1,0\n"),
        {(RED, "sent_customers"): (3, "unexplained"),
         (BLUE, "read_customers"): (1, "unexplained"),
         (BLUE, "sent_customers"): (2, None)},
    ),
    "days beyond our exports": (
        text("统计时间：2022-08-01 至 2022-08-31\n"
             "客服旺旺,发送,阅读,引导成交金额\n店:红,9,9,900\n"),
        {(RED, GMV): (900, "days_not_covered"), (RED, "sent_customers"): (9, "days_not_covered")},
    ),
    "each by another edition": (
        text(SAID + "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n店:兰,2,2,110000\n"
             "合计,4,4,11100\n"),
        {(RED, GMV): (1100, "unexplained"), (BLUE, GMV): (110000, "unexplained"),
         (ALL, GMV): (11100, "unexplained")},
    ),
    "what we have no export for": (
        text(SAID + "客服旺旺,接待人数,平均接待时长\n店:红,9,8分48秒\n"),
        {(RED, "buyers"): (9, "ours_unknown"), (RED, "average_duration"): (528, "ours_unknown")},
    ),
    "the agents' names without their shop, beside 序号": (
        text(SAID + "序号,客服名称,发送,阅读,引导成交金额\n"
             "1,红,2,2,100\n2,兰,2,2,0\n,合计,4,4,100\n"),
        {(RED, GMV): (100, None), (BLUE, GMV): (0, None), (ALL, GMV): (100, None)},
    ),
}  # fmt: skip


def comparison_of(write: Write, folder: Path) -> Comparison:
    shop_with(folder)
    write(folder)
    shop = read_folder(folder)
    found = compared(compute(shop), shop)
    assert found is not None
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_each_cause_is_named(shape: str, tmp_path: Path) -> None:
    write, expected = SHAPES[shape]
    found = comparison_of(write, tmp_path)
    lines = {(ln.agent, ln.figure): ln for ln in found.lines if ln.start != ln.end}
    got = {
        key: (lines[key].theirs, " ".join(filter(None, (lines[key].cause, lines[key].edition))))
        for key in expected
    }
    assert got == {key: (theirs, cause or "") for key, (theirs, cause) in expected.items()}


def causes_of(found: Comparison, figure: str = GMV) -> dict[tuple[int, int], str | None]:
    """(First, last day) → the cause; an edition by its name."""
    return {
        (line.start.day, line.end.day): line.edition or line.cause
        for line in found.lines
        if line.figure == figure
    }


def test_a_day_that_is_missing_inside_our_exports_is_named(tmp_path: Path) -> None:
    # Theirs has 7 clients sent to on 08-05 and 70 CNY; ours has no row of that day at all. The day
    # is no reason not to name the edition of the others, and the edition none to explain the day.
    by_day = (
        "日期,发送客户数,引导成交金额\n2022-08-01,2,100\n2022-08-04,,1000\n2022-08-05,7,70\n"
        "2022-08-09,,0\n2022-08-12,1,1\n"
    )
    # An order of 1 after the message of 08-12, so that theirs does not end in zeros.
    text(ORDER + "5,甲,2022-08-12 13:00:00,1.00,0\n", "订单2.csv")(tmp_path)
    found = comparison_of(text(by_day), tmp_path)
    assert causes_of(found) == {
        (1, 1): None, (4, 4): "3-day-any", (5, 5): "days_not_covered", (9, 9): None, (12, 12): None,
    }  # fmt: skip
    assert causes_of(found, "sent_customers")[5, 5] == "days_not_covered"
    told = {line.figure: line for line in found.lines if line.start.day == 5}
    assert "订单在 2022-08-05 没有一行" in cause_text(told[GMV], found, "zh")
    assert "客服消息在 2022-08-05 没有一行" in cause_text(told["sent_customers"], found, "zh")
    assert "orders have no row of 2022-08-05" in cause_text(told[GMV], found, "en").lower()


def test_the_total_says_which_day_or_name_it_is_that_ours_lacks(tmp_path: Path) -> None:
    write, _ = SHAPES["another list of agents"]
    found = comparison_of(write, tmp_path)
    total = next(line for line in found.lines if line.agent is None and line.figure == GMV)
    assert "（合计里的：店:紫）" in cause_text(total, found, "zh")
    assert "(in the total: 店:紫)" in cause_text(total, found, "en")
    own = next(line for line in found.lines if line.agent == "店:紫")
    assert cause_text(own, found, "zh") == "我们的数据里没有这个客服名。请核对两边的写法。"


def of_shop(gmv: str) -> str:
    return f"{SAID}客服旺旺,发送,阅读,引导成交金额\n全店,4,4,{gmv}\n"


def test_an_order_that_was_refused_stands_beside_what_is_not_explained(tmp_path: Path) -> None:
    # 甲's order of 500, of the same day as the one of 100, has lost its amount.
    text(ORDER + "7,甲,2022-08-01 13:00:00,五百,0\n", "订单2.csv")(tmp_path)
    found = comparison_of(text(of_shop("600")), tmp_path)
    (line,) = (line for line in found.lines if line.figure == GMV)
    assert (line.ours, line.cause) == (100, "unexplained")
    assert "没有使用的行 1" in cause_text(line, found, "zh")


def test_a_deposit_that_theirs_counts_when_it_is_paid_is_no_edition(tmp_path: Path) -> None:
    # Deposit 200 on 08-01, balance 800 on 08-12, after a message of that day which was read: ours
    # has 1,000 on 08-12, theirs 200 on 08-01 (beside the 100) and 800 on 08-12.
    text(
        "订单编号,买家会员名,订单付款时间,买家实际支付金额,定金付款时间,定金金额,尾款付款时间,尾款金额\n"
        "8,甲,2022-08-01 11:00:00,1000,2022-08-01 11:00:00,200,2022-08-12 12:00:00,800\n",
        "预售.csv",
    )(tmp_path)
    by_day = "日期,发送客户数,引导成交金额\n2022-08-01,2,300\n2022-08-12,1,800\n合计,,1100\n"
    found = comparison_of(text(by_day), tmp_path)
    ours = {(ln.start.day, ln.end.day): ln.ours for ln in found.lines if ln.figure == GMV}
    assert ours == {(1, 1): 100, (12, 12): 1000, (1, 12): 1100}
    assert causes_of(found) == {(1, 1): "unexplained", (12, 12): "unexplained", (1, 12): None}


@pytest.mark.parametrize(("missing", "told"), [(3, True), (None, False)])
def test_a_day_without_orders_stands_beside_what_a_whole_period_does_not_explain(
    missing: int | None, told: bool, tmp_path: Path
) -> None:
    # Of a busy shop, 10 unsolicited orders a day from 08-01 to 08-12; one day's export is missing.
    rows = "".join(
        f"{day:02}{n:02},戊,2022-08-{day:02} 12:00:00,1.00,0\n"
        for day in range(1, 13) if day != missing
        for n in range(10)
    )  # fmt: skip
    text(ORDER + rows, "订单2.csv")(tmp_path)
    found = comparison_of(text(of_shop("170")), tmp_path)
    (line,) = (line for line in found.lines if line.figure == GMV)
    assert line.cause == "unexplained"
    assert ("订单在 2022-08-03 没有一行" in cause_text(line, found, "zh")) is told
    (agreeing,) = (line for line in found.lines if line.figure == "sent_customers")
    assert cause_text(agreeing, found, "zh") == ""
