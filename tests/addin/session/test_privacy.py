"""What the add-in keeps and logs: the user's alone, without telephone numbers and the like."""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import datetime

import pytest

from tests.addin.ribbon.presses import command, gmv, said
from tests.addin.stand_in import FakeBook
from tests.cli.test_privacy_everywhere import leaked, lines_that_leak, texts_in
from xlcs.addin import functions, logfile, macros
from xlcs.addin.session import names, pasted_sheets

NAME, PHONE, CARD = "欧阳某某", "13912345678", "11010519491231002X"
ADDRESS, MAIL = "虚构省虚构市虚构区虚构路18号3单元", "nobody.here@example.com"
T, LATER = datetime(2022, 8, 1, 9), datetime(2022, 8, 1, 10)
ONE = "示例店:客服01"

SHEETS = {
    "relations": [["收货人", "买家ID", "客服旺旺", "建立时间"],
                  [NAME, "甲", ONE, datetime(2022, 7, 20)],
                  [NAME, "乙", ONE, PHONE],
                  [NAME, "丙", ONE, float(PHONE)]],
    "messages": [["买家ID", "电话", "客服旺旺", "发送时间", "发起方", "阅读时间"],
                 ["甲", PHONE, ONE, T, "客服", T],
                 ["乙", PHONE, ONE, ADDRESS, CARD, MAIL]],
    "orders": [[f"{NAME}的订单 {PHONE}"],
               ["收货地址", "订单编号", "买家ID", "订单付款时间", "买家实际支付金额", "电话"],
               [ADDRESS, "2900000000000000001", "甲", LATER, 300.0, PHONE],
               [ADDRESS, "2900000000000000002", "乙", LATER, float(PHONE), 9.5],
               [ADDRESS, "2900000000000000003", "乙", MAIL, ADDRESS, 9.5],
               ["合计", None, None, None, 300.0, None]],
}  # fmt: skip


@pytest.fixture
def book():
    return FakeBook()


def paste(book, sheets):
    for table, rows in sheets.items():
        sheet = book.sheet(names.PASTE_SHEETS[table])
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                sheet.put((row, column), value)


def everything(user_data):
    return [path for path in user_data.rglob("*") if path.is_file()]


def test_nothing_personal_that_was_pasted_is_kept_told_or_logged(book, user_data):
    paste(book, SHEETS)
    command("refresh", book)
    command("data_check", book)
    assert gmv(book) == 300
    found = everything(user_data)
    assert pasted_sheets.kept(book.fullname) in found
    assert logfile.path() in found
    for path in found:
        for text in texts_in(path.read_bytes()):
            assert leaked(text) == set(), (path.name, lines_that_leak(text))
    told = [functions.XLCS_STATUS(book.fullname), *said(book)]
    pasted = names.PASTE_SHEETS.values()
    told += [
        str(value)
        for sheet in book.sheets
        if sheet.name not in pasted
        for value in sheet.cells.values()
    ]
    assert leaked("\n".join(map(str, told))) == set()


def test_an_error_that_nobody_foresaw_is_logged_without_what_it_quotes(book, user_data):
    def work(_):
        raise ValueError(f"could not convert '{PHONE}', '{CARD}' of {MAIL}, 29{PHONE}000000")

    macros.run(work, book)
    log = logfile.path().read_text(encoding="utf-8")
    assert "Traceback" in log
    for text in (log, *said(book)):
        assert "'139***', '110***' of n***, 2913912345678000000" in text
        assert leaked(text) == {PHONE}  # inside the order number, which is told whole


def test_nothing_is_left_of_what_was_not_taken_over(book, user_data):
    paste(book, SHEETS)
    command("refresh", book)
    assert gmv(book) == 300
    kept = {path.parent.name for path in everything(user_data / "pasted")}
    assert kept == {pasted_sheets.place(book.fullname).parent.name}
    for table, rows in SHEETS.items():  # under headers of which nothing is a table's
        for row in range(1, len(rows) + 1):
            for column in range(1, 8):
                book.sheet(names.PASTE_SHEETS[table]).put((row, column), "什么")
    command("refresh", book)
    assert gmv(book) == 300, "what was there before stays until something is read"
    assert {path.parent.name for path in everything(user_data / "pasted")} == kept


def test_a_long_text_is_logged_at_once():
    for text in ("a" * 100_000, "a@" * 50_000, "省路" * 50_000):
        assert logfile.without_personal(text)
        assert len(logfile.without_personal(f"{text} {PHONE}")) < len(text) + len(PHONE)


def test_what_was_pasted_into_forgotten_workbooks_goes(book, user_data):
    old, new, foreign = (
        user_data / "pasted" / name for name in ("0" * 16, "1" * 16 + "-coming", "mine")
    )
    for folder in (old, new, foreign):
        folder.mkdir(parents=True)
        (folder / pasted_sheets.FILE_NAME).write_bytes(b"x")
    day_before = time.time() - 2 * pasted_sheets.UNUSED_S
    for folder in (old, foreign):
        os.utime(folder, (day_before, day_before))
    paste(book, SHEETS)
    command("refresh", book)
    own = pasted_sheets.place(book.fullname).parent.name
    assert {path.name for path in (user_data / "pasted").iterdir()} == {own, new.name, "mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are inherited there")
def test_all_is_for_the_user_alone(book, user_data):
    paste(book, SHEETS)
    command("refresh", book)
    assert user_data.stat().st_mode & 0o777 == 0o700
    assert logfile.path().stat().st_mode & 0o777 == 0o600
    assert pasted_sheets.kept(book.fullname).stat().st_mode & 0o777 == 0o600


def test_the_log_starts_anew_when_it_is_long(user_data, monkeypatch):
    monkeypatch.setattr(logfile, "MAX_BYTES", 300)
    logfile.start()
    for number in range(10):
        logfile.LOG.info("第 %d 行 %s", number, "x" * 50)
    assert len(everything(user_data)) == 2
    for handler in list(logfile.LOG.handlers):
        logfile.LOG.removeHandler(handler)
        handler.close()
    assert logging.getLogger("xlcs.addin").handlers == []
