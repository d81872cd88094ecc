"""The servers, each started once, and a database of its own for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.databases.servers import Server, mariadb, postgresql

PASSWORD = "s3cret/of@reader"
ENV = "XLCS_DATABASE_PASSWORD"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    with mariadb() as server:
        yield server


@dataclass(frozen=True)
class Database:
    """A database of a test's own, with a user who may read it."""

    server: Server
    name: str
    reader: str

    @property
    def url(self) -> str:
        """As the settings file has it: without a password."""
        return self.server.url(self.reader, self.name)

    @property
    def is_postgresql(self) -> bool:
        return self.server.scheme.startswith("postgresql")

    def run(self, *statements: str) -> None:
        """As the administrator."""
        self.server.run(*statements, database=self.name)

    def allow(self, *tables: str) -> None:
        """Let the reader read these tables."""
        at = "" if self.is_postgresql else "@'127.0.0.1'"
        for table in tables:
            self.run(f"GRANT SELECT ON {self.quoted(table)} TO {self.reader}{at}")

    def quoted(self, name: str) -> str:
        return f'"{name}"' if self.is_postgresql else f"`{name}`"

    def create(self, table: str, columns: dict[str, str], rows: list[dict[str, object]]) -> None:
        """A table that the reader may read: columns with their types, and its rows."""
        listed = ", ".join(f"{self.quoted(name)} {type_}" for name, type_ in columns.items())
        self.run(f"CREATE TABLE {self.quoted(table)} ({listed})")
        self.insert(table, rows)
        self.allow(table)

    def insert(self, table: str, rows: list[dict[str, object]]) -> None:
        if not rows:
            return
        names = list(rows[0])
        places = ", ".join(["%s"] * len(names))
        listed = ", ".join(map(self.quoted, names))
        statement = f"INSERT INTO {self.quoted(table)} ({listed}) VALUES ({places})"
        with self.server.engine(self.name).connect() as connection:
            cursor = connection.connection.cursor()
            cursor.executemany(statement, [tuple(row[name] for name in names) for row in rows])


@pytest.fixture(params=["postgresql", "mariadb"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    server: Server = request.getfixturevalue(f"{request.param}_server")
    made = Database(server, f"shop{next(_numbers)}", f"reader{next(_numbers)}")
    if made.is_postgresql:
        server.run(
            f"CREATE DATABASE {made.name}",
            f"CREATE USER {made.reader} PASSWORD '{PASSWORD}'",
        )
    else:
        server.run(
            f"CREATE DATABASE {made.name} CHARACTER SET utf8mb4",
            f"CREATE USER {made.reader}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
        )
    monkeypatch.setenv(ENV, PASSWORD)
    return made
