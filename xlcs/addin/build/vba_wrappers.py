"""The generated part of the add-in's VBA, and the texts that it shows.

One Function for each function in cells, one Sub for each command of the ribbon. All source is
ASCII; Chinese stands in the add-in's own sheet (`texts`), where VBA reads it by key.
"""

from __future__ import annotations

from importlib.metadata import version

from xlcs import __version__
from xlcs.addin.cells.function_list import FUNCTIONS, ROW_COUNT, CellFunction
from xlcs.addin.ribbon.command_list import COMMANDS, GROUPS, TAB_EN, TAB_ID, TAB_ZH, Command

FUNCTIONS_MODULE = "xlcs_functions"
RIBBON_MODULE = "xlcs_ribbon"

EXPLAINING = ("XLCS_STATUS", "XLCS_ERRORS")
"""Functions that say in words why Python cannot be reached, where others show #N/A."""

MESSAGES: tuple[tuple[str, str, str], ...] = (
    ("category", "客服数据", "Service data"),
    (
        "starting",
        "客服数据：正在启动后台的 Python，需要几秒到十几秒…",
        "Service data: the Python behind the add-in is starting, which takes some seconds …",
    ),
    (
        "no_python",
        "后台的 Python 没有启动，公式和按钮都用不了。\n"
        "1. 关闭 Excel，双击 install.cmd 重新安装。\n"
        "2. 还是不行：双击 doctor.cmd（和 install.cmd 在一起），\n"
        "   它会说明原因（例如被杀毒软件拦截）和处理办法。\n\n"
        "详情：",
        "The Python behind the add-in did not start, so neither formulas nor buttons work.\n"
        "1. Close Excel and double-click install.cmd.\n"
        "2. If that does not help, double-click doctor.cmd (beside install.cmd).\n"
        "   It names the cause (such as antivirus software) and the remedy.\n\n"
        "Details:",
    ),
    (
        "macro_failed",
        "这一步没有完成。请用“帮助 → 打开日志”查看详情；"
        "如果一直这样，请用“帮助 → 重启 Python”。\n\n详情：",
        "This step was not finished. See “Help → Open the log”; if it keeps failing, use"
        " “Help → Restart Python”.\n\nDetails:",
    ),
    (
        "no_python_cell",
        "后台的 Python 没有启动（双击 install.cmd 重新安装，或双击 doctor.cmd 看原因）：",
        "The Python behind the add-in did not start (run install.cmd again, or doctor.cmd for the"
        " cause): ",
    ),
)  # fmt: skip
"""Messages of the hand-written VBA: key, Chinese, English."""


_HEAD = """\
Attribute VB_Name = "{module}"
Option Explicit
' Generated from the list of {of} by 'xlcs addin build'. Do not edit.
"""


def functions_module() -> str:
    """VBA source of the module with a Function for each function in cells (ASCII, LF)."""
    head = _HEAD.format(module=FUNCTIONS_MODULE, of="functions")
    return "\n".join([head, *map(_function, FUNCTIONS)])


def _function(function: CellFunction) -> str:
    parameters = ", ".join(
        f"{'Optional ' if argument.optional else ''}{argument.name} As Variant"
        for argument in function.parameters
    )
    values = [*(f"Plain({argument.name})" for argument in function.arguments), "AskingBook()"]
    explain = function.name in EXPLAINING
    more = ", True" if explain else ""
    if function.table:
        more = f", {explain}, Plain({ROW_COUNT.name})"
    return "\n".join(
        [
            f"Public Function {function.name}({parameters}) As Variant",
            *(["    Application.Volatile"] if function.volatile else []),
            f"    {function.name} = {'Table' if function.table else 'OneValue'}"
            f'("{function.name}", _',
            f"        Array({', '.join(values)}){more})",
            "End Function",
            "",
        ]
    )


def ribbon_module() -> str:
    """VBA source of the module with the ribbon's callbacks (ASCII, LF)."""
    return "\n".join(
        [
            _HEAD.format(module=RIBBON_MODULE, of="commands") + "'",
            "' The names begin with Xlcs because Excel looks a callback up in all open workbooks.",
            "",
            *(_getter(name, part) for name, part in (("Label", "label"), ("Supertip", "tip"))),
            *(_callback(command) for command in COMMANDS if not command.items),
        ]
    )


def _getter(name: str, part: str) -> str:
    return (
        f"Public Sub XlcsGet{name}(control As IRibbonControl, ByRef returnedVal)\n"
        f'    returnedVal = TextOf("ribbon." & control.ID & ".{part}")\n'
        "End Sub\n"
    )


def _callback(command: Command) -> str:
    body = f'RunMacro "{command.macro}"' if command.macro else "RestartPython"
    return f"Public Sub {command.sub}(control As IRibbonControl)\n    {body}\nEnd Sub\n"


def texts() -> list[tuple[str, str, str]]:
    """Rows of the add-in's text sheet: key, Chinese, English; keys are unique.

    ``function.NAME`` is a function's help, ``function.NAME.1`` that of its first argument,
    ``ribbon.ID.label`` and ``ribbon.ID.tip`` what a control shows.
    """
    rows = [
        ("version", __version__, __version__),
        ("xlwings", version("xlwings"), version("xlwings")),
        *MESSAGES,
    ]
    for function in FUNCTIONS:
        rows.append((f"function.{function.name}", function.help("zh"), function.help("en")))
        rows += [
            (f"function.{function.name}.{number}", argument.help("zh"), argument.help("en"))
            for number, argument in enumerate(function.parameters, 1)
        ]
    rows.append((f"ribbon.{TAB_ID}.label", TAB_ZH, TAB_EN))
    rows += [(f"ribbon.{group.id}.label", group.zh, group.en) for group in GROUPS]
    for command in COMMANDS:
        rows.append((f"ribbon.{command.id}.label", command.zh, command.en))
        rows.append((f"ribbon.{command.id}.tip", command.zh_tip, command.en_tip))
    return rows
