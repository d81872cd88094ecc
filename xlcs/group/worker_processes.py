"""The processes of workers on this machine: how they start, and how they keep memory.

Where the system can fork safely (Linux), workers come of one process that has the libraries loaded.
It loads them while the command itself does, once for all workers; each worker would else load them
anew, as would one that takes the place of another that died.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

START_METHOD = "forkserver" if sys.platform == "linux" else "spawn"
_LOADED = ["xlcs.group.cluster", "distributed.nanny", "pyarrow.parquet"]

_KEPT_BYTES = 2**29
_ALLOCATED_APART_BYTES = 2**25
ENVIRONMENT = {
    "MALLOC_TRIM_THRESHOLD_": str(_KEPT_BYTES),
    "MALLOC_MMAP_THRESHOLD_": str(_ALLOCATED_APART_BYTES),
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Of workers. Dask's own has memory given back to the system each time an array ends, and fetched
anew for the next one, which takes as long as the figures themselves; a worker's thread would have
memory of its own, in small pieces, and what Arrow reads another one, which is not shared with the
figures."""


@contextmanager
def environment() -> Iterator[None]:
    """The workers' environment, for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def start_loading() -> None:
    """Start the process that workers come of, where there is one; does not wait for it."""
    if START_METHOD == "forkserver":
        from multiprocessing import forkserver  # not there on Windows

        get_context(START_METHOD).set_forkserver_preload(_LOADED)
        with environment():
            forkserver.ensure_running()


def dask_setup(worker: Any) -> None:
    """Called by Dask in each worker: Ctrl+C is for the command, which ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
