"""Settings files that cannot be read, or hardly."""

import re
import sys

import pytest

from tests.settings.written import refusal, written
from xlcs.errors import SettingsError
from xlcs.settings import Settings, find_settings, read_settings


def test_notepads_byte_order_mark_and_line_ends_are_read(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_bytes('\ufefflookback_days = 3\r\nlanguage = "en"\r\n'.encode())
    assert read_settings(path) == Settings(lookback_days=3, language="en")


def test_settings_are_found_beside_the_data_only(tmp_path):
    assert find_settings(tmp_path) is None
    path = written(tmp_path, "")
    assert find_settings(tmp_path) == path
    (tmp_path / "inner").mkdir()
    assert find_settings(tmp_path / "inner") is None


def test_broken_toml_names_the_line_and_shows_it(tmp_path):
    text = refusal(tmp_path, 'lookback_days = 7\nlanguage = zh\nread_rule = "same_day"\n')
    assert "第 2 行" in text
    assert "language = zh" in text


def test_a_file_that_breaks_off_names_the_last_line(tmp_path):
    text = refusal(tmp_path, 'lookback_days = 7\n[status]\nconverted = ["已付款"')
    assert "第 3 行" in text


def test_the_same_key_twice_names_the_line(tmp_path):
    assert "第 2 行" in refusal(tmp_path, "lookback_days = 7\nlookback_days = 8\n")


def test_a_file_saved_as_gbk_says_to_save_it_as_utf8(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_bytes('lookback_days = 7\n[status]\nconverted = ["改价成功"]\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="是 GBK 编码（从第 3 行看出）"):
        read_settings(path)


def test_a_missing_file_and_a_folder_are_settings_errors(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml 不存在"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="打不开"):
        read_settings(tmp_path)


def test_errors_speak_the_language_asked_for_else_that_of_the_file(tmp_path):
    assert "is not allowed" in refusal(tmp_path, "lookback_days = -1", "en")
    assert "is not allowed" in refusal(tmp_path, 'language = "en"\nlookback_days = -1')
    assert "不对" in refusal(tmp_path, 'language = "en"\nlookback_days = -1', "zh")


# ---- Chinese keys and words


def test_a_file_with_txt_behind_its_name_is_told(tmp_path):
    (tmp_path / "xlcs.toml.txt").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"xlcs\.toml\.txt 的名字多了 \.txt.*xlcs\.toml"):
        find_settings(tmp_path)
    path = written(tmp_path, "")
    assert find_settings(tmp_path) == path


def test_a_folder_of_the_files_name_is_told(tmp_path):
    (tmp_path / "xlcs.toml").mkdir()
    with pytest.raises(SettingsError, match=r"xlcs\.toml"):
        read_settings(find_settings(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("target", ["nowhere.toml", "xlcs.toml"])
def test_a_link_that_leads_nowhere_is_told(tmp_path, target):
    (tmp_path / "xlcs.toml").symlink_to(target)
    with pytest.raises(SettingsError, match=r"xlcs\.toml"):
        read_settings(find_settings(tmp_path))


@pytest.mark.parametrize(
    "line", ["阅读规则 = “当日已读”", "lookback_days ＝ 7", "［headers.orders］", "language = ‘zh’"]
)
def test_full_width_marks_are_told_with_the_line(tmp_path, line):
    text = refusal(tmp_path, "lookback_days = 7\n" + line)
    assert "第 2 行用了全角的" in text
    assert "半角" in text


def test_full_width_marks_inside_quotes_are_text(tmp_path):
    path = written(tmp_path, '[headers.orders]\namount = ["实收“元”", "实付＝"]')
    assert read_settings(path).headers["orders"]["amount"] == ("实收“元”", "实付＝")


# ---- hostile values


SHORT = 1500


@pytest.mark.parametrize(
    "text",
    [
        f"max_average_min = {'1' * 400}",
        f"lookback_days = {'9' * 400}",
        f"lookback_days = {'9' * 5000}",
        f"lookback_days = -{'9' * 5000}",
        f"max_average_min = 1e{'9' * 400}",
        f"lookback_days = {'[' * 1000}{']' * 1000}",
        f"lookback_days = {'{a=' * 1000}1{'}' * 1000}",
        ".".join(["a"] * 5000) + " = 1",
        "[" + ".".join(["a"] * 5000) + "]\nb = 1",
        f'language = "{"x" * 900_000}"',
        f"{'y' * 900_000} = 1",
        f'[headers.orders]\namount = ["{"订单编号" + " " * 900_000}"]',
        f"[headers.orders]\namount = [{'1,' * 300_000}]",
        f"language = zh{'z' * 900_000}",
        "#" * (1 << 21),
        "lookback_days = 0x" + "f" * 5000,
        "lookback_days = 1979-05-27",
        "\x00",
    ],
    ids=lambda text: text[:20],
)
def test_hostile_settings_end_in_a_short_error(tmp_path, text):
    assert len(refusal(tmp_path, text)) < SHORT + len(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("min_conversion_rate = 55%", "55% 写 0.55"),
        ("min_conversion_rate = 55", "55% 写 0.55"),
        ('min_conversion_rate = "55%"', "55% 写 0.55"),
        ("read_rule = same_day", "文字没有加引号"),
        ('read_rule = "same_day', "引号没有成对"),
        ("read_rule", "少了 ="),
        ("[status", "少了 ]"),
        ("[目标\n", "少了 ]"),
        ("day = 2022-02-30", "日期写法不对"),
        ("[a]\n[a.b]\n[a]\n", "这一段前面已经写过"),
        ("a = {b = 1", "花括号 { } 没有成对"),
        ("a = {b = 1, b = 2}", "这个键写了两次"),
        ('a = "C:\\xyz"', "反斜杠要写两个"),
        ('language = "zh"\nlanguage = "en"', "前面已经写过"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_chinese(tmp_path, line, said):
    file = tmp_path / "xlcs.toml"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_settings(file)
    assert said in str(error.value)
    assert not re.search("Invalid|Expected|Illegal|Cannot|Unterminated", str(error.value))


def test_a_line_of_blanks_is_looked_through_once(tmp_path):
    """Else it takes minutes: the blanks before a key are no part of the key."""
    file = tmp_path / "xlcs.toml"
    file.write_text(" " * 200_000 + "“", encoding="utf-8")
    with pytest.raises(SettingsError):
        read_settings(file)
