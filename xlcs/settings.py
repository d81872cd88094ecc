"""Limits, rules and mappings that a shop may set, in `xlcs.toml` beside its data."""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlcs.errors import SettingsError
from xlcs.tables import TABLE

FILE_NAME = "xlcs.toml"

READ_RULES = ("before_payment", "same_day")
PERIODS = ("month", "week", "day", "range")
LANGUAGES = ("zh", "en")

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")
NOT_CONVERTED = ("付款流失", "催付失败", "询单流失", "未付款", "未转化")


@dataclass(frozen=True)
class Settings:
    """What a shop may set; the defaults are the platform's rules.

    read_rule : "before_payment" (read at or before paying) or "same_day" (read by midnight)
    lookback_days : days before the payment in which a message makes `messaged_earlier_day`
    reception_period : "month", "week" (ISO), "day" or "range" (the chosen period as a whole)
    max_average_min : longest average reception that is still 达标 [min]
    min_conversion_rate : lowest conversion rate that is still 达标 [fraction]
    language : "zh" or "en"
    converted, not_converted : reception statuses of each kind, beside the built-in ones
    headers : table id → canonical column → further headers to accept
    """

    read_rule: str = "before_payment"
    lookback_days: int = 7
    reception_period: str = "month"
    max_average_min: float = 50.0
    min_conversion_rate: float = 0.5
    language: str = "zh"
    converted: tuple[str, ...] = ()
    not_converted: tuple[str, ...] = ()
    headers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def status_means(self) -> dict[str, bool]:
        """Reception status → whether it means converted; the shop's own mapping wins."""
        built_in = dict.fromkeys(CONVERTED, True) | dict.fromkeys(NOT_CONVERTED, False)
        own = dict.fromkeys(self.converted, True) | dict.fromkeys(self.not_converted, False)
        return built_in | own


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


KEYS: Mapping[str, Choice | Number] = {
    "read_rule": Choice(READ_RULES),
    "lookback_days": Number(0, 90, whole=True),
    "reception_period": Choice(PERIODS),
    "max_average_min": Number(0, 1440),
    "min_conversion_rate": Number(0, 1),
    "language": Choice(LANGUAGES),
}
"""The keys at the top of the file and what each takes."""

STATUS_KEYS = ("converted", "not_converted")
TABLES_OF_FILE = ("status", "headers")

_TEXT = {
    "zh": {
        "head": "设置文件 {file} 有 {count} 处要改：",
        "gone": "设置文件 {file} 不存在。请检查路径。",
        "unreadable": "设置文件 {file} 打不开：{why}。请检查权限。",
        "encoding": "设置文件 {file} 第 {line} 行不是 UTF-8 文字。请用记事本另存为 UTF-8 编码。",
        "syntax": "设置文件 {file} 第 {line} 行写法不对：{text}（{why}）。"
        '请写成 键 = 值 的形式，文字要加引号，如 language = "zh"。',
        "unknown": "不认识的键 {key}（值 {value}）。{nearest}可用的键：{allowed}。",
        "nearest": "是不是想写 {nearest}？",
        "choice": "{key} = {value} 不对，只能是：{allowed}。",
        "whole": "{key} = {value} 不对，要写 {low} 到 {high} 之间的整数。",
        "number": "{key} = {value} 不对，要写 {low} 到 {high} 之间的数。",
        "table": "{key} = {value} 不对，这里要写成一段 [{key}]，里面是：{allowed}。",
        "list": '{key} = {value} 不对，要写成文字的列表，如 ["{example}"]。',
        "both": "状态“{value}”同时写在 status.converted 和 status.not_converted 里，只能留一处。",
        "twice": "列名“{value}”同时写在 {key} 和 {other} 里，只能留一处。",
    },
    "en": {
        "head": "Settings file {file}: {count} to put right:",
        "gone": "The settings file {file} does not exist. Check the path.",
        "unreadable": "The settings file {file} cannot be opened: {why}. Check its permissions.",
        "encoding": "Settings file {file}: line {line} is not UTF-8 text. Save the file as UTF-8.",
        "syntax": "Settings file {file}: line {line} is not valid: {text} ({why})."
        ' Write key = value, with quotes around text, such as language = "zh".',
        "unknown": "unknown key {key} (value {value}). {nearest}Keys there are: {allowed}.",
        "nearest": "Did you mean {nearest}? ",
        "choice": "{key} = {value} is not allowed; it is one of: {allowed}.",
        "whole": "{key} = {value} is not allowed; it is a whole number from {low} to {high}.",
        "number": "{key} = {value} is not allowed; it is a number from {low} to {high}.",
        "table": "{key} = {value} is not allowed; write a section [{key}] with: {allowed}.",
        "list": '{key} = {value} is not allowed; it is a list of texts, such as ["{example}"].',
        "both": "the status “{value}” is in both status.converted and status.not_converted;"
        " keep one.",
        "twice": "the header “{value}” is in both {key} and {other}; keep one.",
    },
}  # fmt: skip


def find_settings(folder: str | Path) -> Path | None:
    """The settings file beside the data: `folder`/xlcs.toml, or None where there is none."""
    path = Path(folder) / FILE_NAME
    # os.path, since a folder that may not be looked into holds none, and is told where it is read
    return path if os.path.isfile(path) else None  # noqa: PTH113


def read_settings(path: str | Path, language: str | None = None) -> Settings:
    """Settings from a TOML file; what it leaves out keeps its default.

    Parameters
    ----------
    path : the file, UTF-8 with or without BOM
    language : of the error's text; None takes the file's own `language`, else Chinese

    Raises
    ------
    SettingsError
        The file cannot be read, is no TOML (the line is named), or has an unknown key or a value
        that is not allowed. All problems of the file at once, each with key, value and what is
        allowed.
    """
    file = Path(path)
    content = _toml(file, language or "zh")
    own = content.get("language")
    spoken = language or (own if isinstance(own, str) and own in LANGUAGES else "zh")
    problems = _Problems(spoken)

    values: dict[str, Any] = {}
    for key, value in content.items():
        if key in KEYS:
            if problems.accept(key, value, KEYS[key]):
                values[key] = value
        elif key not in TABLES_OF_FILE:
            problems.unknown(key, value, (*KEYS, *TABLES_OF_FILE))
    values |= _statuses(content.get("status", {}), problems)
    values["headers"] = _headers(content.get("headers", {}), problems)

    if problems.texts:
        head = _TEXT[spoken]["head"].format(file=file, count=len(problems.texts))
        raise SettingsError("\n".join([head, *(f"- {text}" for text in problems.texts)]))
    if "max_average_min" in values:
        values["max_average_min"] = float(values["max_average_min"])
    if "min_conversion_rate" in values:
        values["min_conversion_rate"] = float(values["min_conversion_rate"])
    return Settings(**values)


class _Problems:
    """Collects what is wrong in one file, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts: list[str] = []

    def add(self, text: str, **found: object) -> None:
        self.texts.append(_TEXT[self.language][text].format_map(found))

    def accept(self, key: str, value: object, rule: Choice | Number) -> bool:
        """Whether the value is allowed; what is wrong is noted."""
        if isinstance(rule, Choice):
            if isinstance(value, str) and value in rule.allowed:
                return True
            allowed = ", ".join(_shown(word) for word in rule.allowed)
            self.add("choice", key=key, value=_shown(value), allowed=allowed)
            return False
        # TOML has true, inf and nan; a bool is an int to Python
        number = isinstance(value, int if rule.whole else (int, float))
        if number and not isinstance(value, bool):
            assert isinstance(value, (int, float))
            if math.isfinite(value) and rule.low <= value <= rule.high:
                return True
        text = "whole" if rule.whole else "number"
        self.add(text, key=key, value=_shown(value), low=rule.low, high=rule.high)
        return False

    def unknown(self, key: str, value: object, known: Iterable[str], section: str = "") -> None:
        import difflib  # a cell's first call has no key to correct

        known = list(known)
        near = difflib.get_close_matches(key, known, n=1)
        nearest = _TEXT[self.language]["nearest"].format(nearest=section + near[0]) if near else ""
        self.add(
            "unknown",
            key=section + key,
            value=_shown(value),
            nearest=nearest,
            allowed=", ".join(known),
        )

    def section(self, key: str, value: object, allowed: Iterable[str]) -> dict[str, Any]:
        """The section as a dict; empty, and noted, where it is something else."""
        if isinstance(value, dict):
            return value
        self.add("table", key=key, value=_shown(value), allowed=", ".join(allowed))
        return {}

    def texts_of(self, key: str, value: object, example: str) -> tuple[str, ...]:
        """The list of texts without the blanks around them; empty, and noted, where it is none."""
        if isinstance(value, list) and all(isinstance(t, str) and t.strip() for t in value):
            return tuple(dict.fromkeys(t.strip() for t in value))
        self.add("list", key=key, value=_shown(value), example=example)
        return ()


def _statuses(value: object, problems: _Problems) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for key, statuses in problems.section("status", value, STATUS_KEYS).items():
        if key in STATUS_KEYS:
            example = CONVERTED[0] if key == "converted" else NOT_CONVERTED[0]
            lists[key] = problems.texts_of(f"status.{key}", statuses, example)
        else:
            problems.unknown(key, statuses, STATUS_KEYS, "status.")
    for status in lists.get("converted", ()):
        if status in lists.get("not_converted", ()):
            problems.add("both", value=status)
    return lists


def _headers(value: object, problems: _Problems) -> dict[str, dict[str, tuple[str, ...]]]:
    headers: dict[str, dict[str, tuple[str, ...]]] = {}
    for table_id, columns in problems.section("headers", value, TABLE).items():
        section = f"headers.{table_id}"
        if table_id not in TABLE:
            problems.unknown(table_id, columns, TABLE, "headers.")
            continue
        table = TABLE[table_id]
        known = [column.name for column in table.columns]
        seen: dict[str, str] = {}
        for name, names in problems.section(section, columns, known).items():
            key = f"{section}.{name}"
            if name not in known:
                problems.unknown(name, names, known, section + ".")
                continue
            accepted = problems.texts_of(key, names, table.column(name).headers[-1])
            for header in accepted:
                folded = unicodedata.normalize("NFKC", header)
                if folded in seen:
                    problems.add("twice", value=header, key=seen[folded], other=key)
                seen[folded] = key
            headers.setdefault(table_id, {})[name] = accepted
    return headers


def _toml(file: Path, language: str) -> dict[str, Any]:
    text = _TEXT[language]
    try:
        raw = file.read_bytes()
    except FileNotFoundError as error:
        raise SettingsError(text["gone"].format(file=file)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(text["unreadable"].format(file=file, why=why)) from error
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(text["encoding"].format(file=file, line=line)) from error
    import tomllib  # most folders have no settings file

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        lines = content.splitlines() or [""]
        why = str(error)
        named = re.search(r" \(at line (\d+).*\)$", why)
        line = int(named[1]) if named else len(lines)
        why = why[: named.start()] if named else why
        shown = lines[min(line, len(lines)) - 1].strip()
        raise SettingsError(
            text["syntax"].format(file=file, line=line, text=shown, why=why)
        ) from error


def _shown(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_shown(v)}" for k, v in value.items()) + "}"
    return str(value)
