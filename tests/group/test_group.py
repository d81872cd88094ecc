"""Many shops at once: figures by hand, shops that fail, the workbook, the command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.runs import xlcs
from tests.group.exports import FIRST, SECOND, csv, two_shops
from xlcs import read_folder
from xlcs.group.shops_reports import file_names


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return two_shops(tmp_path_factory.mktemp("shops"))


@pytest.fixture(scope="module")
def found(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("json") / "group.json"
    done = xlcs("group", root, "--month", "2022-08", "--json", path)
    assert done.exit_code == 0, done.output
    return json.loads(path.read_text(encoding="utf-8"))


def test_each_shop_has_its_own_figures(root, found, tmp_path):
    assert found["period"] == {"from": "2022-08-01", "to": "2022-08-31"}
    assert [shop["shop"] for shop in found["shops"]] == [FIRST, SECOND]
    assert found["failed"] == []
    for shop in found["shops"]:
        path = tmp_path / "one.json"
        xlcs("report", root / shop["shop"], "--month", "2022-08", "--json", path)
        alone = json.loads(path.read_text(encoding="utf-8"))
        assert {id: shop[id] for id in alone["shop"]} == alone["shop"]
        assert shop["compliant"] == alone["reception"]["periods"][0]["compliant"]
    # 10 and 20 minutes, 甲 converted: 达标; two hours: not
    assert [shop["compliant"] for shop in found["shops"]] == [True, False]


def test_a_person_of_three_nicks_in_two_shops(found):
    person, other = found["people"]
    assert person["person"] == "张三"
    assert person["group"] == "售前"
    assert person["shops"] == [FIRST, SECOND]
    assert person["nicks"] == ["一店:小红", "一店:小红2", "二店:小红"]
    # 甲 of the first shop is one customer for two nicks; 甲 of the second is another buyer
    assert person["sent_customers"] == 2
    assert person["guided_buyers"] == 2
    assert person["clients_total"] == 2
    assert person["followup_orders"] == 3
    assert person["guided_gmv"] == 150  # 100 + 40.10 + 9.90
    assert person["order_value"] == 75  # 150 / 2 customers
    assert person["guided_conversion"] == 1
    # (10 + 20 + 120) / 3 minutes; of two buyers one converted
    assert person["receptions"] == 3
    assert person["average_duration_s"] == 50 * 60
    assert person["conversion_rate"] == 0.5
    # 小兰 is nobody's: named, with her own figures
    assert (other["person"], other["nicks"], other["shops"]) == (
        "一店:小兰",
        ["一店:小兰"],
        [FIRST],
    )
    assert other["sent_customers"] == 1
    assert other["guided_gmv"] == 0


def test_rates_over_shops_are_of_those_that_know_both_counts(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    (tmp_path / "root" / SECOND / "订单.csv").unlink()
    xlcs("group", tmp_path / "root", "--json", tmp_path / "g.json")
    people = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["people"]
    person = next(one for one in people if one["person"] == "张三")
    assert (person["sent_customers"], person["guided_buyers"]) == (2, 1)
    # In the first shop 1 of 1 bought; whether the one of the second did, nobody knows.
    assert person["guided_conversion"] == 1
    assert person["read_rate"] == 1  # 2 of 2


def test_nicks_of_one_name_in_two_shops_are_two_without_an_entry(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    (tmp_path / "root" / "xlcs.toml").unlink()
    for shop in (FIRST, SECOND):  # bare names, the same in both
        for path in (tmp_path / "root" / shop).glob("*.csv"):
            text = path.read_bytes().decode("gb18030").replace("一店:", "").replace("二店:", "")
            path.write_bytes(text.encode("gb18030"))
    xlcs("group", tmp_path / "root", "--json", tmp_path / "g.json")
    people = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["people"]
    assert sorted((one["person"], one["shops"]) for one in people) == [
        ("小兰", [FIRST]), ("小红", [FIRST]), ("小红", [SECOND]), ("小红2", [FIRST]),
    ]  # fmt: skip


def test_a_table_of_people_in_the_data_says_whose_a_nick_is(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    (tmp_path / "root" / "xlcs.toml").unlink()
    for shop in (FIRST, SECOND):
        people = "张三,小红,售前", "张三,小红2,售前", "李四,小兰,售后"
        csv(tmp_path / "root" / shop, "人员.csv", "姓名,客服旺旺,组", *people)
    for _ in range(2):  # the second time from the cache
        done = xlcs("group", tmp_path / "root", "--json", tmp_path / "g.json")
        assert done.exit_code == 0, done.output
        people = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["people"]
        assert [(one["person"], one["group"], one["guided_gmv"]) for one in people] == [
            ("张三", "售前", 150), ("李四", "售后", 0),
        ]  # fmt: skip


def test_a_nick_of_two_persons_is_the_firsts_and_the_other_row_is_refused(tmp_path):
    rows = "张三,店:小红,", "李四,店:小红,", "张三,店:小红,", "李四,小兰,甲店", "王五,小兰,乙店"
    csv(tmp_path, "人员.csv", "真实姓名,客服旺旺,店铺", *rows)
    for _ in range(2):  # the second time from the cache
        shop = read_folder(tmp_path)
        refused = [p for p in shop.problems if p.code == "nick_of_two_persons"]
        assert [(p.file, p.row, p.level) for p in refused] == [("人员.csv", 3, "row")]
        text = refused[0].text("zh")
        assert "第 2 行" in text
        assert "小红" in text
        assert "李四" not in text
        assert [entry.person for entry in shop.people] == ["张三", "张三", "李四", "王五"]
        assert [source.refused_rows for source in shop.sources] == [1]


def test_a_nick_of_two_persons_in_two_files_is_the_firsts_too(tmp_path):
    csv(tmp_path, "人员1.csv", "姓名,客服旺旺", "张三,店:小红", "张三,小兰")
    csv(tmp_path, "人员2.csv", "姓名,客服旺旺", "张三,店:小红", "李四,店：小兰", "李四,小兰")
    for _ in range(2):  # the second time from the cache
        shop = read_folder(tmp_path)
        (refused,) = [p for p in shop.problems if p.code == "nick_of_two_files"]
        assert (refused.file, refused.row, refused.level) == ("人员2.csv", 4, "row")
        assert "人员1.csv 的第 3 行" in refused.text("zh")
        assert refused.text("en").startswith("By row 3 in the file 人员1.csv the nick 小兰 is")
        assert [entry.person for entry in shop.people] == ["张三", "张三", "张三", "李四"]
        assert [source.refused_rows for source in shop.sources] == [0, 1]


def test_no_two_shops_write_the_same_report():
    names = file_names(["SHOP", "Shop", "甲:", "甲?", "甲_", "ＳＨＯＰ"])
    assert list(names.values()) == [
        "SHOP.xlsx", "Shop (2).xlsx", "甲_.xlsx", "甲_ (2).xlsx", "甲_ (3).xlsx", "ＳＨＯＰ.xlsx",
    ]  # fmt: skip


def test_a_shop_that_fails_is_named_and_the_others_stand(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    (tmp_path / "root" / "空店").mkdir()
    csv(tmp_path / "root" / "坏店", "别的.csv", "甲,乙", "1,2")
    bad = tmp_path / "root" / "错店"
    csv(bad, "订单.csv", "订单编号,买家会员名,订单付款时间,买家实际支付金额")
    (bad / "xlcs.toml").write_text("no_such_key = 1", encoding="utf-8")
    done = xlcs("group", tmp_path / "root", "--json", tmp_path / "g.json")
    assert done.exit_code == 1
    found = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert [shop["shop"] for shop in found["shops"]] == [FIRST, SECOND]
    assert [one["shop"] for one in found["failed"]] == ["坏店", "空店", "错店"]
    assert "别的.csv" in found["failed"][0]["why"]
    assert "no_such_key" in found["failed"][2]["why"]
    for shop in ("坏店", "空店", "错店"):
        assert shop in done.stderr


def test_the_workbook_and_each_shops_own_beside_it(root, tmp_path):
    done = xlcs("group", root, "--month", "2022-08", "--out", tmp_path / "店群.xlsx")
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(tmp_path / "店群.xlsx")
    assert book.sheetnames == ["概览", "人员", "每日", "需要关注"]
    rows = list(book["概览"].iter_rows(min_row=5, max_row=7, values_only=True))
    assert [row[0] for row in rows] == [FIRST, SECOND, "合计"]
    assert [row[5] for row in rows] == [140.1, 9.9, 150]
    assert [row[8] for row in rows[:2]] == ["达标", "不达标"]
    assert rows[0][-1] == '=HYPERLINK("店群/一店.xlsx","打开")'
    for shop in (FIRST, SECOND):
        own = openpyxl.load_workbook(tmp_path / "店群" / f"{shop}.xlsx")
        assert own.sheetnames[0] == "概览"
    why = [row[:2] for row in book["需要关注"].iter_rows(min_row=5, values_only=True)]
    assert (SECOND, "接待不达标：转化率 0.0%，平均时长 2:00:00。") in why
    assert (FIRST, "没有对应到人的旺旺：一店:小兰。请写进“人员”表或 [people]。") in why
    by_day = next(book["每日"].iter_rows(min_row=5, max_row=5, values_only=True))
    # 甲 and 乙 of the first shop, 甲 of the second; 乙 did not read; nothing is known of visits
    assert list(by_day[2:7]) == [3, 2, "—", 3, 150]
    # 甲 of both shops counts in each: the total is not what is distinct over the group
    assert list(book["每日"].values)[-1][0] == "各店合计"


def test_reports_are_kept_apart_from_the_shops(root, tmp_path):
    # the workbook beside ROOT and called like it; a report beside a shop's folder
    shops = shutil.copytree(root, tmp_path / "店群")
    xlcs("report", shops / FIRST, "--month", "2022-08", "--out", shops / f"{FIRST}.xlsx")
    before, out = sorted(shops.rglob("*.csv")), tmp_path / "店群.xlsx"
    for _ in range(2):
        done = xlcs("group", shops, "--month", "2022-08", "--out", out, "--force")
        assert done.exit_code == 0, done.output
        assert sorted(shops.rglob("*.csv")) == before
        assert sorted(path.name for path in shops.rglob("*.xlsx")) == [f"{FIRST}.xlsx"]
        reports = tmp_path / "店群_单店报表"
        assert sorted(path.stem for path in reports.iterdir()) == sorted([FIRST, SECOND])
        link = openpyxl.load_workbook(out)["概览"].cell(5, 12).value
        assert link == f'=HYPERLINK("店群_单店报表/{FIRST}.xlsx","打开")'
    # reports that lie among the shops are no shop
    xlcs("group", shops, "--month", "2022-08", "--out", shops / "总.xlsx")
    again = xlcs("group", shops, "--month", "2022-08", "--json", "-")
    assert [shop["shop"] for shop in json.loads(again.stdout)["shops"]] == [FIRST, SECOND]


def test_what_makes_a_shops_figures_too_low_is_told(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    csv(
        tmp_path / "root" / SECOND, "消息.csv", "买家会员名,客服,发送时间,发起方,阅读时间",
        "甲,小旺,2022-08-01 09:00:00,客服,2022-08-01 09:01:00",
    )  # fmt: skip
    xlcs("group", tmp_path / "root", "--month", "2022-08", "--out", tmp_path / "g.xlsx")
    book = openpyxl.load_workbook(tmp_path / "g.xlsx")
    why = [row[:2] for row in book["需要关注"].iter_rows(min_row=5, values_only=True)]
    (told,) = [text for shop, text in why if shop == SECOND and "所有消息都不算" in text]
    assert told.startswith("客服消息：专属客户关系和客服消息里没有一个相同的客服")
    assert not any("所有消息都不算" in text for shop, text in why if shop == FIRST)


def test_a_shop_of_receptions_alone_lacks_tables_not_days(root, tmp_path):
    shops = shutil.copytree(root, tmp_path / "shops")
    for export in (shops / SECOND).glob("*.csv"):
        if export.stem != "接待":
            export.unlink()
    out = tmp_path / "out.xlsx"
    done = xlcs("group", shops, "--month", "2022-08", "--out", out)
    assert done.exit_code == 0, done.output
    rows = openpyxl.load_workbook(out)["需要关注"].values
    told = [why for shop, why, *_ in rows if shop == SECOND]
    assert "引导成交金额无法计算，缺少需要的表或列，见单店报表的“数据检查”。" in told
    assert not any("数据 —" in why for why in told)


def test_a_target_that_is_behind_is_told(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    own = tmp_path / "root" / SECOND / "xlcs.toml"
    own.write_text("[targets]\nguided_gmv = 990\n", encoding="utf-8")
    xlcs("group", tmp_path / "root", "--month", "2022-08", "--out", tmp_path / "g.xlsx")
    book = openpyxl.load_workbook(tmp_path / "g.xlsx")
    # 9.90 of 990 is 1 %; the data's one day is 1/31 of the month
    why = [row[:2] for row in book["需要关注"].iter_rows(min_row=5, values_only=True)]
    assert (SECOND, "2022-08 目标完成 1%，时间已过 3%。") in why
    second = next(book["概览"].iter_rows(min_row=6, max_row=6, values_only=True))
    assert second[7] == 0.01


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "只能写一个"),
        (["--workers", "0"], "1 以上"),
        (["--month", "1999-01"], "没有数据"),
    ],
)
def test_wrong_usage(root, words, told):
    done = xlcs("group", root, *words, "--json", "-")
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_root_without_shops(tmp_path):
    done = xlcs("group", tmp_path, "--json", "-")
    assert done.exit_code == 1
    assert "子文件夹" in done.stderr
    assert xlcs("group", tmp_path / "none", "--json", "-").exit_code == 2


def test_exports_beside_the_shops_are_told_not_to_be_read(root, tmp_path):
    """Whoever names a single shop's folder sees why its figures are missing."""
    csv(root, "订单.csv", "订单编号,买家会员名,订单付款时间,买家实际支付金额")
    said = xlcs("group", root, "--out", tmp_path / "g.xlsx").stderr
    assert "订单.csv" in said
    assert "xlcs report" in said


def test_a_shop_with_a_file_that_cannot_be_read_is_told_and_the_figures_stand(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    shop = next(path for path in sorted((tmp_path / "root").iterdir()) if path.is_dir())
    (shop / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    done = xlcs("group", tmp_path / "root", "--json", tmp_path / "g.json")
    assert done.exit_code == 1
    assert f"{shop.name}：1 个文件没有读入，数字里没有它们。原因见 xlcs check。" in done.stderr
    assert len(json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["shops"]) == 2
    english = xlcs("group", tmp_path / "root", "--json", tmp_path / "e.json", "--lang", "en")
    assert "1 file was not read, which the figures lack" in english.stderr


def test_the_groups_workbook_is_not_read_as_an_export(root, tmp_path):
    shutil.copytree(root, tmp_path / "root")
    shop = tmp_path / "root" / FIRST
    xlcs("group", tmp_path / "root", "--out", shop / "店群.xlsx")
    done = xlcs("check", shop)
    assert done.exit_code == 0, done.output
    assert Path(shop / "店群" / "一店.xlsx").exists()


def test_a_period_of_which_no_shop_knows_receptions_has_none_by_person(tmp_path):
    # A visit in October: of receptions there is nothing after August.
    later = two_shops(tmp_path / "shops")
    csv(later / FIRST, "进店.csv", "买家会员名,进店时间", "甲,2022-10-01 00:30:00")
    path = tmp_path / "group.json"
    done = xlcs("group", later, "--json", path)
    people = json.loads(path.read_text(encoding="utf-8"))["people"]
    assert {person["receptions"] for person in people} == {None}
    assert {person["buyers"] for person in people} == {None}
    # Without a period it is a month of a single visit; the one before is named.
    assert "这个月只有 2022-10-01 的数据。要看上个月，请加 --month 2022-09。" in done.stderr
    said = xlcs("group", later, "--month", "2022-10", "--json", path).stderr
    assert "要看上个月" not in said
