"""What the commands share: their options, exit codes, and the settings of a run."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from xlcs.errors import FolderError
from xlcs.named_periods import NAMED_PERIOD
from xlcs.settings import Settings, find_settings, read_settings
from xlcs.settings.people import Level
from xlcs.terminal.period_choice import PeriodChoice

FINE, REFUSED, WRONG_USAGE = 0, 1, 2

Language = Literal["zh", "en"]

DataArgument = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="放导出文件的文件夹 / folder of exported files",
        show_default=False,
        readable=False,  # or Typer complains by itself, of what our own message says better
    ),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="设置文件，默认用 DATA 里的 xlcs.toml / settings file, else xlcs.toml in DATA",
        readable=False,
    ),
]
LangOption = Annotated[
    Language | None, typer.Option("--lang", help="语言 / language; else that of the settings")
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="只显示错误 / show nothing but errors")
]

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help="期间第一天，如 2022-08-01 / first day")
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="期间最后一天 / last day")
]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="整个月，如 2022-08 / a month")
]


def _named(id: str) -> Any:
    return typer.Option(NAMED_PERIOD[id].option, help=NAMED_PERIOD[id].help)


LastMonthOption = Annotated[bool, _named("last_month")]
ThisMonthOption = Annotated[bool, _named("this_month")]
YesterdayOption = Annotated[bool, _named("yesterday")]
LastDaysOption = Annotated[bool, _named("last_7_days")]
AllDaysOption = Annotated[bool, _named("all")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="XLSX", help="报表文件或文件夹 / report file or its folder"),
]
JsonOption = Annotated[
    str | None,
    typer.Option(
        "--json", metavar="FILE", help="数字写成 JSON；- 为屏幕 / figures as JSON, - is stdout"
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="覆盖已有的报表 / replace a report that is there already")
]
ByOption = Annotated[
    Level | None,
    typer.Option(
        "--by",
        help="客服按旺旺、人还是组统计，默认按设置 / whom agents' figures are of; else as set",
    ),
]


def period_asked(
    language: str, start: str | None, end: str | None, month: str | None, **named: bool
) -> PeriodChoice:
    """The period that is asked for; `named` says of each of `NAMED_PERIODS` whether it is.

    Raises
    ------
    BadPeriod : as `PeriodChoice.check`.
    """
    by_name = tuple(id for id, is_asked in named.items() if is_asked)
    choice = PeriodChoice(start, end, month, by_name)
    choice.check(language)
    return choice


_TEXT = {
    "zh": {
        "no_folder": "没有文件夹 {path}。请检查路径，里面放从平台导出的文件。",
        "quoted": "没有文件夹 {path}：名字里带着引号。路径外面的引号要用英文半角的，"
        '成对，末尾不要写 \\，如 "{bare}"。',
        "no_directory": "{path} 是文件，不是文件夹。请给出放导出文件的文件夹。",
    },
    "en": {
        "no_folder": "There is no folder {path}. Check the path; it holds the exported files.",
        "quoted": "There is no folder {path}: there are quotes in its name. Quotes around a path"
        ' are plain ones, in pairs, without a \\ before the last, such as "{bare}".',
        "no_directory": "{path} is a file, not a folder. Give the folder of the exported files.",
    },
}


_QUOTES = re.compile("[\"“”＂]|^['‘]|['’]$")


class MissingFolderError(FolderError):
    """The folder on the command line is not there at all."""


def settings_of(data: Path, file: Path | None, lang: Language | None) -> Settings:
    """The settings of a run: of the file, else of the one in the folder of exports, if there is.

    The folder is looked at first, since they may lie in it; `lang` goes before their language.

    Raises
    ------
    MissingFolderError : the folder is not there.
    SettingsError : the settings are not right.
    """
    text = _TEXT[lang or "zh"]
    if not data.exists():
        bare = _QUOTES.sub("", str(data))
        kind = "no_folder" if bare == str(data) else "quoted"
        raise MissingFolderError(text[kind].format(path=data, bare=bare))
    if not data.is_dir():
        raise MissingFolderError(text["no_directory"].format(path=data))
    path = file or find_settings(data)
    settings = Settings() if path is None else read_settings(path, lang)
    return settings if lang is None else replace(settings, language=lang)
