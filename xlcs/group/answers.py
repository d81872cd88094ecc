"""What a group asks of one shop: its figures of a period, its people's, its days', its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from xlcs.advice.days_lacking import matters
from xlcs.advice.period_before import days_covered
from xlcs.advice.targets import Progress, progress
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, RECEPTION
from xlcs.figures import compute
from xlcs.figures.figures import Figures
from xlcs.figures.periods import Range, clip
from xlcs.figures.single_figures import Value
from xlcs.figures.tables.receptions import Received
from xlcs.problems import Problem
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook
from xlcs.settings import Settings
from xlcs.shop.people import nicks_in
from xlcs.shop.shop import Shop

ADDED = (*AGENT_TABLE, "guided_net_gmv", "followup_net_gmv")
"""What adds up over shops, for two shops have no buyer in common; rates are worked out anew."""


@dataclass(frozen=True)
class Person:
    """What a person, or a nick without one, did in one shop; customers are distinct in it.

    nick : "" for a person; of a nick without a person its name
    nicks : the person's that occur in the shop
    """

    person: str
    group: str
    nick: str
    nicks: tuple[str, ...]
    figures: Mapping[str, Value]
    received: Received | None


@dataclass(frozen=True)
class ShopAnswer:
    """A shop's part in a group's report.

    figures, before : id → value, in the period and in the one before it; none of that where the
        data covers one of them in part
    reception : id → value, of the period as a whole
    daily : what `Figures.daily` gives
    refused : files and rows that were not used [count]
    covered : first and last day of messages, visits and payments
    warnings : what is to be known before a figure is trusted
    report : the shop's own workbook
    """

    shop: str
    figures: Mapping[str, Value]
    before: Mapping[str, Value]
    reception: Mapping[str, Value]
    targets: Mapping[str, Progress]
    people: tuple[Person, ...]
    daily: pd.DataFrame
    refused: tuple[int, int]
    covered: Range | None
    warnings: tuple[Problem, ...] = ()
    report: bytes | None = None


@dataclass(frozen=True)
class Failed:
    """A shop that gives no figures, and why."""

    shop: str
    why: str


def answer(
    shop: Shop, figures: Figures, name: str, days: Range, *, with_report: bool
) -> ShopAnswer:
    """What a group asks of a shop, whose folder has that name."""
    start, end = days
    before = figures.period(start, end).before
    if before is not None and not days_covered(figures, days, before).comparable:
        before = None  # a part of a month beside a whole one looks like a fall
    ids = (*AGENT_TABLE, *BESIDE)
    levels = [problem.level for problem in shop.problems]
    return ShopAnswer(
        shop=name,
        figures={id: figures.value(id, start, end) for id in ids},
        before={id: figures.value(id, *before) if before else None for id in EFFECT},
        reception={id: figures.value(id, start, end) for id in RECEPTION},
        targets=progress(figures, start, end),
        people=_people(shop, figures, start, end),
        daily=figures.daily(start, end),
        refused=(levels.count("file"), levels.count("row")),
        warnings=tuple(p for p in shop.problems if p.code in CHANGES_FIGURES and matters(p, days)),
        covered=figures.covered,
        report=_report(figures, shop, start, end) if with_report else None,
    )


def answer_of_shop(shop: Shop, settings: Settings, name: str, days: Range, *,
                   with_report: bool) -> ShopAnswer:  # fmt: skip
    """The answer of a shop that is computed as one."""
    figures = compute(shop, settings)
    return answer(shop, figures, name, days, with_report=with_report)


def _people(shop: Shop, figures: Figures, start: date, end: date) -> tuple[Person, ...]:
    entries = nicks_in(shop, figures.settings)
    nicks: dict[str, list[str]] = {}
    groups: dict[str, str] = {}
    for nick, entry in entries.items():
        nicks.setdefault(entry.person, []).append(nick)
        groups[entry.person] = groups.get(entry.person) or entry.group
    by_person = figures.by("person") if entries else figures.by("nick")
    receptions = by_person.prepared.receptions
    # Outside of what receptions cover nothing is known, which is not none.
    received = receptions if clip((start, end), figures.reception_covered) else None
    found = []
    for name, code in by_person.codes.items():
        is_person = name in nicks
        found.append(
            Person(
                person=name,
                group=groups.get(name, ""),
                nick="" if is_person else name,
                nicks=tuple(nicks.get(name, (name,))),
                figures={id: by_person.value(id, start, end, name) for id in ADDED},
                received=None if received is None else received.over(code, (start, end)),
            )
        )
    return tuple(found)


def _report(figures: Figures, shop: Shop, start: date, end: date) -> bytes:
    language = figures.settings.language
    sheets = report_sheets(figures, shop, start, end, language=language)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_workbook(sheets, path, language=language, title=shop.name)
        return path.read_bytes()


def without_report(found: ShopAnswer) -> ShopAnswer:
    """The answer, its workbook let go: it was written."""
    return replace(found, report=None)
