"""Buttons of the ribbon in the Windows Python, asked over COM: what each says, and writes."""

from __future__ import annotations

import json

import pytest

from tests.addin import exports
from tests.addin.ribbon.test_platform_figures import with_an_edition
from xlcs.addin.cells.function_list import UDF_MODULE

pytestmark = pytest.mark.wine

MODULE = "tests.e2e.ribbon_server"


@pytest.fixture(scope="module")
def server(windows_python, tmp_path_factory):
    with windows_python.serve(tmp_path_factory.mktemp("ribbon"), {}) as server:
        yield server


@pytest.fixture
def press(server, tmp_path):
    from tests.e2e.wine import windows_path

    def pressed(command: str, folder=None, book: str = "八月 周报"):
        place = windows_path(folder or tmp_path / "导出 数据")
        path = f"D:\\报表\\{tmp_path.name} {book}.xlsx"
        said, gmv = server.call(
            [
                (MODULE, "PRESS", [command, place, path]),
                (UDF_MODULE, "GUIDED_GMV", [*[{"empty": True}] * 4, path]),
            ]
        )
        assert "answer" in said, said
        return {**json.loads(said["answer"]), "gmv": gmv["answer"]}

    return pressed


def test_an_edition_is_taken_over_with_one_press(press, tmp_path):
    data = exports.write(tmp_path / "导出 数据")
    with_an_edition(data)
    (data / "xlcs.toml").write_text("# 我们的\r\n", encoding="utf-8", newline="")
    assert press("comparison")["gmv"] == 300
    found = press("take_over_edition")
    assert found["gmv"] == 400
    assert found["sheet"] == "对账"
    assert "相符的由 1 项变为 2 项（共 2 项）" in found["said"][-1]
    settings = (data / "xlcs.toml").read_bytes().decode()
    assert settings == 'edition = "15-day-any"\r\n# 我们的\r\n'
    assert "没有要改用的规则版本" in press("take_over_edition")["said"][-1]


def test_a_refresh_says_what_it_read_and_a_missing_folder_where_it_is(press, tmp_path):
    exports.write(tmp_path / "导出 数据")
    found = press("refresh")
    assert found["said"] == []
    assert found["gmv"] == 300
    (said,) = press("refresh", tmp_path / "没有", "别的")["said"]
    assert "没有" in said
    assert "文件夹" in said
