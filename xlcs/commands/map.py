"""`xlcs map`: asks which column is which where a file is not recognised, and saves the answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from xlcs.commands.options import (
    FINE,
    REFUSED,
    DataArgument,
    LangOption,
    SettingsOption,
    settings_of,
)
from xlcs.plurals import filled, listed
from xlcs.settings import FILE_NAME, find_settings
from xlcs.tables import TABLE
from xlcs.terminal.console import complain, plain
from xlcs.terminal.questions import answered, file_named, question, wrong_answer

if TYPE_CHECKING:
    from xlcs.exports.mapping import Unmapped

MAP_HELP = "文件不认得时，问哪一列是什么，并保存 / ask which column is which, and save it"

_TEXT = {
    "zh": {
        "all_known": "每个文件都认得，没有要对应的列。",
        "none_known": "没有要对应的列。有文件没有读入，但不是因为列名：原因见 xlcs check。",
        "paste": "把下面几行放进 {path}（或在终端里运行本命令逐个回答，或加 --yes 全部采用）：",
        "no_guess": "{files}：没有和我们相近的列名。请重新导出，或在终端里运行本命令逐个回答。",
        "nothing": "没有选任何列，{path} 没有改动。",
        "saved": "已保存到 {path}。",
        "still": "还有 {count} 个文件或工作表不认得，请再运行一次 xlcs check 看原因。",
    },
    "en": {
        "all_known": "Every file is recognised; there is nothing to map.",
        "none_known": "There is nothing to map. Some files were not read, but not for want of a"
        " header: xlcs check says why.",
        "paste": "Put these lines into {path} (or run this in a terminal to answer one by one, or"
        " with --yes to take them all):",
        "no_guess": "{files}: no header is like ours. Export it again, or run this in a terminal to"
        " answer.",
        "nothing": "No column was chosen; {path} is as it was.",
        "saved": "Saved to {path}.",
        "still": "{count} files or sheets are still not recognised; xlcs check says why.",
    },
}

Answers = dict[str, dict[str, list[str]]]


def map_columns(
    data: DataArgument,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="不问，全部采用猜测 / take all guesses, ask nothing")
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
) -> None:
    """Ask which header stands for which of our columns, and save it to the settings.

    In a terminal each missing column is asked for; elsewhere the lines to paste are shown.
    """
    settings = settings_of(data, settings_file, lang)
    language = settings.language
    text = _TEXT[language]

    from xlcs import read_folder
    from xlcs.exports.mapping import lines_to_paste, unmapped
    from xlcs.settings.mapping_file import save_mapping

    path = settings_file or find_settings(data) or data / FILE_NAME
    problems = read_folder(data, settings).problems
    found = _different(unmapped(problems))
    if not found:
        refused = any(problem.level == "file" for problem in problems)
        typer.echo(text["none_known" if refused else "all_known"])
        raise typer.Exit(REFUSED if refused else FINE)
    if not yes and not sys.stdin.isatty():
        lines = lines_to_paste(found)
        files = plain(listed(dict.fromkeys(one.file for one in found), language))
        complain(text["paste" if lines else "no_guess"].format(path=path, files=files))
        if lines:
            typer.echo(lines)
        raise typer.Exit(FINE if lines else REFUSED)
    answers = _guesses(found) if yes else _asked(found, language)
    if not answers:
        complain(text["nothing"].format(path=path))
        raise typer.Exit(REFUSED)
    save_mapping(path, answers, language)
    typer.echo(text["saved"].format(path=path))
    left = unmapped(read_folder(data, settings_of(data, settings_file, lang)).problems)
    if left:
        complain(filled(text["still"], {"count": len(left)}))
        raise typer.Exit(REFUSED)


def _different(found: Sequence[Unmapped]) -> list[Unmapped]:
    """Of files with the same headers one."""
    kinds: dict[tuple[str, tuple[str, ...]], Unmapped] = {}
    for one in found:
        kinds.setdefault((one.table, one.headers), one)
    return list(kinds.values())


def _guesses(found: Sequence[Unmapped]) -> Answers:
    answers: Answers = {}
    for one in found:
        for guess in one.guesses:
            if guess.header is not None:
                _add(answers, one.table, guess.column, guess.header)
    return answers


def _asked(found: Sequence[Unmapped], language: str) -> Answers:
    answers: Answers = {}
    for one in found:
        table = TABLE[one.table]
        typer.echo(file_named(one.file, one.sheet, table, language))
        for guess in one.guesses:
            typer.echo(
                question(
                    table.column(guess.column).headers[0],
                    one.headers,
                    guess.header,
                    guess.samples,
                    language,
                )
            )
            while True:
                answer = typer.prompt("", default="", show_default=False, prompt_suffix="> ")
                known, header = answered(answer, one.headers, guess.header)
                if known:
                    break
                typer.echo(plain(wrong_answer(answer, len(one.headers), language)))
            if header is not None:
                _add(answers, one.table, guess.column, header)
    return answers


def _add(answers: Answers, table: str, column: str, header: str) -> None:
    headers = answers.setdefault(table, {}).setdefault(column, [])
    if header not in headers:
        headers.append(header)
