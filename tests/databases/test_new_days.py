"""Only the days that are new are read, and what was read before is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.databases.conftest import Database
from tests.databases.shops import moment, read, write_settings
from xlcs.exports.cache.contents import cache_contents, clear_cache
from xlcs.exports.folder import read_cached
from xlcs.settings import read_settings

INDEXED = 'visits = { table = "visits", index = "visited_at" }'


def visit(buyer: str, day: str) -> dict[str, object]:
    at = None if not day else datetime.fromisoformat(f"{day} 12:00:00")
    return {"buyer_id": buyer, "visited_at": at}


FIRST = [
    visit("july", "2022-07-05"),
    visit("august", "2022-08-31"),
    visit("over", "2022-09-08"),
    visit("open", "2022-09-09"),
    visit("newest", "2022-09-12"),
    visit("waiting", ""),
]


@pytest.fixture
def folder(database: Database, tmp_path: Path) -> Path:
    """A folder whose database was read once."""
    columns = {"buyer_id": "varchar(20)", "visited_at": moment(database), "phone": "varchar(20)"}
    database.create("visits", columns, FIRST)
    write_settings(tmp_path, database, INDEXED)
    assert buyers(tmp_path) == ["august", "july", "newest", "open", "over"]
    return tmp_path


def buyers(folder: Path) -> list[str]:
    return sorted(read(folder).tables.visits.frame["buyer_id"])


def parts(folder: Path) -> list[str]:
    return [source.file.removeprefix("database://visits/") for source in read(folder).sources]


def test_the_data_check_names_the_parts(folder):
    shop = read(folder)
    assert parts(folder) == ["2022-07", "2022-08", "2022-09-01..2022-09-08", "2022-09-09.."]
    (refused,) = [p for p in shop.problems if p.level == "row"]
    assert refused.file == "database://visits/2022-09-09.."


def test_the_data_check_says_what_is_not_read_again(folder):
    for _ in range(2):  # the second time from the cache
        (note,) = [p for p in read(folder).problems if p.code == "database_days_kept"]
        assert (note.file, note.table) == ("database://visits", "visits")
        assert "2022-09-08" in note.text("zh")
        assert "xlcs cache" in note.text("zh")


def test_what_changes_in_days_that_are_over_is_not_read_again(database, folder):
    database.run(
        "UPDATE visits SET buyer_id = 'changed' WHERE buyer_id IN ('july', 'over', 'open')",
        "DELETE FROM visits WHERE buyer_id = 'august'",
    )
    database.insert("visits", [visit("new", "2022-09-13")])
    assert buyers(folder) == ["august", "changed", "july", "new", "newest", "over"]


def test_a_row_that_gets_its_time_later_comes_then(database, folder):
    database.run("UPDATE visits SET visited_at = '2022-09-10 08:00:00' WHERE buyer_id = 'waiting'")
    assert "waiting" in buyers(folder)


def test_days_become_months_and_nothing_is_lost_or_doubled(database, folder):
    expected = [row["buyer_id"] for row in FIRST if row["visited_at"]]
    day = datetime(2022, 9, 12)
    for number in range(8):
        day += timedelta(days=9)
        database.insert("visits", [visit(f"b{number}", f"{day:%Y-%m-%d}")])
        expected.append(f"b{number}")
        assert buyers(folder) == sorted(map(str, expected))
    assert parts(folder) == [
        "2022-07",
        "2022-08",
        "2022-09",
        "2022-10",
        "2022-11-01..2022-11-10",
        "2022-11-11..2022-11-19",
        "2022-11-20..",
    ]


def test_another_query_reads_all_again(database, folder):
    database.run("UPDATE visits SET buyer_id = 'changed' WHERE buyer_id = 'july'")
    assert "july" in buyers(folder)
    query = "SELECT * FROM visits WHERE buyer_id <> 'over'"
    write_settings(folder, database, f'visits = {{ query = "{query}", index = "visited_at" }}')
    assert buyers(folder) == ["august", "changed", "newest", "open"]


def test_without_the_cache_all_is_read_again(database, folder):
    database.run("UPDATE visits SET buyer_id = 'changed' WHERE buyer_id = 'july'")
    clear_cache(folder, read_settings(folder / "xlcs.toml"))
    assert "changed" in buyers(folder)


def test_a_damaged_part_is_read_again(folder):
    before = buyers(folder)
    for path in (folder / ".xlcs-cache").glob("*.zip"):
        path.write_bytes(b"damaged")
    for path in (folder / ".xlcs-cache").glob("*.snapshot"):
        path.unlink()
    assert buyers(folder) == before


def test_the_cache_answers_without_the_database(database, folder):
    settings = read_settings(folder / "xlcs.toml")
    database.run("DROP TABLE visits")
    shop = read_cached(folder, settings)
    assert shop is not None
    assert shop.rows("visits") == 5


def test_what_the_cache_holds_is_counted(folder):
    held = cache_contents(folder, read_settings(folder / "xlcs.toml"))
    assert (held.files, held.remembered, held.unneeded) == (4, 4, 0)
    assert held.snapshot == "current"


def test_where_the_cache_cannot_be_written_the_rows_are_the_same(folder, monkeypatch):
    before = buyers(folder)

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    clear_cache(folder, read_settings(folder / "xlcs.toml"))
    monkeypatch.setattr("xlcs.exports.cache.store.replacing", full)
    shop = read(folder)
    assert sorted(shop.tables.visits.frame["buyer_id"]) == before
    assert "cache_not_written" in {problem.code for problem in shop.problems}


def test_dates_as_text_are_read_by_days_too(database, tmp_path):
    columns = {"buyer_id": "varchar(20)", "visited_at": "varchar(30)"}
    texts = ["2022-07-05 10:00:00", "0000-00-00 00:00:00", "", "2022-09-12"]
    rows: list[dict[str, object]] = [
        {"buyer_id": f"b{number}", "visited_at": text} for number, text in enumerate(texts)
    ]
    database.create("visits", columns, rows)
    write_settings(tmp_path, database, INDEXED)
    shop = read(tmp_path)
    assert [s.rows for s in shop.sources] == [1, 3]
    assert shop.sources[0].file == "database://visits/2022-07"
    later: list[dict[str, object]] = [{"buyer_id": "b4", "visited_at": "2022-09-13 09:00:00"}]
    database.insert("visits", later)
    assert "b4" in buyers(tmp_path)
