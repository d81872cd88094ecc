"""粘贴-…: sheets to paste exports into. 说明: how to begin, what each function means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from xlcs import tables
from xlcs.addin.build.template import calls
from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.addin.session import names
from xlcs.report.description.sheets import Block, Column, Kind, Sheet, Table, Text
from xlcs.report.description.words import Words
from xlcs.tables import TABLES

_NOT_OFFERED = {"is_initiated", "is_read", "sub_order_id", "task_status"}
"""Columns that say the same as another one, or that only some exports need."""

PASTED_COLUMNS = 80
"""Columns of a paste sheet that keep what is pasted as text, so that no number loses digits."""

ERRORS_SHOWN = 10

_PRINTED_ROWS = 30
"""Rows of what is pasted that are printed: to see how it begins, not to keep it on paper."""

_STEPS = (
    ("1. 安装", "1. Install",
     "双击 install.cmd，重新打开 Excel，功能区出现“客服数据”。",
     "Double-click install.cmd and open Excel again: the ribbon has a tab “Service data”."),
    ("2. 选数据", "2. Choose the data",
     "点“数据文件夹”，选择平台导出文件所在的文件夹，包括子文件夹。文件不会被改动。",
     "Press Data folder and choose the folder of the exported files. They are never changed."),
    ("", "",
     "没有文件的，把导出的表粘贴到“粘贴-…”各表（连同表头，从 A1 开始）。",
     "Without files, paste the exports into the sheets “Paste-…”, headers included, from A1."),
    ("3. 刷新", "3. Refresh",
     "点“刷新”：读取、计算，所有公式随之更新。文件有变化时再点一次。",
     "Press Refresh: it reads, computes and updates every formula. Again when files change."),
    ("4. 看数", "4. Look",
     "在“看板”上选期间和客服，其他表跟着变。",
     "Choose period and agent on the board; the other sheets follow."),
    ("5. 查原因", "5. Ask why",
     "选中一个订单编号，点“为什么没算”；或在“成交归因”上方填订单编号。",
     "Select an order number and press Why not counted; or type it above the sheet Orders."),
    ("6. 发报表", "6. Send a report",
     "点“导出报表”，得到一个可以直接发给别人的 Excel 文件，含数据检查和口径说明。",
     "Press Export report for a workbook to send, with data check and definitions."),
    ("自己加公式", "Your own formulas",
     "任何单元格都可以写函数，例如 =GUIDED_GMV() 或"
     ' =GUIDED_GMV("2022-08-01","2022-08-31","客服名")。',
     'Any cell may ask, such as =GUIDED_GMV() or =GUIDED_GMV("2022-08-01","2022-08-31","agent").'),
    ("加自己的表", "Your own sheets",
     "可以随意添加工作表、公式和批注：刷新只改它自己写的内容。",
     "Add sheets, formulas and comments as you like: Refresh changes only what it wrote."),
    ("显示 — 或空白", "— or blank",
     "没有数据、期间没有被数据覆盖，或没有检测到加载项。原因见下面“最近的错误”。",
     "No data, a period that the data does not cover, or no add-in. See the latest errors below."),
)  # fmt: skip
"""A step's name and what to do, each in Chinese and English."""


_ERRORS: tuple[tuple[str, tuple[str, str], Kind, float], ...] = (
    ("at", ("时间", "Time"), "time", 46.0),
    ("call", ("公式", "Formula"), "name", 100.0),
    ("shown", ("结果", "Result"), "text", 12.0),
    ("why", ("原因", "Why"), "text", 80.0),
)


def paste_sheets(words: Words) -> list[Sheet]:
    """A sheet for each table, our headers in its first row."""
    return [_paste_sheet(table, words.language) for table in TABLES]


def _paste_sheet(table: tables.Table, language: str) -> Sheet:
    id, none = f"paste_{table.id}", pd.Series(dtype=object)
    columns = tuple(
        Column(column.name, column.headers[0], "name", none, width=22.0)
        for column in table.columns
        if column.name not in _NOT_OFFERED
    )
    return Sheet(
        id=id,
        name=(names.PASTE_SHEETS_EN if language == "en" else names.PASTE_SHEETS)[table.id],
        blocks=(Table(id, 1, 1, columns),),
        freeze=(2, 1),
        one_page=True,
        printed=(_PRINTED_ROWS, len(columns)),
        kinds=dict.fromkeys(range(1, PASTED_COLUMNS + 1), "name"),
    )


def instructions_sheet(words: Words) -> Sheet:
    """The sheet 说明."""
    say = words.say
    how = [(say(zh, en), say(zh_how, en_how)) for zh, en, zh_how, en_how in _STEPS]
    steps = _told("steps", 4, (say("步骤", "Step"), say("怎么做", "How")), how)
    calls_of = [
        (f"{entry.name}({', '.join(argument.name for argument in entry.parameters)})",
         entry.help(words.language))
        for entry in FUNCTIONS
    ]  # fmt: skip
    captions = say("函数", "Function"), say("含义", "Meaning")
    functions = _told("functions", steps.last_row + 3, captions, calls_of)
    row, none = functions.last_row + 2, pd.Series(dtype=object)
    columns = tuple(
        Column(id, say(*caption), kind, none, width=width) for id, caption, kind, width in _ERRORS
    )
    heads = Table("errors_head", row + 1, 1, columns)
    errors = calls.filled("errors", heads.last_row + 1, columns, "XLCS_ERRORS", "", ERRORS_SHOWN)
    told = say(
        "每个数字的口径见函数的含义；导出的报表里有完整的口径说明。",
        "What each figure means is said at its function; a report has all definitions.",
    )
    latest = say(
        "最近的错误（公式显示 — 或 #N/A、#VALUE! 时看这里）",
        "The latest errors (look here where a formula shows —, #N/A or #VALUE!)",
    )
    blocks: list[Block] = [
        Text(1, 1, say("说明", "Help"), "title"),
        Text(2, 1, told, "subtitle"),
        steps,
        Text(functions.row - 1, 1, say("函数", "Functions"), "heading"),
        functions,
        Text(row, 1, latest, "heading"),
        heads,
        errors,
    ]
    # The latest errors are for the screen.
    printed = functions.last_row, functions.last_col
    return Sheet("instructions", say("说明", "Help"), tuple(blocks), printed=printed)


def _told(id: str, row: int, captions: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Table:
    columns = tuple(
        Column(name, caption, "prose", pd.Series(texts, dtype=object), width=width)
        for name, caption, texts, width in zip(
            ("name", "told"), captions, zip(*rows, strict=True), (46.0, 100.0), strict=True
        )
    )
    return Table(id, row, 1, columns)
