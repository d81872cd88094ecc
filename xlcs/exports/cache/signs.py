"""By what a file's content is known again without reading it.

Size and time alone are not enough: a file copied over another one with `cp -p`, or unpacked from an
archive, may have both of the one before, and so may a folder that was copied with its cache. The
file's number and the time of its last change of any kind, which nobody sets, tell these apart.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

from xlcs.exports.read.archives import ExportFile

HAS_CHANGE_TIME = sys.platform != "win32"
"""Windows gives the time of creation in its place: there the content is read each time."""

SECOND_NS = 1_000_000_000
FRESH_NS, FINE_FRESH_NS = 2_000_000_000, 100_000_000
"""A file changed this shortly before it was read may change again within one tick of its
filesystem's clock: its content is looked at again next time. The clock ticks every second or two
where times are whole seconds, else a hundred times a second and more."""


@dataclass(frozen=True)
class Signs:
    """A file's signs.

    size : [bytes]
    modified_ns, changed_ns : times of the content's and of any change [ns since 1970]
    number, device : of the file and of its disk
    sure : whether equal signs later on mean equal content
    """

    size: int
    modified_ns: int
    changed_ns: int
    number: int
    device: int
    sure: bool = field(default=True, compare=False)


def signs_of(path: ExportFile) -> Signs:
    """A file's signs.

    Raises
    ------
    OSError : the file is not there or may not be looked at.
    """
    stat = path.stat()
    last = max(stat.st_mtime_ns, stat.st_ctime_ns)
    in_seconds = stat.st_mtime_ns % SECOND_NS == stat.st_ctime_ns % SECOND_NS == 0
    settled = time.time_ns() - last > (FRESH_NS if in_seconds else FINE_FRESH_NS)
    return Signs(
        stat.st_size,
        stat.st_mtime_ns,
        stat.st_ctime_ns,
        stat.st_ino,
        stat.st_dev,
        sure=HAS_CHANGE_TIME and settled,
    )
