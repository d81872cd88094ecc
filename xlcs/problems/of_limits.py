"""The kinds of problems of what is larger, longer or slower than it may be.

See `problems.KINDS`, of which they are a part, and `settings.limits`, where most of the limits can
be raised. Source: spec, "Tables" (limits against bombs).
"""

from __future__ import annotations

from xlcs.problems.kind import ProblemKind

_RAISE_ZH = "来源可靠、确实需要时，可在设置文件 xlcs.toml 的 [上限] 里调大“{setting}”。"
_RAISE_EN = " If you trust where it comes from, raise {setting_en} under [limits] in xlcs.toml."

LIMIT_KINDS: dict[str, ProblemKind] = {
    "sheet_too_large": ProblemKind(
        "file",
        "工作表的范围是 {extent}，太大，无法读取；多半是数据以外有零散的单元格。"
        "请在 Excel 里删掉数据以外的行和列，然后保存。" + _RAISE_ZH,
        "A sheet reaches over {extent}, too far to be read; most likely there are stray cells beyond"
        " the data. Delete the rows and columns beyond it in Excel and save." + _RAISE_EN,
    ),
    "sheet_beyond_excel": ProblemKind(
        "file",
        "表格的范围是 {extent}，超过 Excel 能有的，没有读取。请重新导出，或分成几个文件。",
        "A table reaches over {extent}, beyond what Excel can hold; it was not read. Export it"
        " again, or split it.",
    ),
    "too_many_sheets": ProblemKind(
        "file", "工作表超过 {most} 个，没有读取。请在 Excel 里只留下数据，然后保存。",
        "There are more than {most} sheets; the workbook was not read. Keep only the data in Excel"
        " and save.",
    ),
    "workbook_lists_too_long": ProblemKind(
        "file",
        "工作簿里定义的名称或链接太多（清单超过 {most}），没有读取。"
        "请在 Excel 的 公式 → 名称管理器 里删掉多余的名称，或把数据复制到新工作簿，然后保存。",
        "The workbook defines too many names or links (a list of more than {most}); it was not read."
        " Delete the names that are not needed under Formulas → Name Manager in Excel, or copy the"
        " data into a new workbook, and save.",
    ),
    "cell_too_long": ProblemKind(
        "file",
        "有一格的文字远超过 Excel 一格能放的 {most} 个字符，没有读取。请删掉这一格的内容，或重新导出。",
        "A cell holds far more than the {most} characters that a cell of Excel can hold; the file was"
        " not read. Delete what is in that cell, or export it again.",
    ),
    "workbook_too_large": ProblemKind(
        "file",
        "读取这个工作簿需要的内存太多，没有读取。请在 Excel 里删掉数据以外的内容后另存为 .xlsx，"
        "或分段导出。" + _RAISE_ZH,
        "Reading this workbook would take too much memory; it was not read. Delete what is not data"
        " in Excel and save it as .xlsx, or export it in parts." + _RAISE_EN,
    ),
    "workbook_too_slow": ProblemKind(
        "file",
        "读取这个工作簿花的时间太长，没有读取。请在 Excel 里打开后另存为 .xlsx，或分段导出。"
        + _RAISE_ZH,
        "Reading this workbook took too long; it was not read. Open it in Excel and save it as .xlsx,"
        " or export it in parts." + _RAISE_EN,
    ),
    "open_quote": ProblemKind(
        "file",
        "第 {row} 行有引号没有成对，后面的内容都连成了一格，文件没有使用。"
        "请删掉多余的引号，或重新导出。" + _RAISE_ZH,
        "Row {row} has a quote without its partner, which joins all that follows into one cell; the"
        " file was not used. Remove the stray quote, or export again." + _RAISE_EN,
    ),
    "line_too_long": ProblemKind(
        "file", "有一行超过 {most}，不是表格。请重新导出。" + _RAISE_ZH,
        "A line is longer than {most}: this is no table. Export it again." + _RAISE_EN,
    ),
    "short_lines": ProblemKind(
        "file",
        "文件大约有 {lines} 行，平均每行只有 {bytes} 个字节，大多是空行或残缺的行，没有读取。请重新导出。",
        "The file has about {lines} lines of {bytes} bytes on average: most are blank or no rows, and it"
        " was not read. Export it again.",
    ),
    "unusable_rows": ProblemKind(
        "file",
        "这个大文件从头、中、尾抽查了 {rows} 行，其中 {refused} 行不能使用，所以整个文件没有读取。"
        "第一处的原因：{what} 请核对后重新导出。",
        "Of this large file {rows} rows from its beginning, middle and end were looked at, and"
        " {refused} of them cannot be used, so the whole file was not read. The first reason:"
        " {what_en} Check it, and export again.",
    ),
    "text_too_large": ProblemKind(
        "file", "文件有 {size}，超过 {most}，没有读取。请分段导出。" + _RAISE_ZH,
        "The file has {size}, more than {most}, and was not read. Export it in parts." + _RAISE_EN,
    ),
    "archive_too_large": ProblemKind(
        "file",
        "压缩包解压后太大（{what}，最多 {most}），没有读取。"
        "请核对来源，解压后只把导出文件放进这个文件夹。" + _RAISE_ZH,
        "The archive unpacks to too much ({what}, at most {most}) and was not read. Check where it"
        " comes from, unpack it and put only the exports into this folder." + _RAISE_EN,
    ),
    "too_many_headers": ProblemKind(
        "file",
        "到第 {row} 行为止已有 {most} 种不同的表头，不像导出的表格，没有读取。"
        "请核对文件，分成几个文件。",
        "Up to row {row} there are {most} different headers: this is no export, and was not read."
        " Check the file, and split it.",
    ),
    "header_too_often": ProblemKind(
        "file",
        "到第 {row} 行为止，表头已重复了 {most} 次以上，不像导出的表格，没有读取。请核对文件后重新导出。",
        "Up to row {row} the header has come again more than {most} times: this is no export, and"
        " was not read. Check the file, and export it again.",
    ),
    "too_many_columns": ProblemKind(
        "file", "表头超过 {most} 列，不是表格，没有读取。请重新导出。",
        "The header has more than {most} columns: this is no table, and was not read. Export it"
        " again.",
    ),
    "more_rows": ProblemKind(
        "note", "同样的还有 {count} 行（第 {rows} 行）：{what}",
        "{count} more rows like these (rows {rows}): {what_en}",
    ),
    "more_torn_rows": ProblemKind(
        "row",
        "从这一行起，还有 {count} 行对不上表头，没有使用，不再一一列出。请重新导出。"
        "要全部列出，可在设置文件 xlcs.toml 的 [上限] 里调大“列出错行数”。",
        "From this row on {count} more rows do not fit the header; they were not used and are not"
        " listed. Export again. To have them all listed, raise listed_torn_rows under [limits] in"
        " xlcs.toml.",
    ),
}  # fmt: skip
