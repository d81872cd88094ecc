"""Exports of HTML, XML, archives and chat records with bytes changed at random, always the same."""

from __future__ import annotations

import random

import pytest

from tests.exports.formats.test_archives import CHAT, HTML, packed, visits
from tests.exports.formats.test_markup import HEAD, ONE, XML_HEAD, book, cell, page
from xlcs.exports.folder import read_folder

XML = book(("订单", XML_HEAD + f"<Row>{cell('Number', '1')}{cell('String', '甲')}</Row>"))
SEEDS = {
    "a.xls": page(HEAD, ONE, ONE).encode("gb18030"),
    "b.xls": XML.encode(),
    "c.txt": CHAT * 3,
    "d.zip": packed({"b.csv": visits("甲"), "c.txt": CHAT, "d.xls": HTML}),
}
PIECES = (
    b"rowspan=70000", b"colspan=3", b'ss:Index="99"', b"2025-08-01 9:00:00", b"<table>", b"</tr>",
    b'x:num="nan"', b"0001-01-01T00:00:00", b"\xff\xfe", b"\x00", b"--> ", b"PK\x05\x06",
)  # fmt: skip


def changed(content: bytes, chance: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        what = chance.randrange(4)
        if what == 0:
            out[at : at + chance.randint(1, 20)] = b""
        elif what == 1:
            out[at:at] = chance.choice(PIECES)
        elif what == 2:
            out[at : at + 1] = bytes([chance.randrange(256)])
        else:
            start = chance.randrange(len(out) + 1)
            out[at:at] = out[start : start + 60]
    return bytes(out)


@pytest.mark.parametrize("name", SEEDS)
def test_whatever_is_wrong_is_told_and_costs_no_other_file(tmp_path, name):
    chance = random.Random(name)
    (tmp_path / "z.csv").write_bytes(visits("他人"))
    for _ in range(40):
        (tmp_path / name).write_bytes(changed(SEEDS[name], chance))
        shop = read_folder(tmp_path)
        assert shop.tables.visits is not None
        assert "他人" in set(shop.tables.visits.buyer_id)
        assert all(problem.text() and problem.text("en") for problem in shop.problems)
        told = {p.file for p in [*shop.problems, *shop.left_alone]} | {s.file for s in shop.sources}
        assert any(file and file.startswith(name) for file in told)
