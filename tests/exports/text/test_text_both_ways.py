"""The fast way to read a text and the exact one give the same, of any bytes."""

import random

from tests.exports.one_file import (
    ORDERS,
    csv,
    read,
)
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.headers.repeated import RepeatedHeaders
from xlcs.exports.read.text import csv_regular as text
from xlcs.exports.read.text.csv_exact import read_exact
from xlcs.exports.read.text.csv_reading import best_reading
from xlcs.settings.limits import DEFAULTS


def test_the_fast_way_gives_what_the_exact_way_gives():
    """Random records, most of them regular; the exact way is the standard library's reader."""
    pick = random.Random(20220801)
    values = [
        "a",
        "小明",
        "",
        "x,y",
        'so "called"',
        "l1\nl2",
        " b ",
        "　",
        "-",
        '="123"',
        "𠮷é",
        "\t",
    ]
    aliases = accepted({})
    repeated = RepeatedHeaders(aliases)
    compared = 0
    for _ in range(300):
        columns = pick.sample(["买家ID", "进店时间", "备注", "页面"], 4)
        lines = [columns] + [
            [pick.choice(values) for _ in columns] if pick.random() > 0.1 else [""] * 4
            for _ in range(pick.randint(1, 6))
        ]
        end = pick.choice(["\n", "\r\n"])
        content = end.join(",".join(_quoted(cell, pick) for cell in line) for line in lines)
        codec = pick.choice(["utf-8", "gb18030"])
        reading = best_reading((content + pick.choice(["", end])).encode(codec), aliases)
        fast = text.read_regular(reading, repeated)
        (section,) = read_exact(reading, repeated, DEFAULTS)
        exact = section.rows()
        if fast is not None:
            compared += 1
            assert fast.number.tolist() == exact.number.tolist(), content
            for index, cells in fast.cells.items():
                assert cells.plain().to_pylist() == exact.cells[index].plain().to_pylist(), content
            assert exact.refused == ()
    assert compared > 150


def _quoted(cell: str, pick: random.Random) -> str:
    if any(sign in cell for sign in ',"\n') or pick.random() < 0.2:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def test_any_bytes_are_read_without_an_exception(tmp_path):
    pick = random.Random(3)
    whole = csv(ORDERS, '1,"小明",5,2022-08-01 10:00:00', "2,b,6,2022-08-01").decode()
    for _ in range(300):
        content = bytearray(whole.encode(pick.choice(["utf-8", "gb18030", "utf-16"])))
        for _ in range(pick.randint(1, 4)):
            content[pick.randrange(len(content))] = pick.randrange(256)
        table = read(tmp_path, bytes(content[: pick.randint(0, len(content))]))
        assert all(problem.text() for problem in table.problems)
