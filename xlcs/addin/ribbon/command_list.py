"""What the add-in offers on the ribbon: every command, its texts and its place on the tab.

The ribbon, its callbacks in VBA, the Python behind them and the tests all read this list; nothing
else names a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xlcs.named_periods import NAMED_PERIODS, NamedPeriod

MACRO_MODULE = "xlcs.addin.macros"


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


def _named_period(period: NamedPeriod) -> Command:
    id = f"period_{period.id}"
    return Command(
        id, period.zh, period.en, f"{period.zh_told}。", f"{period.en_told.capitalize()}.",
        "CalendarInsert", id,
    )  # fmt: skip


TAB_ID = "xlcs_tab"
TAB_ZH = "客服数据"
TAB_EN = "Service data"

TAKE_OVER = Command(
    "take_over_edition", "采用版本", "Use edition",
    "对账里的差别是规则版本造成的时候：在数据文件夹的设置里改用对上的那个版本，然后刷新。"
    "会说明改了什么、怎么改回来。",
    "Where differences of the comparison come from the rule's edition: compute by the one that"
    " gives their figures. Writes it to the data folder's settings, refreshes, and says how to undo"
    " it.",
    "FileSave", "take_over_edition",
)  # fmt: skip

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
        Command(
            "comparison", "对账", "Comparison",
            "平台自己的数字和我们的差在哪里、为什么。先把平台页面下载的表放进数据文件夹并刷新。",
            "Where the platform's own figures differ from ours, and why. Put what its page"
            " downloads into the data folder, and refresh.",
            "TraceDependents", "comparison",
        ),
        TAKE_OVER,
        Command(
            "save_mapping", "保存对应", "Save columns",
            "把“列名对应”表里选好的列名保存到数据文件夹的设置里，然后刷新。"
            "刷新时遇到认不出的文件，会问要不要打开这张表。",
            "Save the headers chosen on the sheet “Columns” to the data folder's settings, and"
            " refresh. A refresh that meets a file it does not know offers that sheet.",
            "FileSave", "save_mapping",
        ),
    )),
    Group("report", "报表", "Report", (
        Command(
            "period", "期间", "Period",
            "设置本工作簿的报表期间。",
            "Set this workbook's report period.",
            "CalendarInsert", large=True,
            items=(
                *map(_named_period, NAMED_PERIODS),
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
            "to_values", "转成数值", "To values",
            "把选中的表（XLCS_DAILY 等函数填出来的）转成数值，之后可以排序、筛选。刷新不再更新它。",
            "Turn the selected table (filled by a function such as XLCS_DAILY) into values that can"
            " be sorted and filtered. A refresh no longer updates it.",
            "PasteValues", "to_values",
        ),
        Command(
            "new_workbook", "新建工作簿", "New workbook",
            "用模板新建一个工作簿，用本工作簿的数据文件夹，并刷新。",
            "Make a new workbook from the template, with this one's data folder, and refresh it.",
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
