"""`xlcs demo`: sample exports of an invented shop, and their report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlcs.commands.options import WRONG_USAGE, LangOption, QuietOption
from xlcs.commands.report import report
from xlcs.terminal.console import complain

DEMO_HELP = "写出示例导出文件和报表 / sample exports and their report"

_TEXT = {
    "zh": {
        "no_folder": "{out} 是一个文件；--out 后面要写文件夹，如 --out xlcs-demo。什么都没有写。"
    },
    "en": {
        "no_folder": "{out} is a file; --out takes a folder, such as --out xlcs-demo. Nothing was"
        " written."
    },
}


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="写到哪个文件夹 / folder to write into")
    ] = Path("xlcs-demo"),
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write sample exports of an invented shop and the report of their second month."""
    from xlcs import demo as sample

    language = lang or "zh"
    if out.is_file():
        complain(_TEXT[language]["no_folder"].format(out=out))
        raise typer.Exit(WRONG_USAGE)
    data = sample.write_exports(out, language)
    report(
        data,
        start=sample.REPORTED[0].isoformat(),
        end=sample.REPORTED[1].isoformat(),
        out=out,
        force=True,
        lang=lang,
        quiet=quiet,
    )
    if not quiet:
        typer.echo(sample.what_to_look_at(data, language))
