"""Cells and ranges by their names on a sheet: row 4, column 2 is B4."""

from __future__ import annotations


def column_letters(col: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of these capital letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, col: int) -> str:
    """The name of a cell."""
    return f"{column_letters(col)}{row}"


def area_name(row: int, col: int, last_row: int, last_col: int) -> str:
    """The name of a rectangle of cells."""
    return f"{cell_name(row, col)}:{cell_name(last_row, last_col)}"


def fixed_area(sheet: str, row: int, col: int, last_row: int, last_col: int) -> str:
    """A rectangle on a named sheet, as charts and defined names refer to it."""
    first, last = column_letters(col), column_letters(last_col)
    quoted = sheet.replace("'", "''")
    area = f"'{quoted}'!${first}${row}"
    return area if (row, col) == (last_row, last_col) else f"{area}:${last}${last_row}"
