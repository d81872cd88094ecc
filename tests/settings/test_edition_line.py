"""Taking an edition over: one line of the settings file, and how to undo it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcs.addin.macros import DEFAULT_SETTINGS
from xlcs.errors import SettingsError
from xlcs.settings import read_settings
from xlcs.settings.edition_line import save_edition


def saved(path: Path, before: str | None, edition: str = "7-day-any") -> str:
    """The file's text with LF, after an edition was taken over."""
    if before is not None:
        path.write_bytes(before.encode())
    save_edition(path, edition)
    settings = read_settings(path)
    assert (settings.edition, settings.window_days, settings.read_day) == (edition, 7, "any")
    return path.read_bytes().decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "xlcs.toml"


def test_a_file_is_made_where_there_is_none(path: Path) -> None:
    assert saved(path, None) == 'edition = "7-day-any"\n'


def test_the_line_that_is_there_is_changed_and_all_else_stays(path: Path) -> None:
    before = (
        '# 我们的规则\r\nedition = "2022-09"  # 平台\r\n\r\n[targets]\r\n成交金额 = 5 # 目标\r\n'
    )
    assert saved(path, before) == before.replace("2022-09", "7-day-any")


def test_chinese_keys(path: Path) -> None:
    before = '规则版本 = "3-day-any"\n阅读规则 = "当日已读"\n归属 = "最后一条"\n'
    assert saved(path, before) == (
        '规则版本 = "7-day-any"\n# 阅读规则 = "当日已读"\n归属 = "最后一条"\n'
    )


def test_single_settings_that_contradict_it_are_put_out(path: Path) -> None:
    before = 'window_days = 3 # drei\nread_day = "any"\n\n[status]\nconverted = ["好"]\n'
    assert saved(path, before) == (
        'edition = "7-day-any"\n# window_days = 3 # drei\nread_day = "any"\n\n'
        '[status]\nconverted = ["好"]\n'
    )


def test_it_stands_behind_the_commented_line_of_the_file_that_excel_makes(path: Path) -> None:
    after = saved(path, DEFAULT_SETTINGS).splitlines()
    at = after.index('edition = "7-day-any"')
    assert after[at - 1] == '# edition = "7-day-any"'
    assert "\n".join(after[:at] + after[at + 1 :]) + "\n" == DEFAULT_SETTINGS
    # Sections that are no comments any longer do not swallow it.
    path.write_text("\n".join(after).replace("# [status]", "[status]"), encoding="utf-8")
    assert read_settings(path).edition == "7-day-any"


def test_what_it_says_and_undoing_it(path: Path) -> None:
    before = 'edition = "2022-09"\ncredit = "first"\n'
    path.write_text(before, encoding="utf-8")
    taken = save_edition(path, "3-day-any")
    text = taken.text("zh")
    assert f'已改用规则版本 3-day-any，写在 {path}：edition = "3-day-any"' in text
    assert '行首加了 #，不再起作用：credit = "first"' in text
    assert '把这一行改成 edition = "2022-09"，再去掉上面几行行首的 #。' in text
    assert 'make that line edition = "2022-09", and take the # off' in taken.text("en")
    taken.undo()
    assert path.read_text(encoding="utf-8") == before
    path.unlink()
    made = save_edition(path, "3-day-any")
    assert made.text("zh").endswith("要改回来：删掉这一行。")
    made.undo()
    assert not path.exists()


def test_undoing_on_a_full_disk_leaves_a_whole_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text('edition = "2022-09"\n', encoding="utf-8")
    taken = save_edition(path, "3-day-any")

    def half(place: Path, content: bytes) -> None:
        with place.open("wb") as file:
            file.write(content[:9])

    monkeypatch.setattr("pathlib.Path.write_bytes", half)
    taken.undo()
    assert read_settings(path).edition == "2022-09"


def test_a_file_that_is_not_right_is_left_as_it_is(path: Path) -> None:
    path.write_text("window_days = 0\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="window_days"):
        save_edition(path, "7-day")
    assert path.read_text(encoding="utf-8") == "window_days = 0\n"
