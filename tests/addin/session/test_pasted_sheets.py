"""What was pasted into a workbook is kept without what no figure needs."""

from __future__ import annotations

import sys
import zipfile
from datetime import datetime

import openpyxl
import pytest

from tests.exports.one_file import NO_ALIASES, column, of
from xlcs.addin.session.pasted_sheets import write

NAME, PHONE, ADDRESS, MAIL = "欧阳某某", "13912345678", "虚构省虚构市虚构路18号", "a@example.com"
HEADER = [
    "订单编号",
    "收货人姓名",
    "买家会员名",
    "联系手机",
    "收货地址",
    "买家实际支付金额",
    "订单付款时间",
]
PAID = datetime(2022, 8, 1, 10)
ROW = ["2900000000000000001", NAME, "甲", PHONE, ADDRESS, 5.0, PAID]
OTHER = ["订单付款时间", "联系手机", "买家实际支付金额", "订单编号", "买家会员名"]


def written(tmp_path, rows):
    path = write(tmp_path / "kept" / "p.xlsx", {"粘贴_订单": rows}, NO_ALIASES)
    with zipfile.ZipFile(path) as parts:
        return path, b"".join(parts.read(name) for name in parts.namelist()).decode()


def test_only_needed_columns_are_kept_under_every_header(tmp_path):
    second = [PAID, PHONE, 6.0, "2900000000000000002", "乙"]
    path, content = written(tmp_path, [["订单报表"], HEADER, ROW, ROW[:1], OTHER, second])
    assert not any(planted in content for planted in (NAME, PHONE, ADDRESS))
    tables = of(path)
    assert [column(table, "amount") for table in tables] == [[500], [600]]
    assert [column(table, "row") for table in tables] == [[3], [6]]
    assert openpyxl.load_workbook(path).active["D2"].value == "联系手机"


def test_of_an_unknown_table_a_few_rows_without_numbers_and_addresses_are_kept(tmp_path):
    rows = [["单号", "电话", "地址", "邮箱", "付了"]] + [["a1", PHONE, ADDRESS, MAIL, "5.00"]] * 90
    path, content = written(tmp_path, rows)
    assert not any(planted in content for planted in (PHONE, ADDRESS, MAIL))
    assert openpyxl.load_workbook(path).active.max_row < 60


@pytest.mark.skipif(sys.platform == "win32", reason="rights are inherited there")
def test_the_file_is_for_its_user_alone_and_parts_left_behind_go(tmp_path):
    (tmp_path / "kept").mkdir()
    left, foreign = (tmp_path / "kept" / name for name in (f".xlcs-{'0' * 16}.part", "a.part"))
    left.write_bytes(b"")
    foreign.write_bytes(b"")
    path, _ = written(tmp_path, [HEADER, ROW])
    assert path.stat().st_mode & 0o077 == 0
    assert sorted(found.name for found in path.parent.iterdir()) == ["a.part", "p.xlsx"]


def test_groups_above_a_header_that_comes_again_are_kept_with_it(tmp_path):
    groups = ["订单", None, "买家", "收货", None, "付款", None]  # 收货 above columns nobody needs
    second = [*ROW]
    second[0] = "2900000000000000002"
    path, content = written(tmp_path, [groups, HEADER, ROW, groups, HEADER, second])
    assert not any(planted in content for planted in (NAME, PHONE, ADDRESS))
    (table,) = of(path)
    assert column(table, "row") == [3, 6]
    assert [p.code for p in table.problems] == ["rows_left_alone"]


def test_amounts_of_a_pasted_summary_are_kept(tmp_path):
    rows = [
        ["统计时间：2022-08-01 至 2022-08-02"],
        ["客服昵称", "总数", "发送", "阅读", "成交金额"],
        ["店:红", 10.0, 5.0, 3.0, 123456.78],
        ["店:兰", 10.0, 5.0, 3.0, float(PHONE)],
    ]
    path, content = written(tmp_path, rows)
    assert PHONE not in content
    (table,) = of(path)
    assert [row.values["followup_gmv"] for row in table.summary.rows] == [123456.78, None]


def test_of_a_first_column_that_nobody_needs_totals_and_notes_are_kept(tmp_path):
    header = ["收货人姓名", *HEADER[:1], *HEADER[2:]]
    rows = [header, [NAME, *ROW[:1], *ROW[2:]], ["合计", None, None, None, None, 5.0]]
    path, content = written(tmp_path, rows)
    assert NAME not in content
    (table,) = of(path)
    assert column(table, "amount") == [500]
    assert [p.code for p in table.problems] == ["rows_left_alone"]


@pytest.mark.parametrize("cell", [PHONE, float(PHONE), ADDRESS, MAIL])
def test_what_slipped_under_a_time_or_an_amount_is_kept_as_nobodys(tmp_path, cell):
    for at in (5, 6):
        row = [*ROW]
        row[at] = cell
        path, content = written(tmp_path, [HEADER, row, ROW])
        assert not any(planted in content for planted in (PHONE, ADDRESS, MAIL))
        (table,) = of(path)
        assert column(table, "row") == [3]
        (problem,) = table.problems
        assert problem.code in ("bad_amount", "bad_time")
        shown = len(PHONE if cell == float(PHONE) else cell)
        assert str(shown) in problem.value
