"""The layers import only what they may, and the catalogue is whole."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURES, REASONS, RECEPTION
from xlcs.problems import KINDS
from xlcs.tables import TABLE, TABLES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "xlcs"
TOP = {
    "addresses",
    "catalogue",
    "errors",
    "named_periods",
    "periods_in_text",
    "plurals",
    "problems",
    "settings",
    "summary_table",
    "system",
    "tables",
}
SHOP = {"shop"}
"""What passes from files to figures."""
LONGEST_FILE = 400


def modules(folder: str = "") -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def imported(path: Path, *, typing_too: bool = True) -> set[str]:
    """Dotted names that a module imports; without those under TYPE_CHECKING if so asked."""
    return imported_by(path.read_text(encoding="utf-8"), typing_too=typing_too)


def imported_by(source: str, *, typing_too: bool = True) -> set[str]:
    tree = ast.parse(source)
    for_types: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for child in node.body:
                for_types.update(ast.walk(child))
    names: set[str] = set()
    for node in ast.walk(tree):
        if node in for_types and not typing_too:
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def outside(names: set[str]) -> set[str]:
    """Packages imported that are neither the standard library nor our own."""
    roots = {name.split(".")[0] for name in names}
    return roots - set(sys.stdlib_module_names) - {"xlcs"}


def our_parts(names: set[str]) -> set[str]:
    """Parts of xlcs that are imported: `exports`, `figures`, `errors`, …"""
    return {name.split(".")[1] for name in names if name.startswith("xlcs.")}


def test_the_rules_see_through_every_way_of_importing():
    source = """
import pandas as pd
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import numpy
def inside():
    from xlcs.exports import folder
    import openpyxl.styles
"""
    assert outside(imported_by(source)) == {"pandas", "numpy", "openpyxl"}
    assert outside(imported_by(source, typing_too=False)) == {"pandas", "openpyxl"}
    assert our_parts(imported_by(source)) == {"exports"}


@pytest.mark.parametrize("name", sorted(TOP))
def test_the_top_needs_the_standard_library_alone(name):
    paths = modules(name) or [PACKAGE / f"{name}.py"]
    for path in paths:
        writes_toml = path == PACKAGE / "settings" / "mapping_file.py"
        writer = {"tomlkit"} if writes_toml else set()
        assert outside(imported(path, typing_too=False)) == writer
        assert outside(imported(path)) <= {"pandas"} | writer
        assert our_parts(imported(path, typing_too=False)) <= TOP
        assert our_parts(imported(path)) <= TOP | SHOP


def test_the_shop_knows_neither_files_nor_figures():
    for path in modules("shop"):
        names = imported(path)
        assert outside(names) <= {"numpy", "pandas"}
        assert our_parts(names) <= TOP | SHOP


@pytest.mark.parametrize(
    ("folder", "packages", "parts"),
    [
        (
            "exports",
            {"pandas", "numpy", "pyarrow", "python_calamine", "fastexcel", "lxml", "msgspec"}
            | {"sqlalchemy", "keyring"},
            TOP | SHOP | {"exports", "__version__"},
        ),
        ("figures", {"pandas", "numpy"}, TOP | SHOP | {"figures"}),
        ("advice", {"pandas"}, TOP | {"figures", "advice"}),
        ("compare", {"pandas"}, TOP | SHOP | {"figures", "compare"}),
        (
            "report",
            {"pandas", "numpy", "openpyxl", "msgspec", "xlwings"},
            TOP | SHOP | {"figures", "advice", "compare", "report", "__version__"},
        ),
        (
            "group",
            {"pandas", "numpy", "pyarrow", "dask", "distributed", "fsspec"},
            TOP | SHOP | {"exports", "figures", "advice", "report", "group"},
        ),
        ("demo", {"pandas", "numpy"}, TOP | SHOP | {"demo"}),
        (
            "terminal",
            {"pandas", "numpy", "rich"},
            TOP | SHOP | {"figures", "advice", "compare", "report", "terminal"},
        ),
    ],
)
def test_a_layer_imports_only_what_lies_below_it(folder, packages, parts):
    assert modules(folder)
    for path in modules(folder):
        names = imported(path)
        assert outside(names) <= packages, path.name
        assert our_parts(names) <= parts, path.name


def test_figures_and_advice_read_no_clock_no_file_and_no_environment():
    for path in [*modules("figures"), *modules("advice")]:
        roots = {name.split(".")[0] for name in imported(path)}
        banned = roots & {"os", "pathlib", "io", "time", "sys", "tempfile", "shutil", "locale"}
        assert not banned, path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", getattr(called, "attr", ""))
            assert name not in {"open", "now", "today", "getenv"}, path.name
            assert not name.startswith("read_"), path.name


@pytest.mark.parametrize(
    ("library", "users"),
    [("openpyxl", {"workbook_file.py", "charts.py"}), ("xlwings", {"live_workbook.py"})],
)
def test_each_library_of_workbooks_is_known_to_its_writer_alone(library, users):
    known = {path for path in modules("report") if library in outside(imported(path))}
    assert {path.name for path in known} <= users
    assert {path.parent.name for path in known} <= {"write"}


def test_the_command_line_library_stays_at_the_edge():
    allowed = {PACKAGE / "cli.py", PACKAGE / "addin" / "cli.py", *modules("commands")}
    users = {path for path in modules() if "typer" in outside(imported(path))}
    assert PACKAGE / "cli.py" in users
    assert users <= allowed


def test_the_workbook_readers_are_loaded_by_the_process_that_reads_workbooks_alone():
    room = "xlcs.exports.read.workbooks"
    readers = {
        path for path in modules() if {"python_calamine", "fastexcel"} & outside(imported(path))
    }
    assert {path.name for path in readers} == {"sheets.py", "xlsx_columns.py"}
    within = {"process.py", "answering.py", "sheets.py", "xlsx_columns.py"}
    theirs = {f"{room}.{name.removesuffix('.py')}" for name in within}
    users = {
        path.name
        for path in modules()
        if any(name.startswith(tuple(theirs)) for name in imported(path))
    }
    assert users == within - {"xlsx_columns.py"}


def test_importing_the_command_line_loads_nothing_heavy():
    import subprocess

    code = "import sys, xlcs.cli; print(sorted({'pandas','numpy','pyarrow','openpyxl','xlwings'}"
    code += " & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_functions_in_cells_loads_nothing_that_a_first_call_does_without():
    import subprocess

    spared = {"openpyxl", "python_calamine", "fastexcel", "pyarrow.csv", "xlcs.exports.file"}
    spared |= {"typer", "rich", "tomllib", "logging.handlers"}
    code = f"import gc, sys, xlcs.addin.functions; print(sorted({spared} & set(sys.modules)))\n"
    code += "print('pandas' in sys.modules, gc.isenabled(), gc.get_freeze_count() > 10_000)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True True True"]


def test_files_stay_short():
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_file_has_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
    assert [path for path in modules() if path.stem in empty] == []


SPEC_EFFECT = "sent_customers read_customers guided_visitors guided_buyers guided_gmv"
SPEC_AGENT = """
    clients_total clients_unsubscribed invites_sent invites_accepted invites_declined
    sent_customers read_customers replied_customers converted_customers followup_orders
    followup_gmv guided_gmv opportunities_done opportunities_todo
"""
SPEC_BESIDE = """
    guided_net_gmv followup_net_gmv read_rate reply_rate guided_conversion order_value
"""
SPEC_RECEPTION_JSON = """
    receptions buyers converted_buyers conversion_rate average_duration_s conversion_change
    duration_change_s compliant
"""
SPEC_REASONS = """
    counted messaged_earlier_day not_messaged not_a_client messaged_after_purchase
    client_bound_same_day unread read_after_purchase
"""


def test_the_catalogue_has_every_figure_of_the_two_systems():
    assert list(EFFECT) == SPEC_EFFECT.split()
    assert set(SPEC_AGENT.split()) <= set(AGENT_TABLE)
    assert set(EFFECT) <= set(AGENT_TABLE)
    by_id = {figure.id: figure for figure in FIGURES}
    assert [by_id[id_].json_key for id_ in RECEPTION] == SPEC_RECEPTION_JSON.split()
    assert [reason.id for reason in REASONS] == SPEC_REASONS.split()
    assert list(BESIDE) == SPEC_BESIDE.split()
    assert set(AGENT_TABLE) | set(BESIDE) | set(RECEPTION) == set(by_id)
    assert len(by_id) == len(FIGURES)


def test_every_figure_and_reason_is_told_in_both_languages():
    for figure in FIGURES:
        for text in (figure.zh, figure.en, figure.zh_definition, figure.en_definition):
            assert text.strip(), figure.id
        assert set(figure.needs) <= set(TABLE), figure.id
        assert figure.needs, figure.id
    for kind in [*FIGURES, *REASONS]:
        assert kind.zh != kind.en


def test_the_names_of_figures_are_unique_in_each_language():
    for language in ("zh", "en"):
        names = [figure.name(language) for figure in FIGURES]
        assert len(set(names)) == len(names)


def test_every_problem_is_told_in_both_languages_with_the_same_places():
    import string

    for code, kind in KINDS.items():
        places = [
            {n.removesuffix("_en") for _, n, _, _ in string.Formatter().parse(text) if n}
            for text in (kind.zh, kind.en)
        ]
        assert kind.zh.strip(), code
        assert kind.en.strip(), code
        assert places[0] - {"table_id", "nearest_id"} == places[1] - {"table_id", "nearest_id"}, (
            code
        )


def test_no_header_means_two_columns_of_one_table():
    for table in TABLES:
        headers = [header for column in table.columns for header in column.headers]
        assert len(set(headers)) == len(headers), table.id
        columns = {column.name for column in table.columns}
        assert table.main_time in columns
        for alternatives in table.required:
            assert set(alternatives) <= columns
