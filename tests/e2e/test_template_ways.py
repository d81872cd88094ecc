"""The template in LibreOffice in other ways: English, agents by person, another edition, targets.

Every cell of its tables says what the command line says of the same exports and settings.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.e2e import libreoffice
from tests.e2e.conftest import PERIOD, cli_json
from tests.e2e.test_libreoffice import Answering
from xlcs.addin.build.template.workbook import build_template, template_sheets
from xlcs.addin.session import names
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.session import OPEN
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE, REASON
from xlcs.report.description.formats import NOTHING
from xlcs.report.description.sheets import Tile, find_table
from xlcs.settings import FILE_NAME
from xlcs.system import places

pytestmark = pytest.mark.libreoffice

SHEETS = template_sheets("en")
SECONDS_A_DAY = 86_400
DAY_0 = date(1899, 12, 30)

SETTINGS = """
language = "en"
edition = "3-day-any"
agents_by = "person"
min_conversion_rate = 0.625

[people]
张三 = ["示例店:客服01", "示例店:客服02"]
李四 = ["示例店:客服03"]

[targets]
guided_gmv = 1000
sent_customers = 100000
read_rate = 0.5
"""
"""Two nicks of one person, one of another, and one that is nobody's; two targets passed, and one
missed by far."""


@pytest.fixture(scope="module")
def told(exports, tmp_path_factory):
    """The cells with the whole shop chosen and with a person, and the command line's figures."""
    if lacking := libreoffice.missing():
        pytest.skip(f"not installed: {', '.join(lacking)} (Debian)")
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(places, "user_data", lambda: folder / "user data")
        (exports / FILE_NAME).write_text(SETTINGS, encoding="utf-8")
        OPEN.clear()
        book = libreoffice.with_addin(build_template(folder / "t.xlsx", "en"), folder / "b.xlsm")
        choices = Choices(str(exports), *map(date.fromisoformat, PERIOD))
        steps = [libreoffice.Fill({names.PERIOD: "2022-09", names.AGENT: "张三"})]
        found = libreoffice.recalculate(book, Answering(choices), steps=steps)
        OPEN.clear()
        figures = cli_json(exports, folder / "f.json", "--from", PERIOD[0], "--to", PERIOD[1])
        (exports / FILE_NAME).unlink()
    return (*found, figures)


def as_cell(record, id):
    value = record[FIGURE[id].json_key]
    return pytest.approx(value / SECONDS_A_DAY if id.endswith("duration") else value)


def table_rows(state, table_id):
    """The rows of a filled table, as far as the data reaches."""
    sheet, table = find_table(SHEETS, table_id)
    cells = state[sheet.name]
    rows = []
    for row in range(table.first_row, table.end_row + 1):
        line = [cells.get((row, col)) for col in range(table.col, table.last_col + 1)]
        if line[0] is None or line[0].shown == "":
            break
        rows.append(line)
    return rows


def tile_lines(state, id):
    """What the tile of a figure shows: its value, and the lines below."""
    board = SHEETS[0]
    name = FIGURE[id].name("en")
    caption = name[:1].upper() + name[1:] + (" (CNY)" if FIGURE[id].unit == "money" else "")
    (tile,) = (b for b in board.blocks if isinstance(b, Tile) and b.caption == caption)
    cells = state[board.name]
    return [cells[row, tile.col] for row in range(tile.row + 1, tile.last_row + 1)]


def test_the_settings_make_a_difference(told, figures):
    # Else what follows would prove nothing.
    assert told[2]["shop"]["guided_gmv"] > figures["shop"]["guided_gmv"]
    assert next(one["agent"] for one in told[2]["agents"]) == "张三"


def test_the_board_calls_a_person_so_and_tells_the_limits_in_force(told):
    board = told[0]["Board"]
    assert board[3, 2].shown.endswith("; person: Whole shop")
    assert board[5, 8].shown == "Person (choose)"
    shown = {cell.shown for cell in board.values()}
    assert {"duration ≤ 50 min", "conversion ≥ 62.5%"} <= shown


def test_tables_of_another_edition_by_person(told):
    state, _, figures = told
    daily = table_rows(state, "daily")
    assert len(daily) == len(figures["daily"]) == 30
    for line, day in zip(daily, figures["daily"], strict=True):
        assert line[0].value == (date.fromisoformat(day["day"]) - DAY_0).days
        assert [cell.value for cell in line[1:]] == [as_cell(day, id) for id in EFFECT]
    agents = table_rows(state, "agents")
    assert {"张三", "李四"} < {line[0].shown for line in agents}
    for line, record in zip(agents, figures["agents"], strict=True):
        assert line[0].shown == record["agent"]
        ids = (*AGENT_TABLE, *BESIDE)
        assert [cell.value for cell in line[1:]] == [as_cell(record, id) for id in ids]


def test_orders_say_in_english_why_they_count(told):
    state, _, figures = told
    orders = table_rows(state, "orders")
    assert len(orders) == len(figures["orders"]) > 700
    # 3-day-any: a message of the day before is within the window, and may be read on any day.
    otherwise = {
        "messaged_earlier_day": "messaged before the window only", "unread": "not read",
    }  # fmt: skip
    assert set(otherwise) < {order["reason"] for order in figures["orders"]}
    for line, order in zip(orders, figures["orders"], strict=True):
        assert line[0].shown == order["order_id"]
        assert line[3].value == pytest.approx(order["amount"])
        reason = order["reason"]
        assert line[5].shown == otherwise.get(reason, REASON[reason].en)
        assert line[6].shown == (order["credited_agent"] or "")
        assert line[11].shown == (order["client_agent"] or "")
    sheet, heads = find_table(SHEETS, "orders_head")
    captions = [
        state[sheet.name][heads.header_row, heads.position(id)].shown
        for id in ("credited_agent", "agent", "client_agent")
    ]
    assert captions == ["Credited person", "Sent by", "Client's person"]


def test_the_waterfall_ends_with_the_guided_gmv(told):
    state, _, figures = told
    sheet, table = find_table(SHEETS, "leakage")
    cells = state[sheet.name]
    amounts = [
        cells[row, table.position("amount")].value
        for row in range(table.first_row, table.end_row + 1)
    ]
    money = {step["reason"]: step["amount"] for step in figures["leakage"]}
    assert amounts[0] == pytest.approx(sum(money.values()))
    assert amounts[-1] == pytest.approx(figures["shop"]["guided_gmv"])
    # Each label has its amount in whole CNY: the shop's money is less than a million.
    label = cells[table.first_row, table.position("label")].shown
    assert label == f"All that was paid  {sum(money.values()):,.0f}"


def test_targets_that_were_passed_and_missed(told):
    state, _, figures = told
    shop = figures["shop"]
    gmv, sent = shop["guided_gmv"], shop["sent_customers"]
    assert tile_lines(state, "guided_gmv")[4].shown == f"{gmv / 1000:.1%} of 1,000"
    missed = f"{sent / 100000:.1%} of 100,000, missed"
    assert tile_lines(state, "sent_customers")[4].shown == missed


def test_a_person_by_the_drop_down(told):
    _, state, figures = told
    record = next(one for one in figures["agents"] if one["agent"] == "张三")
    for id in EFFECT:
        assert tile_lines(state, id)[0].value == as_cell(record, id), id
    (line,) = table_rows(state, "agents")
    assert line[0].shown == "张三"
    todo = [one for one in figures["todo"] if one["agent"] == "张三"]
    assert [cells[2].shown for cells in table_rows(state, "todo")] == [
        one["buyer_id"] or "" for one in todo
    ]
    received = next(one for one in figures["reception"]["agents"] if one["agent"] == "张三")
    (line,) = table_rows(state, "receptions")
    table = find_table(SHEETS, "receptions")[1]
    for id in ("buyers", "converted_buyers", "conversion_rate", "average_duration"):
        assert line[table.position(id) - table.col].value == as_cell(received, id), id
    # Targets are the shop's, and none of this person's.
    assert tile_lines(state, "guided_gmv")[4].shown in ("", NOTHING)
