"""The command line: calls the library, shows what it found, and says so in an exit code.

0 is fine, 1 a file that was refused or nothing to report (for `check` also a refused row), 2 wrong
usage. Everything that is heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import errno
import io
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from xlcs import __version__
from xlcs.addin.cli import app as addin_app
from xlcs.commands.cache import CACHE_HELP, cache
from xlcs.commands.check import CHECK_HELP, check
from xlcs.commands.compare import COMPARE_HELP, compare
from xlcs.commands.demo import DEMO_HELP, demo
from xlcs.commands.group import GROUP_HELP, group_report
from xlcs.commands.help_texts import HelpContext
from xlcs.commands.map import MAP_HELP, map_columns
from xlcs.commands.options import FINE, REFUSED, WRONG_USAGE, MissingFolderError
from xlcs.commands.report import REPORT_HELP, report
from xlcs.errors import FolderError, InputError, SourceError, XlcsError
from xlcs.system.refusals import refusal
from xlcs.terminal.console import complain
from xlcs.terminal.file_names import in_utf8
from xlcs.terminal.usage import language_asked, usage_error

_SYSTEM_REFUSES = {
    "zh": "系统不让做：{why}。请检查权限和剩余空间，或关闭正在使用它的程序。",
    "en": "The system refuses: {why}. Check permissions and free space, or close the program that"
    " uses it.",
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
    return _SYSTEM_REFUSES[language].format(why=named)


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


app.command("report", help=REPORT_HELP)(report)
app.command("check", help=CHECK_HELP)(check)
app.command("cache", help=CACHE_HELP)(cache)
app.command("demo", help=DEMO_HELP)(demo)
app.command("compare", help=COMPARE_HELP)(compare)
app.command("map", help=MAP_HELP)(map_columns)
app.command("group", help=GROUP_HELP)(group_report)
app.add_typer(addin_app)


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
