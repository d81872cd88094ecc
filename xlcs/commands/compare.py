"""`xlcs compare`: the platform's own figures beside ours, and why they differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlcs.commands.options import (
    FINE,
    REFUSED,
    DataArgument,
    LangOption,
    QuietOption,
    SettingsOption,
    settings_of,
)
from xlcs.settings import FILE_NAME, Settings, find_settings
from xlcs.terminal.console import complain, progress_bar, refused_files

if TYPE_CHECKING:
    from xlcs.compare.lines import Comparison

COMPARE_HELP = "对账：平台的数字和我们的差在哪里 / the platform's own figures beside ours"

_TEXT = {
    "zh": {
        "none": "没有可以对账的汇总数据。把平台页面或接待工具下载的表（按天或按客服的汇总）放进数据"
        "文件夹再运行。看不出是哪段时间的汇总，xlcs check 会列出来问。"
    },
    "en": {
        "none": "There is no summary to compare with. Put what the platform's page or a reception"
        " tool downloads (figures by day or by agent) into the data folder. One of which nothing"
        " tells the period is asked for by xlcs check."
    },
}


def compare(
    data: DataArgument,
    everything: Annotated[
        bool, typer.Option("--all", help="相符的也列出 / list what agrees as well")
    ] = False,
    taking_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="改用对上的规则版本，写进 xlcs.toml / compute by the edition that gives theirs:"
            " writes it to xlcs.toml",
        ),
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show theirs beside ours, what is not explained first; exit 1 where there is no summary.

    With --take-over, the edition of the rule that is the cause of differences is written into the
    settings, and theirs is shown beside what is computed by it; exit 1 where none is.
    """
    settings = settings_of(data, settings_file, lang)
    language = settings.language

    from xlcs.compare.cause_texts import effect_of_taking_over, nothing_to_take_over
    from xlcs.settings.edition_line import save_edition
    from xlcs.terminal.comparison import comparison

    found = _compared(data, settings, quiet=quiet)
    if found is None:
        complain(_TEXT[language]["none"])
        raise typer.Exit(REFUSED)
    if not taking_over:
        comparison(found, language, everything=everything)
        raise typer.Exit(FINE)
    if found.to_take_over is None:
        comparison(found, language, everything=everything)
        complain(nothing_to_take_over(language))
        raise typer.Exit(REFUSED)
    path = settings_file or find_settings(data) or data / FILE_NAME
    taken = save_edition(path, found.to_take_over, language)
    now = _compared(data, settings_of(data, settings_file, lang), quiet=quiet)
    if now is not None:
        comparison(now, language, everything=everything)
        typer.echo(effect_of_taking_over(found, now, language))
    typer.echo(taken.text(language))
    raise typer.Exit(FINE)


def _compared(data: Path, settings: Settings, *, quiet: bool) -> Comparison | None:
    from xlcs import compute, read_folder
    from xlcs.compare.summaries import compared

    with progress_bar(quiet, settings.language) as progress:
        shop = read_folder(data, settings, progress=progress)
        found = compared(compute(shop, settings, progress=progress), shop)
    refused_files(shop.problems, settings.language)
    return found
