"""What the keys of a settings file may hold, and all that is wrong with one, told at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xlcs.settings.hidden_passwords import HIDDEN, names_a_password
from xlcs.settings.shown import SHOWN_LENGTH, cut, in_toml
from xlcs.settings.texts import TEXT
from xlcs.tables import normalised


@dataclass(frozen=True)
class Choice:
    """A key that takes one of a few words."""

    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A key that takes a number from `low` to `high`, both allowed."""

    low: float
    high: float
    whole: bool = False


class Problems:
    """Collects what is wrong in one file, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts: list[str] = []

    def add(self, text: str, **found: object) -> None:
        """Note what is wrong: a key of `TEXT`."""
        self.texts.append(TEXT[self.language][text].format_map(found))

    def accept(
        self, key: str, value: object, rule: Choice | Number, chinese: Iterable[str] = ()
    ) -> bool:
        """Whether the value is allowed; what is wrong is noted.

        `chinese` are the words that a file may hold in place of those of a choice.
        """
        if isinstance(rule, Choice):
            if isinstance(value, str) and value in rule.allowed:
                return True
            words = (*rule.allowed, *(chinese if self.language == "zh" else ()))
            allowed = ", ".join(map(in_toml, words))
            self.add("choice", key=key, value=in_toml(value), allowed=allowed)
            return False
        # TOML has true, inf and nan; a bool is an int to Python
        is_percentage = rule.high == 1 and str(value).endswith(("%", "％"))
        number = isinstance(value, int if rule.whole else (int, float))
        if number and not isinstance(value, bool):
            assert isinstance(value, (int, float))
            is_percentage = rule.high == 1 and 1 < value <= 100
            is_finite = isinstance(value, int) or math.isfinite(value)
            if is_finite and rule.low <= value <= rule.high:
                return True
        text = "fraction" if is_percentage else "whole" if rule.whole else "number"
        self.add(text, key=key, value=in_toml(value), low=rule.low, high=rule.high)
        return False

    def whole(self, key: str, value: object, low: int, high: int) -> bool:
        """Whether the value is a whole number between these; what is wrong is noted."""
        return self.accept(key, value, Number(low, high, whole=True))

    def in_english(
        self, content: Mapping[str, Any], chinese: Mapping[str, str], section: str = ""
    ) -> dict[str, tuple[str, Any]]:
        """English key → key as written, and its value; a key that is there twice is noted."""
        found: dict[str, tuple[str, Any]] = {}
        for shown, value in content.items():
            key = chinese.get(normalised(shown), chinese.get(shown, shown))
            if key in found:
                self.add("same_key", key=section + shown, other=section + found[key][0])
            found[key] = (shown, value)
        return found

    def unknown(self, key: str, value: object, known: Iterable[str], section: str = "") -> None:
        """Note a key that there is not, with the nearest of those known."""
        import difflib  # a cell's first call has no key to correct

        known = list(known)
        near = difflib.get_close_matches(key[:SHOWN_LENGTH], known, n=1)
        nearest = TEXT[self.language]["nearest"].format(nearest=section + near[0]) if near else ""
        self.add(
            "unknown",
            key=section + cut(key),
            value=HIDDEN if names_a_password(key) else in_toml(value),
            nearest=nearest,
            allowed=", ".join(known),
        )

    def section(self, key: str, value: object, allowed: Iterable[str]) -> dict[str, Any]:
        """The section as a dict; empty, and noted, where it is something else."""
        if isinstance(value, dict):
            return value
        self.add("table", key=key, value=in_toml(value), allowed=", ".join(allowed))
        return {}

    def texts_of(self, key: str, value: object, example: str) -> tuple[str, ...]:
        """The list of texts without the blanks around them; empty, and noted, where it is none."""
        if isinstance(value, list) and all(isinstance(t, str) and t.strip() for t in value):
            return tuple(dict.fromkeys(t.strip() for t in value))
        self.add("list", key=key, value=in_toml(value), example=example)
        return ()
