"""Rows in a sheet that are no data: totals, notes, feet of pages, hints on how to fill columns in.

Source: spec, "Tables" (rows of totals and notes; a row of hints under the header).
"""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

_TOTAL = (
    r"^(?:店铺|全店|本店|本页|本期|全部|总)?"
    r"(?:汇总|合计|总计|小计|累计|总和|总数|求和|计数|均值|平均|最[大小高低])(?:值|数|金额)?"
    r"(?:\(.*\))?:?(?:共?[\d,.]+.{0,2})?$|^(?:(?:grand)?total|subtotal|sum|average)s?:?$"
    r"|^共\d+(?:条|行|单|笔|个|位|人).{0,10}$|^第\d+页(?:[/,、]?共\d+页)?$|^共\d+页$"
)
_NOTE = (
    r"^(?:填写|数据|温馨|特别|重要|导出|统计|查询|指标|字段|表格)?"
    r"(?:说明|备注|注|提示|注意|须知|来源|口径|解释)(?:事项)?\d*[::.、]|^※|^(?:填写说明|注意事项)$"
    r"|^(?:导出|统计|查询|生成|下载|更新|制表)(?:时间|日期|周期|区间|人)[::]"
    r"|^\(?\d{1,2}[、.)]\)?\D{0,3}[一-龥]"
    r"|^#?[-=_*~—]{3,}|^#.*结束|^\(?(?:完|结束|end|eof)\)?$"
    r"|^\*?[-=_*~—]*以[上下](?:无|没有|为空|数据|内容|空白)|^最?多?仅?(?:展示|显示|导出|支持)前?\d"
)
_INSTRUCTION = r"必填|选填|填写|请输入|请填|不能为空|^(?:示例|例如|例)(?:[::]|$)"
_ENGLISH = r"^[a-z_]*(?:order|buyer|amount|payment|nick|agent|seller|create|paid|time)[a-z_]*$"
_HINT = (
    rf"(?i){_INSTRUCTION}|yyyy|mm[-/:]dd|格式|示例|例如|下拉|^\d+位"
    r"|^(?:日期|时间|数值|数字|文本|字符串?|小数|整数)(?:类?型|格式)?$"
    r"|^(?:string|text|number|int(?:eger)?|decimal|float|double|date(?:time)?|timestamp)$"
    rf"|^\(.*\)$|^(?:单位[::]?)?(?:元|人民币|分钟|秒)$|^[-=_]{{4,}}$|{_ENGLISH}"
)

_SUBTOTAL = r"(?i)\S\s+(?:汇总|小计|合计|总计|计数|求和|平均值|最大值|最小值|total|count)\s*$"
"""What Excel and WPS put under each group of rows: `2022-08-01 汇总`, `示例店:小美 计数`."""

_TOTAL_OR_NOTE = f"(?i){_TOTAL}|{_NOTE}"

LEFT_ALONE = "rows_left_alone"
"""The code, of `problems.KINDS`, of a row that is no data."""

HINT_ROWS = 3
"""So many rows under the header may be hints."""


def is_total_or_note(text: str) -> bool:
    """Whether a cell names a row of totals, or opens a note: `合计`, `店铺汇总值`, `说明：…`."""
    return _is(text, _TOTAL_OR_NOTE)


def totals_or_notes(texts: pa.Array) -> pa.Array:
    """Which texts name a row of totals or subtotals, or open a note."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s+", "")
    named = pc.match_substring_regex(bare, _TOTAL_OR_NOTE)
    return pc.or_(named, pc.match_substring_regex(texts, _SUBTOTAL))


def strokes_or_blanks(texts: pa.Array) -> pa.Array:
    """Which texts have no letter and no digit."""
    return pc.match_substring_regex(texts, r"^[^\pL\pN]*$")


def opens_note(text: str) -> bool:
    """Whether a cell opens a note, below which it may go on."""
    return _is(text, _NOTE)


def is_hint(text: str, *, among_names: bool = False) -> bool:
    """Whether a cell says how a column is to be filled in, or names it once more in English.

    Among names some are such words: 示例店, `nick`.
    """
    return _is(text, _INSTRUCTION if among_names else _HINT)


def is_english_header(text: str) -> bool:
    """Whether a cell names a column in English: all names of a row that is a header once more."""
    return _is(text, _ENGLISH)


def _is(text: str, pattern: str) -> bool:
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return re.search(pattern, bare, re.IGNORECASE) is not None
