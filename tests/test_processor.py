"""NumPy is told before it is loaded, on Zen 4 alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from xlcs import processor

ZEN_4 = (
    "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 97\n"
    "model name\t: AMD Ryzen 9 7950X 16-Core Processor\nstepping\t: 2\n"
)
INTEL = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 97\n"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (ZEN_4, True),
        (ZEN_4.replace("97", "17"), True),  # Epyc 9004
        (ZEN_4.replace("97", "116"), True),  # laptops
        (ZEN_4.replace("97", "160"), True),  # Epyc with dense cores
        (ZEN_4.replace("97", "33"), False),  # Zen 3
        (ZEN_4.replace("97", "1"), False),  # Zen 3, Epyc 7003
        (ZEN_4.replace(": 25", ": 26"), False),  # Zen 5
        (INTEL, False),
        ("AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD", True),
        ("AMD64 Family 25 Model 33 Stepping 0, AuthenticAMD", False),
        ("AMD64 Family 26 Model 68 Stepping 0, AuthenticAMD", False),
        ("Intel64 Family 6 Model 97 Stepping 2, GenuineIntel", False),
        ("", False),
    ],
)
def test_which_processors_are_zen_4(description, expected):
    assert processor.is_zen_4(description) == expected


@pytest.mark.parametrize(
    ("before", "description", "after"),
    [
        (None, ZEN_4, "X86_V4"),
        ("AVX512_SPR", ZEN_4, "AVX512_SPR X86_V4"),
        ("X86_V4", ZEN_4, "X86_V4"),
        (None, INTEL, None),
    ],
)
def test_what_is_switched_off(before, description, after):
    environment = {} if before is None else {processor.VARIABLE: before}
    processor.spare_slow_sorting(environment, description)
    assert environment.get(processor.VARIABLE) == after


def test_what_windows_says(monkeypatch, tmp_path):
    monkeypatch.setattr(processor, "_CPUINFO", tmp_path / "nothing")
    said = "AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD"
    assert processor.described({"PROCESSOR_IDENTIFIER": said}) == said
    assert processor.described({}) == ""


@pytest.mark.parametrize("first", ["xlcs", "numpy"])
def test_numpy_sorts_the_quick_way_of_this_machine(first):
    program = (
        f"import {first}, xlcs, numpy, os\n"
        "from numpy._core._multiarray_umath import __cpu_features__ as has\n"
        "print(has.get('X86_V4', False), os.environ.get('NPY_DISABLE_CPU_FEATURES'))"
    )
    environment = {k: v for k, v in os.environ.items() if k != processor.VARIABLE}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    uses, told = run.stdout.split()
    if first == "xlcs" and processor.is_zen_4(processor.described(environment)):
        assert (uses, told) == ("False", "X86_V4")
    else:
        assert told == "None"
