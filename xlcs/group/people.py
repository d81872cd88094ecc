"""Persons over shops: a person's money and counts in all shops where the person has a nick.

The same buyer in two shops is two buyers, so that customers add up over shops, as money does.
Within a shop they are distinct over the person's nicks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlcs.figures.guided.guided_sales import RATIOS
from xlcs.figures.single_figures import Value
from xlcs.figures.tables.receptions import Received, average_duration, conversion_rate
from xlcs.group.answers import ADDED, Person, ShopAnswer
from xlcs.shop.frames import FEN


@dataclass(frozen=True)
class OverShops:
    """A person over shops, or a nick without a person in its shop.

    figures : id → value; unknown where it is so in every shop
    """

    person: str
    group: str
    known: bool
    shops: tuple[str, ...]
    nicks: tuple[str, ...]
    figures: Mapping[str, Value]


def added(values: Iterable[Value]) -> Value:
    """The sum of what is known, money to the fen; None where nothing is."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    if all(isinstance(value, int) for value in known):
        return sum(int(value) for value in known)
    return sum(round(float(value) * FEN) for value in known) / FEN


def ratios(shops: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """The figures that are one divided by another, of the shops that know both; None over 0.

    A shop without orders has clients messaged and no buyers that are known: those messaged there
    must not make the share of buyers smaller.
    """
    found: dict[str, Value] = {}
    for id, (above, below) in RATIOS.items():
        both = [one for one in shops if one[above] is not None and one[below] is not None]
        a, b = added(one[above] for one in both), added(one[below] for one in both)
        found[id] = float(a) / float(b) if a is not None and b else None
    return found


def people_over_shops(answers: Sequence[ShopAnswer]) -> list[OverShops]:
    """Each person, and each nick without one; by guided GMV (greatest first), then name.

    A nick without a person is of its own shop alone, whatever is called so in another.
    """
    rows: dict[tuple[str, str], list[tuple[str, Person]]] = {}
    for answer in answers:
        for person in answer.people:
            key = (person.person, answer.shop if person.nick else "")
            rows.setdefault(key, []).append((answer.shop, person))
    found = [_over_shops(some) for some in rows.values()]
    return sorted(found, key=lambda one: (-float(one.figures["guided_gmv"] or 0), one.person))


def _over_shops(some: Sequence[tuple[str, Person]]) -> OverShops:
    first = some[0][1]
    figures = {id: added(person.figures[id] for _, person in some) for id in ADDED}
    return OverShops(
        first.person,
        next((person.group for _, person in some if person.group), ""),
        not first.nick,
        tuple(shop for shop, _ in some),
        tuple(nick for _, person in some for nick in person.nicks),
        figures
        | ratios([person.figures for _, person in some])
        | _received([p.received for _, p in some if p.received is not None]),
    )


def _received(parts: Sequence[Received]) -> dict[str, Value]:
    ids = ("receptions", "buyers", "converted_buyers", "conversion_rate", "average_duration")
    if not parts:
        return dict.fromkeys(ids)
    whole = Received(
        sum(part.receptions for part in parts),
        sum(part.buyers for part in parts),
        sum(part.converted_buyers for part in parts),
        sum(part.duration for part in parts),
        sum(part.timed for part in parts),
    )
    values = (whole.receptions, whole.buyers, whole.converted_buyers, conversion_rate(whole))
    return dict(zip(ids, (*values, average_duration(whole)), strict=True))
