"""What a workbook asks for: its data, its report period, its rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlcs.addin.cells import arguments
from xlcs.addin.session import names
from xlcs.errors import SettingsError
from xlcs.settings import KEYS, Settings, find_settings, read_settings
from xlcs.settings.wrong import Choice, Number

_TEXT = {
    "zh": {
        "head": "工作簿的设置有 {count} 处要改：",
        "choice": "{name}：“{value}” 不对，只能是：{allowed}。",
        "number": "{name}：“{value}” 不对，要写 {low:g} 到 {high:g} 之间的{kind}。",
        "whole": "整数",
        "any": "数",
    },
    "en": {
        "head": "The workbook's settings have {count} to put right:",
        "choice": "{name}: “{value}” is not allowed; it is one of: {allowed}.",
        "number": "{name}: “{value}” is not allowed; it is a {kind} from {low:g} to {high:g}.",
        "whole": "whole number",
        "any": "number",
    },
}


@dataclass(frozen=True)
class Choices:
    """What a workbook asks for.

    folder : the data folder as written, "" for none
    start, end : the report period; both None for all days that the data covers
    rules : fields of `Settings` that the workbook itself sets; the others are those of `xlcs.toml`
        beside the data
    """

    folder: str = ""
    start: date | None = None
    end: date | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)

    def settings(self) -> Settings:
        """The rules that hold: the workbook's, else those beside the data, else the defaults.

        Raises
        ------
        SettingsError : the file beside the data is not right.
        """
        beside = find_settings(Path(self.folder)) if self.folder else None
        language = self.rules.get("language")
        settings = read_settings(beside, language) if beside else Settings()
        return replace(settings, **self.rules)


def choices_in(values: Mapping[str, object], language: str = "zh") -> Choices:
    """What the named cells (see `names.NAMES`) ask for; one missing or blank says nothing.

    Raises
    ------
    ArgumentError : the period is none.
    SettingsError : cells of settings that hold what is not allowed, all at once.
    """
    given = arguments.period(
        values.get(names.START), values.get(names.END), (names.START, names.END), language
    )
    start, end = given or (None, None)
    rules: dict[str, Any] = {}
    wrong: list[str] = []
    for name, key in names.SETTINGS.items():
        value = values.get(name)
        if value is None or not str(value).strip():
            continue
        rule, text = KEYS[key], _TEXT[language]
        found = _choice(key, value) if isinstance(rule, Choice) else _number(value, rule)
        if found is not None:
            rules[key] = found
        elif isinstance(rule, Choice):
            allowed = ", ".join(f"{word.zh} ({word.value})" for word in names.WORDS[key])
            wrong.append(text["choice"].format(name=name, value=value, allowed=allowed))
        else:
            kind = text["whole" if rule.whole else "any"]
            wrong.append(
                text["number"].format(
                    name=name, value=value, kind=kind, low=rule.low, high=rule.high
                )
            )
    if wrong:
        head = _TEXT[language]["head"].format(count=len(wrong))
        raise SettingsError("\n".join([head, *(f"- {line}" for line in wrong)]))
    folder = values.get(names.FOLDER)
    return Choices(str(folder).strip() if folder else "", start, end, rules)


def _choice(key: str, value: object) -> str | None:
    text = str(value).strip().casefold()
    for word in names.WORDS[key]:
        if text in (word.value, word.zh.casefold(), word.en.casefold()):
            return word.value
    return None


def _number(value: object, rule: Number) -> float | int | None:
    if isinstance(value, str):
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([%％]?)", value.strip())
        if match is None:
            return None
        value = float(match[1]) / (100 if match[2] else 1)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if not rule.low <= value <= rule.high or (rule.whole and value != value // 1):
        return None
    return int(value) if rule.whole else float(value)
