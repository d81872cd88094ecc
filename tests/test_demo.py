"""The demo: the same everywhere, in the platform's formats, and telling."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from xlcs import compute, read_folder
from xlcs.cli import app
from xlcs.demo import DATA_FOLDER, REPORTED, what_to_look_at, write_exports
from xlcs.demo.files import ORDER_HEADERS, SETTINGS
from xlcs.demo.invented import invented_shop
from xlcs.errors import InputError
from xlcs.settings import Settings, read_settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_exports(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def shop(folder):
    return read_folder(folder)


@pytest.fixture(scope="module")
def figures(shop):
    return compute(shop)


def rows(path: Path, encoding: str, separator: str = ",") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def test_it_is_the_same_at_every_writing(folder, tmp_path):
    again = write_exports(tmp_path)
    names = sorted(p.relative_to(folder) for p in folder.rglob("*.csv"))
    assert len(names) > 10
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name
    for name in ("专属客户关系.xlsx", "接待记录.xlsx", "商机任务.xlsx"):
        cells = [
            [list(sheet.values) for sheet in openpyxl.load_workbook(root / name)]
            for root in (folder, again)
        ]
        assert cells[0] == cells[1], name


def test_orders_look_like_the_platforms_export(folder):
    header, *lines = rows(folder / "订单" / "ExportOrderList202209.csv", "gb18030")
    assert header == list(ORDER_HEADERS)
    assert 30 <= len(header) <= 70
    assert "订单付款时间 " in header
    assert re.fullmatch(r'="\d{19}"', lines[0][0])
    assert any(line[header.index("订单付款时间 ")] == "0000-00-00 00:00:00" for line in lines)
    assert len(rows(folder / "订单" / "预售订单.csv", "utf-8", "\t")[0]) > 5
    assert (folder / "进店记录_9月.csv").read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert (folder / "进店记录_8月.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_workbooks_have_title_lines_and_several_sheets(folder):
    book = openpyxl.load_workbook(folder / "接待记录.xlsx")
    assert book.sheetnames == ["8月", "9月"]
    values = list(book["8月"].values)
    assert values[0][0] == "客服接待记录"
    assert values[2][:3] == ("开始日期", "结束日期", "买家ID")


def test_nobody_real_is_in_it(folder):
    invented = invented_shop()
    for name in invented.__dataclass_fields__:
        frame = getattr(invented, name)
        if "buyer_id" in frame:
            code = frame["buyer_id"].str.fullmatch(r"买家\d{4}|买\*\*\d|示\*\*例")
            assert code.all(), name
        if "agent" in frame:
            assert frame["agent"].str.fullmatch(r"示例店:客服\d\d").all(), name
    header, *lines = rows(folder / "订单" / "ExportOrderList202208.csv", "gb18030")
    for personal in ("收货人姓名", "收货地址 ", "联系电话 ", "买家支付宝账号"):
        assert {line[header.index(personal)] for line in lines} == {"***"}


def test_all_seven_tables_are_read_from_it_and_no_file_is_refused(shop):
    assert set(shop.tables.there()) == {
        "relations",
        "messages",
        "visits",
        "orders",
        "invitations",
        "opportunities",
        "receptions",
    }
    assert [p for p in shop.problems if p.level == "file"] == []


def test_what_is_read_is_what_was_invented(shop):
    """Overlapping exports and four encodings later, the facts are those that were drawn."""
    invented = invented_shop()
    # one message of the two that cannot be used in part is kept, with a blanked read time each
    assert len(shop.tables.messages) == len(invented.messages) + 2
    assert len(shop.tables.visits) == len(invented.visits.drop_duplicates())
    orders = shop.tables.orders.frame.set_index("order_id")
    paid = invented.orders[invented.orders["paid_at"].notna()].set_index("order_id")
    assert (orders.loc[paid.index, "amount"] == paid["amount"]).all()
    assert (orders.loc[paid.index, "paid_at"] == paid["paid_at"]).all()
    presales = invented.presales.set_index("order_id")
    bought = presales[presales["balance_paid_at"].notna()]
    assert (orders.loc[bought.index, "amount"] == bought["deposit"] + bought["balance"]).all()
    assert orders.loc[presales.index.difference(bought.index), "paid_at"].isna().all()


def test_the_data_check_has_something_to_show(shop):
    codes = {problem.code for problem in shop.problems}
    assert {
        "damaged_number",
        "bad_amount",
        "negative_amount",
        "bad_time",
        "no_buyer",
        "before_start",
        "blanked_time",
        "unbound_before_bound",
        "no_end",
        "unknown_status",
        "net_of_refunds",
        "masked_buyers",
    } <= codes


def test_every_reason_occurs_in_each_month(figures):
    from datetime import date

    for period in (REPORTED, (date(2022, 8, 1), date(2022, 8, 31))):
        leakage = figures.leakage(*period)
        assert (leakage["orders"] > 0).all(), leakage
        assert len(leakage) == 8


def test_figures_look_like_a_shop(figures):
    from datetime import date

    august = date(2022, 8, 1), date(2022, 8, 31)
    for period in (august, REPORTED):
        assert 10_000 < figures.value("guided_gmv", *period) < 100_000
        effect = [
            figures.value(id_, *period)
            for id_ in ("sent_customers", "read_customers", "guided_visitors", "guided_buyers")
        ]
        assert effect == sorted(effect, reverse=True)
    assert figures.value("conversion_rate", *august) == pytest.approx(0.60, abs=0.01)
    assert figures.value("conversion_rate", *REPORTED) == pytest.approx(0.66, abs=0.01)
    assert figures.value("average_duration", *august) == pytest.approx(39 * 60 + 50, abs=5)
    assert figures.value("average_duration", *REPORTED) == pytest.approx(45 * 60 + 24, abs=5)
    assert figures.value("compliant", *REPORTED) is True


def test_the_settings_that_come_with_it_are_the_defaults_until_changed(folder, tmp_path):
    assert read_settings(folder / "xlcs.toml") == Settings()
    changed = "\n".join(
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in SETTINGS.splitlines()
    )
    path = tmp_path / "xlcs.toml"
    path.write_text(changed, encoding="utf-8")
    read = read_settings(path)
    assert (read.read_rule, read.language, read.reception_period) == ("same_day", "en", "week")
    assert read.not_converted == ("转交主管",)
    assert read.headers == {"orders": {"amount": ("实收金额",)}}


def test_a_second_demo_keeps_changed_settings(tmp_path):
    folder = write_exports(tmp_path)
    (folder / "xlcs.toml").write_text("lookback_days = 3\n", encoding="utf-8")
    write_exports(tmp_path)
    assert read_settings(folder / "xlcs.toml").lookback_days == 3


def test_samples_are_never_mixed_with_other_files(tmp_path):
    own = tmp_path / DATA_FOLDER / "我的订单.csv"
    own.parent.mkdir()
    own.write_text("x")
    with pytest.raises(InputError, match="我的订单"):
        write_exports(tmp_path)
    assert [p.name for p in own.parent.iterdir()] == ["我的订单.csv"]


def test_the_command_writes_exports_and_report_and_says_what_to_look_at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["demo", "--out", "示例"])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in Path("示例").iterdir()) == [
        "客服报表_2022-09-01_2022-09-30.xlsx",
        DATA_FOLDER,
    ]
    for part in ("引导成交金额", "达标", "付款之后才发消息", "可以看看", "xlcs check"):
        assert part in result.stdout
    again = CliRunner().invoke(app, ["demo", "--out", "示例", "--quiet"])
    assert again.exit_code == 0
    assert again.output == ""


def test_the_command_speaks_english(tmp_path):
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path / "d"), "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "To look at" in result.stdout
    assert (tmp_path / "d" / "customer-service_2022-09-01_2022-09-30.xlsx").exists()


def test_the_summary_differs_by_a_part_that_is_explained_and_told(folder, shop, figures):
    from xlcs.compare.summaries import compared

    found = compared(figures, shop, *REPORTED)
    assert found is not None
    assert found.best_edition == "3-day-any"
    differing = [line for line in found.lines if line.cause is not None]
    assert {(line.figure, line.cause, line.edition) for line in differing} == {
        ("guided_gmv", "edition", "3-day-any")
    }
    (total,) = [line for line in differing if line.agent is None]
    assert (total.theirs, total.ours) == (61_126.20, 36_959.30)
    for language in ("zh", "en"):
        told = what_to_look_at(folder, language)
        assert "61,126.20" in told
        assert "36,959.30" in told
        assert "24,166.90" in told
