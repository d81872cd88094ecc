"""One export file → its tables, typed and checked row by row.

Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlcs.exports.parsed import ParsedTable

FORMAT_VERSION = 1
"""Part of a cached file's key: raised whenever the same bytes would be read differently."""


def read_file(
    path: Path, name: str, sha256: str, headers: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[ParsedTable]:
    """Read one export file; one entry for each sheet that is not empty, one for a CSV.

    Parameters
    ----------
    path : the file
    name : how the data check names it (relative, with `/`)
    sha256 : of its bytes
    headers : further headers to accept: table id → canonical column → headers

    Never raises for bad input: a file refused as a whole is one entry without a frame.
    """
    raise NotImplementedError
