"""Two times compared, each known to the second, to the minute or by its day only.

Source: spec, "Resolution".
"""

from __future__ import annotations

from ..source import Time


def floored(time: Time) -> Time:
    """The time cut to the minute."""
    return Time(time.at.replace(second=0), time.form)


def before(a: Time, b: Time, *, minute: bool = False) -> bool:
    """Whether a is earlier than b, at the coarser of the two.

    minute : compare at the minute, whatever the two are known to
    """
    if "day" in (a.form, b.form):
        return a.at.date() < b.at.date()
    if minute or "minute" in (a.form, b.form):
        a, b = floored(a), floored(b)
    return a.at < b.at


def at_or_before(a: Time, b: Time, *, minute: bool = False) -> bool:
    """Whether a ≤ b. Within one day false where either is known by its day only."""
    if a.at.date() != b.at.date():
        return a.at.date() < b.at.date()
    if "day" in (a.form, b.form):
        return False
    if minute:
        a, b = floored(a), floored(b)
    return a.at <= b.at


def within_the_minute(a: Time, b: Time) -> bool:
    """Whether one is to the minute and the other to the second within that minute."""
    return {a.form, b.form} == {"minute", "second"} and floored(a).at == floored(b).at


def finer(a: Time, b: Time) -> Time:
    """Of two times of one minute the one to the second."""
    return a if a.form == "second" else b
