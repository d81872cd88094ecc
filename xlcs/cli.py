"""The command line: calls the library, shows what it found, and says so in an exit code.

0 is fine, 1 a file that was refused or nothing to report (for `check` also a refused row), 2 wrong
usage. Everything that is heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import errno
import io
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from xlcs import __version__
from xlcs.addin.cli import app as addin_app
from xlcs.errors import BadPeriod, FolderError, InputError, WorkbookError, XlcsError
from xlcs.settings import FILE_NAME, Settings, find_settings, read_settings
from xlcs.terminal.console import complain, progress_bar, refused_files

if TYPE_CHECKING:
    from xlcs.figures import Figures
    from xlcs.shop.shop import Shop

FINE, REFUSED, WRONG_USAGE = 0, 1, 2

Language = Literal["zh", "en"]

_TEXT = {
    "zh": {
        "no_folder": "没有文件夹 {path}。请检查路径，里面放从平台导出的文件。",
        "no_directory": "{path} 是文件，不是文件夹。请给出放导出文件的文件夹。",
        "bad_day": "{option} {value} 不是日期。请写成 2022-08-01 这样。",
        "backwards": "--from {start} 晚于 --to {end}。请对调，或改正其中一个。",
        "not_xlsx": "--out {path} 不是 .xlsx 文件名。请以 .xlsx 结尾。",
        "is_source": "{path} 在数据文件夹里，是读入的导出文件，不会覆盖它。请换一个名字。",
        "is_settings": "{path} 是这次用的设置文件，不会覆盖它。请换一个名字。",
        "same": "--out 和 --json 都是 {path}，报表会被覆盖。请给出两个文件名。",
        "no_parent": "写不了 {path}：没有文件夹 {parent}。请先建好，或换一个位置。",
        "nothing": "没有可用的表，没有可以报告的数字。原因见上面列出的文件。",
        "title": "客服报表",
    },
    "en": {
        "no_folder": "There is no folder {path}. Check the path; it holds the exported files.",
        "no_directory": "{path} is a file, not a folder. Give the folder of the exported files.",
        "bad_day": "{option} {value} is no date. Write it like 2022-08-01.",
        "backwards": "--from {start} is after --to {end}. Swap them, or correct one.",
        "not_xlsx": "--out {path} is no .xlsx file name. Let it end in .xlsx.",
        "is_source": "{path} is one of the exported files that were read and is not overwritten."
        " Choose another name.",
        "is_settings": "{path} is the settings file of this run and is not overwritten. Choose"
        " another name.",
        "same": "--out and --json are both {path}; one would overwrite the other. Give two names.",
        "no_parent": "{path} cannot be written: there is no folder {parent}. Make it, or choose"
        " another place.",
        "nothing": "No table is usable, so there is nothing to report. The files above say why.",
        "title": "customer-service",
    },
}


class _Commands(TyperGroup):
    """The commands; an error that xlcs raises on purpose becomes its text and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except XlcsError as error:
            complain(str(error))
            raise typer.Exit(_exit_code(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read the output has left, which Typer takes as a quiet end
            complain(str(error))  # such as the disk full under a redirected standard output
            raise typer.Exit(REFUSED) from error


def _exit_code(error: XlcsError) -> int:
    # a folder that is there but holds nothing usable is no wrong usage
    usage = isinstance(error, InputError) and not isinstance(error, FolderError)
    return WRONG_USAGE if usage or isinstance(error, _MissingFolderError) else REFUSED


class _MissingFolderError(FolderError):
    """The folder on the command line is not there at all."""


app = typer.Typer(
    cls=_Commands,
    help="淘宝/天猫客服数据：从导出文件到报表 / customer-service figures from exported files",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="期间第一天，如 2022-08-01 / first day"),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="期间最后一天 / last day"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="XLSX", help="报表文件或文件夹 / report file or its folder"),
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="FILE", help="数字写成 JSON；- 为屏幕 / figures as JSON, - is stdout"
        ),
    ] = None,
    agent: Annotated[
        str | None,
        typer.Option(
            "--agent",
            metavar="NAME",
            help="只看一个客服，店铺合计不变 / one agent's rows; the shop stays whole",
        ),
    ] = None,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the report workbook, figures.json, or both, and show a summary."""
    settings = _settings(data, settings_file, lang)
    language = settings.language
    text = _TEXT[language]
    first = _day(start, "--from", language)
    last = _day(end, "--to", language)
    if first and last and first > last:
        raise BadPeriod(text["backwards"].format(start=first, end=last))
    to_stdout = json_file == "-"
    json_path = None if json_file is None or to_stdout else Path(json_file)
    for path in (out, json_path):
        if path is not None and not path.is_dir() and not path.parent.is_dir():
            raise WorkbookError(text["no_parent"].format(path=path, parent=path.parent))
    if out is not None and not out.is_dir() and out.suffix.lower() != ".xlsx":
        raise InputError(text["not_xlsx"].format(path=out))
    if out is not None and json_path is not None and out.resolve() == json_path.resolve():
        raise InputError(text["same"].format(path=out))
    for used in (settings_file, data / FILE_NAME):
        if json_path is not None and used is not None and json_path.resolve() == used.resolve():
            raise InputError(text["is_settings"].format(path=json_path))

    from xlcs import compute, read_folder
    from xlcs.report.figures_file import figures_json, write_figures
    from xlcs.report.report import report_sheets
    from xlcs.report.workbook_file import write_workbook
    from xlcs.terminal.summary import summary

    with progress_bar(quiet, language) as progress:
        shop = read_folder(data, settings, progress=progress)
        for path in (out, json_path):
            if path is not None and _is_source(path, data, shop):
                raise InputError(text["is_source"].format(path=path))
        if not shop.tables:
            refused_files(shop.problems, language)
            complain(text["nothing"])
            raise typer.Exit(REFUSED)
        figures = compute(shop, settings, progress=progress)
        first, last = _whole(first, last, figures)
        content = figures.report(first, last, agent)
        written: list[Path] = []
        failed: list[WorkbookError] = []
        if out is not None or json_file is None:
            target = _named(out, content, text["title"])
            progress("write", 0, 1)
            sheets = report_sheets(figures, shop, first, last, agent=agent, language=language)
            try:
                write_workbook(sheets, target, language=language, title=target.stem)
                written.append(target)
            except WorkbookError as error:
                failed.append(error)  # told below: the figures are shown and written all the same
            progress("write", 1, 1)
        if json_path is not None:
            try:
                write_figures(content, json_path, language=language)
                written.append(json_path)
            except WorkbookError as error:
                failed.append(error)
    if to_stdout:
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
            written,
            language=language,
            on_stderr=to_stdout,
        )
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
    settings = _settings(data, settings_file, lang)
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
    settings = _settings(data, settings_file, lang)
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
    data = sample.write_exports(out, language)
    report(
        data,
        start=sample.REPORTED[0].isoformat(),
        end=sample.REPORTED[1].isoformat(),
        out=out,
        lang=lang,
        quiet=quiet,
    )
    if not quiet:
        typer.echo(sample.what_to_look_at(data, language))


app.add_typer(addin_app)


def _settings(data: Path, file: Path | None, lang: Language | None) -> Settings:
    """The settings of this run; the folder is looked at first, since they may lie in it."""
    text = _TEXT[lang or "zh"]
    if not data.exists():
        raise _MissingFolderError(text["no_folder"].format(path=data))
    if not data.is_dir():
        raise _MissingFolderError(text["no_directory"].format(path=data))
    path = file or find_settings(data)
    settings = Settings() if path is None else read_settings(path, lang)
    return settings if lang is None else replace(settings, language=lang)


def _day(value: str | None, option: str, language: str) -> date | None:
    """A day as 2022-08-01, 2022/8/1 or 20220801."""
    if value is None:
        return None
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"):
        try:
            return datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    raise BadPeriod(_TEXT[language]["bad_day"].format(option=option, value=value))


def _whole(first: date | None, last: date | None, figures: Figures) -> tuple[Any, Any]:
    """The period where only one end of it was given: the other one is that of the data."""
    if (first is None) == (last is None):
        return first, last
    ranges = [days for days in (figures.covered, figures.reception_covered) if days is not None]
    if first is not None:
        return first, max([first, *(days[1] for days in ranges)])
    assert last is not None
    return min([last, *(days[0] for days in ranges)]), last


def _named(out: Path | None, content: dict[str, Any], title: str) -> Path:
    """The report's path; where only a folder is known, it is named after its period."""
    if out is not None and not out.is_dir():
        return out
    days = [day for day in (content["period"]["from"], content["period"]["to"]) if day]
    name = "_".join([title, *days]) + ".xlsx"
    return Path(name) if out is None else out / name


def _is_source(path: Path, data: Path, shop: Shop) -> bool:
    """Whether a file about to be written is one of the exports that were read."""
    root = data.resolve()
    read = {source.file for source in shop.sources} | {p.file for p in shop.problems if p.file}
    return any((root / file).resolve() == path.resolve() for file in read)


def main() -> None:
    """Run the command line.

    A console may have an encoding that lacks a buyer's characters; they are shown as `?` then,
    which is better than an end in the middle.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(prog_name="xlcs")
