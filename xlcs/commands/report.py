"""`xlcs report`: every figure of a period, written as a workbook, as figures.json, or both."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlcs.commands.options import (
    REFUSED,
    AllDaysOption,
    ByOption,
    DataArgument,
    ForceOption,
    FromOption,
    JsonOption,
    LangOption,
    LastDaysOption,
    LastMonthOption,
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
from xlcs.errors import WorkbookError
from xlcs.settings import FILE_NAME
from xlcs.terminal.console import complain, progress_bar, refused_files
from xlcs.terminal.outputs import Outputs
from xlcs.terminal.period_choice import chosen_period, stray_month, thin_month

if TYPE_CHECKING:
    from xlcs.report.description.sheets import Sheet
    from xlcs.shop.shop import Shop

REPORT_HELP = "算出所有数字，写成报表 / compute every figure and write the report"

_TEXT = {
    "zh": {
        "nothing": "没有可用的表，没有可以报告的数字。原因见上面列出的文件。",
        "only summaries": "只有已经汇总好的数字，它们只用来对账，不能算出报表。"
        "请把订单、客服消息、专属客户关系或接待记录的导出文件也放进来。",
    },
    "en": {
        "nothing": "No table is usable, so there is nothing to report. The files above say why.",
        "only summaries": "There are only figures already added up, which are compared and never"
        " computed with. Add exports of orders, messages, client relations or receptions.",
    },
}


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
    from xlcs.report.write.figures_file import figures_json
    from xlcs.terminal.summary import summary

    with progress_bar(quiet, language) as progress:
        shop = read_folder(data, settings, progress=progress)
        outputs.spare(_sources(data, shop))
        if not shop.tables.there():
            refused_files(shop.problems, language)
            complain(_TEXT[language]["only summaries" if shop.summaries else "nothing"])
            raise typer.Exit(REFUSED)
        figures = compute(shop, settings, progress=progress)
        agent = None if agent is None else figures.agent_named(agent)
        covered = [days for days in (figures.covered, figures.reception_covered) if days]
        first, last = chosen_period(choice, covered, date.today(), language) or (None, None)
        content = figures.report(first, last, agent)
        content |= beside_figures(figures, shop, first, last, editions=editions)
        sheets = None
        if outputs.wants_workbook:
            progress("write", 0, 1)
            sheets = report_sheets(
                figures, shop, first, last,
                agent=agent, language=language, brief=brief, editions=editions,
            )  # fmt: skip
        written, failed = _write(outputs, sheets, content, first, last)
        progress("write", 1, 1)
    if outputs.to_stdout:
        sys.stdout.buffer.write(figures_json(content))
        sys.stdout.flush()
    refused_files(shop.problems, language)
    if not quiet:
        taken = None if first is None or last is None else (first, last)
        thin = thin_month(choice, taken, covered, language)
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
            is_thin=thin is not None,
            on_stderr=outputs.to_stdout,
        )
        if told := stray_month(choice, last, shop.problems, language) or thin:
            complain(told)
    for failure in failed:
        complain(str(failure))
    if failed or any(problem.level == "file" for problem in shop.problems):
        raise typer.Exit(REFUSED)


def _sources(data: Path, shop: Shop) -> list[Path]:
    """The files that were read, or looked at."""
    names = {source.file for source in shop.sources} | {p.file for p in shop.problems if p.file}
    return [data / name for name in names]


def _write(
    outputs: Outputs,
    sheets: Sequence[Sheet] | None,
    content: Mapping[str, Any],
    first: date | None,
    last: date | None,
) -> tuple[list[Path], list[WorkbookError]]:
    """Write the workbook of those sheets, and figures.json: the files written, and what failed.

    One that fails costs no other, and the figures are shown all the same.
    """
    from xlcs.report.write.figures_file import write_figures
    from xlcs.report.write.workbook_file import write_workbook

    written: list[Path] = []
    failed: list[WorkbookError] = []
    language = outputs.language
    if sheets is not None:
        path = outputs.workbook(first, last)
        try:
            write_workbook(sheets, path, language=language, title=path.stem)
            written.append(path)
        except WorkbookError as error:
            failed.append(error)
    if outputs.json is not None:
        try:
            write_figures(content, outputs.json, language=language)
            written.append(outputs.json)
        except WorkbookError as error:
            failed.append(error)
    return written, failed
