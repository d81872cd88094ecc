"""What a workbook is read from: a file on disk, or bytes in memory where it lies in an archive."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import IO

Content = Path | bytes


def opened(content: Content) -> IO[bytes]:
    """The content as an open file.

    Raises
    ------
    OSError : the file cannot be opened.
    """
    return BytesIO(content) if isinstance(content, bytes) else content.open("rb")
