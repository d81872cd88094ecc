"""Limits, rules and mappings that a shop may set, in `xlcs.toml` beside its data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xlcs.errors import SettingsError
from xlcs.settings.limits import DEFAULTS, Limits, limits_of
from xlcs.settings.people import LEVELS, NICK, Level, Nick, people_of
from xlcs.settings.shown import cut
from xlcs.settings.source import DatabaseSource, database_source
from xlcs.settings.summaries import summaries_of
from xlcs.settings.targets import Targets, targets_of
from xlcs.settings.texts import KEYS_ZH, STATUS_ZH, TEXT, WORDS_ZH
from xlcs.settings.wrong import Choice, Number, Problems
from xlcs.tables import TABLE, TABLES, Table, bare, normalised

FILE_NAME = "xlcs.toml"

READ_DAYS = ("payment_day", "any")
READ_RULES = ("before_payment", "same_day")
CREDITS = ("last", "first")
PERIODS = ("month", "week", "day", "range")
LANGUAGES = ("zh", "en")

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")
NOT_CONVERTED = ("付款流失", "催付失败", "询单流失", "未付款", "未转化")


@dataclass(frozen=True)
class Settings:
    """What a shop may set; the defaults are the platform's rules.

    edition : name of the rule edition (see `EDITIONS`) that the next four were taken from; made
        with `of_edition`, since the name alone sets none of them
    window_days : an order of day P looks at messages of the days P − window_days + 1 … P [count]
    read_day : "payment_day" (read on day P) or "any" (at any time from sending on)
    read_rule : "before_payment" (read at or before paying) or "same_day" (read by midnight)
    credit : "last" or "first": which of several qualifying messages is credited
    lookback_days : days before the payment in which a message makes `messaged_earlier_day`
    conversation_gap_min : longest pause within a conversation of a chat record [min]
    reception_period : "month", "week" (ISO), "day" or "range" (the chosen period as a whole)
    max_average_min : longest average reception that is still 达标 [min]
    min_conversion_rate : lowest conversion rate that is still 达标 [fraction]
    language : "zh" or "en"
    converted, not_converted : reception statuses of each kind, beside the built-in ones
    headers : table id → canonical column → further headers to accept
    source : a database to read from, beside or instead of files; None where there is none
    targets : agent ("" for the shop) → figure → what it is to reach in a month
    agents_by : whom the agents' figures are of: "nick", "person" or "group"
    people : whose each nick is
    summaries : file of figures already added up → first and last day that they are of
    limits : how much of a file is taken in before it is refused

    Raises
    ------
    SettingsError : a value is not allowed, or an edition is named whose rule is not set
    """

    edition: str = "2022-09"
    window_days: int = 1
    read_day: str = "payment_day"
    read_rule: str = "before_payment"
    credit: str = "last"
    lookback_days: int = 7
    conversation_gap_min: float = 30.0
    reception_period: str = "month"
    max_average_min: float = 50.0
    min_conversion_rate: float = 0.5
    language: str = "zh"
    converted: tuple[str, ...] = ()
    not_converted: tuple[str, ...] = ()
    headers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    source: DatabaseSource | None = None
    targets: Targets = field(default_factory=dict)
    agents_by: Level = NICK
    people: tuple[Nick, ...] = ()
    summaries: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    limits: Limits = DEFAULTS

    def __post_init__(self) -> None:
        problems = Problems(self.language if self.language in LANGUAGES else "zh")
        for key, rule in KEYS.items():
            problems.accept(key, getattr(self, key), rule)
        if EDITIONS.get(self.edition) and self._has_default_rule():
            problems.add("edition", name=self.edition)
        if problems.texts:
            raise SettingsError("\n".join(problems.texts))

    def _has_default_rule(self) -> bool:
        return all(getattr(self, key) == getattr(Settings, key) for key in RULE_KEYS)

    @classmethod
    def of_edition(cls, name: str, **beside: Any) -> Settings:
        """The settings of a named rule edition, and what is set beside it.

        Examples
        --------
        >>> Settings.of_edition("7-day", credit="first").window_days
        7
        """
        if name not in EDITIONS:
            return cls(edition=name)  # which says what the names are
        values = {**EDITIONS[name], **beside}
        if all(values.get(key, getattr(cls, key)) == getattr(cls, key) for key in RULE_KEYS):
            name = cls.edition  # all that it sets was set back
        return cls(**{**values, "edition": name})

    def status_means(self) -> dict[str, bool]:
        """Reception status → whether it means converted; the shop's own mapping wins."""
        built_in = dict.fromkeys(CONVERTED, True) | dict.fromkeys(NOT_CONVERTED, False)
        own = dict.fromkeys(self.converted, True) | dict.fromkeys(self.not_converted, False)
        return built_in | own


EDITIONS: Mapping[str, Mapping[str, Any]] = {
    "2022-09": {},
    "7-day": {"window_days": 7},
    "3-day-any": {"window_days": 3, "read_day": "any"},
    "7-day-any": {"window_days": 7, "read_day": "any"},
    "15-day-any": {"window_days": 15, "read_day": "any"},
}
"""Named rule editions: what each sets other than the default. Source: spec, "Rule editions"."""
RULE_KEYS = ("window_days", "read_day", "read_rule", "credit")
"""What an edition is."""


KEYS: Mapping[str, Choice | Number] = {
    "edition": Choice(tuple(EDITIONS)),
    "window_days": Number(1, 90, whole=True),
    "read_day": Choice(READ_DAYS),
    "read_rule": Choice(READ_RULES),
    "credit": Choice(CREDITS),
    "lookback_days": Number(0, 90, whole=True),
    "conversation_gap_min": Number(0, 1440),
    "reception_period": Choice(PERIODS),
    "max_average_min": Number(0, 1440),
    "min_conversion_rate": Number(0, 1),
    "language": Choice(LANGUAGES),
    "agents_by": Choice(LEVELS),
}
"""The keys at the top of the file and what each takes."""

STATUS_KEYS = ("converted", "not_converted")
TABLES_OF_FILE = ("status", "headers", "targets", "source", "people", "summaries", "limits")


def find_settings(folder: str | Path) -> Path | None:
    """The settings file beside the data: `folder`/xlcs.toml, or None where there is none.

    Raises
    ------
    SettingsError : there is only an `xlcs.toml.txt`, which Notepad makes of it.
    """
    path = Path(folder) / FILE_NAME
    # os.path, since a folder that may not be looked into holds none, and is told where it is read;
    # a folder of that name, or a link that leads nowhere, is found, to be told that it cannot be
    # read: without a word the figures would be of other rules.
    leads_nowhere = os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114
    if os.path.isfile(path) or os.path.isdir(path) or leads_nowhere:  # noqa: PTH112, PTH113
        return path
    misnamed = path.with_name(FILE_NAME + ".txt")
    if os.path.isfile(misnamed):  # noqa: PTH113
        raise SettingsError(
            "\n".join(
                TEXT[lang]["suffix"].format(file=misnamed, name=FILE_NAME) for lang in LANGUAGES
            )
        )
    return None


def read_settings(path: str | Path, language: str | None = None) -> Settings:
    """Settings from a TOML file; what it leaves out keeps its default.

    Keys and words may be Chinese or English.

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
    from xlcs.settings.file import toml_content  # most folders have no settings file

    file = Path(path)
    content = toml_content(file, language or "zh")
    own = next((content[key] for key in ("language", "语言") if key in content), None)
    own = WORDS_ZH["language"].get(own, own) if isinstance(own, str) else None
    spoken = language or (own if own in LANGUAGES else "zh")
    problems = Problems(spoken)

    known = problems.in_english(content, KEYS_ZH)
    values: dict[str, Any] = {}
    for key, (shown, value) in known.items():
        if key in KEYS:
            value = WORDS_ZH.get(key, {}).get(value, value) if isinstance(value, str) else value
            if problems.accept(shown, value, KEYS[key], WORDS_ZH.get(key, ())):
                values[key] = value
        elif key not in TABLES_OF_FILE:
            problems.unknown(key, value, (*KEYS, *TABLES_OF_FILE))
    values |= _statuses(known.get("status", ("status", {}))[1], problems)
    values["headers"] = _headers(known.get("headers", ("headers", {}))[1], problems)
    if "source" in known:
        values["source"] = database_source(known["source"][1], _TABLES_ZH, problems)
    values["targets"] = targets_of(known.get("targets", ("targets", {}))[1], problems)
    values["people"] = people_of(known.get("people", ("people", {}))[1], problems)
    values["summaries"] = summaries_of(known.get("summaries", ("summaries", {}))[1], problems)
    values["limits"] = limits_of(known.get("limits", ("limits", {}))[1], problems)

    if problems.texts:
        head = TEXT[spoken]["head"].format(file=file, count=len(problems.texts))
        raise SettingsError("\n".join([head, *(f"- {text}" for text in problems.texts)]))
    for key in ("conversation_gap_min", "max_average_min", "min_conversion_rate"):
        if key in values:
            values[key] = float(values[key])
    return Settings.of_edition(values.pop("edition", Settings.edition), **values)


def _statuses(value: object, problems: Problems) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    content = problems.section("status", value, STATUS_KEYS)
    for key, (shown, statuses) in problems.in_english(content, STATUS_ZH, "status.").items():
        if key in STATUS_KEYS:
            example = CONVERTED[0] if key == "converted" else NOT_CONVERTED[0]
            lists[key] = problems.texts_of(f"status.{shown}", statuses, example)
        else:
            problems.unknown(key, statuses, STATUS_KEYS, "status.")
    for status in lists.get("converted", ()):
        if status in lists.get("not_converted", ()):
            problems.add("both", value=cut(status))
    return lists


_TABLES_ZH = {normalised(name): t.id for t in TABLES for name in (t.zh, *t.short)}
"""A table's Chinese names, as they are compared → its id."""


def _headers(value: object, problems: Problems) -> dict[str, dict[str, tuple[str, ...]]]:
    headers: dict[str, dict[str, tuple[str, ...]]] = {}
    tables = problems.section("headers", value, TABLE)
    for table_id, (shown, columns) in problems.in_english(tables, _TABLES_ZH, "headers.").items():
        if table_id in TABLE:
            headers[table_id] = _headers_of(TABLE[table_id], f"headers.{shown}", columns, problems)
        else:
            problems.unknown(table_id, columns, TABLE, "headers.")
    return headers


def _headers_of(
    table: Table, section: str, value: object, problems: Problems
) -> dict[str, tuple[str, ...]]:
    """The shop's own headers of one table; none may be that of two columns."""
    known = [column.name for column in table.columns]
    built_in = {normalised(h): column for column in table.columns for h in column.headers}
    chinese = {header: column.name for header, column in built_in.items()}
    taken: dict[str, str] = {}
    headers: dict[str, tuple[str, ...]] = {}
    content = problems.section(section, value, known)
    for name, (shown, names) in problems.in_english(content, chinese, section + ".").items():
        key = f"{section}.{cut(shown)}"
        if name not in known:
            problems.unknown(name, names, known, section + ".")
            continue
        accepted = problems.texts_of(key, names, table.column(name).headers[-1])
        for header in accepted:
            folded = normalised(header)
            owner = built_in.get(folded) or built_in.get(bare(folded))
            if owner is not None and owner.name != name:
                other = f"{owner.headers[0]} ({owner.name})"
                problems.add("taken", key=key, value=cut(header), other=other)
            elif taken.get(folded, key) != key:
                problems.add("twice", value=cut(header), key=taken[folded], other=key)
            taken[folded] = key
        headers[name] = accepted
    return headers
