"""Every limit is a setting: a file above it is refused, and read once the setting is raised."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from tests.exports.one_file import ORDERS, VISITS, csv, xlsx
from tests.exports.workbook_parts import parts_of, with_parts
from xlcs.errors import SettingsError
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings, read_settings
from xlcs.settings.limits import DEFAULTS, LIMITS, Limits

ROW = "甲,2022-08-01 10:00:00"
MEGABYTE = 1 << 20
VISIT_ROWS = [VISITS.split(","), ["甲", "2022-08-01 10:00:00"]]


def text(size: int) -> bytes:
    """Visits of so many bytes and more."""
    return csv(VISITS, *[ROW] * (size // 24))


def zipped(folder: Path, **files: bytes) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name + ".csv", content)


def page(rows: int) -> bytes:
    cells = "".join(f"<td>{cell}</td>" for cell in ROW.split(","))
    head = "".join(f"<td>{name}</td>" for name in VISITS.split(","))
    return f"<html><table><tr>{head}</tr>{f'<tr>{cells}</tr>' * rows}</table>".encode()


def workbook(folder: Path) -> None:
    path = xlsx(folder, VISIT_ROWS)
    unpackable = random.Random(1).randbytes(2 * MEGABYTE)
    with_parts(path, parts_of(path) | {"docProps/thumbnail.jpeg": unpackable})


def blown_up(folder: Path) -> None:
    path = xlsx(folder, VISIT_ROWS)
    with_parts(path, parts_of(path) | {"docProps/app.xml": b"<a>" + b" " * (17 * MEGABYTE)})


def chat(folder: Path) -> None:
    talk = "店:小美 2022-08-01 9:00:00\n您好\n甲 2022-08-01 9:01:00\n好的\n"
    (folder / "a.txt").write_text(talk * 20_000, encoding="utf-8")


FILES: dict[str, tuple[int, int, str, Callable[[Path], object]]] = {
    "archive_files": (2, 3, "archive_too_large",
                      lambda d: zipped(d, a=text(9), b=text(9), c=text(9))),
    "archive_mb": (1, 2, "archive_too_large",
                   lambda d: zipped(d, a=text(MEGABYTE // 2), b=text(MEGABYTE))),
    "archive_file_mb": (1, 2, "archive_too_large", lambda d: zipped(d, a=text(2 * MEGABYTE - 99))),
    "packed_ratio": (10, 1100, "workbook_too_large", blown_up),
    "text_mb": (1, 2, "text_too_large", lambda d: (d / "a.csv").write_bytes(text(MEGABYTE))),
    "markup_mb": (1, 2, "text_too_large", lambda d: (d / "a.xls").write_bytes(page(30_000))),
    "chat_mb": (1, 2, "text_too_large", chat),
    "cell_mb": (1, 2, "open_quote", lambda d: (d / "a.csv").write_bytes(
        csv(VISITS, ROW, '"' + "x" * MEGABYTE + 'y",坏,多', ROW))),
    "sheet_cells": (99, 102, "sheet_too_large", lambda d: (d / "a.xls").write_bytes(page(50))),
    "workbook_mb": (1, 3, "text_too_large", workbook),
}  # fmt: skip
"""Limit → one too low, one that is enough, the code of the refusal, and the file."""


def codes(folder: Path, limits: Limits) -> dict[str, str]:
    """What is wrong with the files, with the text in both languages."""
    shop = read_folder(folder, Settings(limits=limits))
    told = [*shop.problems, *shop.left_alone]
    return {p.code: p.text() + p.text("en") for p in told if p.level in ("file", "row")}


@pytest.mark.parametrize("key", FILES)
def test_a_file_above_a_limit_says_which_setting_lets_it_pass_and_then_passes(tmp_path, key):
    low, enough, code, write = FILES[key]
    write(tmp_path)
    found = codes(tmp_path, Limits(**{key: low}))
    assert set(found) == {code}
    assert f"[上限] 里调大“{LIMITS[key].zh}”" in found[code]
    assert f"raise {key} under [limits] in xlcs.toml" in found[code]
    # the refusal is in the cache by now
    assert code not in codes(tmp_path, Limits(**{key: enough}))
    assert set(codes(tmp_path, Limits(**{key: low}))) == {code}


def test_a_long_line(tmp_path):
    remark = "x" * (MEGABYTE // 2)
    long = csv(VISITS + ",备注", *[f"{ROW},{remark}"] * 128, f"{ROW},{remark * 4}")
    assert len(long) > 64 * MEGABYTE  # smaller files are taken in whole in any case
    (tmp_path / "a.csv").write_bytes(long)
    found = codes(tmp_path, DEFAULTS)
    assert set(found) == {"line_too_long"}
    assert "raise line_mb under [limits]" in found["line_too_long"]
    assert "line_too_long" not in codes(tmp_path, Limits(line_mb=4))


def test_torn_rows_beyond_a_number_are_counted(tmp_path):
    (tmp_path / "a.csv").write_bytes(csv(VISITS, ROW, *["乙,x,y"] * 5))
    few = codes(tmp_path, Limits(listed_torn_rows=2))
    assert "还有 3 行对不上表头" in few["more_torn_rows"]
    assert "listed_torn_rows under [limits]" in few["more_torn_rows"]
    assert "more_torn_rows" not in codes(tmp_path, DEFAULTS)


@pytest.mark.parametrize("key", [field.name for field in fields(Limits)])
def test_what_was_read_is_found_again_under_the_same_limits_alone(tmp_path, key):
    (tmp_path / "a.csv").write_bytes(csv(ORDERS, "1,甲,5,2022-08-01 10:00:00"))
    read_folder(tmp_path)
    assert read_cached(tmp_path) is not None
    other = Settings(limits=Limits(**{key: getattr(DEFAULTS, key) + 1}))
    is_of_listing = key.startswith("archive_")
    assert (read_cached(tmp_path, other) is not None) == is_of_listing


# ---- the settings file


def settings(folder: Path, content: str) -> Settings:
    path = folder / "xlcs.toml"
    path.write_text(content, encoding="utf-8")
    return read_settings(path)


def test_each_limit_is_read_in_either_language(tmp_path):
    assert set(LIMITS) == set(asdict(DEFAULTS))
    english = "[limits]\n" + "\n".join(f"{key} = 7" for key in LIMITS)
    chinese = "[上限]\n" + "\n".join(f"{limit.zh} = 7" for limit in LIMITS.values())
    expected = Limits(**dict.fromkeys(LIMITS, 7))
    assert settings(tmp_path, english).limits == settings(tmp_path, chinese).limits == expected
    assert settings(tmp_path, "").limits == DEFAULTS


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "true", '"8"', "[8]", "9" * 30, "inf"])
def test_a_limit_that_is_none(tmp_path, value):
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, f"[上限]\n单行MB = {value}\n")
    assert "limits.单行MB = " in str(refused.value)
    assert "要写 1 到 2047 之间的整数" in str(refused.value)


def test_a_limit_that_there_is_not(tmp_path):
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, "[limits]\ntext_gb = 3\n")
    assert "是不是想写 limits.text_mb？" in str(refused.value)
    with pytest.raises(SettingsError, match="limits = 5"):
        settings(tmp_path, "limits = 5")


def test_the_defaults_are_allowed_themselves():
    assert all(1 <= value <= LIMITS[key].highest for key, value in asdict(DEFAULTS).items())
