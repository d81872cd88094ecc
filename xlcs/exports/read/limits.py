"""Bounds of the readers that no shop need set, beside those of `xlcs.settings.limits`."""

from __future__ import annotations

MEGABYTE = 1 << 20

ARCHIVE_DIRECTORY_BYTES = 4 << 20
"""A `.zip`'s own list of its files, looked at before that list is read."""

MEMBER_NAME, MEMBER_PATH = 255, 1_024
"""The longest name of a file in a `.zip`, without and with its folders [characters]."""

PACKED_BYTES = 16 * MEGABYTE
"""A file of a `.zip` no larger than that, unpacked, may shrink as much as it likes when packed."""

MARKUP_TABLES = 1_000
"""Tables of a page of HTML, each a sheet."""

MARKUP_TAG_BYTES, MARKUP_DEPTH = 4, 10_000
"""Bytes for each tag that a page has at the least, and elements within each other at the most."""

MARKUP_BETWEEN_TAGS = 2 * MEGABYTE
"""Text without a tag, or a tag: attributes take twenty times their length."""

CELL_CHARACTERS = 32_767
"""A cell of Excel."""

LONGEST_TEXT = 8 * (CELL_CHARACTERS + 1)
"""So many bytes, or characters, are more than a cell of Excel holds, however they are written: as
`&#x1F600;`, which counts for two, at the most."""

SPAN_ROWS, SPAN_COLUMNS = 1_048_576, 16_384
"""Rows and columns of a sheet of Excel."""

LONGEST_NAME = 1_024
"""The longest name of a buyer or an agent, or number of an order, in UTF-8 [byte]: of a longer one
the cell holds something else."""

CHAT_NAME_LENGTH = 60
"""A speaker's name in a chat record [characters]."""

CHAT_LINE_LENGTH = 200
"""The longest line of a chat record that may open a message [characters]."""

MOST_SECTIONS = 200
"""Headers that say different things in one sheet: in a joined file there are a few."""

MOST_HEADERS = 10_000
"""How often a header comes again in one sheet: in years of daily files joined, a thousand times."""

LOOKED_AT_BYTES = 1 << 16
"""How much of the beginning of a file tells whether it is likely an export: workbooks of HTML begin
with pages of styles."""

CHECKED_BYTES, SHORTEST_LINE = 12 * MEGABYTE, 11
"""In a larger text file the lines are measured before any is taken into memory, and counted here
and there: where they have fewer bytes on average, they are blank or no rows of any table, of which
the shortest has a name and a time. A row takes memory by its cells, however short it is. The blank
rows of a whole sheet of Excel take less."""

HOPELESS_ROWS, HOPELESS_SHARE = 10_000, 0.25
"""So many torn rows, and more than that part of the whole ones: the file is refused."""

SAMPLED_BYTES, SAMPLE_BYTES = 64 * MEGABYTE, 4 * MEGABYTE
"""Of a text file larger than the former the latter is read from its beginning, its middle and its
end, before all is taken into memory."""

UNUSABLE_SHARE = 0.75
"""Where more than that part of the rows so read cannot be used, the file is refused."""

MOST_SHEETS = 1_000
"""Sheets of a workbook."""

MEMORY_RATIO, MEMORY_RATIO_OLD = 4, 12
"""Memory beside the least by bytes of an unpacked XLSX and of an XLS; honest ones take up to 2 and
5: those of many columns of which not all are alike, that is, which are read cell by cell."""

MERGED_BYTES = 320
"""What a merged area takes in memory."""

BELIEVED_RATIO = 20
"""How many times larger than packed an XLSX may be, as far as its memory goes by it."""

LOOKED_FIRST_BYTES = 64 * MEGABYTE
"""An XLSX that unpacks to more is gone through before it is read; a smaller one beside that, which
takes two thirds of the time."""

CROWDED_TEXTS_RATIO, CROWDED_RATIO = 10, 20
"""Large shared texts of an XLSX that shrink more than the former when packed, and other parts that
shrink more than the latter, are looked through for how many cells or texts they hold: texts that
differ, as shared ones do, shrink four to eight times, and sheets ten to fifteen times."""

ITEM_BYTES, ITEMS_A_BYTE = 64, 0.25
"""What a cell or a shared text takes in memory; how many an honest byte, packed, holds."""

SHORTEST_TAGS, SHORTEST_ITEM = 6, 16
"""Bytes for each tag of a sheet, and for each cell or shared text, that has anything in it, at the
least: where tags are shorter, cells are counted."""

LONGEST_CELL = 3 * CELL_CHARACTERS
"""The longest text of a workbook's cell, in UTF-8 [byte]: a character that takes four counts for
two."""

ERROR_BYTES = 200
"""What an error cell takes in memory while it is read: calamine and its wrapper list each one."""

SECONDS_A_MEGABYTE = 0.4
"""Computing time for a large workbook by its size, packed; an honest megabyte takes 0.1 s."""

WAITING = 10
"""How many times longer than it may compute a workbook's reading may last: on a machine that has
other things to do it waits."""

LARGEST_REACH = 4_000_000
"""Cells between the first and the last one of a sheet, of which each takes memory, filled or
not: where a workbook takes more memory than it may, a sheet of so many is the reason."""

SHEET_XML_BYTES = 64 * MEGABYTE
"""How much of the sheets' XML is gone through, tag by tag, for their reach."""

SHEET_LIST_BYTES = 4 * MEGABYTE
"""A workbook's list of its sheets and of the names that are defined in it, or its list of links."""
