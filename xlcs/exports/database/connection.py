"""A connection that only reads, and where its password comes from.

All tables are read within one transaction, so that they are of one moment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xlcs.errors import SetupError
from xlcs.exports.database.failures import Failures
from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.source import DatabaseSource

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, ExceptionContext

KEYRING_SERVICE = "xlcs"

CONNECT_S = 15
READ_S = 600
"""How long to wait for a connection, and for the next rows."""

_MISSING = {
    "zh": "读取数据库还缺少组件（{name}）。请运行：pip install xlcs[database]",
    "en": "Reading a database needs one more package ({name}). Run: pip install xlcs[database]",
}


@contextmanager
def opened(source: DatabaseSource, language: str) -> Iterator[tuple[Connection, Failures]]:
    """A connection that reads as of one moment and cannot write, and what makes its errors.

    Raises
    ------
    SetupError : a package that this takes is not installed.
    SourceError : the address is not right, nobody answers there, or the user or password is wrong.
    """
    try:
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.pool import NullPool
    except ModuleNotFoundError as error:
        raise SetupError(_MISSING[language].format(name=error.name)) from error
    url, failures = _with_password(source, language)
    is_mysql = url.get_backend_name() != "postgresql"
    try:
        engine = create_engine(
            url, poolclass=NullPool, hide_parameters=True, connect_args=_waiting(url)
        )
        event.listen(engine, "handle_error", _let_go)
        # `from None`: what a driver raises may hold the password
        connection = engine.connect()
    except ModuleNotFoundError as error:
        raise SetupError(_MISSING[language].format(name=error.name)) from None
    except (SQLAlchemyError, OSError, UnicodeError, TypeError) as error:
        raise failures.connecting(error) from None
    try:
        try:
            if is_mysql:
                connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
                connection.exec_driver_sql("SET time_zone = '+08:00'")
                connection.rollback()
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ",
                **({} if is_mysql else {"postgresql_readonly": True}),
            )
            if not is_mysql:
                connection.exec_driver_sql("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise failures.connecting(error) from None
        yield connection, failures
    finally:
        try:
            connection.close()
        except (SQLAlchemyError, OSError):
            connection.invalidate()  # it was cut: there is nothing left to close
        engine.dispose()


def _let_go(failing: ExceptionContext) -> None:
    """Let go of an answer of which no more can come: PyMySQL would go on reading it."""
    asked = failing.execution_context
    answer = None if asked is None else getattr(asked.cursor, "_result", None)
    if failing.is_disconnect and answer is not None:
        answer.unbuffered_active = False


def _waiting(url: URL) -> dict[str, Any]:
    """How long to wait, where the address itself does not say."""
    wanted: dict[str, Any] = {"connect_timeout": CONNECT_S}
    if url.get_backend_name() == "postgresql":
        wanted |= {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    else:
        wanted |= {"read_timeout": READ_S}
        if url.password:  # PyMySQL itself would take a text for Latin-1
            wanted |= {"password": str(url.password).encode()}
    return {key: value for key, value in wanted.items() if key not in url.query}


def _with_password(source: DatabaseSource, language: str) -> tuple[URL, Failures]:
    """The address with the password: from the environment, else from itself, else a keyring."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    env = source.password_env
    try:
        url = make_url(source.url)
    except (ArgumentError, ValueError) as error:
        why = without_passwords(str(error).splitlines()[0], source.url)
        raise Failures("", env, "", language).error("url", why=why) from None
    account = account_of(url)
    own = tuple(filter(None, [str(url.password or ""), *_in_query(url)]))
    failures = Failures(shown_url(url), env, account, language, own)
    password = os.environ.get(env)
    if not password and not own:
        password = _of_keyring(account, failures)
    if not password:
        return url, failures
    secrets = (*own, password)
    return url.set(password=password), Failures(shown_url(url), env, account, language, secrets)


def _in_query(url: URL) -> list[str]:
    return [str(value) for key, value in url.query.items() if key.startswith("passw")]


def account_of(url: URL) -> str:
    """The name under which the keyring has the password: `user@host:port/database`."""
    port = f":{url.port}" if url.port else ""
    return f"{url.username or ''}@{url.host or 'localhost'}{port}/{url.database or ''}"


def shown_url(url: URL) -> str:
    """The address as messages show it: without password and options."""
    return f"{url.get_backend_name()}://{account_of(url)}"


def _of_keyring(account: str, failures: Failures) -> str | None:
    """The password of the keyring; None where there is no keyring, or it has none.

    What a keyring itself says is not shown: it is of its own inside, in its own language.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked, NoKeyringError
    except ModuleNotFoundError:
        return None
    try:
        return keyring.get_password(KEYRING_SERVICE, account)
    except NoKeyringError:
        return None
    except KeyringLocked:
        raise failures.error("keyring_locked") from None
    except (ImportError, AttributeError):  # none of that name
        raise failures.error("keyring_absent") from None
    except KeyringError as error:
        raise failures.error("keyring", why=type(error).__name__) from None
