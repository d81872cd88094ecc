"""How much of a file is taken in before it is refused: every bound of the readers in one place."""

from __future__ import annotations

MEGABYTE = 1 << 20

ARCHIVE_MEMBERS = 5_000
"""Files in a `.zip`: a day's every export of a year is fewer [count]."""

ARCHIVE_DIRECTORY_BYTES = 4 << 20
"""A `.zip`'s own list of its files, looked at before that list is read."""

MEMBER_BYTES = 512 << 20
"""One file of a `.zip`, unpacked."""

ARCHIVE_BYTES = 2 << 30
"""All files of a `.zip`, unpacked."""

PACKED_RATIO, PACKED_BYTES = 250, 16 << 20
"""A file of a `.zip` larger than so many bytes shrinks at most so many times when packed: tables
of numbers and names shrink five to fifty times, what is made to fill a machine a thousand times."""

MARKUP_BYTES = 128 << 20
"""A workbook that is HTML or XML; its tree takes about ten times as much memory."""

MARKUP_CELLS = 20_000_000
"""Cells of a workbook that is HTML or XML, those of merged areas counted one by one."""

SPAN_ROWS, SPAN_COLUMNS = 1_048_576, 16_384
"""Rows and columns of a sheet of Excel."""

CHAT_NAME_LENGTH = 60
"""A speaker's name in a chat record [characters]."""

CHAT_LINE_LENGTH = 200
"""The longest line of a chat record that may open a message [characters]."""
