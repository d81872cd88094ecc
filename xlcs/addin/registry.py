"""What the add-in offers: every function in cells with its help, every command of the ribbon.

The VBA wrappers, the ribbon, the function wizard's help, the Python behind them and the tests all
read these lists; nothing else names a function or a command. Figures come from the catalogue.

How a wrapper calls Python
--------------------------
``CallUDF(UDF_MODULE, NAME, Array(arg1, ..., argN, book))``: one element for each argument of
`CellFunction.arguments`, in that order, then `book`, the `FullName` of the workbook that asks (its
`Name` where it was never saved). A range arrives as its value (one cell: a scalar, several: nested
tuples), an omitted argument as None, a date cell as a datetime. Neither the workbook nor the
calling range is handed over as an object: each would cost calls back into Excel.

What Python returns: a scalar, or rows of equal length for a table. Where a cell must show an Excel
error it returns `ERROR_NA` or `ERROR_VALUE`, alone or as an element of a table; None inside a table
shows as empty text. An exception that Python lets out becomes #N/A.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xlcs.catalogue import FIGURES, Figure

UDF_MODULE = "xlcs.addin.functions"
MACRO_MODULE = "xlcs.addin.macros"

ERROR_MARK = "#xlcs!"
ERROR_NA = ERROR_MARK + "N/A"
ERROR_VALUE = ERROR_MARK + "VALUE"

HELP_LIMIT = 255
"""Longest help text that Excel's function wizard takes [characters]."""


@dataclass(frozen=True)
class Argument:
    """An argument of a function in cells; its name is the one that the wizard shows."""

    name: str
    zh: str
    en: str
    optional: bool = True

    def help(self, language: str) -> str:
        """The wizard's text for the argument."""
        return (self.en if language == "en" else self.zh)[:HELP_LIMIT]


@dataclass(frozen=True)
class CellFunction:
    """A function in cells.

    `figure` is the catalogue's id where it gives one figure. `table` says that it returns rows,
    which spill or fill an array formula. `volatile` makes Excel ask again at each recalculation.
    A table takes a number of rows to fill as well; the wrapper sees to it, Python is never told.
    """

    name: str
    arguments: tuple[Argument, ...]
    zh: str
    en: str
    figure: str | None = None
    table: bool = False
    volatile: bool = False

    @property
    def parameters(self) -> tuple[Argument, ...]:
        """What is written between the parentheses: the arguments, then the size of a table."""
        return (*self.arguments, ROW_COUNT) if self.table else self.arguments

    def help(self, language: str) -> str:
        """The wizard's text for the function."""
        return (self.en if language == "en" else self.zh)[:HELP_LIMIT]


START = Argument(
    "start_day",
    '开始日期：日期单元格、20220801 或 "2022-08-01"。只填它时只算这一天；不填用工作簿的报表期间。',
    'First day: a date cell, 20220801 or "2022-08-01". Alone it means that day; left out, the'
    " workbook's report period.",
)
END = Argument(
    "end_day",
    "结束日期（含当天），写法同开始日期。",
    "Last day (inclusive), written like the first day.",
)
AGENT = Argument(
    "agent",
    "客服旺旺的准确名称；不填为全店。",
    "The exact name of an agent; left out, the whole shop.",
)
BY = Argument(
    "by",
    "接待的周期：month 月、week 周、day 日、range 整个期间；不填用设置里的周期。",
    "Period of receptions: month, week, day or range (the whole period); left out, as set.",
)
ROW_AGENT = Argument(
    "agent",
    "客服旺旺的准确名称；不填为全部客服。",
    "The exact name of an agent; left out, all agents.",
)
ORDER_ID = Argument(
    "order_id",
    "订单编号，请用文本（数字会丢位数）。",
    "The order number, as text (a number would lose digits).",
    optional=False,
)

ROW_COUNT = Argument(
    "row_count",
    "数组公式的行数（含表头）：表不够长时用空文本补满；会自动溢出的 Excel 不用填。",
    "Rows of an array formula, header included: a shorter table is filled up with empty text. Not"
    " needed where Excel spills.",
)

_UNIT_HELP = {
    "money": ("单位：元。", "In CNY."),
    "rate": ("结果是小数，设为百分比格式。", "A fraction; format the cell as a percentage."),
    "rate_change": ("0.06 即 6 个百分点。", "0.06 means 6 percentage points."),
    "duration": ("结果是一天的几分之几，单元格格式用 [h]:mm:ss。",
                 "A fraction of a day; format the cell as [h]:mm:ss."),
    "duration_change": ("结果是一天的几分之几，可为负。", "A fraction of a day; may be negative."),
    "verdict": ("TRUE 为达标。", "TRUE means compliant."),
}  # fmt: skip


def _of_figure(figure: Figure) -> CellFunction:
    zh_unit, en_unit = _UNIT_HELP.get(figure.unit, ("", ""))
    return CellFunction(
        figure.function,
        (START, END, AGENT),
        f"{figure.zh}：{figure.zh_definition}{zh_unit}",
        f"{figure.en}: {figure.en_definition} {en_unit}".rstrip(),
        figure=figure.id,
    )


TABLES: tuple[CellFunction, ...] = (
    CellFunction(
        "XLCS_DAILY", (START, END),
        "效果数据：每天一行，带表头（日期和五项效果指标）。",
        "Effect by day: a row a day with a header (the day and the five effect figures).",
        table=True,
    ),
    CellFunction(
        "XLCS_AGENTS", (START, END, ROW_AGENT),
        "客服明细：每个客服一行，带表头。",
        "Agents: a row an agent, with a header.",
        table=True,
    ),
    CellFunction(
        "XLCS_RECEPTIONS", (START, END, BY, AGENT),
        "接待达标：每个周期一行，带表头（接待数、转化率、平均时长、变动、是否达标）。",
        "Receptions: a row a period with a header (rates, durations, changes, verdict).",
        table=True,
    ),
    CellFunction(
        "XLCS_ORDERS", (START, END, ROW_AGENT),
        "成交归因：每个已付款订单一行，带表头，说明是否计入引导成交和原因。",
        "Orders: a row a paid order with a header, and why it counts or not.",
        table=True,
    ),
    CellFunction(
        "XLCS_LEAKAGE", (START, END),
        "漏损：按原因汇总的订单数和金额，带表头。",
        "Leakage: orders and money per reason, with a header.",
        table=True,
    ),
)  # fmt: skip

TEXTS: tuple[CellFunction, ...] = (
    CellFunction(
        "WHY_COUNTED", (ORDER_ID,),
        "用一句话说明这个订单为什么计入（或不计入）引导成交金额，以及起决定作用的时间。",
        "One sentence: why this order counts in guided GMV or not, and the times that decided.",
    ),
    CellFunction(
        "XLCS_STATUS", (),
        "数据状态：数据文件夹、上次刷新时间、数据覆盖的日期、没有使用的行数。",
        "State of the data: folder, last refresh, days covered, refused rows.",
        volatile=True,
    ),
    CellFunction(
        "XLCS_ERRORS", (),
        "最近的错误和原因（公式显示 #N/A 或 #VALUE! 时看这里）。",
        "The latest errors with their reasons (look here when a formula shows #N/A or #VALUE!).",
        table=True,
        volatile=True,
    ),
)  # fmt: skip

FUNCTIONS: tuple[CellFunction, ...] = (*map(_of_figure, FIGURES), *TABLES, *TEXTS)
FUNCTION: dict[str, CellFunction] = {function.name: function for function in FUNCTIONS}


@dataclass(frozen=True)
class Command:
    """A command of the ribbon: a button, or a menu where it has `items`.

    `macro` is the function of `MACRO_MODULE` that it runs, without arguments; a menu has none.
    """

    id: str
    zh: str
    en: str
    zh_tip: str
    en_tip: str
    image: str
    macro: str | None = None
    large: bool = False
    items: tuple[Command, ...] = field(default=())

    @property
    def sub(self) -> str:
        """The Sub in VBA that the ribbon calls."""
        return "Xlcs" + "".join(word.capitalize() for word in self.id.split("_"))

    def label(self, language: str) -> str:
        """What stands on the button."""
        return self.en if language == "en" else self.zh

    def tip(self, language: str) -> str:
        """What the pointer's hint says."""
        return self.en_tip if language == "en" else self.zh_tip


@dataclass(frozen=True)
class Group:
    """A group of commands on the tab."""

    id: str
    zh: str
    en: str
    commands: tuple[Command, ...]

    def label(self, language: str) -> str:
        """What stands under the group."""
        return self.en if language == "en" else self.zh


TAB_ID = "xlcs_tab"
TAB_ZH = "客服数据"
TAB_EN = "Service data"

GROUPS: tuple[Group, ...] = (
    Group("data", "数据", "Data", (
        Command(
            "data_folder", "数据文件夹", "Data folder",
            "选择存放平台导出文件的文件夹。文件夹里的文件不会被改动。",
            "Choose the folder with the platform's exports. Its files are never changed.",
            "FileOpen", "choose_folder", large=True,
        ),
        Command(
            "refresh", "刷新", "Refresh",
            "读取新的或改过的导出文件，重新计算，更新本工作簿里的公式和报表。按 Esc 取消。",
            "Read new or changed exports, compute, update this workbook. Esc cancels.",
            "RefreshAll", "refresh", large=True,
        ),
        Command(
            "data_check", "数据检查", "Data check",
            "列出没有读取的文件、没有使用的行，以及怎么改。",
            "List files not read, rows not used, and what to do about them.",
            "ErrorChecking", "data_check", large=True,
        ),
    )),
    Group("report", "报表", "Report", (
        Command(
            "period", "期间", "Period",
            "设置本工作簿的报表期间。",
            "Set this workbook's report period.",
            "CalendarInsert", large=True,
            items=(
                Command(
                    "this_month", "本月", "This month",
                    "从本月 1 日到今天。", "From the first of this month to today.",
                    "CalendarInsert", "period_this_month",
                ),
                Command(
                    "last_month", "上月", "Last month",
                    "整个上月。", "The whole month before.",
                    "CalendarInsert", "period_last_month",
                ),
                Command(
                    "last_seven_days", "最近7天", "Last 7 days",
                    "到昨天为止的 7 天。", "The seven days up to yesterday.",
                    "CalendarInsert", "period_last_7_days",
                ),
                Command(
                    "custom_period", "自定义…", "Custom…",
                    "输入开始和结束日期。", "Enter the first and the last day.",
                    "CalendarInsert", "period_custom",
                ),
            ),
        ),
        Command(
            "export_report", "导出报表", "Export report",
            "把所选期间的报表另存为一个新的 Excel 文件，可以直接发给别人。",
            "Save the report of the chosen period as a new workbook, ready to be sent.",
            "ExportExcel", "export_report", large=True,
        ),
        Command(
            "why_not_counted", "为什么没算", "Why not counted",
            "先选中一个订单编号，再点这里：说明它为什么计入或没有计入引导成交金额。",
            "Select an order number first: says why it counts in guided GMV, or not.",
            "TracePrecedents", "why_not_counted", large=True,
        ),
    )),
    Group("workbook", "工作簿", "Workbook", (
        Command(
            "new_workbook", "新建工作簿", "New workbook",
            "用模板新建一个工作簿。", "Make a new workbook from the template.",
            "FileNew", "new_workbook",
        ),
        Command(
            "settings", "设置", "Settings",
            "打开数据文件夹里的设置（达标线、阅读规则、接待状态、列名对应）。",
            "Open the data folder's settings (limits, rules, statuses, headers).",
            "PropertySheet", "open_settings",
        ),
        Command(
            "help_menu", "帮助", "Help",
            "使用说明、日志、环境检查。", "Instructions, log, check of this machine.",
            "Help",
            items=(
                Command(
                    "show_help", "使用说明", "Instructions",
                    "打开使用说明。", "Open the instructions.",
                    "Help", "show_help",
                ),
                Command(
                    "open_log", "打开日志", "Open the log",
                    "打开记录错误详情的日志文件。", "Open the log file with the details of errors.",
                    "FileOpen", "open_log",
                ),
                Command(
                    "check_setup", "环境检查", "Check this machine",
                    "检查 Python、Excel 和加载项的安装，并说明怎么修。",
                    "Check Python, Excel and the add-in, and say how to mend them.",
                    "ErrorChecking", "check_setup",
                ),
                Command(
                    "restart_python", "重启 Python", "Restart Python",
                    "公式没有反应时用：结束并重新启动后台的 Python。",
                    "When formulas do not answer: end and restart the Python behind them.",
                    "RefreshAll",
                ),
            ),
        ),
    )),
)  # fmt: skip


def _flat(commands: tuple[Command, ...]) -> list[Command]:
    return [one for command in commands for one in (command, *command.items)]


COMMANDS: tuple[Command, ...] = tuple(_flat(tuple(c for group in GROUPS for c in group.commands)))
"""All commands, menus included, in the order of the tab."""

COMMAND: dict[str, Command] = {command.id: command for command in COMMANDS}

MACROS: tuple[str, ...] = tuple(command.macro for command in COMMANDS if command.macro)
"""The functions that `MACRO_MODULE` must have."""
