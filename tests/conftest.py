"""What all tests share: no terminal's width, and nothing skipped where XLCS_REQUIRE_ALL is set.

A machine without LibreOffice or Wine skips what needs them and says so at the end. CI sets
XLCS_REQUIRE_ALL=1, which turns each skip into a failure with the reason that it gave.
"""

from __future__ import annotations

import os

import pytest

# What is printed is as wide as where no terminal says its width, whoever starts the tests.
os.environ.pop("COLUMNS", None)

REQUIRE_ALL = os.environ.get("XLCS_REQUIRE_ALL", "") not in ("", "0")


def _skip_becomes_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"XLCS_REQUIRE_ALL is set, and this was not run. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if REQUIRE_ALL:
        _skip_becomes_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if REQUIRE_ALL:
        _skip_becomes_failure(report)
    return report
