"""The section [source] of the settings, and that no message shows a password."""

from __future__ import annotations

import pytest

from xlcs.errors import SettingsError
from xlcs.settings import Settings, read_settings
from xlcs.settings.hidden_passwords import without_passwords
from xlcs.settings.source import DatabaseSource, TableSource

URL = "postgresql+psycopg://reader@db.example.com/shop"
SECRET = "geheim-7291"


def settings(folder, text: str) -> Settings:
    path = folder / "xlcs.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def refusal(folder, text: str) -> str:
    with pytest.raises(SettingsError) as refused:
        settings(folder, text)
    return str(refused.value)


def test_without_a_section_there_is_no_database(tmp_path):
    assert settings(tmp_path, "").source is None


def test_tables_queries_sections_and_lists(tmp_path):
    read = settings(
        tmp_path,
        f"""
[source]
url = "{URL}"
orders = "erp.orders"
relations = "select buyer AS 买家ID from bound"
receptions = ["r1", {{ table = "r2", index = "started" }}]
[source.messages]
query = "WITH m AS (SELECT 1) SELECT * FROM m"
index = "sent_at"
reread_days = 7
""",
    )
    assert read.source == DatabaseSource(
        URL,
        "XLCS_DATABASE_PASSWORD",
        (
            TableSource("orders", "erp.orders"),
            TableSource("relations", query="select buyer AS 买家ID from bound"),
            TableSource("receptions", "r1"),
            TableSource("receptions", "r2", index="started"),
            TableSource(
                "messages",
                query="WITH m AS (SELECT 1) SELECT * FROM m",
                index="sent_at",
                reread_days=7,
            ),
        ),
    )


def test_keys_may_be_chinese(tmp_path):
    read = settings(
        tmp_path,
        f'[数据源]\n地址 = "{URL}"\n密码变量 = "店铺密码"\n'
        '[数据源.消息]\n表 = "消息表"\n索引列 = "发送时间"\n重读天数 = 0',
    )
    assert read.source is not None
    assert read.source.password_env == "店铺密码"
    assert read.source.tables == (
        TableSource("messages", "消息表", index="发送时间", reread_days=0),
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('url = "oracle://x@y/z"\norders = "o"', "source.url"),
        ('orders = "o"', "source.url"),
        (f'url = "{URL}"', "至少写一个"),
        (f'url = "{URL}"\nodrers = "o"', "source.odrers"),
        (f'url = "{URL}"\norders = 3', "source.orders"),
        (f'url = "{URL}"\norders = {{ table = "o", query = "SELECT 1" }}', "source.orders"),
        (f'url = "{URL}"\norders = {{ query = "DELETE FROM o" }}', "SELECT"),
        (f'url = "{URL}"\norders = {{ table = "o", index = "paid_at" }}', "整表读取"),
        (f'url = "{URL}"\nvisits = {{ table = "v", reread_days = -1 }}', "0 到 366"),
        (f'url = "{URL}"\nvisits = {{ table = "v", rows = 1 }}', "source.visits.rows"),
        (f'url = "{URL}"\nvisits = {{ table = "" }}', "source.visits.table"),
        (f'url = "{URL}"\npassword_env = 1\nvisits = "v"', "source.password_env"),
    ],
)
def test_what_is_not_right_is_named(tmp_path, lines, told):
    assert told in refusal(tmp_path, f"[source]\n{lines}")


def test_a_source_that_is_no_section(tmp_path):
    assert "[source]" in refusal(tmp_path, f'source = "{URL}"')


@pytest.mark.parametrize(
    "text",
    [
        f'[source]\nurl = "oracle://reader:{SECRET}@db/shop"\norders = "o"',
        f'[sources]\nurl = "postgresql+psycopg://reader:{SECRET}@db/shop"',
        f'[source]\nurl = "postgresql+psycopg://reader:{SECRET}@db/shop" orders = "o"',
        f'[source]\nurl = "{URL}"\npassword = "{SECRET}"\norders = "o"',
        f'password = "{SECRET}"',
        f'url = "mysql+pymysql://reader:{SECRET}@{"long" * 30}/shop"',
        f'[source]\npassword = "{SECRET}',
        f'[database]\nurl = "x://y"\n"密码" = "{SECRET}"',
    ],
)
def test_no_message_shows_a_password(tmp_path, text):
    assert SECRET not in refusal(tmp_path, text)


def test_settings_shown_as_text_hide_the_address(tmp_path):
    read = settings(
        tmp_path,
        f'[source]\nurl = "postgresql+psycopg://reader:{SECRET}@db/shop"\norders = "o"',
    )
    assert SECRET not in repr(read)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("x://u:p@ss@h/d", "x://u:***@h/d"),
        ("x://u@h:5432/d", "x://u@h:5432/d"),
        ("x://h/d?password=abc&ssl=1", "x://h/d?password=***&ssl=1"),
        ('"password": "abc"}', '"password": ***}'),
        ("said abc twice: abc", "said *** twice: ***"),
        ("denied (using password: NO)", "denied (using password: NO)"),
        ("password: NO-way", "password: ***"),
        ("2022-08-01 10:00:00", "2022-08-01 10:00:00"),
    ],
)
def test_passwords_in_texts(text, hidden):
    assert without_passwords(text, "abc", "") == hidden
