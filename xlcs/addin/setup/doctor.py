"""What `xlcs doctor` and 环境检查 on the ribbon say of this machine."""

from __future__ import annotations

import sys

from xlcs.addin.setup import install
from xlcs.addin.setup.checks import findings
from xlcs.addin.setup.diagnoses import Finding
from xlcs.addin.setup.machine import Machine

_MARK = {
    "zh": {"fine": "正常", "note": "注意", "problem": "问题"},
    "en": {"fine": "fine", "note": "note", "problem": "PROBLEM"},
}
_SUMMARY = {
    "zh": ("没有发现问题。", "发现 {count} 个问题，请按上面的说明处理。"),
    "en": ("No problem was found.", "{count} problem(s); the remedies stand above."),
}


def examine(language: str = "zh") -> tuple[str, int]:
    """Examine this machine: what to show, and how many problems there are.

    On a system other than Windows the text says what works there, and that is no problem.
    """
    if sys.platform != "win32":
        return install.elsewhere(sys.platform, language), 0
    from xlcs.addin.setup.read_windows import excel_program, read_machine

    return told(read_machine(install.places_in_use(excel_program(), language)), language)


def told(machine: Machine, language: str = "zh") -> tuple[str, int]:
    """The findings on a Windows machine as text, and how many of them are problems."""
    found = findings(machine)
    problems = sum(finding.level == "problem" for finding in found)
    fine, bad = _SUMMARY[language]
    lines = [line for finding in found for line in _lines(finding, language)]
    return "\n".join([*lines, "", bad.format(count=problems) if problems else fine]), problems


def _lines(finding: Finding, language: str) -> list[str]:
    lines = [f"[{_MARK[language][finding.level]}] {finding.text(language)}"]
    remedy = finding.remedy(language)
    return [*lines, f"       → {remedy}"] if remedy else lines
