"""Whom a summary names: a nick, a person, a group, as our data has them.

Source: spec, "Agents' names", "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.figures.figures import Figures
from xlcs.settings.people import LEVELS, NICK, Level
from xlcs.shop.summaries import Summary


def our_names(figures: Figures, summary: Summary) -> dict[str, tuple[Level, str]]:
    """Each name of a summary → whom it means in our data.

    All names of a summary are taken to be of one kind, the one of which most are known: of equally
    many, the one that its header says (姓名, 组), then the one that the settings compute by, nicks,
    persons, groups. A name that is none of that kind is looked for among the others; one that
    nobody knows stays a nick's.
    """
    theirs = sorted({row.agent for row in summary.rows if row.agent is not None})
    known = {level: _known(figures.by(level), theirs, level) for level in _levels(figures, summary)}
    kinds = sorted(known, key=lambda level: -len(known[level]))  # stable: the likelier stays first
    found: dict[str, tuple[Level, str]] = {}
    for name in theirs:
        level = next((level for level in kinds if name in known[level]), None)
        found[name] = (NICK, name) if level is None else (level, known[level][name])
    return found


def _levels(figures: Figures, summary: Summary) -> list[Level]:
    first: list[Level] = [summary.level or NICK, figures.level]
    if summary.level is None:
        first = first[1:]
    return list(dict.fromkeys([*first, *LEVELS]))


def _known(figures: Figures, theirs: Sequence[str], level: Level) -> dict[str, str]:
    """Those names that are of our owners at a level, and what we call them."""
    everyone = figures.everyone
    ours = {name: our_name(name, everyone) if level == NICK else name for name in theirs}
    return {name: own for name, own in ours.items() if own in everyone}


def our_name(theirs: str, ours: Sequence[str]) -> str:
    """An agent's name in a summary as our data has it.

    A name without its shop is the one full name that ends in it, and the other way round; else it
    stands for itself (spec, "Agents' names").
    """
    if theirs in ours:
        return theirs
    _, colon, bare = theirs.rpartition(":")
    alike = [
        name for name in ours if (name == bare if colon else name.rpartition(":")[2] == theirs)
    ]
    return alike[0] if len(alike) == 1 else theirs
