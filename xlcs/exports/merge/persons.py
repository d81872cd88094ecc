"""Whose each nick is, by all tables 人员 of a data folder: the first file that says so counts.

Source: docs/settings.md, "One person, several nicks".
"""

from __future__ import annotations

from collections.abc import Iterable

from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings.people import Nick


def one_person_each(sheets: Iterable[ParsedTable]) -> tuple[tuple[Nick, ...], list[Problem]]:
    """The entries that count, and each row that gives a nick to another person than a sheet before.

    Parameters
    ----------
    sheets : in the order of the data check; within one a nick is one person's already
    """
    firsts: dict[tuple[str, str], tuple[Nick, ParsedTable]] = {}
    counting: list[Nick] = []
    refused: list[Problem] = []
    for sheet in sheets:
        for entry in sheet.people:
            first, there = firsts.setdefault((entry.nick, entry.shop), (entry, sheet))
            if first.person == entry.person:
                counting.append(entry)
                continue
            source = sheet.source
            before = " / ".join(filter(None, [there.source.file, there.source.sheet]))
            found = {"nick": entry.nick, "first": before, "first_row": str(first.row)}
            refused.append(
                Problem(
                    "nick_of_two_files", source.file, source.sheet, entry.row,
                    column=source.headers.get("nick"), found=found,
                )
            )  # fmt: skip
    return tuple(counting), refused
