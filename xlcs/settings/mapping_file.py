"""Writes which header is which column into the settings file; comments and all else stay.

Loaded by whoever saves a mapping alone: reading settings needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit

from xlcs.errors import SettingsError
from xlcs.settings import read_settings
from xlcs.settings.file import toml_text
from xlcs.settings.texts import KEYS_ZH, TEXT
from xlcs.system.part_files import part_beside
from xlcs.system.refusals import refusal
from xlcs.tables import TABLE, Table, normalised


def save_mapping(
    path: Path, answers: Mapping[str, Mapping[str, Sequence[str]]], language: str = "zh"
) -> None:
    """Add headers (table → column → headers as exported) to the settings file, or to a new one.

    Sections and keys that are there are gone on with, in the language they are in; new ones are in
    `language`.

    Raises
    ------
    SettingsError : with the new headers the file would not be right, or it cannot be written; it
        is as it was then.
    """
    if path.exists():
        read_settings(path, language)  # what is wrong with it is told by whoever reads it
    content = tomlkit.parse(toml_text(path, language) if path.exists() else "")
    chinese = language != "en"
    section = _section(content, _key(content, _HEADERS_KEYS, "列名" if chinese else "headers"))
    for table_id, columns in answers.items():
        table = TABLE[table_id]
        known = {normalised(name) for name in (table.id, table.zh, *table.short)}
        of_table = _section(section, _key(section, known, table.zh if chinese else table.id))
        for name, headers in columns.items():
            _add(of_table, table, name, headers, chinese=chinese)
    put_in_place(path, tomlkit.dumps(content), language)


_HEADERS_KEYS = {"headers"} | {key for key, english in KEYS_ZH.items() if english == "headers"}


def _key(content: Mapping[str, Any], known: set[str], otherwise: str) -> str:
    """The key that is there of those known."""
    return next((key for key in content if normalised(key) in known), otherwise)


def _section(content: Any, key: str) -> Any:
    if key not in content:
        content[key] = tomlkit.table(is_super_table=key in _HEADERS_KEYS)
    return content[key]


def _add(of_table: Any, table: Table, name: str, headers: Sequence[str], *, chinese: bool) -> None:
    column = table.column(name)
    known = {normalised(word) for word in (name, *column.headers)}
    key = _key(of_table, known, column.headers[0] if chinese else name)
    if key not in of_table:
        of_table[key] = tomlkit.array()
    there = {normalised(header) for header in of_table[key]}
    for header in headers:
        if normalised(header) not in there:
            of_table[key].append(header)
            there.add(normalised(header))


def put_in_place(path: Path, text: str, language: str) -> None:
    """Write settings beside their file, see that they are right, and let them take its place.

    Raises
    ------
    SettingsError : they are not right, or cannot be written; the file is as it was then.
    """
    beside = part_beside(path)
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        read_settings(beside, language)
        beside.replace(path)
    except SettingsError as error:
        raise SettingsError(str(error).replace(str(beside), str(path))) from error
    except OSError as error:
        why = refusal(error, language)
        raise SettingsError(TEXT[language]["unwritten"].format(file=path, why=why)) from error
    finally:
        with suppress(OSError):
            beside.unlink()
