"""粘贴-…: sheets to paste exports into. 说明: how to begin, what each function means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

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

_STEPS = (
    ("1. 安装", "双击 install.cmd，重新打开 Excel，功能区出现“客服数据”。"),
    ("2. 选数据", "点“数据文件夹”，选择平台导出文件所在的文件夹，包括子文件夹。文件不会被改动。"),
    ("", "没有文件的，把导出的表粘贴到“粘贴-…”各表（连同表头，从 A1 开始）。"),
    ("3. 刷新", "点“刷新”：读取、计算，所有公式随之更新。文件有变化时再点一次。"),
    ("4. 看数", "在“看板”上选期间和客服，其他表跟着变。"),
    ("5. 查原因", "选中一个订单编号，点“为什么没算”；或在“成交归因”上方填订单编号。"),
    ("6. 发报表", "点“导出报表”，得到一个可以直接发给别人的 Excel 文件，含数据检查和口径说明。"),
    (
        "自己加公式",
        "任何单元格都可以写函数，例如 =GUIDED_GMV() 或"
        ' =GUIDED_GMV("2022-08-01","2022-08-31","客服名")。',
    ),
    ("一次问很多天", "参数可以是区域：=GUIDED_GMV(A2:A31) 给每个日期一个数，空白的格子给空白。"),
    ("排序、筛选", "表是公式填的，不能直接排序：选中表里任意一格，点“转成数值”。"),
    ("认不出的文件", "刷新时会问要不要打开“列名对应”：核对列名，点“保存对应”。"),
    ("加自己的表", "可以随意添加工作表、公式和批注：刷新只改它自己写的内容。"),
    ("显示 — 或空白", "没有数据、期间没有被数据覆盖，或没有检测到加载项。原因见下面“最近的错误”。"),
)  # fmt: skip


_ERRORS: tuple[tuple[str, str, Kind, float], ...] = (
    ("at", "时间", "time", 46.0),
    ("call", "公式", "name", 100.0),
    ("shown", "结果", "text", 12.0),
    ("why", "原因", "text", 80.0),
)


def paste_sheets(words: Words) -> list[Sheet]:
    """A sheet for each table, our headers in its first row."""
    del words
    return [
        Sheet(
            id=f"paste_{table.id}",
            name=names.PASTE_SHEETS[table.id],
            blocks=(
                Table(
                    f"paste_{table.id}",
                    1,
                    1,
                    tuple(
                        Column(
                            column.name,
                            column.headers[0],
                            "name",
                            pd.Series(dtype=object),
                            width=22.0,
                        )
                        for column in table.columns
                        if column.name not in _NOT_OFFERED
                    ),
                ),
            ),
            freeze=(2, 1),
            kinds=dict.fromkeys(range(1, PASTED_COLUMNS + 1), "name"),
        )
        for table in TABLES
    ]


def instructions_sheet(words: Words) -> Sheet:
    """The sheet 说明."""
    steps = _told("steps", 4, ("步骤", "怎么做"), _STEPS)
    functions = _told(
        "functions",
        steps.last_row + 3,
        ("函数", "含义"),
        [
            (
                f"{entry.name}({', '.join(argument.name for argument in entry.arguments)})",
                entry.help(words.language),
            )
            for entry in FUNCTIONS
        ],
    )
    row = functions.last_row + 2
    none = pd.Series(dtype=object)
    heads = Table(
        "errors_head",
        row + 1,
        1,
        tuple(Column(id, caption, kind, none, width=width) for id, caption, kind, width in _ERRORS),
    )
    errors = calls.filled(
        "errors", heads.last_row + 1, heads.columns, "XLCS_ERRORS", "", ERRORS_SHOWN
    )
    blocks: list[Block] = [
        Text(1, 1, "说明", "title"),
        Text(2, 1, "每个数字的口径见函数的含义；导出的报表里有完整的口径说明。", "subtitle"),
        steps,
        Text(functions.row - 1, 1, "函数", "heading"),
        functions,
        Text(row, 1, "最近的错误（公式显示 — 或 #N/A、#VALUE! 时看这里）", "heading"),
        heads,
        errors,
    ]
    return Sheet("instructions", "说明", tuple(blocks))


def _told(id: str, row: int, captions: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Table:
    frame = pd.DataFrame(list(rows), columns=["name", "told"], dtype=object)
    return Table(
        id,
        row,
        1,
        (
            Column("name", captions[0], "text", frame["name"], width=46.0),
            Column("told", captions[1], "prose", frame["told"], width=100.0),
        ),
    )
