"""The command line: calls the library, shows what it found, and says so in an exit code.

0 is fine, 1 a file that was refused or nothing to report (for `check` also a refused row), 2 wrong
usage. Everything that is heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import errno
import io
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from xlcs import __version__
from xlcs.addin.cli import app as addin_app
from xlcs.commands.compare import COMPARE_HELP, compare
from xlcs.commands.group import GROUP_HELP, group_report
from xlcs.commands.help_texts import HelpContext
from xlcs.commands.map import MAP_HELP, map_columns
from xlcs.commands.options import (
    FINE,
    REFUSED,
    WRONG_USAGE,
    AllDaysOption,
    ByOption,
    DataArgument,
    ForceOption,
    FromOption,
    JsonOption,
    LangOption,
    LastDaysOption,
    LastMonthOption,
    MissingFolderError,
    MonthOption,
    OutOption,
    QuietOption,
    SettingsOption,
    ThisMonthOption,
    ToOption,
    YesterdayOption,
    period_asked,
    settings_of,
)
from xlcs.errors import FolderError, InputError, SourceError, WorkbookError, XlcsError
from xlcs.settings import FILE_NAME
from xlcs.system.refusals import refusal
from xlcs.terminal.console import complain, progress_bar, refused_files
from xlcs.terminal.file_names import in_utf8
from xlcs.terminal.outputs import Outputs
from xlcs.terminal.period_choice import chosen_period, stray_month
from xlcs.terminal.usage import language_asked, usage_error

if TYPE_CHECKING:
    from xlcs.shop.shop import Shop

_TEXT = {
    "zh": {
        "nothing": "没有可用的表，没有可以报告的数字。原因见上面列出的文件。",
        "no folder": "{out} 是一个文件；--out 后面要写文件夹，如 --out xlcs-demo。什么都没有写。",
        "system": "系统不让做：{why}。请检查权限和剩余空间，或关闭正在使用它的程序。",
    },
    "en": {
        "nothing": "No table is usable, so there is nothing to report. The files above say why.",
        "no folder": "{out} is a file; --out takes a folder, such as --out xlcs-demo. Nothing was"
        " written.",
        "system": "The system refuses: {why}. Check permissions and free space, or close"
        " the program that uses it.",
    },
}


class _Commands(TyperGroup):
    """The commands; an error that xlcs raises on purpose becomes its text and an exit code."""

    context_class = HelpContext

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        for command in (found, *getattr(found, "commands", {}).values()):
            if command is not None:
                command.context_class = HelpContext
        return found

    def main(self, *args: Any, **options: Any) -> Any:
        words = options.get("args") or (args[0] if args else None) or sys.argv[1:]
        words = list(words)
        language = language_asked(words)
        try:
            ended = super().main(*args, **(options | {"standalone_mode": False}))
        except TyperException as error:
            # asked for nothing, the library shows its help by way of an error
            empty = type(error).__name__ == "NoArgsIsHelpError"
            typer.echo(error.message) if empty else complain(usage_error(error, language, words))
            sys.exit(WRONG_USAGE)
        except typer.Abort:
            sys.exit(REFUSED)
        sys.exit(ended if isinstance(ended, int) else FINE)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except XlcsError as error:
            complain(str(error))
            raise typer.Exit(_exit_code(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read the output has left, which Typer takes as a quiet end
            complain(_system_refusal(error))  # such as the disk full under a redirected output
            raise typer.Exit(REFUSED) from error


def _system_refusal(error: OSError) -> str:
    language = language_asked(sys.argv[1:])
    why = refusal(error, language)
    named = f"{error.filename}: {why}" if isinstance(error.filename, str) else why
    return _TEXT[language]["system"].format(why=named)


def _exit_code(error: XlcsError) -> int:
    # a folder or database that is there but gives nothing usable is no wrong usage
    usage = isinstance(error, InputError) and not isinstance(error, FolderError | SourceError)
    return WRONG_USAGE if usage or isinstance(error, MissingFolderError) else REFUSED


app = typer.Typer(
    cls=_Commands,
    help="淘宝/天猫客服数据：从导出文件到报表 / customer-service figures from exported files",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"xlcs {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版本 / show the version"),
    ] = False,
) -> None:
    """Options before a command."""


@app.command(help="算出所有数字，写成报表 / compute every figure and write the report")
def report(
    data: DataArgument,
    start: FromOption = None,
    end: ToOption = None,
    month: MonthOption = None,
    last_month: LastMonthOption = False,
    this_month: ThisMonthOption = False,
    yesterday: YesterdayOption = False,
    last_7_days: LastDaysOption = False,
    all_days: AllDaysOption = False,
    out: OutOption = None,
    json_file: JsonOption = None,
    force: ForceOption = False,
    agent: Annotated[
        str | None,
        typer.Option("--agent", metavar="NAME", help="一个客服自己的报表 / one agent's own report"),
    ] = None,
    by: ByOption = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="只要前四个工作表 / the first four sheets only")
    ] = False,
    editions: Annotated[
        bool, typer.Option("--editions", help="规则版本并排对比 / rule editions beside each other")
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the report workbook, figures.json, or both, and show a summary."""
    settings = settings_of(data, settings_file, lang)
    settings = settings if by is None else replace(settings, agents_by=by)
    language = settings.language
    choice = period_asked(
        language, start, end, month, last_month=last_month, this_month=this_month,
        yesterday=yesterday, last_7_days=last_7_days, all=all_days,
    )  # fmt: skip
    outputs = Outputs.asked(out, json_file, (settings_file, data / FILE_NAME), force, language)

    from xlcs import compute, read_folder
    from xlcs.compare.record import beside_figures
    from xlcs.report.report import report_sheets
    from xlcs.report.sheets.highlights import points
    from xlcs.report.write.figures_file import figures_json, write_figures
    from xlcs.report.write.workbook_file import write_workbook
    from xlcs.terminal.summary import summary

    with progress_bar(quiet, language) as progress:
        shop = read_folder(data, settings, progress=progress)
        outputs.spare(_sources(data, shop))
        if not shop.tables.there():
            refused_files(shop.problems, language)
            complain(_TEXT[language]["nothing"])
            raise typer.Exit(REFUSED)
        figures = compute(shop, settings, progress=progress)
        agent = None if agent is None else figures.agent_named(agent)
        covered = [days for days in (figures.covered, figures.reception_covered) if days]
        first, last = chosen_period(choice, covered, date.today(), language) or (None, None)
        content = figures.report(first, last, agent)
        content |= beside_figures(figures, shop, first, last, editions=editions)
        written: list[Path] = []
        failed: list[WorkbookError] = []
        if outputs.wants_workbook:
            target = outputs.workbook(first, last)
            progress("write", 0, 1)
            sheets = report_sheets(
                figures,
                shop,
                first,
                last,
                agent=agent,
                language=language,
                brief=brief,
                editions=editions,
            )
            try:
                write_workbook(sheets, target, language=language, title=target.stem)
                written.append(target)
            except WorkbookError as error:
                failed.append(error)  # told below: the figures are shown and written all the same
            progress("write", 1, 1)
        if outputs.json is not None:
            try:
                write_figures(content, outputs.json, language=language)
                written.append(outputs.json)
            except WorkbookError as error:
                failed.append(error)
    if outputs.to_stdout:
        sys.stdout.buffer.write(figures_json(content))
        sys.stdout.flush()
    refused_files(shop.problems, language)
    if not quiet:
        summary(
            content,
            figures,
            [*shop.problems, *figures.period(first, last).notes],
            first,
            last,
            [path.resolve() for path in written],
            language=language,
            agent=agent,
            points=points(figures, first, last, agent),
            on_stderr=outputs.to_stdout,
        )
        if told := stray_month(choice, last, shop.problems, language):
            complain(told)
    for failure in failed:
        complain(str(failure))
    if failed or any(problem.level == "file" for problem in shop.problems):
        raise typer.Exit(REFUSED)


@app.command(help="说明每个文件怎样读入，列出用不了的行 / how files were read, rows not usable")
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


@app.command(help="缓存里有什么，或删除它 / what the cache of a folder holds, or delete it")
def cache(
    data: DataArgument,
    clear: Annotated[
        bool, typer.Option("--clear", help="删除缓存，导出文件不动 / delete it, never the exports")
    ] = False,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
) -> None:
    """Show what the cache of a data folder holds, or delete it."""
    settings = settings_of(data, settings_file, lang)
    language = settings.language

    from dataclasses import asdict

    from xlcs.exports.cache.contents import cache_contents, clear_cache
    from xlcs.terminal.cached import cache_cleared, cache_held, no_cache, not_deleted

    held = asdict(cache_contents(data, settings))
    if not held.pop("exists"):
        no_cache(held["place"], language)
    elif clear:
        cleared = asdict(clear_cache(data, settings))
        failed = cleared.pop("failed")
        cache_cleared(language, **cleared)
        for name, why in failed:
            complain(not_deleted(name, why, language))
        if failed:
            raise typer.Exit(REFUSED)
    else:
        cache_held(language, **held)


@app.command(help="写出示例导出文件和报表 / sample exports and their report")
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
        complain(_TEXT[language]["no folder"].format(out=out))
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


app.command("compare", help=COMPARE_HELP)(compare)
app.command("map", help=MAP_HELP)(map_columns)
app.command("group", help=GROUP_HELP)(group_report)
app.add_typer(addin_app)


def _sources(data: Path, shop: Shop) -> list[Path]:
    """The files that were read, or looked at."""
    names = {source.file for source in shop.sources} | {p.file for p in shop.problems if p.file}
    return [data / name for name in names]


def main() -> None:
    """Run the command line.

    A console may have an encoding that lacks a buyer's characters; they are shown as `?` then,
    which is better than an end in the middle.
    """
    in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(prog_name="xlcs")
