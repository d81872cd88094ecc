"""A column that no file has, or of which no value can be used, is unknown; a blank one is none.

Source: spec, "Unknown is not 0": a figure needs columns as well as tables.
"""

from __future__ import annotations

import pytest

import xlcs

FILES = {
    "关系": (
        "买家ID,客服旺旺,建立时间,退订时间",
        "甲,店:王,2022-07-20 12:00:00,2022-08-02 09:00:00",
        "乙,店:王,2022-07-20 12:00:00,",
    ),
    "消息": (
        "买家ID,客服旺旺,发送时间,发起方,阅读时间",
        "甲,店:王,2022-08-01 09:00:00,客服,2022-08-01 09:10:00",
        "乙,店:王,2022-08-02 09:00:00,客服,",
    ),
    "订单": (
        "订单编号,买家ID,订单付款时间,实付金额,退款金额",
        "1001,甲,2022-08-01 10:00:00,300.00,20.00",
        "1002,丙,2022-08-02 10:00:00,50.00,",
    ),
    "邀请": (
        "买家ID,客服旺旺,邀请时间,邀请方式,邀请结果",
        "丙,店:王,2022-08-01 09:00:00,手动,接受",
        "丁,店:王,2022-08-02 09:00:00,手动,拒绝",
    ),
    "商机": (
        "客服旺旺,商机类型,创建时间,完成时间",
        "店:王,关联销售,2022-08-01 09:00:00,2022-08-01 10:00:00",
        "店:王,批量提醒,2022-08-01 09:00:00,",
    ),
}
"""Two days of a shop. The last columns hold one unbinding, a refund of 20, one invitation accepted
and one declined, one task done and one to do."""

FIGURES = {
    "clients_unsubscribed": 1, "guided_net_gmv": 280.0, "followup_net_gmv": 280.0,
    "invites_accepted": 1, "invites_declined": 1, "opportunities_done": 1, "opportunities_todo": 1,
}  # fmt: skip

WITHOUT = {
    "关系": ("clients_unsubscribed",),
    "订单": ("guided_net_gmv", "followup_net_gmv"),
    "邀请": ("invites_accepted", "invites_declined"),
    "商机": ("opportunities_done", "opportunities_todo"),
}
"""File → what its last column decides."""

BLANK = {
    "关系": {"clients_unsubscribed": 0},
    "订单": {"guided_net_gmv": 300.0, "followup_net_gmv": 300.0},
    "邀请": {"invites_accepted": 0, "invites_declined": 0},
    "商机": {"opportunities_done": 0, "opportunities_todo": 2},
}
"""What is known where the last column is there and blank: nobody left, nothing was paid back,
nobody answered, no task was done."""


def read(folder, changed=None, last=None):
    """The figures; of the changed file each row's last cell is `last`, or is left out (None)."""
    for name, (header, *rows) in FILES.items():
        if name == changed and last is None:
            header, *rows = (line.rpartition(",")[0] for line in (header, *rows))
        elif name == changed:
            rows = [f"{row.rpartition(',')[0]},{last}" for row in rows]
        (folder / f"{name}.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return xlcs.compute(xlcs.read_folder(folder))


def values(figures):
    return {id: figures.value(id, "2022-08-01", "2022-08-31") for id in FIGURES}


def test_what_the_columns_say(tmp_path):
    assert values(read(tmp_path)) == FIGURES


@pytest.mark.parametrize("file", WITHOUT)
@pytest.mark.parametrize("last", [None, "乱写"])
def test_a_column_that_is_missing_or_of_no_use_is_unknown_and_told(tmp_path, file, last):
    made = read(tmp_path, file, last)
    assert values(made) == FIGURES | dict.fromkeys(WITHOUT[file])
    report = made.report("2022-08-01", "2022-08-31")
    assert [report["shop"][id] for id in WITHOUT[file]] == [None] * len(WITHOUT[file])
    header = FILES[file][0].rpartition(",")[2]
    (note,) = (p for p in made.period().notes if p.found.get("column") == header)
    assert note.code == "missing_column"


@pytest.mark.parametrize("file", WITHOUT)
def test_a_column_that_is_blank_says_that_there_is_none(tmp_path, file):
    assert values(read(tmp_path, file, "")) == FIGURES | BLANK[file]


def test_a_reception_without_status_did_not_convert(tmp_path):
    header = "买家ID,客服旺旺,开始时间,结束时间,状态\n"
    rows = "甲,店:王,2022-08-0{day} 10:00:00,2022-08-0{day} 10:40:00,{status}\n"
    told = ("converted_buyers", "conversion_rate", "compliant")
    for statuses, expected in (
        (("", ""), (0, 0.0, False)),
        (("付款成功", ""), (1, 1.0, True)),
        (("怪", "怪"), (0, 0.0, False)),  # an unknown status counts as not converted
    ):
        text = header + "".join(rows.format(day=n, status=s) for n, s in enumerate(statuses, 1))
        (tmp_path / "接待.csv").write_text(text, encoding="utf-8")
        made = xlcs.compute(xlcs.read_folder(tmp_path))
        assert tuple(made.value(id) for id in told) == expected
        (row,) = made.report()["reception"]["periods"]
        assert tuple(row[id] for id in told) == expected
        assert (row["receptions"], row["buyers"], row["average_duration_s"]) == (2, 1, 2400)


def test_another_file_that_has_the_column_is_enough(tmp_path):
    read(tmp_path, "邀请")
    more = "买家ID,客服旺旺,邀请时间,邀请方式,邀请结果\n戊,店:王,2022-08-02 09:00:00,手动,接受\n"
    (tmp_path / "再邀请.csv").write_text(more, encoding="utf-8")
    made = xlcs.compute(xlcs.read_folder(tmp_path))
    assert [made.value(id) for id in ("invites_accepted", "invites_declined")] == [1, 0]


def test_tasks_of_which_nobody_says_whether_they_are_done_are_not_to_do(tmp_path):
    assert "opportunity" in read(tmp_path).todo()["kind"].tolist()
    assert "opportunity" not in read(tmp_path, "商机").todo()["kind"].tolist()


@pytest.mark.parametrize(
    "rows",
    [
        "1001,甲,2022-08-01 10:00:00,,\n1002,乙,2022-08-02 10:00:00,,\n",  # paid, without an amount
        "1001,甲,2022-08-01 10:00:00,300.00,\n1001,甲,2022-08-01 10:00:00,200.00,\n",  # two amounts
    ],
)
def test_orders_of_which_merging_refused_the_last_one_are_unknown(tmp_path, rows):
    read(tmp_path)
    (tmp_path / "订单.csv").write_text(FILES["订单"][0] + "\n" + rows, encoding="utf-8")
    shop = xlcs.read_folder(tmp_path)
    made = xlcs.compute(shop)
    unknown = ("guided_gmv", "guided_buyers", "followup_orders", "followup_gmv", "order_value")
    assert [made.value(id) for id in unknown] == [None] * len(unknown)
    assert made.report()["orders"] == []
    assert made.report()["leakage"] == []
    (note,) = (p for p in shop.problems if p.code == "nothing_usable")
    assert (note.table, note.found) == ("orders", {"rows": "2"})


def test_where_all_paid_orders_may_have_been_refused_that_is_told(tmp_path):
    read(tmp_path)
    unknown = ("guided_gmv", "guided_buyers", "followup_orders", "followup_gmv", "order_value")
    closed = "1002,乙,,0.00,\n"
    for rows, expected in (
        ("1001,甲,2022-08-01 10:00:00,三百,\n" + closed, [0.0, 0, 0, 0.0, None]),
        (closed, [0.0, 0, 0, 0.0, None]),  # nobody paid
        ("1001,甲,2022-08-01 10:00:00,三百,\n1003,甲,2022-08-01 11:00:00,5.00,\n" + closed,
         [5.0, 1, 1, 5.0, 5.0]),
    ):  # fmt: skip
        text = FILES["订单"][0] + "\n" + rows
        (tmp_path / "订单.csv").write_text(text, encoding="utf-8")
        shop = xlcs.read_folder(tmp_path)
        made = xlcs.compute(shop)
        period = ("2022-08-01", "2022-08-02")
        assert [made.value(id, *period) for id in unknown] == expected
        told = [p.table for p in shop.problems if p.code == "no_payment_left"]
        assert told == (["orders"] if "三百" in rows and "5.00" not in rows else [])
        assert shop.has_order("1002")


@pytest.mark.parametrize(
    ("file", "decided"), [*WITHOUT.items(), ("消息", ("read_customers", "guided_gmv"))]
)
def test_a_header_without_a_row_knows_its_columns_alone(tmp_path, file, decided):
    read(tmp_path)
    header = FILES[file][0]
    for columns, expected in ((header.rpartition(",")[0], None), (header, 0)):
        (tmp_path / f"{file}.csv").write_text(f"{columns}\n", encoding="utf-8")
        for _ in ("read", "from the cache"):
            made = xlcs.compute(xlcs.read_folder(tmp_path))
            found = {made.value(id, "2022-08-01", "2022-08-02") for id in decided}
            assert found == {expected}


@pytest.mark.parametrize("file", WITHOUT)
def test_a_header_without_a_row_says_nothing_of_the_rows_of_another_file(tmp_path, file):
    read(tmp_path, file)
    (tmp_path / "空.csv").write_text(f"{FILES[file][0]}\n", encoding="utf-8")
    made = xlcs.compute(xlcs.read_folder(tmp_path))
    assert values(made) == FIGURES | dict.fromkeys(WITHOUT[file])
