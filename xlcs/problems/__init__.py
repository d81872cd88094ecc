"""The data check: every kind of problem that a file, a row or the data as a whole can have.

Each kind is described once: how serious it is, and its text in both languages with what was
found and the remedy. Where it was found (file, sheet, row, column, value) goes beside the text.
Source: spec, "Refused or blanked", "Resolution", "Numbers that Excel damaged".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlcs.plurals import filled
from xlcs.problems.kind import Level, ProblemKind
from xlcs.problems.of_data import DATA_KINDS
from xlcs.problems.of_formats import FORMAT_KINDS
from xlcs.problems.of_limits import LIMIT_KINDS
from xlcs.problems.shapes import in_language
from xlcs.system.refusals import said_in_language

KINDS: dict[str, ProblemKind] = {
    **FORMAT_KINDS,
    **DATA_KINDS,
    **LIMIT_KINDS,
    # ---- a file or a sheet
    "empty_file": ProblemKind("file", "文件是空的。请重新导出。", "The file is empty. Export it again."),
    "no_rows": ProblemKind(
        "note", "只有表头，没有一行数据。这几天本该有数据的话，请重新导出。",
        "There is a header and not one row of data. If there should be some, export it again.",
    ),
    "unreadable_file": ProblemKind(
        "file", "文件打不开：{why}。请检查权限，或关闭正在使用它的程序后重试。",
        "The file cannot be opened: {why}. Check its permissions, or close the program that uses it.",
    ),
    "unreadable_folder": ProblemKind(
        "file", "子文件夹打不开：{why}，里面的文件没有读取。请检查权限。",
        "The subfolder cannot be opened: {why}; its files were not read. Check its permissions.",
    ),
    "damaged_workbook": ProblemKind(
        "file", "工作簿已损坏，无法读取。请重新导出，或在 Excel 里打开后另存为 .xlsx。技术细节：{why}",
        "The workbook is damaged and cannot be read ({why}). Export it again, or open it in Excel"
        " and save it as .xlsx.",
    ),
    "workbook_without_sheets": ProblemKind(
        "file", "工作簿里没有工作表，或工作表的清单已损坏，无法读取。请重新导出。",
        "The workbook holds no sheets, or its list of them is damaged, and it cannot be read. Export"
        " it again.",
    ),
    "password": ProblemKind(
        "file", "工作簿有打开密码。请在 Excel 里取消密码后保存。",
        "The workbook is protected by a password. Remove the password in Excel and save it.",
    ),
    "html_workbook": ProblemKind(
        "file", "文件其实是网页（HTML 或 XML）而不是表格。请在 Excel 里打开后另存为 .xlsx。",
        "The file is really a web page (HTML or XML). Open it in Excel and save it as .xlsx.",
    ),
    "wrong_encoding": ProblemKind(
        "file", "无法识别文字编码（试过 {tried}）。请另存为“CSV UTF-8”，或重新导出。",
        "The text encoding is not recognised (tried {tried}). Save it as “CSV UTF-8” or export it"
        " again.",
    ),
    "unknown_table": ProblemKind(
        "file",
        "不是认识的表。最接近的是“{table}”，缺少列：{missing}。文件里有：{found}。{guess}"
        "请重新导出，或运行 xlcs map，或在设置的列名对应（[headers.{table_id}]）里指定；"
        "不是要算的数据，就移出这个文件夹。",
        "No known table. The nearest is “{table_en}”, which lacks: {missing}. The file has: {found}."
        "{guess_en} Export it again, or run xlcs map, or name the headers in the settings"
        " ([headers.{table_id}]); if it is no data of these, move it out of the folder.",
    ),
    "no_header": ProblemKind(
        "file",
        "没有表头，不知道各列是什么。第一行是：{found}。请重新导出，带上列名；不是导出的数据，就移出这个文件夹。",
        "There is no header, so what the columns are is unknown. The first row is: {found}. Export it"
        " again with column names; if it is no export, move it out of the folder.",
    ),
    "missing_columns": ProblemKind(
        "file",
        "{table}：缺少列 {missing}。文件里有：{found}。{guess}"
        "请重新导出，或运行 xlcs map，或在设置的列名对应（[headers.{table_id}]）里指定。",
        "{table_en}: missing column {missing}. The file has: {found}.{guess_en} Export it again, or"
        " run xlcs map, or name the headers in the settings ([headers.{table_id}]).",
    ),
    "missing_buyer": ProblemKind(
        "file",
        "{table}：没有买家这一列，不知道是谁的。请重新导出，导出时勾选“{ticked}”。"
        "文件里有：{found}。{guess}如果买家在别的列名下，请运行 xlcs map，"
        "或在设置的列名对应（[headers.{table_id}]）里指定。",
        "{table_en}: no column says who the buyer is. Export it again and tick “{ticked}”. The file"
        " has: {found}.{guess_en} If the buyer stands under another header, run xlcs map, or name it"
        " in the settings ([headers.{table_id}]).",
    ),
    "duplicate_header": ProblemKind(
        "file", "列名“{header}”出现了两次（第 {columns} 列），从第 {row} 行起内容不同，无法判断用哪一列。"
        "请删掉多余的一列。",
        "The header “{header}” is there twice (columns {columns}) and they differ, first in row {row};"
        " which one to use is unclear. Delete the one too many.",
    ),
    "unused_sheet": ProblemKind(
        "note", "这一张工作表不是认识的表，没有使用。", "This sheet is no known table and was not used."
    ),
    "left_alone_own": ProblemKind(
        "note", "本工具自己的报表或模板，没有读取。", "A report or template of our own; not read."
    ),
    "left_alone_lock": ProblemKind(
        "note", "Excel 打开文件时的临时文件，没有读取。", "A lock file of Excel; not read."
    ),
    "left_alone_dot": ProblemKind("note", "隐藏文件，没有读取。", "A hidden file; not read."),
    "left_alone_cache": ProblemKind(
        "note", "本工具的缓存，可以随时删除。", "Our own cache; it may be deleted at any time."
    ),
    "left_alone_other": ProblemKind(
        "note", "不是表格文件，没有读取。", "Not a file of a table; not read."
    ),
    "cache_not_written": ProblemKind(
        "note", "缓存写不进去（{why}），下次刷新会慢一些，数字不受影响。",
        "The cache could not be written ({why}); the next refresh is slower, figures are the same.",
    ),
    "unused_column": ProblemKind(
        "note", "“{header}”和“{used}”是同一种列：“{used}”为空的行才用“{header}”。",
        "“{header}” means the same column as “{used}”: it is used in rows where “{used}” is blank.",
    ),
    "torn_file": ProblemKind(
        "file",
        "大多数行对不上表头（前 {rows} 行里有 {torn} 行），文件没有使用。请重新导出。",
        "Most rows do not fit the header ({torn} of the first {rows}); the file was not used. Export"
        " it again.",
    ),
    "truncated_file": ProblemKind(
        "row", "文件在这一行中断，这一行没有使用，后面的数据已丢失。请重新导出。",
        "The file breaks off in this row; the row was not used and what followed is lost. Export it"
        " again.",
    ),
    "ragged_row": ProblemKind(
        "row", "这一行有 {cells} 列，表头有 {headers} 列，对不上，没有使用。请检查这一行的逗号和引号。",
        "This row has {cells} cells, the header {headers}; it was not used. Check its commas and"
        " quotes.",
    ),
    "separator_in_cell": ProblemKind(
        "row",
        "这一格里多了分隔符，这一行有 {cells} 列，表头有 {headers} 列，没有使用。"
        "请给这一格加上引号，或重新导出。",
        "This cell holds a separator, so that the row has {cells} cells, the header {headers}; it was"
        " not used. Put the cell in quotes, or export again.",
    ),
    "swallowed_row": ProblemKind(
        "row",
        "这里有引号没有成对，把几行连成了一行，这些行都没有使用。请删掉多余的引号，或重新导出。",
        "A quote without its partner joins several rows into one here; none of them was used. Remove"
        " the stray quote, or export again.",
    ),
    "undecodable_row": ProblemKind(
        "row", "这一格有无法识别的字符（编码不对）。请重新导出，或另存为“CSV UTF-8”。",
        "This cell has characters that cannot be decoded. Export it again or save it as “CSV"
        " UTF-8”.",
    ),
    # ---- a row
    "no_buyer": ProblemKind("row", "没有买家，这一行没有使用。请补上买家。",
                            "No buyer; the row was not used. Fill in the buyer."),
    "no_agent": ProblemKind("row", "没有客服，这一行没有使用。请补上客服。",
                            "No agent; the row was not used. Fill in the agent."),
    "no_order_id": ProblemKind("row", "没有订单编号，这一行没有使用。请补上订单编号。",
                               "No order number; the row was not used. Fill it in."),
    "no_time": ProblemKind("row", "没有时间，这一行没有使用。请补上时间。",
                           "No time; the row was not used. Fill it in."),
    "bad_time": ProblemKind(
        "row", "不是可用的时间，这一行没有使用。请改成 2022-08-01 23:30:00 这样的形式。",
        "Not a usable time; the row was not used. Write it like 2022-08-01 23:30:00.",
    ),
    "no_amount": ProblemKind(
        "row", "订单 {order} 已付款但没有金额，这一单没有使用。请补上金额；平台还没有统计完的，过一天再导出。",
        "Order {order} is paid but has no amount; it was not used. Fill in the amount, or export it"
        " again a day later where the platform has not counted it yet.",
    ),
    "bad_amount": ProblemKind(
        "row", "不是金额，这一行没有使用。请改成 1234.50 这样的数字。",
        "Not an amount; the row was not used. Write a number like 1234.50.",
    ),
    "negative_amount": ProblemKind(
        "row", "金额是负数，这一行没有使用。请核对导出文件。",
        "The amount is negative; the row was not used. Check the export.",
    ),
    "damaged_number": ProblemKind(
        "row",
        "编号已被 Excel 改成数字，丢了位数（这一行金额 {money}），没有使用。"
        "请重新导出，不要用 Excel 打开后保存。",
        "Excel has turned this number into a rounded one (money in this row: {money}); the row was"
        " not used. Export it again and do not save it from Excel.",
    ),
    "damaged_name": ProblemKind(
        "row",
        "已被 Excel 改成数字，丢了位数，没有使用。请重新导出，不要用 Excel 打开后保存。",
        "Excel has turned this into a rounded number; the row was not used. Export it again and do"
        " not save it from Excel.",
    ),
    "name_too_long": ProblemKind(
        "row", "文字太长，不可能是名字或编号，这一行没有使用。请核对后重新导出。",
        "Too long a text for a name or a number; the row was not used. Check it, and export it"
        " again.",
    ),
    "unbound_before_bound": ProblemKind(
        "row", "退订时间早于建立时间（{other}），这一行没有使用。请核对。",
        "Unbound before it was bound ({other}); the row was not used. Check it.",
    ),
    "unknown_choice": ProblemKind(
        "row", "不认识的取值，这一行没有使用。应为：{allowed}。",
        "Unknown value; the row was not used. It should be one of: {allowed}.",
    ),
    "shifted_row": ProblemKind(
        "row", "这一行从这一格起错了一列（多了或少了一个逗号），没有使用。请在导出文件里改正这一行。",
        "From this cell on the row has slipped by a column (a comma too many or too few); it was not"
        " used. Put the row right in the export.",
    ),
    "two_amounts": ProblemKind(
        "row", "同一个文件里，这个订单有不同的金额（{amounts}），整单没有使用。"
        "一件商品一行的，请带上“子订单编号”重新导出；否则核对后只留一个。",
        "Within one file this order has different amounts ({amounts}); the order was not used. If each"
        " row is an item, export again with 子订单编号; else keep the right one.",
    ),
    # ---- an optional value
    "blanked_time": ProblemKind(
        "value", "不是可用的时间，按没有处理，这一行保留。请改成 2022-08-01 23:30:00 这样的形式。",
        "Not a usable time; treated as none, the row kept. Write it like 2022-08-01 23:30:00.",
    ),
    "before_start": ProblemKind(
        "value", "早于{start}（{other}），按没有处理，这一行保留。请核对。",
        "Earlier than {start} ({other}); treated as none, the row kept. Check it.",
    ),
    "blanked_choice": ProblemKind(
        "value", "不认识的取值，按没有处理，这一行保留。应为：{allowed}。",
        "Unknown value; treated as none, the row kept. It should be one of: {allowed}.",
    ),
    "blanked_amount": ProblemKind(
        "value", "不是金额，按没有处理，这一行保留。请改成 1234.50 这样的数字。",
        "Not an amount; treated as none, the row kept. Write a number like 1234.50.",
    ),
    "blanked_negative": ProblemKind(
        "value", "金额是负数，按没有处理，这一行保留。请核对导出文件。",
        "The amount is negative; treated as none, the row kept. Check the export.",
    ),
    "blanked_duration": ProblemKind(
        "value", "不是可用的时长，按没有处理，这一行保留。请改成 8分48秒 或 0:08:48 这样的形式。",
        "Not a usable duration; treated as none, the row kept. Write it like 0:08:48.",
    ),
    # ---- notes on rows
    "rows_left_alone": ProblemKind(
        "note", "{count} 行是合计、说明或填写提示（第 {rows} 行），不是数据，没有读取。",
        "{count} rows of totals, notes or hints (row {rows}): no data, left alone.",
    ),
    "placeholder_time": ProblemKind(
        "note", "{count} 行写的是代表“没有时间”的值（如 {example}），按没有处理。",
        "{count} rows hold a value that stands for no time (such as {example}); treated as none.",
    ),
    "day_only": ProblemKind(
        "note", "只有日期没有时刻，无法判断当天的先后，不参与需要先后的规则。",
        "A date without a time: it cannot be ordered within the day and takes no part in rules that"
        " need the order.",
    ),
    "no_end": ProblemKind(
        "note", "没有结束时间，不计入平均接待时长。", "No end; left out of the average duration."
    ),
    "no_duration": ProblemKind(
        "value", "开始或结束只有日期没有时刻，算不出时长，不计入平均接待时长。请导出带时刻的时间。",
        "Start or end is only a date, so there is no duration; left out of the average. Export times"
        " with hours and minutes.",
    ),
    "unknown_status": ProblemKind(
        "note", "不认识的接待状态，按未转化处理。请在设置的 [status] 里归类。",
        "Unknown reception status, counted as not converted. Classify it under [status] in the"
        " settings.",
    ),
    "no_status": ProblemKind(
        "note", "没有接待状态，按未转化处理。请补上。",
        "No reception status; counted as not converted. Fill it in.",
    ),
    "amount_differs": ProblemKind(
        "note", "订单 {order} 在不同文件里金额不同（{amounts}），用了较晚的文件 {used} 的 {used_amount}。",
        "Order {order} has different amounts in different files ({amounts}); {used_amount} of the later"
        " file {used} was used.",
    ),
    "presale_amount": ProblemKind(
        "note", "预售订单 {order} 缺定金或尾款金额，用了实际支付金额。",
        "Presale order {order} lacks its deposit or balance; the amount paid was used.",
    ),
    "sub_orders_alike": ProblemKind(
        "note", "有几个子订单的 {count} 个订单，每行金额都相同，已按子订单相加。如果每行写的是整单的金额，"
        "成交金额就偏高了，请抽一单核对。",
        "In all of the {count} orders with several sub-orders each row has the same amount; they were"
        " added up. If each row gives the order's amount, sales are too high: check one order.",
    ),
    # ---- notes on the data
    "net_of_refunds": ProblemKind(
        "note", "实际支付金额已扣除退款（{refunded} 行退款中 {satisfying} 行符合），已把退款加回。",
        "Amounts are net of refunds ({satisfying} of {refunded} refunded rows say so); refunds were"
        " added back.",
    ),
    "few_refunds_net": ProblemKind(
        "note", "只有 {refunded} 行退款，据此判断金额已扣除退款，请核对。",
        "Only {refunded} refunded rows decide that amounts are net of refunds; please check.",
    ),
    "few_refunds_gross": ProblemKind(
        "note", "只有 {refunded} 行退款，据此判断金额未扣除退款，请核对。",
        "Only {refunded} refunded rows decide that amounts are not net of refunds; please check.",
    ),
    "minute_resolution": ProblemKind(
        "note", "有时间只精确到分钟（{where}），发送、阅读、进店、付款时间都按分钟比较。",
        "Some times are to the minute only ({where}); sent, read, visit and payment times are all"
        " compared at the minute.",
    ),
    "read_by_day": ProblemKind(
        "note", "没有阅读时间，只有“是否已读”：按发送当天已读处理，不比较阅读与付款的先后。",
        "No time of reading, only whether read: taken as read on the day of sending; reading and"
        " paying are not compared.",
    ),
    "messages_end_early": ProblemKind(
        "note", "消息只到 {messages}，订单到 {orders}：之后的订单会显示为没有发消息。请补导出消息。",
        "Messages end on {messages}, orders on {orders}: later orders look as if nobody was"
        " messaged. Export the missing messages.",
    ),
    "masked_buyers": ProblemKind(
        "note", "{count} 个买家是打码的（如 {example}），可能是几个人。",
        "{count} buyers are masked (such as {example}) and may be several people.",
    ),
    "period_partly_outside": ProblemKind(
        "note", "期间 {asked} 只有一部分有数据，按 {covered} 计算。",
        "The data covers only part of {asked}; computed for {covered}.",
    ),
    "period_outside": ProblemKind(
        "note", "期间 {asked} 没有数据（数据覆盖 {covered}），没有数字。",
        "There is no data for {asked} (the data covers {covered}); no figures.",
    ),
    "missing_column": ProblemKind(
        "note",
        "没有文件有能用的“{column}”，这些数字无法计算：{figures}。请在导出时勾选这一列。",
        "No file has a usable “{column}”; these figures cannot be computed: {figures}. Tick that"
        " column when exporting.",
    ),
    "missing_table": ProblemKind(
        "note", "没有能用的“{table}”文件，这些数字无法计算：{figures}。",
        "There is no usable file of “{table}”; these figures cannot be computed: {figures}.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of the data check.

    `code` is a key of `KINDS`. `row` is the row as Excel shows it (1 is the first), None for a
    whole file; `file` is None for the data as a whole. `column` is the header as exported,
    `table` a canonical table id.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    table: str | None = None
    column: str | None = None
    value: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How serious it is."""
        return KINDS[self.code].level

    def text(self, language: str = "zh") -> str:
        """What is wrong and what to do, in that language."""
        kind = KINDS[self.code]
        found = dict(self.found)
        if language == "en":
            # Lists are joined where a file is read, in whose language they will be told unknown.
            found = {name: value.replace("、", ", ") for name, value in found.items()}
        if "why" in found:
            found["why"] = said_in_language(found["why"], language)
        return in_language(filled(kind.en if language == "en" else kind.zh, found), language)

    def shown_value(self, language: str = "zh") -> str | None:
        """The value at fault, or what is told instead of one that may be personal."""
        return None if self.value is None else in_language(self.value, language)

    def record(self, language: str = "zh") -> dict[str, str | int | None]:
        """The entry as figures.json has it."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "table": self.table,
            "column": self.column,
            "value": self.shown_value(language),
            "problem": self.text(language),
        }
