"""The section `[source]` of the settings: a database to read tables from, beside or instead of
files.

No message shows a value of this section: it may hold a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.wrong import Problems
from xlcs.tables import TABLE

PASSWORD_ENV = "XLCS_DATABASE_PASSWORD"
"""The environment variable of the password where `password_env` names no other."""

URLS = ("postgresql+psycopg://", "mysql+pymysql://", "mariadb+pymysql://")
SOURCE_KEYS = ("url", "password_env")
TABLE_KEYS = ("table", "query", "index", "reread_days")
SOURCE_ZH = {"地址": "url", "密码变量": "password_env"}
TABLE_ZH = {"表": "table", "查询": "query", "索引列": "index", "重读天数": "reread_days"}

INDEXED = ("messages", "visits", "invitations", "receptions")
"""Tables whose rows hardly change after their day; the others are read whole each time."""

REREAD_DAYS = 3
MOST_REREAD_DAYS = 366

_QUERY = re.compile(r"(?i)\s*(?:select|with)\s")


@dataclass(frozen=True)
class TableSource:
    """Where the rows of a canonical table are.

    table : canonical id
    name : of a table or view of the database, perhaps with its schema (`erp.orders`); or else
    query : a SELECT
    index : a column of times, by which only days that are new are read; None reads all
    reread_days : days before the last one that are read again each time [count]
    """

    table: str
    name: str | None = None
    query: str | None = None
    index: str | None = None
    reread_days: int = REREAD_DAYS

    @property
    def label(self) -> str:
        """What messages call it beside the table's id."""
        return self.name or "query"


@dataclass(frozen=True)
class DatabaseSource:
    """A database to read from.

    url : for SQLAlchemy; never shown as it is
    password_env : the environment variable that holds the password
    tables : what is read
    """

    url: str = field(repr=False)
    password_env: str = PASSWORD_ENV
    tables: tuple[TableSource, ...] = ()

    @property
    def holds_password(self) -> bool:
        """Whether the address itself has a password."""
        return without_passwords(self.url) != self.url


def database_source(
    value: object, tables_zh: Mapping[str, str], problems: Problems
) -> DatabaseSource | None:
    """What the section says; None, and noted, where it is not right.

    `tables_zh` : Chinese names of tables → their ids.
    """
    allowed = (*SOURCE_KEYS, *TABLE)
    if not isinstance(value, dict):
        problems.add("source_table", key="source", allowed=", ".join(allowed))
        return None
    url, password_env = "", PASSWORD_ENV
    tables: list[TableSource] = []
    content = problems.in_english(value, {**SOURCE_ZH, **tables_zh}, "source.")
    for key, (shown, entry) in content.items():
        if key == "url":
            url = entry if isinstance(entry, str) else ""
        elif key == "password_env":
            if isinstance(entry, str) and entry.strip():
                password_env = entry.strip()
            else:
                problems.add("source_text", key=f"source.{shown}")
        elif key in TABLE:
            entries = entry if isinstance(entry, list) else [entry]
            for one in entries:
                tables += _table_source(key, f"source.{shown}", one, problems)
        else:
            problems.add("source_unknown", key=f"source.{shown}", allowed=", ".join(allowed))
    if not url.startswith(URLS) or url in URLS:
        problems.add("source_url", key="source.url", allowed=", ".join(f"{u}…" for u in URLS))
    if not set(content) & set(TABLE):
        problems.add("source_nothing", key="source", allowed=", ".join(TABLE))
    return DatabaseSource(url, password_env, tuple(tables))


def _table_source(
    table: str, section: str, value: object, problems: Problems
) -> Iterable[TableSource]:
    if isinstance(value, str):
        value = {"query" if _QUERY.match(value) else "table": value}
    if not isinstance(value, dict):
        problems.add("source_entry", key=section)
        return
    found: dict[str, Any] = {}
    for key, (shown, entry) in problems.in_english(value, TABLE_ZH, f"{section}.").items():
        full = f"{section}.{shown}"
        if key not in TABLE_KEYS:
            problems.add("source_unknown", key=full, allowed=", ".join(TABLE_KEYS))
        elif key == "reread_days":
            if type(entry) is int and 0 <= entry <= MOST_REREAD_DAYS:
                found[key] = entry
            else:
                problems.add("source_days", key=full, low=0, high=MOST_REREAD_DAYS)
        elif isinstance(entry, str) and entry.strip():
            found[key] = entry.strip()
        else:
            problems.add("source_text", key=full)
    if len({"table", "query"} & set(found)) != 1:
        problems.add("source_entry", key=section)
    elif "query" in found and not _QUERY.match(found["query"] + " "):
        problems.add("source_query", key=section)
    elif "index" in found and table not in INDEXED:
        problems.add("source_index", key=section, allowed=", ".join(INDEXED))
    else:
        yield TableSource(
            table,
            found.get("table"),
            found.get("query"),
            found.get("index"),
            found.get("reread_days", REREAD_DAYS),
        )
