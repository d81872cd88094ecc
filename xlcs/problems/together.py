"""One cause in several files is told once, with the files it is in.

Source: spec, "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlcs.plurals import listed
from xlcs.problems import Problem

FILES_NAMED = 30
"""Of more files the number is told."""

_OF_ONE_FILE = {"guess", "guess_en", "mapping", "example", "rows"}
"""What was found as an example: of several files the first one's is shown."""
_COUNT = "count"


def told_together(problems: Iterable[Problem], language: str = "zh") -> list[Problem]:
    """The entries, those that say the same of several files as a whole as one with all their names.

    The names are listed as that language lists them. Counts are added up. Entries on rows stay as they are, and so does the order of the first of
    each.
    """
    alike: dict[object, list[Problem]] = {}
    for number, problem in enumerate(problems):
        alike.setdefault(_what_is_said(problem) if _is_of_a_file(problem) else number, []).append(
            problem
        )
    return [same[0] if len(same) == 1 else _joined(same, language) for same in alike.values()]


def _is_of_a_file(problem: Problem) -> bool:
    of_all_its_rows = problem.level == "note" and problem.row is None
    return problem.file is not None and (problem.level == "file" or of_all_its_rows)


def _what_is_said(problem: Problem) -> tuple[object, ...]:
    found = {k: v for k, v in problem.found.items() if k not in (*_OF_ONE_FILE, _COUNT)}
    place = (problem.code, problem.sheet, problem.row, problem.table, problem.column)
    return (*place, problem.value, tuple(sorted(found.items())))


def _joined(same: Sequence[Problem], language: str) -> Problem:
    first = same[0]
    files = list(dict.fromkeys(problem.file for problem in same if problem.file is not None))
    named = listed(files[:FILES_NAMED], language)
    if len(files) > FILES_NAMED:
        named += f" … ({len(files)})"
    found = dict(first.found)
    if _COUNT in found:
        found[_COUNT] = str(sum(int(problem.found[_COUNT]) for problem in same))
    if len({problem.found.get("rows") for problem in same}) > 1:
        found["rows"] += " …"
    return replace(first, file=named, found=found)
