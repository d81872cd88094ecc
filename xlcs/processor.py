"""Has NumPy sort quickly on AMD's Zen 4, where its AVX-512 way takes five times as long as AVX2.

The instruction that NumPy's sorting is built on is microcoded there (numpy/x86-simd-sort, issue 6;
AMD's optimization guide 57647, 2.11.2). NumPy can only be told in the environment, before it is
loaded; `import xlcs` does so. Whoever loaded NumPy earlier gets the same figures, later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "NPY_DISABLE_CPU_FEATURES"
FEATURE = "X86_V4"
"""NumPy's name of the code for AVX-512 (NumPy 2.4; another version warns of it in silence)."""

_CPUINFO = Path("/proc/cpuinfo")
_FAMILY = 25
_ZEN_4 = {0x1, 0x6, 0x7, 0xA}
"""The models of family 25 are Zen 3 and Zen 4; of the latter the model begins with these."""

_WINDOWS = re.compile(r"Family (\d+) Model (\d+).*AuthenticAMD")
_LINUX = re.compile(r"AuthenticAMD\s.*?^cpu family\s*:\s*(\d+)$.*?^model\s*:\s*(\d+)$", re.M | re.S)


def spare_slow_sorting(environment: MutableMapping[str, str], description: str) -> None:
    """Switch NumPy's AVX-512 off in the environment, if the processor so described is a Zen 4."""
    if not is_zen_4(description):
        return
    off = environment.get(VARIABLE, "").replace(",", " ").split()
    if FEATURE not in off:
        environment[VARIABLE] = " ".join([*off, FEATURE])


def described(environment: Mapping[str, str]) -> str:
    """What the system says of the first processor; empty where it says nothing."""
    with suppress(OSError):
        if _CPUINFO.exists():
            return _CPUINFO.read_text(errors="replace").partition("\n\n")[0]
    return environment.get("PROCESSOR_IDENTIFIER", "")


def is_zen_4(description: str) -> bool:
    """Whether a processor described as Linux or Windows does is of AMD's Zen 4."""
    found = _WINDOWS.search(description) or _LINUX.search(description)
    if found is None:
        return False
    family, model = map(int, found.groups())
    return family == _FAMILY and model >> 4 in _ZEN_4
