"""Columns of cells: what can be seen in them."""

import sys

import pyarrow as pa
import pytest

from xlcs.exports.read.cells import Cells, first_bytes, visible
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.text.csv_reading import best_reading
from xlcs.exports.values.by_kind.names_and_words import cleaned


def whole_alphabet() -> list[str]:
    return [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]


def test_what_cannot_be_seen_is_taken_off_also_where_nothing_else_is_there():
    alphabet = whole_alphabet()
    texts = [f"{c}a{c}a" for c in alphabet]
    shown = visible(pa.array([*texts, " "])).to_pylist()[:-1]
    changed = [i for i, (text, seen) in enumerate(zip(texts, shown, strict=True)) if text != seen]
    assert {" ", "\t", "\u3000", "\u200b", "\xa0", "\u1680", "\ufeff"} <= {
        alphabet[i] for i in changed
    }
    for i in changed:
        assert visible(pa.array([texts[i]])).to_pylist() == [shown[i]], hex(ord(alphabet[i]))


@pytest.mark.parametrize(("start", "stop"), [(0, 6), (1, 4), (2, 3), (4, 6), (3, 3)])
def test_first_bytes_of_any_part_of_a_column(start, stop):
    texts = ["", "=1", "小", "", "N", ""]
    part = pa.array(texts)[start:stop]
    first = [text.encode()[0] if text else 0 for text in texts[start:stop]]
    assert first_bytes(part).tolist() == first


def test_blank_cells_among_others():
    texts = ["小明", "", " ", "\u200b", " a", "\u3000", "0", "中\u3000"]
    blank = [False, True, True, True, False, True, False, False]
    assert Cells(pa.array(texts)).blank().tolist() == blank
    assert Cells(pa.array(texts)[4:5]).blank().tolist() == [False]
    assert Cells(pa.array(texts).dictionary_encode()).blank().tolist() == blank


def test_doubtful_texts_are_cleaned_and_the_others_kept():
    texts = ["小明", "'1", "-", "Null", "nobody", '="小红"', "", "0000-00-00", "0", "x-", "NaN"]
    clean = ["小明", "1", None, None, "nobody", "小红", None, None, "0", "x-", None]
    assert cleaned(pa.array(texts)).to_pylist() == clean
    assert cleaned(pa.array(["小明", "nix"])).to_pylist() == ["小明", "nix"]
    assert cleaned(pa.array([], pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"\r\na,2022-08-01\r\nb\rc\nd", ["a,2022-08-01\r\n", "b\r", "c\n", "d"]),
        (b"\ra,1\n\nb,2\r\n\x1a\x00\n", ["a,1\n", "\n", "b,2"]),
        (b"\n" + b"a,1\n" * 300_000 + b"b", ["a,1\n"] * 300_000 + ["b"]),
        (b"", []),
    ],
)
def test_the_lines_below_the_header(data, lines):
    reading = best_reading("买家ID,进店时间".encode() + data, accepted({}))
    assert list(reading.lines()) == lines
