"""The library as an analyst meets it: its names, and the examples of its docstrings."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import xlcs
from tests.reference.test_worked_examples import export
from xlcs.figures import Edition

PUBLIC = ("Figures", "Settings", "compute", "read_folder", "write_report")


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten clients, all messaged and read on 1 August; three pay that day, two the next."""
    folder = tmp_path / "exports"
    folder.mkdir()
    clients = [f"客{n}" for n in range(10)]
    export(folder, "r.csv", ("买家ID", "客服旺旺", "建立时间"),
           [(buyer, "客服01", "2022-07-31 10:00:00") for buyer in clients])  # fmt: skip
    export(folder, "m.csv", ("买家ID", "客服旺旺", "发送时间", "发起方", "阅读时间"),
           [(buyer, "客服01", "2022-08-01 10:00:00", "客服", "2022-08-01 10:05:00")
            for buyer in clients])  # fmt: skip
    export(
        folder,
        "o.csv",
        ("订单编号", "买家ID", "订单付款时间", "买家实际支付金额"),
        [(str(n + 1), f"客{n}", f"2022-08-0{1 + n // 3} 12:00:00", "100") for n in range(5)],
    )
    export(
        folder,
        "j.csv",
        ("买家ID", "客服旺旺", "开始日期", "结束日期", "接待类型", "状态"),
        [("客0", "客服01", "2022-08-01 10:00:00", "2022-08-01 10:20:00", "售前", "已付款")],
    )
    monkeypatch.chdir(tmp_path)
    return folder


def test_dir_shows_what_is_public() -> None:
    assert dir(xlcs) == sorted([*PUBLIC, "__version__"])
    assert sorted(xlcs.__all__) == sorted(PUBLIC)
    assert (Path(xlcs.__file__).parent / "py.typed").exists()
    for name in PUBLIC:
        assert name in str(xlcs.__doc__)


def public_functions() -> list[tuple[str, object]]:
    methods = [(f"Figures.{name}", getattr(xlcs.Figures, name)) for name in vars(xlcs.Figures)
               if not name.startswith("_")]  # fmt: skip
    return [*methods, *((name, getattr(xlcs, name)) for name in PUBLIC if name.islower())]


@pytest.mark.parametrize(("name", "function"), public_functions())
def test_every_public_function_has_an_example_that_runs(
    name: str, function: object, exports: Path
) -> None:
    shop = xlcs.read_folder(exports)
    known = {
        "xlcs": xlcs, "compute": xlcs.compute, "read_folder": xlcs.read_folder, "shop": shop,
        "figures": xlcs.compute(shop), "Edition": Edition,
    }  # fmt: skip
    (found,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=known)
    assert found.examples
    assert doctest.DocTestRunner(optionflags=doctest.REPORT_ONLY_FIRST_FAILURE).run(found) == (
        0, len(found.examples),
    )  # fmt: skip


def test_a_report_is_written_from_python(exports: Path) -> None:
    from openpyxl import load_workbook

    shop = xlcs.read_folder(exports)
    xlcs.write_report(xlcs.compute(shop), shop, "八月.xlsx", agent="客服01")
    assert "成交归因" in load_workbook("八月.xlsx").sheetnames


def test_reprs_are_short(exports: Path) -> None:
    shop = xlcs.read_folder(exports)
    assert len(repr(shop)) < 200
    assert repr(xlcs.compute(shop)) == "<Figures: 2022-08-01 to 2022-08-02, 1 agent>"


def test_compute_says_what_it_takes(exports: Path) -> None:
    with pytest.raises(TypeError, match=r"what read_folder\(path\) gives, not 'exports'"):
        xlcs.compute("exports")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"Settings\.of_edition\(name\), not '7-day'"):
        xlcs.compute(xlcs.read_folder(exports), "7-day")  # type: ignore[arg-type]
