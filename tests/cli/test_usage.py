"""What is wrong with a command is told in the user's language, with the way to help."""

from __future__ import annotations

import pytest

from tests.cli.runs import xlcs


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["report", "x", "--bogus"], ["没有选项 --bogus"]),
        (["report", "x", "--mont"], ["没有选项 --mont", "--month"]),
        (["report", "x", "-from", "2022-08-01"], ["没有选项 -from", "--from"]),
        (["bogus"], ["没有命令 bogus"]),
        (["addin", "bogus"], ["没有命令 bogus", "xlcs addin --help"]),
        (["report"], ["缺少 DATA（放导出文件的文件夹）"]),
        (["group"], ["缺少 ROOT（"]),
        (["report", "--lang", "xx", "x"], ["--lang", "xx", "zh、en"]),
        (["report", "x", "--from"], ["--from"]),
        (["report", "my", "folder"], ["多写了：folder"]),
        (["report", "x", "——from", "2022-08-01"], ["——from 2022-08-01 里有全角的引号或横线"]),
        (["report", "“my", "folder”"], ["folder” 里有全角的引号或横线"]),
    ],
)
def test_wrong_usage_is_told_in_chinese(words, expected):
    result = xlcs(*words)
    assert result.exit_code == 2
    for text in [*expected, "--help"]:
        assert text in result.stderr
    for english in ("No such", "Missing", "Invalid", "Error", "Try "):
        assert english not in result.stderr


def test_wrong_usage_is_told_in_english_where_that_is_asked_for():
    said = xlcs("report", "x", "--lang", "en", "--bogus").stderr
    assert "There is no option --bogus" in said
    assert "没有" not in said


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_has_a_short_name_too(option):
    for words in ([option], ["report", option], ["addin", "install", option]):
        result = xlcs(*words)
        assert result.exit_code == 0
        assert "usage: xlcs" in result.stdout


def test_help_says_in_both_languages_what_the_library_says():
    for words in (["-h"], ["report", "-h"], ["addin", "-h"], []):
        text = xlcs(*words).stdout
        assert "显示这段说明 / show this help" in text
        for english in ("Usage:", "Options:", "Arguments:", "Commands:", "[required]", "Show this"):
            assert english not in text


def test_a_demo_is_written_into_a_folder(tmp_path):
    (tmp_path / "周报.xlsx").write_text("不是文件夹", encoding="utf-8")
    result = xlcs("demo", "--out", tmp_path / "周报.xlsx")
    assert result.exit_code == 2
    assert "是一个文件；--out 后面要写文件夹" in result.stderr
    assert (tmp_path / "周报.xlsx").read_text(encoding="utf-8") == "不是文件夹"


@pytest.mark.parametrize("word", ["“{}”", '{}"', "＂{}＂"])
def test_a_folder_with_quotes_in_its_name_says_so(data, word):
    result = xlcs("report", word.format(data))
    assert result.exit_code == 2
    assert "引号" in result.stderr
    assert f'"{data}"' in result.stderr


def test_quotes_of_a_chinese_keyboard_around_a_day_are_no_part_of_it(data):
    for day in ("“2022-08-03”", "2022年8月3日", "2022.8.3"):
        result = xlcs("report", data, "--from", day, "--to", day, "--json", "-")
        assert '"from": "2022-08-03"' in result.stdout, day
