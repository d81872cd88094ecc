"""What the ribbon's commands do: functions without arguments, which the add-in's VBA calls.

Everything is computed first and written last. An error or Esc leaves the workbook as it was; the
user gets a message, the log file the details.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

from xlcs import __version__
from xlcs.addin import logfile
from xlcs.addin.cells import arguments
from xlcs.addin.cells.answering import status, why_counted
from xlcs.addin.ribbon import edition, mapping_sheet, refreshing
from xlcs.addin.ribbon import open_workbook as excel
from xlcs.addin.ribbon import to_values as values
from xlcs.addin.ribbon.messages import TEXT
from xlcs.addin.ribbon.progress import CancelledError
from xlcs.addin.session import names
from xlcs.addin.session.session import OPEN, session_of
from xlcs.addin.setup.doctor import examine
from xlcs.addin.shipped_files import TEMPLATE_NAME, workbook_folder
from xlcs.errors import FolderError, InputError, XlcsError
from xlcs.settings import FILE_NAME, LANGUAGES

DEFAULT_SETTINGS = """\
# xlcs 的设置：去掉行首的 # 并修改，保存后在 Excel 里点“刷新”。
# 接待达标线：平均时长上限（分钟）、转化率下限
# max_average_min = 50
# min_conversion_rate = 0.5
# 规则版本：2022-09（默认）、7-day、3-day-any、7-day-any、15-day-any
# edition = "7-day-any"
# 阅读规则：before_payment 付款前已读，same_day 当日已读
# read_rule = "before_payment"
# 付款前几天内发过消息算“前几天发过”
# lookback_days = 7
# 聊天记录里停顿超过几分钟算另一次会话
# conversation_gap_min = 30
# 接待的周期：month、week、day、range
# reception_period = "month"
# 客服按什么统计：旺旺、人员、组（谁的旺旺归谁，写在“人员”表里）
# agents_by = "旺旺"

# 接待状态的归类
# [status]
# converted = ["已成交"]
# not_converted = ["已放弃"]

# 月目标：店铺的，和某个客服的
# [targets]
# 引导成交金额 = 300000
# [targets."示例店:客服01"]
# 引导成交金额 = 60000

# 汇总表是哪个期间的，文件里看不出来时
# [summaries]
# "店铺数据.csv" = "2022-08"

# 列名对应：导出文件里的列名和默认的不同时
# [headers.orders]
# buyer_id = ["会员名"]
"""


BUSY = (-2147417846, -2146777998)
"""How Excel refuses a call while a cell is edited or a dialog is open: RPC_E_SERVERCALL_RETRYLATER,
VBA_E_IGNORE."""


REFRESHES = ("refresh", "choose_folder")
"""Commands that are there to refresh: where one fails, the workbook's status goes on telling it."""


def run(work: Callable[[Any], None], book: Any) -> None:
    """Do a command's work on a workbook; whatever goes wrong is told and logged, never raised."""
    logfile.start()
    name = work.__name__
    try:
        work(book)
        logfile.LOG.info("%s: done", name)
        return
    except CancelledError as error:
        logfile.LOG.info("%s: cancelled", name)
        told, bad = str(error), False
    except XlcsError as error:
        logfile.LOG.exception("%s: not done", name)
        told, bad = str(error), True
    except Exception as error:  # noqa: BLE001
        # The front's door: a lead gets a sentence, the log the traceback.
        logfile.LOG.exception("%s: failed", name)
        told, bad = _unexpected(error, _language_of(book)), True
    if name in REFRESHES:
        _note_failed(book, told)
    excel.tell(book, told, bad=bad)


def _language_of(book: Any) -> str:
    try:
        return refreshing.language_of(book)
    except Exception:  # noqa: BLE001
        return LANGUAGES[0]  # what Excel refuses may be this very question


def _note_failed(book: Any, why: str) -> None:
    try:
        refreshing.note_failed(book, why)
    except Exception:  # noqa: BLE001
        # Excel is busy, say: its next calculation asks for the status anyway.
        logfile.LOG.exception("the status does not ask again by itself")


def _unexpected(error: Exception, language: str) -> str:
    """What to say of an error that is none of ours: Excel refused something, or we failed."""
    text = TEXT[language]
    if type(error).__name__ != "com_error":
        kind = logfile.without_personal(f"{type(error).__name__}: {error}")
        return text["unexpected"].format(kind=kind, log=logfile.path())
    code, told, details, *_ = error.args
    if code in BUSY:
        return text["busy"]
    reason = (details[2] if details else None) or told
    return text["excel refused"].format(reason=reason, log=logfile.path())


def _command(work: Callable[[Any], None]) -> Callable[[], None]:
    @wraps(work)
    def macro() -> None:
        import xlwings

        run(work, xlwings.Book.caller())

    macro.work = work  # type: ignore[attr-defined]
    return macro


@_command
def choose_folder(book: Any) -> None:
    """Choose the data folder, and read it."""
    choices = refreshing.choices_of(book)
    chosen = excel.ask_folder(book, TEXT[refreshing.language_of(book)]["choose"], choices.folder)
    if chosen is not None:
        refreshing.refresh(book, replace(choices, folder=chosen), {names.FOLDER: chosen})


@_command
def refresh(book: Any) -> None:
    """Read what is new, compute, and let all formulas ask again; asks where from, if need be."""
    choices = refreshing.choices_of(book)
    if choices.folder or refreshing.has_pasted(book):
        refreshing.refresh(book, choices)
    else:
        choose_folder.work(book)  # type: ignore[attr-defined]


@_command
def data_check(book: Any) -> None:
    """Show the data check on a sheet of the workbook."""
    refreshing.show_check(book, refreshing.data_of(book))


@_command
def comparison(book: Any) -> None:
    """Show the platform's own figures beside ours on a sheet of the workbook."""
    refreshing.show_comparison(book, refreshing.data_of(book))


@_command
def take_over_edition(book: Any) -> None:
    """Compute by the rule edition that gives the platform's own figures."""
    edition.take_over(book)


def _named_period(id: str) -> Callable[[], None]:
    """The command that takes the period of that name; see `named_periods`."""

    def work(book: Any) -> None:
        refreshing.use_named_period(book, id)

    work.__name__ = f"period_{id}"
    return _command(work)


period_latest_month = _named_period("latest_month")
period_last_month = _named_period("last_month")
period_this_month = _named_period("this_month")
period_yesterday = _named_period("yesterday")
period_last_7_days = _named_period("last_7_days")
period_all = _named_period("all")


@_command
def period_custom(book: Any) -> None:
    """The days that the user types."""
    language = refreshing.language_of(book)
    session = session_of(excel.full_name(book))
    days = [str(day) for day in (session.start, session.end) if day is not None]
    text = TEXT[language]
    typed = excel.ask_text(book, text["period"], " ".join(days))
    if typed is None or not typed.strip():
        return
    parts = [part for part in re.split(r"\s*(?:[\s~～,，;；至]|\bto\b)\s*", typed.strip()) if part]
    if len(parts) > 2:
        raise arguments.bad("day", language, name=text["period name"], value=typed)
    given = arguments.period(parts[0], parts[-1], (parts[0], parts[-1]), language)
    if given is None or given[0] is None or given[1] is None:
        raise arguments.bad("day", language, name=text["period name"], value=typed)
    refreshing.use_period(book, given[0], given[1])


@_command
def export_report(book: Any) -> None:
    """Save the report of the workbook's period as a new workbook."""
    language = refreshing.language_of(book)
    loaded = refreshing.data_of(book)
    text = TEXT[language]
    name = refreshing.report_name(book, loaded)
    target = excel.ask_file_to_save(book, name, text["workbook"])
    if target is not None:
        refreshing.export(book, loaded, target)
        excel.tell(book, text["saved"].format(path=target))


@_command
def why_not_counted(book: Any) -> None:
    """Say why the order in the selected cell counts or not."""
    loaded = refreshing.data_of(book)
    language = loaded.settings.language
    try:
        order_id = arguments.order_id(
            excel.selected_value(book), TEXT[language]["selected"], language
        )
    except arguments.ArgumentError as error:
        raise InputError(f"{error}\n\n{TEXT[language]['select']}") from error
    excel.tell(book, why_counted(loaded, order_id))


@_command
def save_mapping(book: Any) -> None:
    """Save what is chosen on the sheet 列名对应 beside the data, and refresh."""
    language = refreshing.language_of(book)
    choices = refreshing.choices_of(book)
    if not choices.folder:
        raise FolderError(TEXT[language]["no folder"])
    mapping_sheet.save(book, choices.folder, language)
    refreshing.refresh(book, choices)


@_command
def to_values(book: Any) -> None:
    """Turn the table in whose cells the selection is into values, which can be sorted."""
    values.convert(book, refreshing.language_of(book))


@_command
def new_workbook(book: Any) -> None:
    """Make a new workbook from the template, with this one's data folder, and refresh it."""
    template = workbook_folder() / TEMPLATE_NAME
    if not template.is_file():
        raise FolderError(TEXT[refreshing.language_of(book)]["no template"].format(path=template))
    folder = refreshing.choices_of(book).folder
    new = excel.new_from_template(book, template)
    if folder:
        excel.set_named(new, {names.FOLDER: folder})
        refreshing.refresh(new, refreshing.choices_of(new))


@_command
def open_settings(book: Any) -> None:
    """Open the settings beside the data; a commented file is made where there is none."""
    folder, language = refreshing.choices_of(book).folder, refreshing.language_of(book)
    if not folder:
        raise FolderError(TEXT[language]["no folder"])
    path = Path(folder) / FILE_NAME
    if not os.path.exists(path):  # noqa: PTH110 (where it may not be looked at, writing says so)
        # Imported here because only this needs the library that writes settings.
        from xlcs.settings.mapping_file import put_in_place

        put_in_place(path, DEFAULT_SETTINGS.replace("\n", os.linesep), language)
    excel.open_file(path)


@_command
def show_help(book: Any) -> None:
    """Say how to begin, and how this workbook's data stands."""
    session = OPEN.get(excel.full_name(book))
    text = TEXT[refreshing.language_of(book)]
    standing = status(session) if session else text["no data"]
    excel.tell(book, text["help"].format(version=__version__, status=standing, log=logfile.path()))


@_command
def open_log(book: Any) -> None:
    """Open the log file."""
    del book
    excel.open_file(logfile.path())


@_command
def check_setup(book: Any) -> None:
    """Check this machine, and say what to mend."""
    text, problems = examine(refreshing.language_of(book))
    excel.tell(book, text, bad=bool(problems))


__all__ = [
    "check_setup", "choose_folder", "comparison", "data_check", "export_report", "new_workbook",
    "open_log", "open_settings", "period_all", "period_custom", "period_last_7_days",
    "period_last_month", "period_latest_month", "period_this_month", "period_yesterday", "refresh",
    "run", "save_mapping", "show_help", "take_over_edition", "to_values", "why_not_counted",
]  # fmt: skip
