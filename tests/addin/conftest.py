"""Each test has its own application data and no open workbook."""

from __future__ import annotations

import pytest

from tests.addin import exports
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.session import OPEN
from xlcs.system import places


@pytest.fixture(autouse=True)
def user_data(tmp_path, monkeypatch):
    """The user's application data, empty."""
    folder = tmp_path / "user data"
    monkeypatch.setattr(places, "user_data", lambda: folder)
    OPEN.clear()
    yield folder
    OPEN.clear()


@pytest.fixture
def data(tmp_path):
    """A folder of exports; see `exports`."""
    return exports.write(tmp_path / "导出 数据")


@pytest.fixture
def august(data):
    """What a workbook asks for whose report is of August."""
    from datetime import date

    return Choices(str(data), date(2022, 8, 1), date(2022, 8, 31))
