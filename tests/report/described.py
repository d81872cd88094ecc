"""What tests ask of a described report: its sheets, tiles, texts, charts and rows."""

from __future__ import annotations

from tests.report.literal import (
    LiteralFigures,
    literal_shop,
)
from xlcs.report.description.sheets import Chart, Text, Tile, find_table
from xlcs.report.report import report_sheets

NAMES = [
    "概览", "效果数据", "客服明细", "接待达标", "成交归因", "漏损", "漏损到人", "发送时机",
    "今日待办", "数据检查", "口径说明",
]  # fmt: skip


def report(figures=None, **more):
    return report_sheets(figures or LiteralFigures(), literal_shop(), **more)


def sheet(sheets, id):
    return next(sheet for sheet in sheets if sheet.id == id)


def tiles(sheets):
    return {b.caption: b for b in sheet(sheets, "overview").blocks if isinstance(b, Tile)}


def texts(sheets, id, *roles):
    blocks = sheet(sheets, id).blocks
    return [b.text for b in blocks if isinstance(b, Text) and (not roles or b.role in roles)]


def charts(sheets, id):
    return [block for block in sheet(sheets, id).blocks if isinstance(block, Chart)]


def rows(sheets, table, *columns):
    found = find_table(sheets, table)[1]
    picked = [found.column(id).values for id in columns]
    none = [values.astype(object).where(values.notna(), None).tolist() for values in picked]
    return list(zip(*none, strict=True))
