"""Counts in English texts: one row is, two rows are."""

from __future__ import annotations

import re

import pytest

from xlcs.plurals import filled, some_of
from xlcs.problems import KINDS, Problem


@pytest.mark.parametrize(
    ("template", "found", "said"),
    [
        ("{shops} shops, {people} people", {"shops": 1, "people": 1}, "1 shop, 1 person"),
        ("{shops} shops, {people} people", {"shops": 2, "people": 0}, "2 shops, 0 people"),
        ("{count} buyers are masked", {"count": "1"}, "1 buyer is masked"),
        ("{count} buyers are masked", {"count": "21"}, "21 buyers are masked"),
        ("{count} rows hold", {"count": "1"}, "1 row holds"),
        ("Of {all} buyers, {count} occur", {"all": "8", "count": "1"}, "Of 8 buyers, 1 occurs"),
        ("{n} files or sheets are still", {"n": 1}, "1 file or sheet is still"),
        ("of {n:,} lines", {"n": 1}, "of 1 line"),
        # what is found itself is left as it is
        ("{file}: {n} rows", {"file": "1 rows.csv", "n": 1}, "1 rows.csv: 1 row"),
        ("{count} 行", {"count": 1}, "1 行"),
    ],
)
def test_what_follows_a_count(template, found, said):
    assert filled(template, found) == said


def test_of_many_names_the_first_are_told():
    assert some_of(["甲", "乙"], 2, "、") == "甲、乙"
    assert some_of(["甲", "乙", "丙"], 2, "、") == "甲、乙 …"
    assert some_of([], 2) == ""


def test_no_kind_of_problem_speaks_of_one_in_the_plural():
    for code, kind in KINDS.items():
        names = set(re.findall(r"\{(\w+)\}", kind.en + kind.zh)) - {"most"}
        text = Problem(code, found=dict.fromkeys(names, "1") | {"most": "9"}).text("en")
        after_one = re.findall(r"\b1 (\w+)", text)
        plural = [w for w in after_one if w in ("people", "are", "were", "have") or w[-1] == "s"]
        assert set(plural) <= {"is", "was", "has", "occurs", "lacks"}, (code, text)


def test_a_value_told_by_its_shape_is_told_in_one_language():
    problem = Problem("bad_time", "a.csv", value="(2 个字符 / text of 2)")
    assert problem.shown_value("zh") == "(2 个字符)"
    assert problem.shown_value("en") == "(text of 2)"
    assert problem.record("en")["value"] == "(text of 2)"
    digits = Problem("no_header", "a.csv", found={"found": "(11 位数字 / 11 digits), 店铺"})
    assert "第一行是：(11 位数字), 店铺。" in digits.text("zh")
    assert "The first row is: (11 digits), 店铺." in digits.text("en")
