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

PACKED_RATIO, PACKED_BYTES = 250, 16 * MEGABYTE
"""A file of a `.zip` larger than so many bytes shrinks at most so many times when packed: tables
of numbers and names shrink five to fifty times, what is made to fill a machine a thousand times."""

MARKUP_BYTES = 128 << 20
"""A workbook that is HTML or XML; its tree takes about ten times as much memory."""

MARKUP_CELLS = 20_000_000
"""Cells of a workbook that is HTML or XML, those of merged areas counted one by one."""

MARKUP_TABLES = 1_000
"""Tables of a page of HTML, each a sheet."""

SPAN_ROWS, SPAN_COLUMNS = 1_048_576, 16_384
"""Rows and columns of a sheet of Excel."""

CHAT_NAME_LENGTH = 60
"""A speaker's name in a chat record [characters]."""

CHAT_LINE_LENGTH = 200
"""The longest line of a chat record that may open a message [characters]."""

CHAT_BYTES = 32 * MEGABYTE
"""The largest chat record: half a million messages."""

MOST_SECTIONS = 200
"""Headers that say different things in one sheet: in a joined file there are a few."""

TEXT_BYTES = 2 << 30
"""The largest text file; Arrow counts the bytes of a column in 31 bits."""

CHECKED_BYTES, LINE_BYTES = 64 * MEGABYTE, 16 * MEGABYTE
"""In a text file larger than the former no line may be longer than the latter: such a file is no
table, and would be taken into memory as one cell."""

FIELD_CHARACTERS = 8 << 20
"""The longest cell: behind a quote that is never closed a whole file would be one."""

LISTED_ROWS = 1_000
"""Torn rows of a section that are listed one by one; of more their number is told."""

HOPELESS_ROWS, HOPELESS_SHARE = 10_000, 0.25
"""So many torn rows, and more than that part of the whole ones: the file is refused."""

SAMPLED_BYTES, SAMPLE_BYTES = 192 * MEGABYTE, 32 * MEGABYTE
"""Of a text file larger than the former the latter is read before all is taken into memory."""

WORKBOOK_BYTES = 192 * MEGABYTE
"""The largest workbook, packed."""

MOST_SHEETS = 1_000
"""Sheets of a workbook."""

LEAST_MEMORY = 256 * MEGABYTE
"""What the reading of any workbook may take [byte]."""

MEMORY_RATIO, MEMORY_RATIO_OLD = 4, 30
"""Memory beside that by bytes of an unpacked XLSX and of an XLS; honest ones take 2 and 10."""

BELIEVED_RATIO = 30
"""How many times larger than packed an XLSX may be, as far as its memory goes by it."""

LEAST_SECONDS, SECONDS_A_MEGABYTE = 8.0, 2.0
"""How long the reading of a workbook may take; an honest megabyte takes 0.1 s."""

LARGEST_REACH = 4_000_000
"""Cells between the first and the last one of a sheet, of which each takes memory, filled or
not: where a workbook takes more memory than it may, a sheet of so many is the reason."""

SHEET_XML_BYTES = 64 * MEGABYTE
"""How much of a sheet's XML is gone through, tag by tag, for its reach."""

SHEET_LIST_BYTES = 4 * MEGABYTE
"""A workbook's list of its sheets."""
