"""`xlcs compare`: the platform's own figures beside ours, and why they differ."""

from __future__ import annotations

from typing import Annotated

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
from xlcs.terminal.console import complain, progress_bar, refused_files

COMPARE_HELP = "对账：平台的数字和我们的差在哪里 / the platform's own figures beside ours"

_TEXT = {
    "zh": {
        "none": "没有可以对账的汇总数据。把平台页面或接待工具下载的表（按天或按客服的汇总）放进数据"
        "文件夹再运行。看不出是哪段时间的汇总，xlcs check 会列出来问。",
    },
    "en": {
        "none": "There is no summary to compare with. Put what the platform's page or a reception"
        " tool downloads (figures by day or by agent) into the data folder. One of which nothing"
        " tells the period is asked for by xlcs check.",
    },
}


def compare(
    data: DataArgument,
    everything: Annotated[
        bool, typer.Option("--all", help="相符的也列出 / list what agrees as well")
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show theirs beside ours, what is not explained first; exit 1 where there is no summary."""
    settings = settings_of(data, settings_file, lang)
    language = settings.language

    from xlcs import compute, read_folder
    from xlcs.compare.summaries import compared
    from xlcs.terminal.comparison import comparison

    with progress_bar(quiet, language) as progress:
        shop = read_folder(data, settings, progress=progress)
        found = compared(compute(shop, settings, progress=progress), shop)
    refused_files(shop.problems, language)
    if found is None:
        complain(_TEXT[language]["none"])
        raise typer.Exit(REFUSED)
    comparison(found, language, everything=everything)
    raise typer.Exit(FINE)
