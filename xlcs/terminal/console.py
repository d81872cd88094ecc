"""Where the command line writes, its progress bar and its complaints.

Text from outside is shown as it is, never as markup or as a terminal's control codes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from xlcs.problems import Problem
from xlcs.problems.together import told_together
from xlcs.tables import TABLE

PIPED_WIDTH = 120
"""Width of tables where no terminal says its own [characters]."""

STEPS = {
    "zh": {
        "database": "读数据库",
        "read": "读文件",
        "merge": "合并",
        "figures": "计算",
        "write": "写报表",
        "cover": "看日期",
        "shops": "计算店铺",
    },
    "en": {
        "database": "querying",
        "read": "reading",
        "merge": "merging",
        "figures": "computing",
        "write": "writing",
        "cover": "looking at days",
        "shops": "computing shops",
    },
}
"""What the progress bar calls the steps that reading, computing and writing report."""

_ANY_WIDTH = 10_000
"""Wider than any table [characters]."""

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""What a terminal obeys instead of showing it: control codes, and marks that turn the direction of
writing, hide what follows or take no place."""


def console(*, on_stderr: bool = False) -> Console:
    """A console on the current standard output or error."""
    stream = sys.stderr if on_stderr else sys.stdout
    piped = not stream.isatty() and "COLUMNS" not in os.environ
    return Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        width=PIPED_WIDTH if piped else None,
    )


def plain(text: object) -> str:
    """Text without control characters, on one line."""
    return _CONTROL.sub(" ", str(text))


def print_lines(out: Console, lines: Iterable[str]) -> None:
    """Show lines as they are: past rich, which looks at each for longer than reading took."""
    out.file.writelines(f"{line}\n" for line in lines)


def fits(out: Console, table: Table, beside: int = 0) -> bool:
    """Whether a table has room with nothing cut or broken, and `beside` characters more."""
    needed = table.__rich_measure__(out, out.options.update(max_width=_ANY_WIDTH)).maximum
    return needed + beside <= out.width


def complain(text: str) -> None:
    """Say what is wrong on standard error; the text may have several lines."""
    lines = [plain(line) for line in text.splitlines()]
    console(on_stderr=True).print("\n".join(lines), soft_wrap=True)


def place(problem: Problem, language: str) -> str:
    """Where a problem is: file (else table), sheet, row, column and value, as far as known."""
    row, sheet = ("row", "sheet") if language == "en" else ("行", "工作表")
    parts = [problem.file] if problem.file else []
    if not problem.file and problem.table:
        parts.append(TABLE[problem.table].name(language))
    if problem.sheet:
        parts.append(f"{sheet} {problem.sheet}")
    if problem.row is not None:
        parts.append(f"{row} {problem.row}" if language == "en" else f"第 {problem.row} {row}")
    if problem.column:
        parts.append(problem.column)
    if (value := problem.shown_value(language)) is not None:
        parts.append(f"“{value}”")
    return plain(" · ".join(parts))


def described(problem: Problem, language: str) -> str:
    """A problem with its place, on one line."""
    where = place(problem, language)
    text = plain(problem.text(language))
    if not where:
        return text
    return f"{where}: {text}" if language == "en" else f"{where}：{text}"


def refused_files(problems: Iterable[Problem], language: str) -> None:
    """Complain of the files and sheets that were refused, once for each cause."""
    refused = (problem for problem in problems if problem.level == "file")
    for problem in told_together(refused, language):
        complain(described(problem, language))


@contextmanager
def progress_bar(quiet: bool, language: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error while the block runs; nothing where that is no terminal.

    Yields the function to call with the step's name, how much is done and how much there is.
    """
    stderr = console(on_stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=stderr,
        transient=True,
        disable=quiet or not stderr.is_terminal,
    )
    task = bar.add_task("", total=None)

    def tell(step: str, done: int, total: int) -> None:
        bar.update(
            task,
            description=STEPS[language].get(step, step),
            completed=done,
            # with a single part there is nothing to count: the bar only moves
            total=total if total > 1 else None,
        )

    try:
        bar.start()
    except RuntimeError:  # there is no thread to be had that would move it
        bar.disable = True
    try:
        yield tell
    finally:
        bar.stop()
