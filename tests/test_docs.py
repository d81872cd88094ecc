"""The documents: their examples run, their tables are the catalogue's, nothing is left out."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from tests import docs_tables
from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.catalogue import FIGURES, REASONS
from xlcs.cli import app
from xlcs.settings import KEYS, Settings, read_settings
from xlcs.tables import TABLES

ROOT = Path(__file__).parent.parent
PAGES = {
    str(path.relative_to(ROOT).as_posix()): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "README.zh-CN.md",
        *sorted((ROOT / "docs").glob("*.md")),
    )
}
CHINESE = PAGES["README.zh-CN.md"]
ENGLISH = "\n".join(text for name, text in PAGES.items() if name != "README.zh-CN.md")
LONGEST_README = 160


def fenced(text: str, kind: str) -> list[str]:
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [block for known, block in blocks if known == kind]


def examples(text: str) -> list[str]:
    return [line for block in fenced(text, "bash") for line in block.splitlines() if line.strip()]


def every_command(group, prefix: str = "xlcs") -> list[str]:
    found = []
    for name, command in group.commands.items():
        deeper = getattr(command, "commands", None)
        found += every_command(command, f"{prefix} {name}") if deeper else [f"{prefix} {name}"]
    return found


COMMANDS = every_command(typer.main.get_command(app))


@pytest.mark.parametrize("name", sorted(docs_tables.DOCUMENTS))
def test_the_generated_tables_are_in_step_with_the_catalogue(name):
    now = docs_tables.in_step(PAGES[name], docs_tables.DOCUMENTS[name])
    assert PAGES[name] == now, "run: make docs"


def test_each_generated_table_is_told_in_both_languages():
    for table in docs_tables.GENERATED:
        begin = f"<!-- begin {table} -->"
        assert begin in CHINESE
        assert any(begin in PAGES[page] for page in docs_tables.DOCUMENTS if page in PAGES
                   and docs_tables.DOCUMENTS[page] == "en")  # fmt: skip


def test_the_readme_is_short_and_leads_to_every_page():
    assert len(PAGES["README.md"].splitlines()) <= LONGEST_README
    for page in PAGES:
        if page.startswith("docs/"):
            assert f"({page})" in PAGES["README.md"] + CHINESE, page


def test_every_figure_reason_and_header_is_in_both_readmes():
    for figure in FIGURES:
        assert f"`{figure.id}`" in ENGLISH
        assert figure.zh in CHINESE
    for reason in REASONS:
        assert f"`{reason.id}`" in ENGLISH
        assert reason.zh in CHINESE
    for table in TABLES:
        for column in table.columns:
            assert " / ".join(column.headers) in ENGLISH
            assert " / ".join(column.headers) in CHINESE


def test_every_function_in_cells_is_in_the_readme():
    for function in FUNCTIONS:
        if function.figure is None:
            assert f"`{function.name}(" in ENGLISH
            assert f"`{function.name}(" in CHINESE
        else:
            assert function.name == function.figure.upper()
            assert f"`{function.figure}`" in ENGLISH


def test_there_are_commands_to_look_for():
    assert {"xlcs report", "xlcs check", "xlcs demo"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_subcommand_is_told_and_has_help_in_both_languages(command):
    assert re.search(rf"{command}\b", ENGLISH), f"{command} is missing in docs/commands.md"
    done = subprocess.run(
        [sys.executable, "-m", "xlcs", *command.split()[1:], "--help"],
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
        cwd=ROOT,
    )
    text = done.stdout.decode("utf-8")
    assert re.search("[\u4e00-\u9fff]", text), "no Chinese in the help"
    assert " / " in text, "no English beside the Chinese"


@pytest.mark.parametrize("command", ["report", "check", "demo", "cache", "compare"])
def test_every_option_is_in_the_readme(command):
    parameters = typer.main.get_command(app).commands[command].params
    options = [name for p in parameters for name in p.opts if name.startswith("--")]
    assert options
    for option in options:
        assert f"`{option}" in ENGLISH or f" {option} " in ENGLISH, option


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if examples(text)])
def test_the_commands_of_a_page_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = examples(PAGES[name])
    if lines[0].split()[:2] != ["xlcs", "demo"]:
        lines = ["xlcs demo --out xlcs-demo", *lines]
    for line in lines:
        words = shlex.split(line, comments=True)
        assert words[0] == "xlcs", line
        done = CliRunner().invoke(app, words[1:])
        expected = re.search(r"exit code (\d)", line)
        assert done.exit_code == (int(expected[1]) if expected else 0), f"{line}\n{done.output}"
        if "--json -" in line:
            json.loads(done.stdout_bytes)
        for option in ("--out", "--json"):
            if option in words and words[words.index(option) + 1] != "-":
                assert Path(words[words.index(option) + 1]).exists(), line


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    from xlcs.demo import write_exports

    monkeypatch.chdir(tmp_path)
    write_exports(Path("xlcs-demo"))
    blocks = fenced(ENGLISH, "python")
    assert blocks
    for block in blocks:
        exec(compile(block, "a page", "exec"), {})


def test_the_settings_of_the_readme_are_all_there_are_with_their_defaults(tmp_path):
    (block,) = fenced(PAGES["docs/settings.md"], "toml")
    path = tmp_path / "xlcs.toml"
    path.write_text(block, encoding="utf-8")
    read = read_settings(path)
    for field in fields(Settings):
        if field.name not in ("headers", "summaries"):
            assert getattr(read, field.name) == getattr(Settings(), field.name), field.name
    content = tomllib.loads(block)
    assert set(content) == {*KEYS, "status", "headers", "targets", "summaries", "limits"}
    assert set(content["status"]) == {"converted", "not_converted"}


@pytest.mark.parametrize("page", ["README.zh-CN.md", "docs/report.zh-CN.md"])
def test_the_settings_of_the_chinese_pages_are_read(tmp_path, page):
    (block,) = fenced(PAGES[page], "toml")
    path = tmp_path / "xlcs.toml"
    path.write_text(block, encoding="utf-8")
    assert read_settings(path) != Settings()


def test_figures_json_of_the_readme_has_the_keys_that_are_written(tmp_path):
    from xlcs import compute, read_folder
    from xlcs.demo import REPORTED, write_exports

    (block,) = fenced(PAGES["docs/api.md"], "json")
    shown = json.loads(block)
    written = compute(read_folder(write_exports(tmp_path))).report(*REPORTED)
    assert set(shown) == set(written)
    assert set(shown["shop"]) <= set(written["shop"])
    for name in ("daily", "agents", "leakage"):
        assert set(shown[name][0]) <= set(written[name][0]), name
    assert set(shown["orders"][0]) == set(written["orders"][0])
    assert set(shown["data_check"][0]) == set(written["data_check"][0])
    assert set(shown["reception"]) == set(written["reception"])
    for name in ("periods", "agents"):
        assert set(shown["reception"][name][0]) <= set(written["reception"][name][0])


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(fenced(ENGLISH, ""))))
    assert {"demo", "test", "bench"} <= named
    assert named <= targets


def test_ci_runs_the_readmes_test_command_with_nothing_skipped():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    last = [line for line in ci.splitlines() if line.strip()][-1]
    assert last == "XLCS_REQUIRE_ALL=1 make test"


def test_links_between_files_lead_somewhere():
    for name, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


def test_pinned_versions_cover_what_is_needed_and_name_no_host():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[\[<>=!; ]", entry)[0].lower() for entry in wanted} - {"xlcs"}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", line) for line in lines)
    pinned = {line.split("==")[0].lower() for line in lines}
    assert names <= pinned
    for name in names:
        assert re.search(rf"\b{name}\b", ENGLISH, re.IGNORECASE), f"why is {name} there?"


def test_every_rule_that_the_page_for_developers_names_is_there():
    page = PAGES["docs/development.md"]
    table = page.split("Sentence by sentence:")[1].split("\n\n")[1]
    named = re.findall(r"`([\w.]+\.\w+)`", table)
    assert len(named) > 30
    for name in named:
        module, function = name.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(f"xlcs.figures.{module}"), function))
