"""Active relations and the messages that count. Source: spec, "Terms"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..source import Row, Time
from .periods import DAY, midnight
from .times import floored


def is_active(relation: Row, moment: Time) -> bool:
    """Section "Terms", active relation.

    Known by its day only: active through the whole day; to the minute: asked at the minute.
    """
    bound, unbound = relation["bound_at"], relation["unbound_at"]
    first = last = moment.at
    if moment.form == "day":
        last = midnight(moment.at.date()) + DAY - timedelta(microseconds=1)
    elif moment.form == "minute":
        bound, unbound = floored(bound), unbound and floored(unbound)
    return bound.at <= first and (unbound is None or last < unbound.at)


def meant(relations: list[Row], moment: Time) -> Row | None:
    """Of the relations active at that moment the one with the latest `bound_at`.

    Ties: the agent whose name sorts first.
    """
    active = [relation for relation in relations if is_active(relation, moment)]
    active.sort(key=lambda relation: relation["agent"])
    return max(active, key=lambda relation: relation["bound_at"].at, default=None)


@dataclass
class Eligible:
    """An eligible message and the relation it was sent under; times at the data's resolution."""

    buyer: str
    agent: str
    sent: Time
    read: Time | None
    replied: Time | None
    bound: Time

    @property
    def day(self) -> date:
        return self.sent.at.date()


def last_of(messages: list[Eligible]) -> Eligible:
    """The last message: latest t; then latest r, no r ranking last; then the first agent."""
    best = messages[0]
    for message in messages[1:]:
        tie = rank(message) == rank(best) and message.agent < best.agent
        if rank(message) > rank(best) or tie:
            best = message
    return best


def rank(message: Eligible) -> tuple[datetime, datetime]:
    read = message.read
    exact = read is not None and read.form != "day"
    return message.sent.at, read.at if read is not None and exact else datetime.min


def first_of(messages: list[Eligible]) -> Eligible:
    """The earliest message; of several the agent whose name sorts first."""
    return min(messages, key=lambda message: (message.sent.at, message.agent))
