"""`xlcs check`: how each file was read, and every row of which something could not be used."""

from __future__ import annotations

import typer

from xlcs.commands.options import (
    REFUSED,
    DataArgument,
    LangOption,
    QuietOption,
    SettingsOption,
    settings_of,
)
from xlcs.terminal.console import progress_bar, refused_files

CHECK_HELP = "说明每个文件怎样读入，列出用不了的行 / how files were read, rows not usable"


def check(
    data: DataArgument,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show how each file was read and every row that was refused or blanked."""
    settings = settings_of(data, settings_file, lang)
    language = settings.language

    from xlcs import read_folder
    from xlcs.terminal.reading import reading

    with progress_bar(quiet, language) as progress:
        shop = read_folder(data, settings, progress=progress)
    refused_files(shop.problems, language)
    if not quiet:
        reading(shop, settings)
    if any(problem.level in ("file", "row") for problem in shop.problems):
        raise typer.Exit(REFUSED)
