"""What the add-in offers in cells: every function with its arguments and help.

The VBA wrappers, the function wizard's help, the Python behind them and the tests all read this
list; nothing else names a function. Figures come from the catalogue.

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

from dataclasses import dataclass

from xlcs.catalogue import FIGURES, Figure

UDF_MODULE = "xlcs.addin.functions"

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
    which spill or fill an array formula. `volatile` makes Excel ask again at each recalculation;
    `of_today` says that the answer hangs on the day that is today.
    A table takes a number of rows to fill as well; the wrapper sees to it, Python is never told.
    `AGENTS_BY` is the last argument wherever it is one, also behind the number of rows, so that
    formulas from before it was there keep their meaning.
    """

    name: str
    arguments: tuple[Argument, ...]
    zh: str
    en: str
    figure: str | None = None
    table: bool = False
    volatile: bool = False
    of_today: bool = False

    @property
    def parameters(self) -> tuple[Argument, ...]:
        """What is written between the parentheses: the arguments, and the size of a table."""
        if not self.table:
            return self.arguments
        early = tuple(argument for argument in self.arguments if argument is not AGENTS_BY)
        return (*early, ROW_COUNT, *self.arguments[len(early) :])

    @property
    def is_by_level(self) -> bool:
        """Whether it may be told whom its agents are: nicks, persons or groups."""
        return AGENTS_BY in self.arguments

    def help(self, language: str) -> str:
        """The wizard's text for the function."""
        return (self.en if language == "en" else self.zh)[:HELP_LIMIT]


FIGURE_NAME = Argument(
    "figure",
    "指标：名称或函数名，例如 引导成交金额 或 GUIDED_GMV。",
    "The figure: its name or its function, such as guided GMV or GUIDED_GMV.",
    optional=False,
)
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
AGENTS_BY = Argument(
    "agents_by",
    "按什么统计客服：客服 nick、人员 person、组 group（见“人员”表）；不填用设置。",
    "What an agent is: nick, person or group (see [people] in the settings); left out, as set.",
)
TODO_DAY = Argument(
    "day", "截至哪一天；不填为数据的最后一天。", "As of which day; left out, the data's last day."
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
        (START, END, AGENT, AGENTS_BY),
        f"{figure.zh}：{figure.zh_definition}{zh_unit}",
        f"{figure.en}: {figure.en_definition} {en_unit}".rstrip(),
        figure=figure.id,
    )


def _table(name: str, arguments: tuple[Argument, ...], zh: str, en: str) -> CellFunction:
    return CellFunction(name, arguments, zh, en, table=True)


TABLES: tuple[CellFunction, ...] = (
    _table(
        "XLCS_DAILY", (START, END),
        "效果数据：每天一行，带表头（日期和五项效果指标）。",
        "Effect by day: a row a day with a header (the day and the five effect figures).",
    ),
    _table(
        "XLCS_AGENTS", (START, END, ROW_AGENT, AGENTS_BY),
        "客服明细：每个客服一行，带表头。",
        "Agents: a row an agent, with a header.",
    ),
    _table(
        "XLCS_RECEPTIONS", (START, END, BY, AGENT, AGENTS_BY),
        "接待达标：每个周期一行，带表头（接待数、转化率、平均时长、变动、是否达标）。",
        "Receptions: a row a period with a header (rates, durations, changes, verdict).",
    ),
    _table(
        "XLCS_ORDERS", (START, END, ROW_AGENT, AGENTS_BY),
        "成交归因：每个已付款订单一行，带表头，说明是否计入引导成交和原因。",
        "Orders: a row a paid order with a header, and why it counts or not.",
    ),
    _table(
        "XLCS_AGENT_DAILY", (AGENT, START, END, AGENTS_BY),
        "一个客服的效果数据：每天一行，带表头。",
        "Effect of one agent: a row a day, with a header.",
    ),
    _table(
        "XLCS_AGENT_LEAKAGE", (AGENT, START, END, AGENTS_BY),
        "一个客服的客户付款，按原因汇总的订单数和金额（不论计入的算给了谁），带表头。",
        "What one agent's clients paid: orders and money per reason, whoever is credited, with a"
        " header.",
    ),
    _table(
        "XLCS_TODO", (TODO_DAY, ROW_AGENT, AGENTS_BY),
        "今日待办：截至某天，每个客服要催的尾款、没算上的订单、没读的消息和商机待办，带表头。",
        "To do: balances due, orders lost, messages unread and open opportunities of each agent as"
        " of a day, with a header.",
    ),
    _table(
        "XLCS_COMPARE", (START, END),
        "对账：平台自己的数字和我们的逐项对比，差额和可能的原因，没有解释的在最前，带表头。",
        "The platform's own figures beside ours: difference and likely cause, what is not explained"
        " first, with a header.",
    ),
    _table(
        "XLCS_LEAKAGE", (START, END),
        "漏损：按原因汇总的订单数和金额，带表头。",
        "Leakage: orders and money per reason, with a header.",
    ),
)  # fmt: skip

TARGETS: tuple[CellFunction, ...] = (
    CellFunction(
        "XLCS_TARGET", (FIGURE_NAME, START, END, AGENT),
        "月目标：设置 [targets] 里给店铺或客服定的数。期间要从某月 1 日开始、不超过当月。",
        "The target of the month for the shop or an agent, as set in [targets]. The period begins"
        " with a month and does not pass its end.",
    ),
    CellFunction(
        "XLCS_TARGET_DONE", (FIGURE_NAME, START, END, AGENT),
        "目标完成了几成：本期数 ÷ 月目标。结果是小数，设为百分比格式。",
        "How much of the target is done: the period's figure ÷ the target. A fraction; format the"
        " cell as a percentage.",
    ),
    CellFunction(
        "XLCS_TARGET_A_DAY", (FIGURE_NAME, START, END, AGENT),
        "要完成月目标，剩下的每一天还要多少；已完成为 0。没有剩余天数或指标是比率时为 #N/A。",
        "What each day left of the month has to bring to reach the target; 0 where it is reached."
        " #N/A where no day is left, and for a rate.",
    ),
)  # fmt: skip

BESIDE_TABLES: tuple[CellFunction, ...] = (
    _table(
        "XLCS_TARGETS", (START, END, AGENT),
        "目标进度：每个有月目标的指标一行，带表头（目标、本期、完成、剩余天数、每天还要）。",
        "Targets: a row a figure that has one, with a header (target, this period, done, days left,"
        " a day to go).",
    ),
    _table(
        "XLCS_YEAR_BEFORE", (START, END, AGENT),
        "同比：每个指标一行，带表头（本期、去年同期、变动）。数据没有完整覆盖去年同期的不列。",
        "A year before: a row a figure with a header (this period, a year before, change). None"
        " where the data does not cover all of that period.",
    ),
    CellFunction(
        "XLCS_PERIODS", (),
        "有名称的期间（最近有数据的月份、上月、本月、昨天、近 7 天、全部）各从哪天到哪天，带表头。",
        "The periods that have names (latest month with data, last month, this month, yesterday,"
        " last 7 days, all): their first and last days, with a header.",
        table=True,
        of_today=True,
    ),
)  # fmt: skip

TEXTS: tuple[CellFunction, ...] = (
    CellFunction(
        "XLCS_NOT_COMPARED", (FIGURE_NAME, START, END),
        "为什么这个指标不和上期比：本期或上期的数据不全，缺多少天、该选哪几天来比。可以比时为空文本。",
        "Why the figure is not compared with the period before: how many days the data lacks, and"
        " which days to choose. Empty text where it is compared.",
    ),
    CellFunction(
        "XLCS_LIMIT", (FIGURE_NAME,),
        "现在用的接待达标线：平均接待时长最多几分钟，接待转化率最低多少。其他指标没有，为 #N/A。",
        "The limit in force for receptions to comply: the longest average duration [min], the"
        " lowest conversion rate. #N/A for any other figure, which has none.",
    ),
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

FUNCTIONS: tuple[CellFunction, ...] = (
    *map(_of_figure, FIGURES), *TABLES, *BESIDE_TABLES, *TARGETS, *TEXTS,
)  # fmt: skip
FUNCTION: dict[str, CellFunction] = {function.name: function for function in FUNCTIONS}
