"""What goes wrong with a database: told with the remedy, without a password; nothing is half."""

from __future__ import annotations

import gc
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import keyring
import keyring.backend
import pytest
from keyring.errors import InitError, KeyringLocked

from tests.databases.conftest import ENV, PASSWORD, Database
from tests.databases.proxy import cut_after
from tests.databases.servers import free_port
from tests.databases.shops import moment, read, write_settings
from xlcs.errors import SetupError, SourceError
from xlcs.exports.folder import read_cached
from xlcs.settings import read_settings

NOON = datetime(2022, 8, 1, 12)
MANY = 60_000


def visits(count: int) -> list[dict[str, object]]:
    return [
        {"buyer_id": f"买家{n:06}", "visited_at": NOON + timedelta(seconds=n)} for n in range(count)
    ]


def create_visits(database: Database, count: int = 3) -> None:
    columns = {"buyer_id": "varchar(40)", "visited_at": moment(database)}
    database.create("visits", columns, visits(count))


def refusal(folder) -> str:
    with pytest.raises(SourceError) as refused:
        read(folder)
    chain = refused.value
    assert chain.__cause__ is None
    text = str(refused.value)
    assert PASSWORD not in text
    assert "127.0.0.1" in text
    return text


def test_a_connection_cut_in_the_middle_leaves_all_as_it_was(database, tmp_path, capfd):
    create_visits(database)
    path = write_settings(tmp_path, database, 'visits = "visits"')
    before = read(tmp_path).tables.visits.frame
    database.insert("visits", visits(MANY)[3:])
    cache = {p: p.read_bytes() for p in (tmp_path / ".xlcs-cache").iterdir()}
    with cut_after(database.server.port, 500_000) as port:
        url = replace(database.server, port=port).url(database.reader, database.name)
        write_settings(tmp_path, database, 'visits = "visits"', url=url)
        text = refusal(tmp_path)
    gc.collect()
    assert capfd.readouterr() == ("", "")
    assert "断了" in text
    assert "visits" in text
    assert {p: p.read_bytes() for p in (tmp_path / ".xlcs-cache").iterdir()} == cache
    cached = read_cached(tmp_path, read_settings(path))
    assert cached is not None
    assert cached.tables.visits.frame.equals(before)
    write_settings(tmp_path, database, 'visits = "visits"')
    assert read(tmp_path).rows("visits") == MANY


@pytest.mark.parametrize("size", [10, 700])
def test_a_connection_cut_at_once(database, tmp_path, size):
    create_visits(database)
    with cut_after(database.server.port, size) as port:
        url = replace(database.server, port=port).url(database.reader, database.name)
        write_settings(tmp_path, database, 'visits = "visits"', url=url)
        assert refusal(tmp_path)


def test_a_wrong_password(database, tmp_path, monkeypatch):
    create_visits(database)
    write_settings(tmp_path, database, 'visits = "visits"')
    monkeypatch.setenv(ENV, "another-secret")
    text = refusal(tmp_path)
    assert "不接受" in text
    assert ENV in text
    assert f"keyring set xlcs {database.reader}@" in text
    assert "another-secret" not in text


def test_a_password_may_hold_any_letters(database, tmp_path, monkeypatch):
    create_visits(database)
    write_settings(tmp_path, database, 'visits = "visits"')
    at = "" if database.is_postgresql else "@'127.0.0.1'"
    way = "PASSWORD" if database.is_postgresql else "IDENTIFIED BY"
    database.run(f"ALTER USER {database.reader}{at} {way} '密码é€/@:'")
    monkeypatch.setenv(ENV, "密码é€/@:")
    assert not read(tmp_path).tables.visits.frame.empty


def test_nobody_answers(database, tmp_path):
    url = replace(database.server, port=free_port()).url(database.reader, database.name)
    write_settings(tmp_path, database, 'visits = "visits"', url=url)
    assert "连不上" in refusal(tmp_path)


def test_a_user_without_rights(database, tmp_path):
    create_visits(database)
    database.run("CREATE TABLE orders (a int)")
    write_settings(tmp_path, database, 'visits = "visits"', 'orders = "orders"')
    text = refusal(tmp_path)
    assert "SELECT 权限" in text
    assert "orders" in text


def test_a_user_with_rights_to_some_columns(database, tmp_path):
    database.run(
        f"CREATE TABLE visits (buyer_id varchar(40), visited_at {moment(database)}, phone text)",
        "INSERT INTO visits VALUES ('a', '2022-08-01 12:00:00', '1')",
    )
    at = "" if database.is_postgresql else "@'127.0.0.1'"
    database.run(f"GRANT SELECT (buyer_id, visited_at) ON visits TO {database.reader}{at}")
    query = 'visits = "SELECT buyer_id, visited_at FROM visits;"'
    write_settings(tmp_path, database, query)
    assert read(tmp_path).rows("visits") == 1


def test_a_schema_that_changed(database, tmp_path):
    create_visits(database)
    write_settings(tmp_path, database, 'visits = { table = "visits", index = "visited_at" }')
    assert read(tmp_path).rows("visits") == 3
    other = moment(database)
    database.run(f"ALTER TABLE visits ADD COLUMN came {other}", "UPDATE visits SET came=visited_at")
    database.run("ALTER TABLE visits DROP COLUMN visited_at")
    text = refusal(tmp_path)
    assert "进店时间 (visited_at)" in text
    assert "buyer_id, came" in text
    assert "[headers.visits]" in text
    path = tmp_path / "xlcs.toml"
    settings = path.read_text().replace('"visited_at"', '"came"')
    path.write_text(settings + '\n[headers.visits]\nvisited_at = ["came"]')
    assert read(tmp_path).rows("visits") == 3


def test_a_table_that_is_gone(database, tmp_path):
    write_settings(tmp_path, database, 'visits = "visits"')
    text = refusal(tmp_path)
    # who may read nothing is not told by MariaDB what there is
    assert "没有 visits" in text or "SELECT 权限" in text


def test_an_index_that_is_no_time_or_not_there(database, tmp_path):
    create_visits(database)
    write_settings(tmp_path, database, 'visits = { table = "visits", index = "buyer_id" }')
    assert "不是时间" in refusal(tmp_path)
    write_settings(tmp_path, database, 'visits = { table = "visits", index = "day" }')
    assert "没有索引列 day" in refusal(tmp_path)


def test_two_columns_of_one_name(database, tmp_path):
    create_visits(database)
    query = 'visits = "SELECT a.*, b.buyer_id FROM visits a CROSS JOIN visits b"'
    write_settings(tmp_path, database, query)
    assert "buyer_id" in refusal(tmp_path)


def test_nothing_can_be_written(database, tmp_path):
    create_visits(database)
    at = "" if database.is_postgresql else "@'127.0.0.1'"
    if database.is_postgresql:
        database.run(f"GRANT DELETE ON visits TO {database.reader}{at}")
        query = "WITH gone AS (DELETE FROM visits RETURNING *) SELECT * FROM gone"
    else:
        database.run(
            "CREATE FUNCTION emptied() RETURNS int MODIFIES SQL DATA "
            "BEGIN DELETE FROM visits; RETURN 1; END",
            f"GRANT EXECUTE ON {database.name}.* TO {database.reader}{at}",
        )
        query = "SELECT *, emptied() AS e FROM visits"
    write_settings(tmp_path, database, f'visits = "{query}"')
    refusal(tmp_path)
    with database.server.engine(database.name).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM visits").scalar() == 3


def test_a_password_in_the_address_is_read_and_shown_nowhere(database, tmp_path, monkeypatch):
    create_visits(database)
    monkeypatch.delenv(ENV)
    secret = "s3cret%2Fof%40reader"
    url = database.url.replace("@", f":{secret}@")
    write_settings(tmp_path, database, 'visits = "visits"', url=url)
    shop = read(tmp_path)
    assert shop.rows("visits") == 3
    (note,) = [p for p in shop.problems if p.code == "password_in_settings"]
    assert ENV in note.text("zh")
    path = tmp_path / "xlcs.toml"
    good = path.read_text()
    shown = b"".join(p.read_bytes() for p in (tmp_path / ".xlcs-cache").iterdir())
    for text in (good, good.replace('visits = "', 'visits = "no_'), good.replace("reader", "x")):
        path.write_text(text)
        done = subprocess.run(
            [sys.executable, "-m", "xlcs", "check", str(tmp_path)], capture_output=True, check=False
        )
        assert done.returncode == (0 if text == good else 1)
        shown += done.stdout + done.stderr
    for password in (secret, PASSWORD):
        assert password.encode() not in shown


class Kept(keyring.backend.KeyringBackend):
    """A keyring of this test."""

    priority = 1.0

    def __init__(self, account: str) -> None:
        super().__init__()
        self.known: dict[tuple[str, str], str] = {("xlcs", account): PASSWORD}

    def get_password(self, service: str, username: str) -> str | None:
        return self.known.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.known[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.known[service, username]


def test_a_keyring_that_is_configured_and_not_there(database, tmp_path, monkeypatch):
    create_visits(database)
    write_settings(tmp_path, database, 'visits = "visits"')
    monkeypatch.delenv(ENV)
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    for name in ("no_such_module.Backend", "keyring.backends.null.NoSuchOne"):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
        text = refusal(tmp_path)
        assert "设置的系统密码库不存在" in text
        assert "PYTHON_KEYRING_BACKEND" in text
        assert ENV in text


class Shut(keyring.backend.KeyringBackend):
    """A keyring that gives nothing, and says so in its own words."""

    priority = 1.0

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyringLocked("Failed to unlock the collection!"), "系统密码库锁着"),
        (InitError("Can't get D-Bus session bus: /tmp/bus"), "系统密码库打不开（InitError）"),
    ],
)
def test_a_keyring_that_does_not_open_is_told_in_our_words(tmp_path, monkeypatch, error, told):
    (tmp_path / "xlcs.toml").write_text(
        '[source]\nurl = "postgresql+psycopg://reader@127.0.0.1/shop"\nvisits = "visits"\n',
        encoding="utf-8",
    )
    monkeypatch.delenv(ENV, raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(Shut(error))
    try:
        text = refusal(tmp_path)
    finally:
        keyring.set_keyring(before)
    assert told in text
    assert ENV in text
    assert str(error) not in text


def test_the_password_comes_from_the_keyring(database, tmp_path, monkeypatch):
    create_visits(database)
    monkeypatch.delenv(ENV)
    account = f"{database.reader}@127.0.0.1:{database.server.port}/{database.name}"
    before = keyring.get_keyring()
    keyring.set_keyring(Kept(account))
    try:
        write_settings(tmp_path, database, 'visits = "visits"')
        assert read(tmp_path).rows("visits") == 3
    finally:
        keyring.set_keyring(before)


def test_the_variable_of_the_password_can_be_named(database, tmp_path, monkeypatch):
    create_visits(database)
    monkeypatch.delenv(ENV)
    monkeypatch.setenv("SHOP_PASSWORD", PASSWORD)
    write_settings(tmp_path, database, 'password_env = "SHOP_PASSWORD"', 'visits = "visits"')
    assert read(tmp_path).rows("visits") == 3


@pytest.mark.parametrize("package", ["sqlalchemy", "psycopg"])
def test_without_the_packages_the_text_says_how_to_get_them(tmp_path, monkeypatch, package):
    text = '[source]\nurl = "postgresql+psycopg://u:p@127.0.0.1:1/d"\nvisits = "v"'
    (tmp_path / "xlcs.toml").write_text(text)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SetupError, match=r"pip install xlcs\[database\]"):
        read(tmp_path)
