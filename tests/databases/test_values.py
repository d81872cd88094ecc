"""What a database's types mean: by hand, value by value."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.databases.conftest import PASSWORD
from tests.databases.shops import moment, read, write_settings
from xlcs.errors import SourceError

AT = "2022-08-01 12:00:00"


def test_chinese_names_of_tables_columns_and_people(database, tmp_path):
    rows = [
        {"买家旺旺": "小明😀", "客服": "示例店：客服01", "绑定 时间": "2022/8/1 9:05"},
        {"买家旺旺": "䶮山堂", "客服": "示例店:客服02", "绑定 时间": "2022年8月2日 9:05"},
    ]
    text = "varchar(60)"
    database.create("专属 客户", {"买家旺旺": text, "客服": text, "绑定 时间": text}, rows)
    write_settings(tmp_path, database, 'relations = "专属 客户"')
    shop = read(tmp_path)
    frame = shop.tables.relations.frame
    assert sorted(frame["buyer_id"]) == sorted(["小明😀", "䶮山堂"])
    assert sorted(frame["agent"]) == ["示例店:客服01", "示例店:客服02"]
    assert sorted(frame["bound_at"]) == [datetime(2022, 8, 1, 9, 5), datetime(2022, 8, 2, 9, 5)]
    assert not [p for p in shop.problems if p.level in ("row", "value", "file")]


@pytest.mark.parametrize("database", ["mariadb"], indirect=True)
def test_columns_in_gbk(database, tmp_path):
    """A column in GBK; and GBK in a column that says latin1, as old shops have it."""
    gbk = "varchar(40) CHARACTER SET gbk"
    database.create(
        "visits", {"买家ID": gbk, "进店时间": gbk}, [{"买家ID": "张三", "进店时间": AT}]
    )
    database.run("CREATE TABLE old (who varchar(40) CHARACTER SET latin1, came datetime)")
    raw = "李四丰".encode("gbk").hex()
    database.run(f"INSERT INTO old VALUES (x'{raw}', '{AT}')")
    database.allow("old")
    old = "SELECT CAST(who AS BINARY) AS 买家ID, came AS 进店时间 FROM old"
    write_settings(tmp_path, database, f'visits = ["visits", "{old}"]')
    assert sorted(read(tmp_path).tables.visits.frame["buyer_id"]) == ["张三", "李四丰"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("encoding", ["EUC_CN", "SQL_ASCII"])
def test_a_postgresql_in_another_encoding(database, tmp_path, encoding):
    """Chinese of its own; and GBK in a database that knows of no encoding."""
    name = f"{database.name}_{encoding.lower()}"
    database.run(f"CREATE DATABASE {name} ENCODING {encoding} TEMPLATE template0 LOCALE 'C'")
    codec = "gbk" if encoding == "SQL_ASCII" else "gb2312"
    who = "".join(f"\\x{byte:02x}" for byte in "张三".encode(codec))
    option = "?client_encoding=gbk" if encoding == "SQL_ASCII" else ""
    server = database.server
    server.run(
        "CREATE TABLE visits (buyer_id text, visited_at timestamp)",
        f"INSERT INTO visits VALUES (E'{who}', '{AT}')",
        f"GRANT SELECT ON visits TO {database.reader}",
        database=name + option.replace("gbk", "latin1"),
    )
    if option:
        write_settings(
            tmp_path, database, 'visits = "visits"', url=server.url(database.reader, name)
        )
        with pytest.raises(SourceError, match="client_encoding=gbk"):
            read(tmp_path)
    url = server.url(database.reader, name) + option
    write_settings(tmp_path, database, 'visits = "visits"', url=url)
    assert list(read(tmp_path).tables.visits.frame["buyer_id"]) == ["张三"]


ORDER = {
    "order_id": "bigint",
    "buyer_id": "varchar(20)",
    "amount": "decimal(12,2)",
    "refund": "varchar(20)",
}


def test_numbers_keep_their_digits_and_words_that_mean_none_do(database, tmp_path):
    rows = [
        {"order_id": 2900000000000000001, "buyer_id": "a", "amount": Decimal("1234.50"),
         "refund": "无退款申请", "paid_at": datetime(2022, 8, 1, 10, 0, 7)},
        {"order_id": 2900000000000000003, "buyer_id": "b", "amount": Decimal("0.10"),
         "refund": "¥0.10", "paid_at": None},
        {"order_id": None, "buyer_id": "c", "amount": Decimal("1.00"),
         "refund": None, "paid_at": datetime(2022, 8, 1, 11)},
    ]  # fmt: skip
    database.create("orders", {**ORDER, "paid_at": moment(database)}, rows)
    write_settings(tmp_path, database, 'orders = "orders"')
    shop = read(tmp_path)
    frame = shop.tables.orders.frame.sort_values("order_id")
    assert list(frame["order_id"]) == ["2900000000000000001", "2900000000000000003"]
    assert list(frame["amount"]) == [123450, 10]
    assert list(frame["refund"].astype("Int64").fillna(-1)) == [-1, 10]
    assert frame["paid_at"].iloc[0] == datetime(2022, 8, 1, 10, 0, 7)
    (refused,) = [p for p in shop.problems if p.level == "row"]
    assert (refused.column, refused.row) == ("order_id", 3)
    assert refused.file == "database://orders"


def test_a_number_of_floating_point_has_lost_digits(database, tmp_path):
    columns = {**ORDER, "order_id": "double precision", "paid_at": moment(database)}
    row = {"order_id": 2.9e18, "buyer_id": "a", "amount": Decimal(1), "refund": None,
           "paid_at": datetime(2022, 8, 1)}  # fmt: skip
    database.create("orders", columns, [row])
    write_settings(tmp_path, database, 'orders = "orders"')
    (refused,) = [p for p in read(tmp_path).problems if p.level == "row"]
    assert refused.value == "2.9E+18"


def test_dates_times_and_yes_or_no(database, tmp_path):
    """A date alone is a day; midnight is a moment; TRUE is 是."""
    columns = {
        "buyer_id": "varchar(9)", "agent": "varchar(9)", "sent_at": moment(database),
        "is_initiated": "boolean", "read_at": "date",
    }  # fmt: skip
    rows = [
        {"buyer_id": "a", "agent": "A", "sent_at": datetime(2022, 8, 1), "is_initiated": True,
         "read_at": date(2022, 8, 1)},
        {"buyer_id": "b", "agent": "A", "sent_at": datetime(2022, 8, 2, 9, 0, 1),
         "is_initiated": False, "read_at": None},
    ]  # fmt: skip
    database.create("messages", columns, rows)
    write_settings(tmp_path, database, 'messages = "messages"')
    shop = read(tmp_path)
    table = shop.tables.messages
    frame = table.frame.sort_values("sent_at")
    assert list(frame["sent_at"]) == [datetime(2022, 8, 1), datetime(2022, 8, 2, 9, 0, 1)]
    assert [bool(known) for known in table.by_agent.loc[frame.index]] == [True, False]
    assert bool(frame["read_at_is_day"].iloc[0])
    assert shop.resolution == "second"


def test_a_time_with_a_zone_is_local_shop_time(database, tmp_path):
    zoned = "timestamptz" if database.is_postgresql else "timestamp"
    database.run(f"CREATE TABLE visits (buyer_id varchar(9), visited_at {zoned})")
    if database.is_postgresql:
        database.run("INSERT INTO visits VALUES ('a', '2022-08-01 16:30:00+00')")
    else:
        with database.server.engine(database.name).connect() as connection:
            connection.exec_driver_sql("SET time_zone = '+00:00'")
            connection.exec_driver_sql("INSERT INTO visits VALUES ('a', '2022-08-01 16:30:00')")
    database.allow("visits")
    write_settings(tmp_path, database, 'visits = { table = "visits", index = "visited_at" }')
    assert list(read(tmp_path).tables.visits.frame["visited_at"]) == [datetime(2022, 8, 2, 0, 30)]


def test_dates_as_text_and_placeholders(database, tmp_path):
    texts = ["2022/8/1 12:00:01", "20220801120002", "2022-08-01T12:00:03+08:00", "", "昨天"]
    rows = [{"buyer_id": f"b{n}", "visited_at": text} for n, text in enumerate(texts)]
    database.create("visits", {"buyer_id": "varchar(9)", "visited_at": "varchar(40)"}, rows)
    write_settings(tmp_path, database, 'visits = "visits"')
    shop = read(tmp_path)
    seconds = sorted(shop.tables.visits.frame["visited_at"].dt.second)
    assert seconds == [1, 2, 3]
    refused = [p.value for p in shop.problems if p.level == "row"]
    assert len(refused) == 2


def test_a_duration_and_a_time_of_day(database, tmp_path):
    span = "interval" if database.is_postgresql else "time"
    columns = {"buyer_id": "varchar(9)", "agent": "varchar(9)", "started_at": moment(database),
               "duration": span, "status": "varchar(9)"}  # fmt: skip
    row = {"buyer_id": "a", "agent": "A", "started_at": datetime(2022, 8, 1, 9),
           "duration": timedelta(minutes=8, seconds=48), "status": "付款成功"}  # fmt: skip
    database.create("receptions", columns, [row])
    write_settings(tmp_path, database, 'receptions = "receptions"')
    frame = read(tmp_path).tables.receptions.frame
    assert list(frame["ended_at"]) == [datetime(2022, 8, 1, 9, 8, 48)]


def test_a_query_may_hold_colons_and_percent_signs(database, tmp_path):
    columns = {"buyer_id": "varchar(9)", "visited_at": moment(database)}
    rows = [{"buyer_id": f"{c}:x", "visited_at": datetime(2022, 8, 1, 9)} for c in "ab"]
    database.create("visits", columns, rows)
    query = "SELECT * FROM visits WHERE buyer_id LIKE 'a%' AND buyer_id <> ':none' -- all;"
    write_settings(tmp_path, database, f'visits = "{query}"')
    assert list(read(tmp_path).tables.visits.frame["buyer_id"]) == ["a:x"]


def test_only_the_columns_that_are_needed_are_asked_for(database, tmp_path):
    """The view fails where its other column is computed."""
    database.run(
        f"CREATE TABLE seen (buyer_id varchar(9), visited_at {moment(database)}, n int)",
        f"INSERT INTO seen VALUES ('a', '{AT}', 0)",
    )
    failing = "1 / n" if database.is_postgresql else "(SELECT n UNION SELECT 1)"
    database.run(f"CREATE VIEW visits AS SELECT buyer_id, visited_at, {failing} AS phone FROM seen")
    database.allow("visits")
    write_settings(tmp_path, database, 'visits = "visits"')
    assert read(tmp_path).rows("visits") == 1
    assert PASSWORD not in str(read(tmp_path))
