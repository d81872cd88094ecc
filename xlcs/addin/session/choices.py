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
from xlcs.settings.wrong import Choice, Problems

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([%％]?)")

_HEAD = {
    "zh": "工作簿的设置有 {count} 处要改：",
    "en": "The workbook's settings have {count} to put right:",
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
    ArgumentError : the period is none, or a cell holds an error.
    SettingsError : cells of settings that hold what is not allowed, all at once.
    """
    given = arguments.period(
        values.get(names.START), values.get(names.END), (names.START, names.END), language
    )
    start, end = given or (None, None)
    rules: dict[str, Any] = {}
    problems = Problems(language)
    for name, key in names.SETTINGS.items():
        value = arguments.single(values.get(name), name, language)
        if value is None or not str(value).strip():
            continue
        value = _read(key, value)
        words = [word.zh for word in names.WORDS.get(key, ())]
        if problems.accept(name, value, KEYS[key], words):
            rules[key] = value
    if problems.texts:
        head = _HEAD[language].format(count=len(problems.texts))
        raise SettingsError("\n".join([head, *(f"- {line}" for line in problems.texts)]))
    folder = values.get(names.FOLDER)
    return Choices(str(folder).strip() if folder else "", start, end, rules)


def _read(key: str, value: object) -> object:
    """A cell's value as a settings file would hold it; one that is none stays as it is."""
    if isinstance(KEYS[key], Choice):
        return names.meant(key, value) or value
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value.strip())):
        value = float(match[1]) / (100 if match[2] else 1)
    return int(value) if isinstance(value, float) and value.is_integer() else value
