"""Chat records that are written in other ways, brought into the usual one line by line.

The time before the name, the name and the time on two lines, the day in a line of its own above
many clock times: what opens a message is then told by the whole file, and is taken only where all
of it agrees. Source: spec, "Tables" (chat records).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xlcs.exports.read.limits import CHAT_LINE_LENGTH
from xlcs.exports.read.text.chat import AROUND, MOMENT, NAMES, lines_of, opener_of

_TIME_FIRST = re.compile(
    rf"^[(\[（【]?{MOMENT}(?![\d:：])[)\]）】]?[\s\u3000]*(?P<names>[^\s:：].*?)[:：]?$"
)
_TIME_ALONE = re.compile(rf"^[(\[（【]?{MOMENT}[)\]）】]?$")
_DAY_ALONE = re.compile(
    r"^(?P<rule>[-=—_*#~－＝\s]*)(?P<day>20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)"
    r"\s*+(?:(?:星期|周)[一二三四五六日天])?[-=—_*#~－＝\s]*$"
)
_CLOCK_ALONE = re.compile(
    rf"^(?P<names>{NAMES})[\s\u3000]*[(\[（【]?(?P<clock>\d{{1,2}}[:：]\d{{2}}[:：]\d{{2}})[)\]）】]?[:：]?$"
)
_FEWEST = 2
"""Lines of one such form make a text likely to be a chat record."""


def in_usual_form(text: str) -> str | None:
    """The chat record with `name time` in each line that opens a message; None where it is unsure.

    Each line keeps its number. It is sure where every line of that form opens a message, an agent
    with the shop's name is among the speakers, and only one name is without: that of the buyer.
    """
    lines = _short_lines(text)
    for form in (_time_first, _on_two_lines, _under_days):
        usual = form(lines)
        if usual is not None and _is_sure(usual):
            return "\n".join(usual)
    return None


def may_be_chat(text: str) -> bool:
    """Whether some lines are such as open messages in one of these forms."""
    lines = _short_lines(text)
    firsts = sum(_is_opener(_time_first_line(line)) for line in lines)
    alone = sum(_TIME_ALONE.match(line) is not None for line in lines)
    clocks = sum(_is_opener(_under_day(line, "2000-01-01")) for line in lines)
    if 2 * alone > len([*filter(None, lines)]):
        alone = 0  # a column of times, with nobody who speaks
    has_day = any(map(_DAY_ALONE.match, lines))
    return max(firsts, alone, clocks if has_day else 0) >= _FEWEST


def _short_lines(text: str) -> list[str]:
    """The lines, trimmed; a mark stands for one that is too long to open a message."""
    trimmed = (line.strip(AROUND) for line in lines_of(text))
    return [line if len(line) <= CHAT_LINE_LENGTH else "…" for line in trimmed]


def _is_sure(lines: Iterable[str]) -> bool:
    openers = [opener for opener in map(opener_of, lines) if opener is not None]
    names = {name for one in openers for name in (one.speaker, one.addressee) if name}
    bare = [name for name in names if ":" not in name]
    return len(bare) <= 1 < len(openers) and len(names) > len(bare)


def _is_opener(line: str | None) -> bool:
    return line is not None and opener_of(line) is not None


def _time_first_line(line: str) -> str | None:
    found = _TIME_FIRST.match(line)
    return f"{found['names']} {found['time']}" if found else None


def _under_day(line: str, day: str) -> str | None:
    found = _CLOCK_ALONE.match(line)
    return f"{found['names']} {day} {found['clock']}" if found else None


def _time_first(lines: Sequence[str]) -> list[str] | None:
    usual = [(line, _time_first_line(line)) for line in lines]
    if not all(_is_opener(opener) for _, opener in usual if opener is not None):
        return None
    return [line if opener is None else opener for line, opener in usual]


def _on_two_lines(lines: Sequence[str]) -> list[str] | None:
    usual = list(lines)
    for place, line in enumerate(lines):
        if found := _TIME_ALONE.match(line):
            opener = f"{lines[place - 1]} {found['time']}" if place else ""
            if not _is_opener(opener):
                return None
            usual[place - 1 : place + 1] = "", opener
    return usual


def _under_days(lines: Sequence[str]) -> list[str] | None:
    """A day below other text, with no blank line between, may be what somebody wrote."""
    usual, day = list(lines), ""
    for place, line in enumerate(lines):
        if found := _DAY_ALONE.match(line):
            if place and lines[place - 1] and not found["rule"].strip():
                return None
            day, usual[place] = found["day"], ""
        elif (opener := _under_day(line, day)) and _is_opener(opener if day else f"甲{line}"):
            if not day:
                return None
            usual[place] = opener
    return usual
