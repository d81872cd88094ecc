"""XLCS_REQUIRE_ALL turns a skip into a failure that gives its reason; without it, it stays one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = """
import pytest

def test_runs():
    pass

def test_inside():
    pytest.skip("no such program")

@pytest.mark.skipif(True, reason="no such machine")
def test_marked():
    pass
"""
SKIPPED_WHOLE = """
import pytest

pytest.importorskip("no_such_package_at_all")
"""


@pytest.mark.parametrize(
    ("value", "counts", "code"),
    [("", "1 passed, 3 skipped", 0), ("0", "1 passed, 3 skipped", 0), ("1", "1 error", 2)],
)
def test_skips_pass_unless_all_is_required(tmp_path, value, counts, code):
    done = collected(tmp_path, value)
    assert counts in done.stdout
    assert done.returncode == code
    if value == "1":
        assert "XLCS_REQUIRE_ALL is set" in done.stdout
        assert "no_such_package_at_all" in done.stdout


def test_each_skip_fails_with_its_reason(tmp_path):
    done = collected(tmp_path, "1", "--continue-on-collection-errors")
    # a mark skips before the test begins, a missing package before its file is read: both errors
    assert "1 failed, 1 passed, 2 errors" in done.stdout
    for reason in ("no such program", "no such machine", "no_such_package_at_all"):
        assert reason in done.stdout


def collected(folder: Path, value: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_skipping.py").write_text(SKIPPING)
    (folder / "test_whole.py").write_text(SKIPPED_WHOLE)
    shutil.copy(Path(__file__).parent / "conftest.py", folder)
    environment = {**os.environ, "XLCS_REQUIRE_ALL": value}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", *options, str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
    )
