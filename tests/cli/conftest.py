"""The small shop's folder, with an empty current folder beside it."""

from __future__ import annotations

import pytest

from tests.cli.runs import MESSAGES, ORDERS, RELATIONS, csv


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "导出"
    folder.mkdir()
    csv(folder, "关系.csv", RELATIONS)
    csv(folder, "消息.csv", MESSAGES)
    csv(folder, "订单.csv", ORDERS)
    here = tmp_path / "当前"
    here.mkdir()
    monkeypatch.chdir(here)
    return folder
