"""Texts with counts in them: an English one says "1 row is"; of many names the first are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

BETWEEN = {"zh": "、", "en": ", "}
"""What stands between names in a list."""

_IRREGULAR = {"people": "person"}
_NOUNS = (
    "files or sheets|presale orders|rows|files|buyers|nicks|people|shops|figures|orders|messages"
    "|conversations|refunds|receptions|agents|parts|lines|days|bytes|cells"
)
_VERBS = {
    "are": "is",
    "were": "was",
    "have": "has",
    "hold": "holds",
    "end": "ends",
    "occur": "occurs",
    "agree": "agrees",
    "differ": "differs",
    "look": "looks",
}
_COUNTED = re.compile(
    rf"(\{{(\w+)(?::[^}}]*)?\}})( (?:{_NOUNS})\b)?( (?:more|still|of them)\b)?"
    rf"( (?:{'|'.join(_VERBS)})\b)?"
)


def filled(template: str, found: Mapping[str, object]) -> str:
    """A text with what was found put in; what stands right after a count of 1 is in the singular.

    Parameters
    ----------
    template : as `str.format` takes it, in either language; the noun right after its count, the
        verb right after the noun
    found : by name

    Examples
    --------
    >>> filled("{count} rows are totals of {shops} shops.", {"count": "1", "shops": 3})
    '1 row is totals of 3 shops.'
    """

    def in_number(part: re.Match[str]) -> str:
        count, key, noun, between, verb = part[1], part[2], part[3] or "", part[4], part[5]
        if str(found.get(key)) != "1":
            return part[0]
        words = (_IRREGULAR.get(word) or _singular(word) for word in noun.split())
        noun = "".join(f" {word}" for word in words)
        verb = f" {_VERBS[verb.strip()]}" if verb else ""
        return f"{count}{noun}{between or ''}{verb}"

    return _COUNTED.sub(in_number, template).format_map(found)


def listed(names: Iterable[str], language: str) -> str:
    """Names one after the other.

    Examples
    --------
    >>> listed(["甲", "乙"], "zh")
    '甲、乙'
    >>> listed(["a", "b"], "en")
    'a, b'
    """
    return BETWEEN[language].join(names)


def some_of(names: Sequence[str], most: int, between: str = ", ") -> str:
    """The first names, and that there are others where there are more than `most`.

    Examples
    --------
    >>> some_of(["a", "b", "c"], 2)
    'a, b …'
    """
    return between.join(names[:most]) + (" …" if len(names) > most else "")


def _singular(noun: str) -> str:
    return noun.removesuffix("s")
