"""One person, several nicks: figures by person and group, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from xlcs.advice.highlights import highlights
from xlcs.errors import UnknownAgent, UnknownLevel
from xlcs.exports.folder import read_folder
from xlcs.figures import compute
from xlcs.settings import Settings
from xlcs.settings.people import Nick
from xlcs.shop.people import nicks_of

from . import shops

PEOPLE = (
    Nick("张三", "红", "售前"),
    Nick("张三", "兰", "售前"),
    Nick("李四", "紫", "售前"),
)
AUGUST = date(2022, 8, 1), date(2022, 8, 31)


@pytest.fixture(scope="module")
def figures():
    """张三 is 红 and 兰, 李四 is 紫, 绿 is nobody's.

    b1 is a client of 红 and of 兰, b2 of 兰, b3 of 紫, b4 of 绿.
    """
    shop = shops.shop(
        relations=shops.relations(
            ("b1", "红", "2022-07-01 10:00"),
            ("b1", "兰", "2022-07-02 10:00", "2022-08-02 20:00"),
            ("b2", "兰", "2022-07-01 10:00"),
            ("b3", "紫", "2022-07-01 10:00"),
            ("b4", "绿", "2022-07-01 10:00"),
        ),
        messages=shops.messages(
            ("b1", "红", "2022-08-01 09:00", "2022-08-01 09:01"),
            ("b1", "兰", "2022-08-01 10:00", "2022-08-01 10:01"),
            ("b2", "兰", "2022-08-01 10:00", "2022-08-01 10:01"),
            # 红 is not b2's agent, though of the same person as 兰: not eligible
            ("b2", "红", "2022-08-02 10:00", "2022-08-02 10:01"),
            ("b3", "紫", "2022-08-01 10:00"),
            ("b4", "绿", "2022-08-01 10:00"),
        ),
        orders=shops.orders(
            ("1", "b1", "2022-08-01 09:30", 100),  # after 红's message alone
            ("2", "b1", "2022-08-01 11:00", 50),  # after 兰's too, which is the last
            ("3", "b2", "2022-08-02 11:00", 70),  # after 红's only: not messaged that day
        ),
        invitations=shops.invitations(
            ("b5", "红", "2022-08-01 10:00", "manual", "accepted"),
            ("b5", "兰", "2022-08-02 10:00", "manual", "declined"),
        ),
        opportunities=shops.opportunities(
            ("红", "关联销售", "2022-08-01 10:00", "2022-08-02 10:00"),
            ("兰", "关联销售", "2022-08-01 10:00"),
        ),
        receptions=shops.receptions(
            ("b1", "红", "2022-08-01 09:00", "2022-08-01 09:10", "协助付款"),
            ("b1", "兰", "2022-08-01 10:00", "2022-08-01 10:20", "付款流失"),
            ("b2", "兰", "2022-08-01 10:00", "2022-08-01 10:30", "付款流失"),
        ),
    )
    return compute(shop, Settings(people=PEOPLE))


def test_a_buyer_of_two_nicks_is_one_customer_of_the_person(figures):
    by = figures.by("person")
    assert by.agents == ["张三", "李四", "绿"]
    # by nick: 红 b1; 兰 b1, b2. The person: b1, b2.
    assert [figures.value("sent_customers", *AUGUST, nick) for nick in ("红", "兰")] == [1, 2]
    assert by.value("sent_customers", *AUGUST, "张三") == 2
    assert by.value("read_customers", *AUGUST, "张三") == 2
    # after the last day with data b1 is 红's still, b2 is 兰's
    assert by.value("clients_total", *AUGUST, "张三") == 2
    assert by.value("clients_unsubscribed", *AUGUST, "张三") == 1
    # b5 was invited twice, by two nicks
    assert by.value("invites_sent", *AUGUST, "张三") == 1
    assert by.value("invites_accepted", *AUGUST, "张三") == 1
    assert by.value("invites_declined", *AUGUST, "张三") == 1
    assert by.value("opportunities_done", *AUGUST, "张三") == 1
    assert by.value("opportunities_todo", *AUGUST, "张三") == 1


def test_money_is_credited_to_the_nick_and_so_to_its_person(figures):
    by = figures.by("person")
    # order 1 to 红, order 2 to 兰, order 3 to nobody: 兰 is b2's agent, and did not write
    assert figures.value("guided_gmv", *AUGUST, "红") == 100
    assert figures.value("guided_gmv", *AUGUST, "兰") == 50
    assert by.value("guided_gmv", *AUGUST, "张三") == 150
    assert by.value("followup_orders", *AUGUST, "张三") == 2
    assert by.value("converted_customers", *AUGUST, "张三") == 1
    assert by.value("order_value", *AUGUST, "张三") == 150
    orders = by.orders(*AUGUST).set_index("order_id")
    assert orders["credited_agent"].astype(object).where(
        orders["credited_agent"].notna(), None
    ).tolist() == ["张三", "张三", None]
    assert orders.loc["3", "reason"] == "messaged_earlier_day"
    assert by.orders(*AUGUST, "张三")["order_id"].tolist() == ["1", "2", "3"]


def test_whose_a_figure_is_can_be_asked_each_time(figures):
    assert figures.value("guided_gmv", *AUGUST, "张三", by="person") == 150
    assert figures.value("guided_gmv", *AUGUST, "售前", by="group") == 150
    assert figures.value("guided_gmv", *AUGUST, "兰", by="nick") == 50
    # a window of three days: order 3 of b2 counts for 兰, who wrote the day before
    wide = figures.value("guided_gmv", *AUGUST, "张三", edition="3-day-any", by="person")
    assert wide == figures.by("person").under("3-day-any").value("guided_gmv", *AUGUST, "张三")
    assert wide == 220
    assert figures.agent_table(*AUGUST, by="person")["agent"].tolist() == ["张三", "李四", "绿"]
    assert figures.agent_table(*AUGUST, "售前", by="group")["guided_gmv"].tolist() == [150]
    assert figures.orders(*AUGUST, "张三", by="person")["order_id"].tolist() == ["1", "2", "3"]
    assert set(figures.todo("2022-08-01", "张三", by="person")["kind"]) == {"opportunity"}
    received = figures.reception_agents(*AUGUST, agent="张三", agents_by="person")
    assert received["receptions"].tolist() == [3]
    assert figures.report(*AUGUST, "张三", by="person")["agents"][0]["guided_gmv"] == 150
    with pytest.raises(UnknownAgent, match="张三"):
        figures.value("guided_gmv", *AUGUST, "红", by="person")
    with pytest.raises(UnknownLevel, match="person"):
        figures.value("guided_gmv", *AUGUST, by="team")


def test_receptions_of_a_person(figures):
    by = figures.by("person")
    row = by.reception_agents(*AUGUST, agent="张三").iloc[0]
    # three receptions of two buyers, one of whom converted; (10 + 20 + 30) / 3 = 20 minutes
    assert (row["receptions"], row["buyers"], row["converted_buyers"]) == (3, 2, 1)
    assert row["average_duration"] == 20 * 60


def test_the_shop_is_the_same_however_its_agents_are_named(figures):
    shop = figures.shop(*AUGUST)
    assert figures.by("person").shop(*AUGUST) == shop
    assert figures.by("group").shop(*AUGUST) == shop
    assert figures.by("nick").agents == figures.agents


def test_groups(figures):
    by = figures.by("group")
    assert by.agents == ["售前", "绿"]
    # b1, b2 of 张三 and b3 of 李四
    assert by.value("sent_customers", *AUGUST, "售前") == 3
    assert by.value("guided_gmv", *AUGUST, "售前") == 150


def test_what_is_to_be_done_is_a_persons(figures):
    done = figures.by("person").todo("2022-08-01")
    # 兰's task is open, and 红's until the next day; 紫's and 绿's messages are unread
    assert done[["agent", "kind"]].values.tolist() == [
        ["张三", "opportunity"],
        ["张三", "opportunity"],
        ["李四", "unread"],
        ["绿", "unread"],
    ]


def test_a_client_of_two_nicks_has_read_none_of_a_persons_messages_or_is_not_unread():
    nicks = [("b1", "红"), ("b1", "兰"), ("b2", "红"), ("b2", "兰")]
    shop = shops.shop(
        relations=shops.relations(*[(*nick, "2022-07-01 10:00") for nick in nicks]),
        messages=shops.messages(
            ("b1", "红", "2022-08-01 09:00", "2022-08-01 09:01"),
            ("b1", "兰", "2022-08-01 10:00"),
            ("b2", "红", "2022-08-01 09:00"),
            ("b2", "兰", "2022-08-01 11:00"),
        ),
    )
    figures = compute(shop, Settings(people=PEOPLE))
    by_nick = figures.todo("2022-08-01", by="nick")[["agent", "buyer_id"]].values.tolist()
    assert by_nick == [["兰", "b1"], ["兰", "b2"], ["红", "b2"]]
    # b1 has read what 红 wrote, who is 张三 as well; b2 read nothing of either, and is one client
    for by, name in (("person", "张三"), ("group", "售前")):
        done = figures.todo("2022-08-01", by=by)
        assert done[["agent", "kind", "buyer_id"]].values.tolist() == [[name, "unread", "b2"]]
        assert done["at"].tolist() == [pd.Timestamp("2022-08-01 11:00")]


def test_what_is_said_of_single_messages_is_a_persons(figures):
    # 红 wrote to b1 at nine, 兰 to b1 and b2 at ten; 红's message to b2 is not eligible
    nicks, people = figures.sending(*AUGUST), figures.by("person").sending(*AUGUST)
    assert nicks.sent("兰")[["hour", "sent", "read_soon"]].values.tolist() == [[10, 2, 2]]
    assert people.sent("张三")[["hour", "sent", "read_soon"]].values.tolist() == [
        [9, 1, 1],
        [10, 2, 2],
    ]
    assert people.sent()["sent"].sum() == nicks.sent()["sent"].sum() == 5


def test_a_balance_that_another_nick_of_the_person_urged_was_urged():
    orders = shops.orders(("1", "b1", None, 100)).assign(
        deposit_paid_at=shops.times(["2022-08-01 09:30"]), deposit=pd.Series([2000], dtype="Int64")
    )
    tables = {
        "relations": shops.relations(
            ("b1", "红", "2022-07-01 10:00"), ("b1", "兰", "2022-07-02 10:00")
        ),
        "messages": shops.messages(("b1", "红", "2022-08-01 10:00")),
        "orders": orders,
    }
    by_nick = compute(shops.shop(**tables), Settings(people=PEOPLE))
    by_person = by_nick.by("person")
    # b1 is 兰's client, who did not write; 红, the same person, did
    assert [h.agent for h in highlights(by_nick, *AUGUST, "兰")] == ["兰"]
    assert highlights(by_person, *AUGUST, "张三") == highlights(by_nick, *AUGUST) == []


def test_nicks_without_a_person_are_listed_in_the_check(tmp_path):
    lines = "买家会员名,客服,绑定时间\n甲,红,2022-07-01 10:00:00\n乙,绿,2022-07-01 10:00:00\n"
    (tmp_path / "关系.csv").write_text(lines, encoding="utf-8")

    def told(settings):
        shop = read_folder(tmp_path, settings)
        return [p.text("zh") for p in shop.problems if p.code == "nicks_without_person"]

    (text,) = told(Settings(people=PEOPLE))
    assert text.startswith("1 个客服旺旺没有对应到人：绿。")
    assert told(Settings()) == []
    assert told(Settings(people=(*PEOPLE, Nick("王五", "绿")))) == []


def test_nicks_of_which_settings_and_data_name_different_persons_are_listed(tmp_path):
    lines = "买家会员名,客服,绑定时间\n甲,红,2022-07-01 10:00:00\n乙,兰,2022-07-01 10:00:00\n"
    (tmp_path / "关系.csv").write_text(lines, encoding="utf-8")
    (tmp_path / "人员.csv").write_text("姓名,客服旺旺\n王五,红\n张三,兰\n", encoding="utf-8")
    shop = read_folder(tmp_path, Settings(people=PEOPLE))
    (told,) = [p for p in shop.problems if p.code == "nicks_of_settings"]
    assert told.level == "note"
    assert told.found == {"count": "1", "nicks": "红"}
    assert "以设置为准" in told.text("zh")
    assert compute(shop, Settings(people=PEOPLE)).by("person").agents == ["张三"]
    only_data = read_folder(tmp_path, Settings())
    assert [p for p in only_data.problems if p.code == "nicks_of_settings"] == []


def test_the_settings_may_ask_for_persons(figures):
    by = compute(figures._shop, Settings(people=PEOPLE, agents_by="person"))
    assert by.agents == ["张三", "李四", "绿"]
    assert by.report(*AUGUST)["agents"][0]["agent"] == "张三"
    assert by.by("nick").agents == sorted(["红", "兰", "紫", "绿"])


def test_the_data_says_whose_a_nick_is_and_the_settings_go_before_it(figures):
    shop = replace(figures._shop, people=(Nick("王五", "绿"), Nick("王五", "红")))
    assert compute(shop, Settings(people=PEOPLE)).by("person").agents == ["张三", "李四", "王五"]


def test_an_entry_with_the_shop_goes_before_one_without():
    people = (
        Nick("甲", "小红"),
        Nick("乙", "小红", shop="一店"),
        Nick("丙", "二店:小红"),
        Nick("丁", "小红", shop="别家"),
    )
    found = nicks_of(["一店:小红", "二店:小红", "三店:小红", "小红", "小兰"], "文件夹", people)
    assert {agent: entry.person for agent, entry in found.items()} == {
        "一店:小红": "乙",
        "二店:小红": "丙",
        "三店:小红": "甲",
        "小红": "甲",
    }
    assert nicks_of(["小红"], "一店", people)["小红"].person == "乙"
