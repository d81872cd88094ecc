"""A PostgreSQL and a MariaDB of the tests' own: in a folder and on a port that nobody else uses.

Each is ended by its own number; nothing of the machine's own databases is touched.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

STARTED_S = 30
ADMIN_PASSWORD = "only-of-this-test"


@dataclass(frozen=True)
class Server:
    """A database server that runs.

    scheme : of its URLs
    port : on 127.0.0.1
    database : one that is there
    """

    scheme: str
    port: int
    database: str
    admin: str

    def url(self, user: str, database: str | None = None) -> str:
        return f"{self.scheme}://{user}@127.0.0.1:{self.port}/{database or self.database}"

    def engine(self, database: str | None = None) -> sa.Engine:
        """As its administrator."""
        url = sa.make_url(self.url(self.admin, database)).set(password=ADMIN_PASSWORD)
        return sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")

    def run(self, *statements: str, database: str | None = None) -> None:
        with self.engine(database).connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_folder(user: str) -> Iterator[Path]:
    """A folder of a system user's own: the servers refuse to run as root."""
    with tempfile.TemporaryDirectory(prefix=f"xlcs-{user}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
        yield folder


def as_user(user: str, command: Sequence[str | Path]) -> list[str]:
    words = [str(word) for word in command]
    return ["runuser", "-u", user, "--", *words] if os.getuid() == 0 else words


@contextmanager
def running(command: Sequence[str], server: Server, log: Path) -> Iterator[Server]:
    """The server while it runs; it is asked to end, and waited for."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTED_S
        while True:
            try:
                server.run("SELECT 1")
                break
            except sa.exc.OperationalError:
                ended = process.poll() is not None
                if ended or time.monotonic() > until:
                    pytest.fail(log.read_text(errors="replace")[-2000:])
                time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(STARTED_S)


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL whose users all need their password."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    programs = found[-1].parent
    with own_folder("postgres") as folder:
        secret = folder / "secret"
        secret.write_text(ADMIN_PASSWORD)
        if os.getuid() == 0:
            shutil.chown(secret, "postgres")
        made = as_user(
            "postgres",
            [programs / "initdb", "--pgdata", folder / "data", "--username", "admin",
             "--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8",
             "--locale", "C.UTF-8", "--no-sync"],
        )  # fmt: skip
        subprocess.run(made, check=True, capture_output=True, cwd="/")
        server = Server("postgresql+psycopg", free_port(), "postgres", "admin")
        command = [
            programs / "postgres", "-D", folder / "data", "-p", str(server.port),
            "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}",
            "-c", "fsync=off", "-c", "shared_buffers=16MB",
        ]  # fmt: skip
        with running(as_user("postgres", command), server, folder / "log") as started:
            yield started


@contextmanager
def mariadb() -> Iterator[Server]:
    """A MariaDB whose users all need their password."""
    program = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    maker = shutil.which("mariadb-install-db")
    if program is None or maker is None:
        pytest.skip("MariaDB is not installed (Debian: mariadb-server)")
    with own_folder("mysql") as folder:
        data = folder / "data"
        made = as_user(
            "mysql",
            [maker, "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve",
             "--auth-root-authentication-method=normal"],
        )  # fmt: skip
        subprocess.run(made, check=True, capture_output=True, cwd="/")
        first = folder / "first.sql"
        first.write_text(
            f"CREATE USER admin@'127.0.0.1' IDENTIFIED BY '{ADMIN_PASSWORD}';\n"
            "GRANT ALL ON *.* TO admin@'127.0.0.1' WITH GRANT OPTION;\n"
            "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
        )
        if os.getuid() == 0:
            shutil.chown(first, "mysql")
        server = Server("mysql+pymysql", free_port(), "shop", "admin")
        command = [
            program, "--no-defaults", f"--datadir={data}", f"--port={server.port}",
            "--bind-address=127.0.0.1", f"--socket={folder}/socket", f"--pid-file={folder}/pid",
            f"--init-file={first}", "--innodb-buffer-pool-size=16M", "--skip-log-bin",
            "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0",
        ]  # fmt: skip
        with running(as_user("mysql", command), server, folder / "log") as started:
            yield started
