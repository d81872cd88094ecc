"""`xlcs group`: many shops at once, each a subfolder, on one process or many workers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlcs.commands.options import (
    REFUSED,
    AllDaysOption,
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
from xlcs.errors import InputError, WorkbookError
from xlcs.plurals import filled
from xlcs.settings import FILE_NAME, Settings, read_settings
from xlcs.terminal.console import complain, console, plain, progress_bar
from xlcs.terminal.outputs import Outputs
from xlcs.terminal.period_choice import chosen_period, thin_month

if TYPE_CHECKING:
    from xlcs.group.answers import ShopAnswer
    from xlcs.group.group import Group, Workers
    from xlcs.group.shops_reports import ShopsReports

GROUP_HELP = "多家店铺一起算，每个子文件夹一家 / many shops at once, each a subfolder"

_TEXT = {
    "zh": {
        "title": "店群报表",
        "both": "--workers 和 --scheduler 只能写一个：前者在本机开进程，后者用已有的调度器。",
        "few": "--workers {workers} 不对，要写 1 以上的整数。",
        "nothing": "没有一家店铺有数字。原因见上面。",
        "failed": "{shop}：{why}",
        "refused": "{shop}：{count} 个文件没有读入，数字里没有它们。原因见 xlcs check。",
        "done": "{shops} 家店铺，{people} 人，引导成交金额 {gmv} 元",
        "written": "已写入 {path}",
        "files": "{root} 里直接放着 {count} 个文件（如 {name}），没有读取："
        "xlcs group 把每个子文件夹当作一家店铺。只有一家店铺时，请用 xlcs report；"
        "多家店铺时，请把这些文件放进各店的子文件夹。",
        "days": "期间 {start} 至 {end}",
    },
    "en": {
        "title": "shops",
        "both": "--workers and --scheduler exclude each other: the one starts processes here, the"
        " other uses a scheduler that is there.",
        "few": "--workers {workers} is wrong; it is a whole number from 1 on.",
        "nothing": "No shop has any figures. The lines above say why.",
        "failed": "{shop}: {why}",
        "refused": "{shop}: {count} files were not read, which the figures lack; xlcs check says"
        " why.",
        "done": "{shops} shops, {people} people, guided GMV {gmv} CNY",
        "written": "Written: {path}",
        "files": "{root} itself holds {count} files (such as {name}), which were not read:"
        " xlcs group takes each subfolder for a shop. For a single shop use xlcs report; of several"
        " shops put these files into the shops' subfolders.",
        "days": "Period {start} to {end}",
    },
}


def group_report(
    root: Annotated[
        str,
        typer.Argument(
            metavar="ROOT", show_default=False,
            help="每家店铺一个子文件夹的文件夹 / folder with a subfolder for each shop",
        ),
    ],
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
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="本机的进程数 / processes on this machine"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="TCP", help="Dask 调度器 / a scheduler, tcp://…"),
    ] = None,
    settings_file: SettingsOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Write a group's workbook with each shop's own beside it, the figures as JSON, or both."""
    settings = _settings(root, settings_file, lang)
    language = settings.language
    text = _TEXT[language]
    choice = period_asked(
        language, start, end, month, last_month=last_month, this_month=this_month,
        yesterday=yesterday, last_7_days=last_7_days, all=all_days,
    )  # fmt: skip
    used = (settings_file, Path(root) / FILE_NAME)
    outputs = Outputs.asked(out, json_file, used, force, language)
    if workers is not None and scheduler is not None:
        raise InputError(text["both"])
    if workers is not None and workers < 1:
        raise InputError(text["few"].format(workers=workers))
    if scheduler is not None and "://" not in root:
        root = str(Path(root).absolute())  # workers are in folders of their own
    if workers is not None:
        from xlcs.group.worker_processes import start_loading

        start_loading()

    from xlcs.group.answers import without_report
    from xlcs.group.group import Asked, days_covered, group_json, group_of
    from xlcs.group.shops import exports_beside_shops, shops_in
    from xlcs.group.shops_reports import ShopsReports
    from xlcs.report.write.figures_file import figures_json

    places = shops_in(root, language)
    if stray := exports_beside_shops(root):
        said = {"root": root, "count": len(stray), "name": stray[0]}
        complain(filled(text["files"], said))
    asked = Asked(settings, settings_file is None, outputs.wants_workbook)
    with (
        _workers(workers, scheduler, root, language) as team,
        progress_bar(quiet, language) as tell,
    ):
        covered = days_covered(team, places, asked, tell)
        days = chosen_period(choice, covered, date.today(), language)
        if days is None:
            no_days = (date.min, date.min)
            _tell_failed(group_of(team, places, asked, no_days, tell, without_report), language)
            complain(text["nothing"])
            raise typer.Exit(REFUSED)
        target = outputs.workbook(*days, title=text["title"])
        reports = ShopsReports(target, [place.name for place in places], language)
        found = group_of(team, places, asked, days, tell, reports.take)
    written, failed = _write(found, reports, outputs, target)
    if outputs.to_stdout:
        sys.stdout.buffer.write(figures_json(group_json(found)))
        sys.stdout.flush()
    if not quiet:
        _summary(found, written, language, on_stderr=outputs.to_stdout)
        if told := thin_month(choice, days, covered, language):
            complain(told)
    _tell_failed(found, language)
    for failure in failed:
        complain(failure)
    if not found.shops:
        complain(text["nothing"])
    if failed or found.failed or not found.shops or any(_files_refused(s) for s in found.shops):
        raise typer.Exit(REFUSED)


def _settings(root: str, file: Path | None, lang: str | None) -> Settings:
    if "://" not in root:
        return settings_of(Path(root), file, lang)  # type: ignore[arg-type]
    settings = Settings() if file is None else read_settings(file, lang)
    return settings if lang is None else replace(settings, language=lang)


@contextmanager
def _workers(
    workers: int | None, scheduler: str | None, root: str, language: str
) -> Iterator[Workers]:
    if workers is not None:
        from xlcs.group.cluster import local_cluster

        with local_cluster(workers, language) as team:
            yield team
    elif scheduler is not None:
        from xlcs.group.cluster import scheduled_cluster

        with scheduled_cluster(scheduler, root, language) as team:
            yield team
    else:
        from xlcs.group.group import OneProcess

        yield OneProcess()


def _write(
    group: Group, reports: ShopsReports, outputs: Outputs, target: Path
) -> tuple[list[Path], list[str]]:
    """Write the group's workbook and JSON: the files written, and what failed, the shops' too."""
    from xlcs.group.group import group_json
    from xlcs.group.workbook import group_content
    from xlcs.report.description.sheets import MAX_ROWS
    from xlcs.report.group.sheets import group_sheets
    from xlcs.report.write.figures_file import write_figures
    from xlcs.report.write.workbook_file import write_workbook

    written: list[Path] = []
    failed = list(reports.failed)
    language = outputs.language
    try:
        if outputs.wants_workbook and group.shops:
            sheets = group_sheets(group_content(group, reports.written, language), language)
            write_workbook(sheets, target, language=language, title=target.stem, large=MAX_ROWS)
            written.append(target)
        if outputs.json is not None:
            write_figures(group_json(group), outputs.json, language=language)
            written.append(outputs.json)
    except WorkbookError as error:
        failed.append(error)
    # One folder may refuse every shop's report.
    return written, list(dict.fromkeys(map(str, failed)))


def _tell_failed(group: Group, language: str) -> None:
    text = _TEXT[language]
    for one in group.failed:
        complain(text["failed"].format(shop=one.shop, why=one.why))
    for shop in group.shops:
        if files := _files_refused(shop):
            complain(filled(text["refused"], {"shop": shop.shop, "count": files}))


def _files_refused(shop: ShopAnswer) -> int:
    files, _ = shop.refused
    return files


def _summary(group: Group, written: list[Path], language: str, *, on_stderr: bool) -> None:
    from xlcs.group.people import added, people_over_shops

    text, out = _TEXT[language], console(on_stderr=on_stderr)
    gmv = added(shop.figures["guided_gmv"] for shop in group.shops)
    done = {
        "shops": len(group.shops),
        "people": len(people_over_shops(group.shops)),
        "gmv": "—" if gmv is None else f"{gmv:,.2f}",
    }
    lines = [
        text["days"].format(start=group.days[0], end=group.days[1]),
        filled(text["done"], done),
        *(text["written"].format(path=path.resolve()) for path in written),
    ]
    for line in lines:
        out.print(plain(line), soft_wrap=True)
