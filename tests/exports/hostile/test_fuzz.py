"""Mutated exports: whatever is in them, reading ends in tables and problems, never otherwise."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import openpyxl
import pytest

from tests.exports.hostile.mutations import PERSONAL, as_text, mutated
from tests.exports.one_file import NO_ALIASES, SHA
from xlcs.exports.file import read_file
from xlcs.exports.values.parsed import ParsedTable

TEXTS = int(os.environ.get("XLCS_FUZZ", "400"))
"""How many text files; by hand any number."""
WORKBOOKS = max(TEXTS // 20, 10)
ILLEGAL_IN_XML = str.maketrans("", "", "".join(map(chr, range(32))) + "\x7f")


def tell(tables: list[ParsedTable]) -> str:
    """All that is told of a file, in both languages."""
    assert tables
    for table in tables:
        if table.frame is not None:
            assert table.source.rows - table.source.refused_rows == table.frame.num_rows
            assert all(len(column) == table.frame.num_rows for column in table.frame.columns)
        else:
            assert table.problems
    problems = [problem for table in tables for problem in table.problems]
    told = [problem.record(language) for problem in problems for language in ("zh", "en")]
    return json.dumps(told, ensure_ascii=False)


NEW = int(os.environ.get("XLCS_SEED") or random.SystemRandom().randrange(1 << 32))
"""A seed that nobody has tried; `XLCS_SEED` tries it again."""

MOST_MEMORY = 300 << 20
"""Beside what the tests before have taken [byte]."""


def memory(which: str) -> int:
    """What this process takes (`VmRSS`), or took at most (`VmHWM`) [byte]."""
    found = re.search(rf"{which}:\s*(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.fixture
def measured():
    """Sees to it that a test takes little memory, where the system tells."""
    peak = Path("/proc/self/clear_refs")
    if not peak.exists():
        yield
        return
    peak.write_text("5")  # what was taken at most is counted anew
    before = memory("VmRSS")
    yield
    assert memory("VmHWM") - before < MOST_MEMORY


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("part", range(4))
def test_mutated_text_files(tmp_path, part):
    path = tmp_path / "导出.csv"
    for seed in range(part * TEXTS // 4, (part + 1) * TEXTS // 4):
        rng = random.Random(seed)
        path.write_bytes(as_text(rng, mutated(rng)))
        told = tell(read_file(path, path.name, SHA, NO_ALIASES))
        for personal in PERSONAL:
            assert personal not in told, (seed, personal)


@pytest.mark.usefixtures("measured")
def test_mutated_text_files_of_a_new_seed(tmp_path):
    path = tmp_path / "导出.csv"
    for seed in range(NEW, NEW + TEXTS // 4):
        rng = random.Random(seed)
        path.write_bytes(as_text(rng, mutated(rng)))
        try:
            told = tell(read_file(path, path.name, SHA, NO_ALIASES))
        except Exception as error:
            raise AssertionError(f"XLCS_SEED={seed}") from error
        assert [text for text in PERSONAL if text in told] == [], f"XLCS_SEED={seed}"


@pytest.mark.usefixtures("measured")
def test_mutated_workbooks(tmp_path):
    path = tmp_path / "导出.xlsx"
    for seed in range(WORKBOOKS):
        rng = random.Random(seed)
        book = openpyxl.Workbook()
        for row in mutated(rng):
            book.active.append(
                [float(c) if c in ("5.00", "44774.5") else c.translate(ILLEGAL_IN_XML) for c in row]
            )
        book.save(path)
        told = tell(read_file(path, path.name, SHA, NO_ALIASES))
        for personal in PERSONAL:
            assert personal not in told, (seed, personal)
