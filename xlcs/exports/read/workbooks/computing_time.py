"""How much computing time a process may take for a workbook, and how that is seen to.

Where the system can end a process that has computed for too long (Linux, macOS), the process tells
it so; on Windows whoever started the process asks the system how long it has computed.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time

SPENT_CODE = -24
"""How a process ends that has computed for as long as it may: by the signal SIGXCPU."""


def limit_own(seconds: float) -> None:
    """Let this process compute for so many seconds more, where the system can be told so."""
    limit("RLIMIT_CPU", math.ceil(time.process_time() + seconds))


def limit(resource_name: str, wanted: int) -> None:
    """Let this process have no more of a resource, where the system can be told so."""
    try:
        import resource
    except ImportError:
        return
    number: int = getattr(resource, resource_name)
    _, most = resource.getrlimit(number)
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(number, (allowed, most))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _TICKS_A_SECOND = 10_000_000

    def seconds_of(process: subprocess.Popen[bytes]) -> float:
        """How long another process has computed so far [s]; 0 where it cannot be asked."""
        begun, ended, in_system, in_itself = (wintypes.FILETIME() for _ in range(4))
        asked = ctypes.windll.kernel32.GetProcessTimes(
            wintypes.HANDLE(int(process._handle)),  # type: ignore[attr-defined]
            *map(ctypes.byref, (begun, ended, in_system, in_itself)),
        )
        if not asked:
            return 0.0
        ticks = sum((t.dwHighDateTime << 32) + t.dwLowDateTime for t in (in_system, in_itself))
        return ticks / _TICKS_A_SECOND

else:

    def seconds_of(process: subprocess.Popen[bytes]) -> float:
        """0: the process has a limit of its own, see `limit_own`."""
        del process
        return 0.0
