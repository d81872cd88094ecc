"""Sample exports of an invented shop, in the platform's own formats, and what to look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xlcs.errors import InputError, WorkbookError
from xlcs.settings import FILE_NAME
from xlcs.system.refusals import refusal

REPORTED = (date(2022, 9, 1), date(2022, 9, 30))
"""The period of the demo's report: the second month, so that there is one before it."""

DATA_FOLDER = "导出文件"

_TEXT = {
    "zh": {
        "others": "{folder} 里有不是示例的文件（{file}），不会把示例混进去。请换一个文件夹。",
        "unwritable": "写不了 {path}：{why}。请检查权限，或关闭正在打开它的程序后重试。",
        "look": """
可以看看：
  1. 示例导出文件，和平台导出的一样：{data}
  2. 用 Excel 打开上面写好的报表，从“概览”看起；“成交归因”里每一单都写着算不算、为什么。
  3. 每个文件怎样读入、哪些行用不了：
       xlcs check {data}
  4. 换一个期间：
       xlcs report {data} --from 2022-08-01 --to 2022-08-31
  5. 对账：平台数据里 9 月的引导成交金额是 61,126.20 元，比我们的 36,959.30 元多 24,166.90 元；
     差额全部来自规则版本（3-day-any：付款当天和前两天发的消息都看）。见报表的“对账”，或：
       xlcs compare {data}
     想和平台的数字一致，加上 --take-over：它在设置里写一行，并告诉你怎么改回来。
  6. 改规则：打开 {settings}，改一行，再运行一次。""",
    },
    "en": {
        "others": "{folder} holds files that are not the demo's ({file}); the samples are not mixed"
        " with them. Choose another folder.",
        "unwritable": "{path} cannot be written: {why}. Check its permissions, or close the program"
        " that has it open, and try again.",
        "look": """
To look at:
  1. The sample exports, as the platform writes them: {data}
  2. The report written above, in Excel, from its first sheet on; each order says there whether it
     counts, and why.
  3. How each file was read, and which rows cannot be used:
       xlcs check {data}
  4. Another period:
       xlcs report {data} --from 2022-08-01 --to 2022-08-31
  5. Theirs and ours: the platform's summary has 61,126.20 CNY of guided GMV for September,
     24,166.90 more than our 36,959.30; all of it comes of another rule edition (3-day-any:
     messages of the day of payment and the two before count). See the sheet Comparison, or:
       xlcs compare {data}
     To have what the platform has, add --take-over: it writes one line into the settings, and says
     how to undo it.
  6. The rules: open {settings}, change a line, and run it again.""",
    },
}


def write_exports(out: Path, language: str = "zh") -> Path:
    """Write the sample exports below `out` and return their folder.

    Files of an earlier demo are written anew; its settings file is kept, since it is there to be
    changed.

    Raises
    ------
    InputError
        The folder already holds files that are not the demo's.
    WorkbookError
        A file cannot be written.
    """
    from xlcs.demo.files import SETTINGS, writers
    from xlcs.demo.invented import invented_shop

    text = _TEXT[language]
    folder = out / DATA_FOLDER
    files = writers(invented_shop())
    known = {*files, FILE_NAME}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in name.parts)
        if path.is_file() and not hidden and name.as_posix() not in known:
            raise InputError(text["others"].format(folder=folder, file=name))
    target = folder
    try:
        for relative, write in files.items():
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            write(target)
        target = folder / FILE_NAME
        if not target.exists():
            target.write_text(SETTINGS, encoding="utf-8")
    except OSError as error:
        why = refusal(error, language)
        raise WorkbookError(text["unwritable"].format(path=target, why=why)) from error
    return folder


def what_to_look_at(data: Path, language: str = "zh") -> str:
    """What a newcomer should open or try next."""
    return _TEXT[language]["look"].format(data=data, settings=data / FILE_NAME)
