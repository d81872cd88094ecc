"""列名对应: a file whose headers nobody knows is offered, chosen, saved, and read."""

from __future__ import annotations

import pytest

from tests.addin import exports
from tests.addin.ribbon.presses import command, gmv, said
from xlcs.addin import functions
from xlcs.settings import read_settings

_PAID, _AMOUNT = "钱到账的时刻", "这单收了多少钱"
UNKNOWN = exports.ORDERS.replace("买家实际支付金额", _AMOUNT).replace("订单付款时间", _PAID)


@pytest.fixture
def unknown(template, data):
    """A workbook whose folder has orders under headers of their own."""
    exports.write(data, 订单=UNKNOWN)
    return template


def rows(book):
    """What the sheet shows below its captions: file, column needed, header chosen."""
    sheet = book.sheets["列名对应"]
    last = max(row for row, _ in sheet.cells)
    return {
        sheet.cells[row, 4]: (row, sheet.cells.get((row, 1)), sheet.cells.get((row, 6)))
        for row in range(5, last + 1)
    }


def test_a_refresh_that_meets_an_unknown_file_offers_the_sheet(unknown):
    command("refresh", unknown)
    assert "列名认不出来：订单.csv" in said(unknown)[-1]
    assert unknown.sheets.active.name == "列名对应"
    shown = rows(unknown)
    assert {file for _, file, _ in shown.values()} == {"订单.csv"}
    # Each drop-down offers the file's own headers, which stand in hidden columns of its row.
    sheet = unknown.sheets["列名对应"]
    for row, _, _ in shown.values():
        offered = sheet.choices[row, 6].value
        assert {"订单编号", "这单收了多少钱", "钱到账的时刻"} <= set(offered)
        assert sheet.choices[row, 6].column in sheet.hidden_columns
    assert not sheet.hidden_columns & set(range(1, 7))


def test_what_is_chosen_is_saved_beside_the_data_and_read(unknown, data):
    (data / "xlcs.toml").write_text("# 我的备注\nlookback_days = 5\n", encoding="utf-8")
    command("refresh", unknown)
    sheet = unknown.sheets["列名对应"]
    for ours, (row, _, _) in rows(unknown).items():
        sheet.put((row, 6), _PAID if "时间" in ours else _AMOUNT)
    command("save_mapping", unknown)
    text = (data / "xlcs.toml").read_text(encoding="utf-8")
    assert "# 我的备注" in text
    assert read_settings(data / "xlcs.toml").lookback_days == 5
    assert gmv(unknown) == 300
    # Nothing is left to name, and the sheet says so.
    assert "所有文件的列名都认得" in sheet.cells[2, 1]


def test_it_is_asked_once_for_the_same_files(unknown):
    unknown.app.agreed = False
    for _ in range(2):
        command("refresh", unknown)
    assert sum("列名认不出来" in text for text in said(unknown)) == 1
    assert "列名对应" not in [sheet.name for sheet in unknown.sheets]


def test_a_folder_with_nothing_else_offers_it_too(book, tmp_path):
    folder = tmp_path / "新店"
    folder.mkdir()
    (folder / "订单.csv").write_text(UNKNOWN, encoding="gb18030")
    book.app.api.folder = str(folder)
    command("choose_folder", book)
    assert book.sheets.active.name == "列名对应"
    assert "的刷新没有完成（先在“列名对应”里核对列名" in functions.XLCS_STATUS(book.fullname)
    book.app.agreed = False
    command("choose_folder", book)
    assert "没有可用的表" in said(book)[-1]


def test_saving_without_the_sheet_or_without_a_choice_says_what_to_do(unknown, data):
    command("save_mapping", unknown)
    assert "没有“列名对应”表" in said(unknown)[-1]
    command("refresh", unknown)
    sheet = unknown.sheets["列名对应"]
    for row, _, _ in rows(unknown).values():
        sheet.put((row, 6), None)
    command("save_mapping", unknown)
    assert "没有选任何列名" in said(unknown)[-1]
    assert not (data / "xlcs.toml").exists()
