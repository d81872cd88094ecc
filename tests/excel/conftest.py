"""An Excel of the tests' own with the installed add-in, and the demo's exports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.excel.asking import MACROS_WITHOUT_ASKING, PERIOD, refresh
from xlcs import demo
from xlcs.addin.setup import install


@pytest.fixture(scope="session")
def exports(tmp_path_factory) -> Path:
    """The demo's exports."""
    return Path(demo.write_exports(tmp_path_factory.mktemp("客服 数据"), "zh"))


@pytest.fixture(scope="session")
def figures(exports, tmp_path_factory) -> dict[str, Any]:
    """What the command line says of them."""
    out = tmp_path_factory.mktemp("figures") / "figures.json"
    command = [sys.executable, "-m", "xlcs", "report", str(exports), "--json", str(out), "--quiet"]
    command += ["--from", str(PERIOD[0]), "--to", str(PERIOD[1])]
    subprocess.run(command, check=True, timeout=300)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def start_excel(where: install.Places) -> Any:
    """An Excel of our own, hidden, with the installed add-in opened by name."""
    import xlwings

    app = xlwings.App(visible=False, add_book=False)
    app.api.AutomationSecurity = MACROS_WITHOUT_ASKING
    app.display_alerts = False
    app.books.add()
    app.api.Workbooks.Open(str(where.addin))
    return app


@pytest.fixture(scope="session")
def installed() -> install.Places:
    """Where the add-in is installed, by the Python that runs the tests."""
    if sys.platform != "win32":
        pytest.skip("needs Windows with Excel")
    where = install.places()
    state = install.status(
        where, interpreter=install.running_interpreter(), encoding=install.ansi_encoding()
    )
    assert state.current, "run xlcs addin install with this Python first"
    return where


@pytest.fixture(scope="session")
def excel(installed):
    """The Excel that all tests share."""
    app = start_excel(installed)
    yield app
    app.kill()


@pytest.fixture
def another_excel(installed):
    """A second Excel beside it."""
    app = start_excel(installed)
    yield app
    app.kill()


@pytest.fixture(scope="module")
def book(excel, exports):
    """A workbook whose data was refreshed."""
    opened = excel.books.add()
    refresh(opened, exports)
    yield opened
    opened.close()
