"""Mutated settings and cache entries: an error of our own, or the right answer, never otherwise."""

from __future__ import annotations

import json
import os
import random
import sys
import zipfile
from pathlib import Path

import pytest

from tests.exports.hostile.test_fuzz import NEW
from tests.exports.one_file import MESSAGES, VISITS, csv
from xlcs.errors import SettingsError
from xlcs.exports.cache.places import FOLDER
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings, read_settings
from xlcs.settings.mapping_file import save_mapping

FUZZ = int(os.environ.get("XLCS_FUZZ", "400"))
SETTINGS, ENTRIES = max(FUZZ // 4, 60), max(FUZZ // 40, 12)
MOST_MEMORY = 500 << 20

GOOD = """规则版本 = "7-day"
lookback_days = 7
max_average_min = 50.5
语言 = "zh"

[status]
converted = ["付款成功", "成交"]

[列名.订单]
实付金额 = ["实收金额"]
[headers.visits]
visited_at = ["到店"]
"""
PIECES = (
    "[", "]", "[[", "{", "}", '"', "'", '"""', "=", ".", ",", "#", "\\u", "\x00", "\ufeff", "“",
    "\n", "\r", "9" * 5000, "1e999", "-nan", "inf", "true", "1979-05-27T00:00:00", "0x", "＝",
    "[a]\n[a]\n", "a.b.c.d=1\n", '"" = 1\n', "headers = 1\n", "[headers]\norders = 5\n",
    '[headers.orders]\n"" = []\n', '[列名.订单]\n实付金额 = ["订单编号"]\n', "status = []\n",
    "[status]\nconverted = [1]\n", "\ud7ff",
)  # fmt: skip


def changed(text: str, chance: random.Random) -> bytes:
    """The text with a few pieces put in, cut out or doubled; sometimes with other bytes."""
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(text) + 1)
        how = chance.randrange(3)
        if how == 0:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        elif how == 1:
            text = text[:at] + text[at + chance.randint(1, 20) :]
        else:
            text = text[:at] + text[at : at + 40] * chance.randint(2, 50) + text[at:]
    content = bytearray(text.encode(chance.choice(["utf-8", "utf-8", "gb18030", "utf-16"])))
    if chance.random() < 0.3:
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def refusal(path: Path, language: str) -> str:
    """What is wrong with a settings file; nothing where it is right."""
    try:
        read_settings(path, language)
    except SettingsError as error:
        return str(error)
    return ""


def test_mutated_settings(tmp_path):
    path = tmp_path / "xlcs.toml"
    for seed in (*range(SETTINGS), *range(NEW, NEW + SETTINGS // 4)):
        path.write_bytes(changed(GOOD, random.Random(seed)))
        for language in ("zh", "en"):
            assert len(refusal(path, language)) < 20_000, seed
        before = path.read_bytes()
        try:
            save_mapping(path, {"orders": {"amount": ["应收"]}})
        except SettingsError:
            assert path.read_bytes() == before, seed
        assert [found.name for found in tmp_path.iterdir()] == ["xlcs.toml"], seed


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes of a file of the cache, cut, flipped, swapped, or with values of another kind."""
    out = bytearray(content)
    how = chance.randrange(4)
    if how == 0:
        del out[chance.randrange(len(out)) :]
    elif how == 1:
        for _ in range(chance.randint(1, 30)):
            out[chance.randrange(len(out))] = chance.randrange(256)
    elif how == 2:
        at, size = chance.randrange(len(out)), chance.randint(1, 400)
        out[at : at + size] = chance.randbytes(size)
    else:
        at = chance.randrange(len(out))
        out[at:at] = out[: chance.randint(1, 400)]
    return bytes(out)


def with_odd_values(path: Path, chance: random.Random) -> None:
    """A well-formed file of the cache, its checksums right, in which some value is another."""
    with zipfile.ZipFile(path) as kept:
        parts = {name: kept.read(name) for name in kept.namelist()}
    about = json.loads(parts["about.json"])
    odd(about, chance)
    parts["about.json"] = json.dumps(about).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as kept:
        for name, content in parts.items():
            kept.writestr(name, content)


def odd(value: object, chance: random.Random) -> None:
    """Replace something deep inside by something else."""
    while isinstance(value, (dict, list)) and value:
        key = (
            chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        )
        if chance.random() < 0.3 or not isinstance(value[key], (dict, list)):
            odd_value = chance.choice([None, -1, 1 << 70, "x", [], {}, [[1]], 1.5, True, "9" * 999])
            value[key] = odd_value
            return
        value = value[key]


@pytest.mark.parametrize("part", range(2))
def test_mutated_cache_entries(tmp_path, part):
    data = tmp_path / "data"
    data.mkdir()
    rows = [f"甲{n},2022-08-01 10:00:{n:02}" for n in range(30)]
    (data / "a.csv").write_bytes(csv(VISITS, *rows))
    message = "甲1,店:小美,2022-08-01 09:00:00,客服,2022-08-01 09:30:00,"
    (data / "b.csv").write_bytes(csv(MESSAGES, message))
    (data / "c.csv").write_bytes(csv(VISITS, "乙,坏", "丙,2022-08-02 10:00:00"))
    right = told(read_folder(data))
    kept = {path: path.read_bytes() for path in sorted((data / FOLDER).iterdir())}
    for seed in range(part * ENTRIES // 2, (part + 1) * ENTRIES // 2):
        chance = random.Random(seed)
        crafted = chance.random() < 0.5
        for path, content in kept.items():
            path.write_bytes(content)
            if crafted and path.suffix != ".json" and chance.random() < 0.5:
                with_odd_values(path, chance)
            elif not crafted and chance.random() < 0.5:
                path.write_bytes(mutated(content, chance))
        cached = read_cached(data, Settings())
        assert cached is None or cached.rows("visits") <= 32, seed
        after = told(read_folder(data))
        if not crafted:  # what a message says no checksum can tell from what it said before
            assert after == right, seed
    if sys.platform != "win32":
        import resource

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < MOST_MEMORY * 2


def told(shop: object) -> tuple[object, ...]:
    visits = shop.tables.visits.frame
    return (
        sorted(zip(visits["buyer_id"], map(str, visits["visited_at"]), strict=True)),
        len(shop.tables.messages.frame),
        [(p.code, p.file, p.row, p.column, p.value) for p in shop.problems],
    )
