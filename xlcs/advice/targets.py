"""How far a month has come towards its targets.

Source: settings, `[targets]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlcs.catalogue import FIGURE, RECEPTION
from xlcs.errors import UnknownAgent
from xlcs.figures.guided.guided_sales import RATIOS
from xlcs.figures.periods import month_of
from xlcs.settings.people import NICK
from xlcs.settings.targets import SHOP

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures


@dataclass(frozen=True)
class Progress:
    """A figure beside its target, in its own unit.

    value : None where the figure is unknown
    done : value ÷ target [fraction]; None likewise
    days_left : days of the month after the last one that the period and the figure's own data
        reach [days]; all of them where the data ends before the month begins
    a_day : what each of these has to bring; None without any, for a rate or another ratio (客单价),
        and where it is unknown
    """

    target: float
    value: float | None
    done: float | None
    days_left: int
    a_day: float | None


def targets_for(figures: Figures, agent: str | None = None) -> Mapping[str, float]:
    """Figure → target of the shop, or of the agent of that full name; see `settings.targets`.

    The settings may name an agent as exports do, without the shop before the colon (spec, "Agents'
    names"); what they say under the full name goes before that.
    """
    targets = figures.settings.targets
    found = dict(targets.get(agent or SHOP, {}))
    if agent is not None:
        for name, wanted in targets.items():
            if name not in (SHOP, agent) and _meant(figures, name) == agent:
                found = {**wanted, **found}
    return found


def _meant(figures: Figures, name: str) -> str | None:
    try:
        return figures.agent_named(name)
    except UnknownAgent:  # of another shop or level
        return None


def names_of_nobody(figures: Figures) -> list[str]:
    """Whom the settings give targets, and who is no agent of the data, or may be several.

    Without persons and groups. Figures by these know no nicks, and miss nobody.
    """
    if figures.level != NICK:
        return []
    people = {name for nick in figures.settings.people for name in (nick.person, nick.group)}
    names = (name for name in figures.settings.targets if name not in people | {SHOP})
    return [name for name in names if _meant(figures, name) is None]


def progress(
    figures: Figures, start: date, end: date, agent: str | None = None
) -> dict[str, Progress]:
    """The figures that have a target, of the shop or of an agent, by id.

    A target is a month's. Empty where the period does not begin with a month, or passes its end.
    A target that is passed asks for nothing more a day. Customers are distinct over the month, so
    that for them `a_day` is customers not yet counted.
    """
    first, last = month_of(start)
    if start != first or end > last:
        return {}
    found = {}
    for id, target in targets_for(figures, agent).items():
        covered = figures.reception_covered if id in RECEPTION else figures.covered
        reached = min(end, covered[1]) if covered else None
        left = (last - reached).days if reached and reached >= first else last.day
        known = figures.value(id, start, end, agent)
        value = None if known is None else float(known)
        a_day = None
        if value is not None and left and FIGURE[id].unit != "rate" and id not in RATIOS:
            a_day = max(target - value, 0.0) / left
        done = None if value is None else value / target
        found[id] = Progress(target, value, done, left, a_day)
    return found
