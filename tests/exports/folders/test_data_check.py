"""What is told of the data as a whole: each once, with its number and two examples."""

from __future__ import annotations

import pytest

from xlcs.exports.folder import read_folder

RELATIONS = "买家ID,客服旺旺,建立时间\n"
MESSAGES = "买家ID,客服旺旺,发送时间,发起方,阅读时间\n"
BARE_MESSAGES = "买家ID,客服旺旺,发送时间,发起方\n"
ORDERS = "订单编号,买家ID,订单付款时间,买家实际支付金额\n"
VISITS = "买家ID,进店时间\n"


def told(folder, **files: str) -> dict[str, dict[str, str]]:
    """Code → what was found, of the notes that concern no file."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {p.code: dict(p.found) for p in read_folder(folder).problems if p.file is None}


def relations(*pairs: tuple[str, str]) -> str:
    return RELATIONS + "".join(f"{b},{a},2022-07-01 10:00:00\n" for b, a in pairs)


def messages(*pairs: tuple[str, str], read: str = "2022-08-01 11:00:00") -> str:
    return MESSAGES + "".join(f"{b},{a},2022-08-01 10:00:00,客服,{read}\n" for b, a in pairs)


def test_messages_that_hardly_match_a_relation(tmp_path):
    bound = [(f"u{n}", "店:甲") for n in range(30)]
    sent = [(f"nick{n}", "店:甲") for n in range(29)]
    found = told(tmp_path, r=relations(*bound), m=messages(*sent, ("u0", "店:甲")))
    assert found["messages_without_relation"] == {
        "count": "29", "all": "30", "examples": "nick0 – 店:甲、nick1 – 店:甲"
    }  # fmt: skip


def test_messages_of_which_some_match_are_a_shops_business(tmp_path):
    pairs = [("a", "店:甲"), ("b", "店:甲")]
    assert "messages_without_relation" not in told(
        tmp_path, r=relations(*pairs[:1]), m=messages(*pairs)
    )


@pytest.mark.parametrize("person", ["王小明", "13800138000", "浙江省杭州市西湖区文一路1号"])
def test_no_example_of_a_buyer_is_a_persons_name_number_or_address(tmp_path, person):
    orders = ORDERS + f"1,{person},2022-08-01 10:00:00,1\n"
    shown = {"r": relations(("u1", "店:甲")), "m": messages((person, "店:甲"))}
    found = told(tmp_path, o=orders, **shown)
    assert found["messages_without_relation"]["examples"] == "…"
    shown["m"] = messages(("u1", "店:甲"))
    found = told(tmp_path, o=orders, **shown)
    assert (found["orders_of_strangers"]["examples"], found["orders_of_strangers"]["others"]) == (
        "…", "u1",
    )  # fmt: skip
    found = told(tmp_path, o=orders + "2,tb12345678,2022-08-01 10:00:00,1\n", **shown)
    assert found["orders_of_strangers"]["examples"] == "tb12345678"


def test_no_agent_in_common_is_told_with_two_of_each_and_not_twice(tmp_path):
    found = told(
        tmp_path,
        r=relations(("a", "店:甲"), ("b", "店:乙"), ("c", "店:丙")),
        m=messages(("a", "客服01"), ("b", "客服02"), ("c", "客服03")),
    )
    assert found["no_agent_in_common"] == {
        "relations": "店:丙、店:乙", "messages": "客服01、客服02"
    }  # fmt: skip
    assert "messages_without_relation" not in found


def test_agents_in_two_notations(tmp_path):
    found = told(
        tmp_path,
        r=relations(("a", "店:甲"), ("b", "另店:甲"), ("c", "甲"), ("d", "店")),
        m=messages(("a", "店:甲")),
    )
    # 甲 may be either; 店 is the shop's main account.
    assert found["agents_in_two_notations"] == {
        "count": "1",
        "bare": "甲",
        "full": "另店:甲、店:甲",
    }


@pytest.mark.parametrize(
    ("bound", "sent"),
    [
        ("tb_A1", "ｔｂ＿Ａ１"),
        ("tb_a1", "TB_a1"),
        ("tb a1", "tb  a1"),
        ("tb a1", "tb\u3000a1"),
        ("tba1", "tb\u200ba1"),
        ("caf\u00e9", "cafe\u0301"),
        ("小(a)", "小（a）"),
    ],
)
def test_buyers_who_are_spelled_almost_like_a_client_are_told(tmp_path, bound, sent):
    found = told(
        tmp_path,
        r=relations((bound, "店:甲"), ("other", "店:甲")),
        m=messages((sent, "店:甲"), ("other", "店:甲"), ("another", "店:甲")),
    )
    shown = sent.replace("\u200b", " ")
    assert found["buyers_like_clients"] == {"count": "1", "examples": f"{bound} / {shown}"}


def test_clients_spelled_alike_and_masked_names_are_people_of_their_own(tmp_path):
    found = told(
        tmp_path,
        r=relations(("tb1", "店:甲"), ("TB1", "店:甲"), ("t***b", "店:甲")),
        m=messages(("TB1", "店:甲"), ("T***b", "店:甲"), ("tb1x", "店:甲")),
    )
    assert "buyers_like_clients" not in found


def test_buyers_spelled_like_a_client_are_told_without_what_may_be_personal(tmp_path):
    found = told(
        tmp_path,
        r=relations(("王小明", "店:甲"), ("tb1", "店:甲")),
        m=messages(("王 小明", "店:甲"), ("tb1", "店:甲")),
    )
    assert found["buyers_like_clients"] == {"count": "1", "examples": "…"}


def test_agents_who_are_spelled_alike_are_told(tmp_path):
    bound = [("a", "店:甲1"), ("b", "店:乙")]
    sent = [("a", "店:甲１"), ("b", "店:乙")]
    found = told(tmp_path, r=relations(*bound), m=messages(*sent))
    assert found["agents_alike"] == {"count": "2", "examples": "店:甲1 / 店:甲１"}
    assert "agents_alike" not in told(tmp_path, m=messages(*bound))


def test_agents_of_files_that_are_gone_are_in_no_note(tmp_path):
    sent = messages(("a", "甲"), ("b", "店:乙"))
    found = told(tmp_path, m=sent, r=relations(("a", "店:丙")))
    assert found["agents_in_two_notations"]["full"] == "店:丙、店:乙"
    (tmp_path / "r.csv").unlink()
    found = told(tmp_path, m=sent)
    assert found["agents_in_two_notations"] == {"count": "1", "bare": "甲", "full": "店:乙"}


def test_orders_whose_buyers_hardly_occur_anywhere(tmp_path):
    orders = ORDERS + "".join(f"{n},tb{n},2022-08-01 12:00:00,9.00\n" for n in range(1, 31))
    found = told(tmp_path, o=orders, r=relations(("2200001", "店:甲"), ("2200002", "店:甲")))
    assert found["orders_of_strangers"] == {
        "count": "30", "all": "30", "examples": "tb1、tb10", "others": "2200001、2200002"
    }  # fmt: skip
    visits = VISITS + "".join(f"tb{n},2022-08-01 12:00:00\n" for n in (1, 2))
    assert "orders_of_strangers" not in told(tmp_path, v=visits)


def orders(*paid: tuple[str, str]) -> str:
    return ORDERS + "".join(f"{n},{b},{at},9.00\n" for n, (b, at) in enumerate(paid, 1))


@pytest.mark.parametrize(
    ("paid", "told_days"),
    [
        ("2022-08-02 00:00:00", {"messages": "2022-08-01", "orders": "2022-08-02"}),
        ("2022-08-01 23:59:59", None),  # the messages' own last day
    ],
)
def test_messages_that_end_before_the_orders(tmp_path, paid, told_days):
    found = told(tmp_path, m=messages(("a", "店:甲")), o=orders(("a", paid)))
    assert found.get("messages_end_early") == told_days


@pytest.mark.parametrize(
    ("paid", "is_told"),
    [
        ("2022-08-08 10:00:00", True),  # the last message is seven days later
        ("2022-08-09 00:00:00", False),  # six days from either end
        ("2022-08-10 10:00:00", True),  # the first message is seven days earlier
    ],
)
def test_orders_of_fewer_days_than_messages(tmp_path, paid, is_told):
    sent = MESSAGES + "".join(f"a,店:甲,2022-08-{d} 10:00:00,客服,\n" for d in ("03", "15"))
    found = told(tmp_path, m=sent, o=orders(("a", paid)))
    days = {
        "first": paid[:10], "last": paid[:10],
        "messages_first": "2022-08-03", "messages_last": "2022-08-15",
    }  # fmt: skip
    assert found.get("orders_cover_less") == (days if is_told else None)


def test_masked_buyers_and_how_many_who_ordered_are_clients(tmp_path):
    (tmp_path / "r.csv").write_text(relations(("a", "店:甲"), ("b", "店:甲")), encoding="utf-8")
    (tmp_path / "v.csv").write_text(VISITS + "小**红,2022-08-01 10:00:00\n", encoding="utf-8")
    paid = [(b, "2022-08-01 10:00:00") for b in ("a", "小**明", "小**明", "c")]
    (tmp_path / "o.csv").write_text(orders(*paid), encoding="utf-8")
    shop = read_folder(tmp_path)
    found = shop.coverage
    assert (found.buyers, found.masked_buyers) == (5, 2)  # a, b, c and the two masked ones
    assert (found.order_buyers, found.order_buyers_known) == (3, 1)  # of a, 小**明, c it is a
    assert [p.found["count"] for p in shop.problems if p.code == "masked_buyers"] == ["2"]


@pytest.mark.parametrize("stages", ["分阶段订单信息", "分阶段信息"])
def test_presale_known_by_text_alone_is_one_line(tmp_path, stages):
    header = f"订单编号,买家ID,订单付款时间,买家实际支付金额,{stages}\n"
    rows = "".join(f"{n},b,2022-11-01 12:00:00,9.00,预售：定金\n" for n in (1, 2, 3))
    found = told(tmp_path, o=header + rows + "4,b,2022-11-01 12:00:00,9.00,\n")
    assert found["presale_by_text"] == {"count": "3", "examples": "1、2"}
    deposits = (
        "订单编号,买家ID,订单付款时间,买家实际支付金额,定金付款时间,定金金额,尾款付款时间,尾款金额\n"
        "1,b,2022-11-01 12:00:00,9.00,2022-11-01 12:00:00,2.00,2022-11-11 12:00:00,7.00\n"
    )
    found = told(tmp_path, p=deposits)
    assert found["presale_by_text"] == {"count": "2", "examples": "2、3"}


def test_message_files_without_reading_are_one_line_that_lists_them(tmp_path):
    bare = BARE_MESSAGES + "a,店:甲,2022-08-0{} 10:00:00,客服\nb,店:甲,2022-08-0{} 10:00:00,客服\n"
    files = {f"m{n}": bare.format(n, n) for n in range(1, 4)}
    found = told(tmp_path, **files)
    assert found["reading_unknown"] == {"files": "m1.csv、m2.csv、m3.csv", "count": "6"}
    found = told(tmp_path, z=messages(("c", "店:甲")))
    assert found["some_without_reading"] == {"files": "m1.csv、m2.csv、m3.csv", "count": "6"}
    assert "reading_unknown" not in found


def test_a_blank_column_of_reading_says_nothing_and_a_no_says_something(tmp_path):
    assert "reading_unknown" in told(tmp_path, m=messages(("a", "店:甲"), read=""))
    shop = read_folder(tmp_path)
    assert shop.tables.messages.known == frozenset()
    marked = MESSAGES.replace("阅读时间", "是否已读") + "a,店:甲,2022-08-01 10:00:00,客服,否\n"
    (tmp_path / "m.csv").write_text(marked, encoding="utf-8")
    assert read_folder(tmp_path).tables.messages.known == {"read_at"}


def test_a_reading_that_cannot_be_makes_nothing_known(tmp_path):
    early = messages(("a", "店:甲"), read="2022-07-01 11:00:00")
    (tmp_path / "m.csv").write_text(early, encoding="utf-8")
    shop = read_folder(tmp_path)
    assert [p.code for p in shop.problems if p.row] == ["before_start"]
    assert shop.tables.messages.known == frozenset()


def test_a_mark_of_reading_is_known_beside_a_reading_that_cannot_be(tmp_path):
    header = MESSAGES.replace("阅读时间", "阅读时间,是否已读")
    rows = "a,店:甲,2022-08-01 10:00:00,客服,2022-07-01 11:00:00,否\n"
    (tmp_path / "m.csv").write_text(header + rows, encoding="utf-8")
    for _ in range(2):  # the second time from the cache
        messages_read = read_folder(tmp_path).tables.messages
        assert messages_read.known == {"read_at"}
        assert messages_read.read_at.isna().all()


def test_refunds_are_known_where_a_file_has_their_column(tmp_path):
    (tmp_path / "o.csv").write_text(ORDERS + "1,b,2022-08-01 12:00:00,9.00\n", encoding="utf-8")
    assert "refund" not in read_folder(tmp_path).tables.orders.known
    header = ORDERS.replace("\n", ",退款金额\n")
    rows = "1,b,2022-08-01 12:00:00,9.00,无退款申请\n2,b,2022-08-01 12:00:00,9.00,4.50\n"
    (tmp_path / "o.csv").write_text(header + rows, encoding="utf-8")
    orders = read_folder(tmp_path).tables.orders
    assert "refund" in orders.known
    assert orders.refund.fillna(-1).tolist() == [-1, 450]


# ---- a stray date


def stray(folder) -> list[tuple[str, int | None, str | None]]:
    problems = read_folder(folder).problems
    return [(p.file, p.row, p.value) for p in problems if p.code == "stray_date"]


def visits(*days: str) -> str:
    return VISITS + "".join(f"b{n},{day} 10:00:00\n" for n, day in enumerate(days))


REFUNDED = "订单编号,买家ID,订单付款时间,总金额,买家实际支付金额,退款金额\n"


@pytest.mark.parametrize(
    ("paid", "refunded", "codes"),
    [
        ("60.00", 4, ["few_refunds_net", "net_of_refunds"]),  # 60 + 40 = 100: net
        ("60.00", 5, ["net_of_refunds"]),
        ("100.00", 4, ["few_refunds_gross"]),
        ("100.00", 5, []),
        ("100.00", 0, []),
    ],
)
def test_fewer_than_five_refunds_decide_and_are_flagged(tmp_path, paid, refunded, codes):
    rows = [f"{n},a,2022-08-01 10:00:00,100.00,{paid},40.00\n" for n in range(refunded)]
    rows += [f"{n},a,2022-08-01 10:00:00,100.00,100.00,\n" for n in range(5, 12)]
    (tmp_path / "o.csv").write_text(REFUNDED + "".join(rows), encoding="utf-8")
    told = [p for p in read_folder(tmp_path).problems if "refund" in p.code]
    assert sorted(p.code for p in told) == codes
    assert {p.found["refunded"] for p in told} <= {str(refunded)}


@pytest.mark.parametrize(
    ("paid", "total", "refund", "told"),
    [
        ("0.00", "88.80", "", ["2 个付了款的订单实付金额是 0，总金额共 177.60 元"]),
        ("0.00", "88.80", "88.80", []),  # 0 + 88.80: net of refunds
        ("0.00", "0.00", "", []),
        ("0.01", "88.80", "", []),
    ],
)
def test_paid_orders_of_0_without_any_refund_are_told(tmp_path, paid, total, refund, told):
    rows = [f"{n},a,2022-08-01 10:00:00,{total},{paid},{refund}\n" for n in (1, 2)]
    rows += ["3,a,,88.80,0.00,\n", "4,a,2022-08-01 11:00:00,5.00,5.00,\n"]
    (tmp_path / "o.csv").write_text(REFUNDED + "".join(rows), encoding="utf-8")
    problems = [p for p in read_folder(tmp_path).problems if p.code == "zero_paid"]
    assert [(p.level, p.file, p.text().split("，文")[0]) for p in problems] == [
        ("note", "o.csv", text) for text in told
    ]


@pytest.mark.parametrize(("day", "is_stray"), [("2023-02-01", True), ("2023-01-31", True),
                                               ("2023-01-30", False)])  # fmt: skip
def test_a_day_more_than_180_days_from_all_others_is_listed(tmp_path, day, is_stray):
    # 2022-08-03 and 180 days are 2023-01-30.
    (tmp_path / "v.csv").write_text(visits("2022-08-01", "2022-08-03", day), encoding="utf-8")
    assert stray(tmp_path) == ([("v.csv", 4, day)] if is_stray else [])
    assert len(read_folder(tmp_path).tables.visits) == 3


def test_a_day_near_those_of_another_file_is_not_stray_and_one_in_two_files_is(tmp_path):
    (tmp_path / "a.csv").write_text(visits("2022-08-01", "2099-01-01"), encoding="utf-8")
    (tmp_path / "b.csv").write_text(visits("2022-08-02", "2099-01-01"), encoding="utf-8")
    assert stray(tmp_path) == [("a.csv", 3, "2099-01-01"), ("b.csv", 3, "2099-01-01")]
    (tmp_path / "c.csv").write_text(visits("2098-12-31"), encoding="utf-8")
    assert stray(tmp_path) == []


def test_the_only_row_of_a_table_is_not_stray(tmp_path):
    (tmp_path / "v.csv").write_text(visits("2022-08-01"), encoding="utf-8")
    assert stray(tmp_path) == []


def test_refused_rows_of_orders_are_counted_beyond_those_that_are_listed(tmp_path, monkeypatch):
    monkeypatch.setattr("xlcs.exports.merge.files_of_table.MOST_LISTED", 1)
    rows = [f"{n % 2},甲,2022-08-01 10:00:00,{n}\n" for n in range(1, 7)]
    text = "".join([ORDERS, *rows, "9,甲,2022-08-01 10:00:00,5\n"])
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    shop = read_folder(tmp_path)
    assert [(s.rows, s.refused_rows) for s in shop.sources] == [(7, 6)]
    assert [(p.code, p.row) for p in shop.problems if p.file] == [
        ("two_amounts", 2),
        ("more_rows", None),
    ]


def test_a_table_of_which_no_row_could_be_used_is_told_first(tmp_path):
    spoilt = ORDERS + "1,u0,########,100\n2,u1,########,50\n"
    found = told(tmp_path, o=spoilt, m=messages(("u0", "店:甲")))
    assert found["nothing_usable"] == {"rows": "2"}
    assert read_folder(tmp_path).tables.orders is None  # its figures are unknown, not 0
    assert "nothing_usable" not in told(tmp_path, o=ORDERS + "1,u0,2022-08-01 12:00:00,100\n")
    assert "nothing_usable" not in told(tmp_path, o=ORDERS)
    assert read_folder(tmp_path).tables.orders is not None  # known to be none


def test_a_file_of_which_no_row_could_be_used_is_told_with_its_name(tmp_path):
    (tmp_path / "好.csv").write_text(ORDERS + "1,u0,2022-08-01 12:00:00,100\n", encoding="utf-8")
    spoilt = ORDERS + "2.92E+18,u0,2022-08-02 12:00:00,100\n2.92E+18,u1,2022-08-02 12:00:00,50\n"
    (tmp_path / "另存.csv").write_text(spoilt, encoding="utf-8")
    found = [p for p in read_folder(tmp_path).problems if p.level == "note"]
    assert [(p.code, p.file, dict(p.found)) for p in found] == [
        ("no_row_of_file", "另存.csv", {"count": "2"})
    ]


def test_times_that_are_mostly_dates_are_told_once(tmp_path):
    rows = "".join(f"u{n},店:甲,2022-08-0{n},客服,\n" for n in range(1, 4))
    found = told(tmp_path, m=MESSAGES + rows + "u9,店:甲,2022-08-09 10:00:00,客服,\n")
    assert found["mostly_days"] == {"column": "发送时间", "count": "3", "all": "4"}
    few = (
        MESSAGES
        + "u1,店:甲,2022-08-01,客服,\n"
        + "".join(f"u{n},店:甲,2022-08-09 10:0{n}:00,客服,\n" for n in range(2, 6))
    )
    assert "mostly_days" not in told(tmp_path, m=few)


def days_of_messages(*days: int, begun_by: str = "客服") -> str:
    sent = (f"a,店:甲,2022-08-{day:02d} 10:00:00,{begun_by},\n" for day in days)
    return MESSAGES + "".join(sent)


AUGUST = range(1, 32)


@pytest.mark.parametrize(
    ("without", "is_told"),
    [
        (range(8, 15), True),  # a weekly file
        (range(8, 11), True),
        (range(8, 10), False),  # a weekend
        (range(1, 5), False),  # before the first message
        (range(2, 31, 2), False),  # every other day: never two days in a row
        ((2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19, 20), False),  # half of the days
        ((2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22), False),  # messages on every other day
        ((2, 3, 4, 10, 11, 12, 20, 21, 22), True),  # nine of 31, in three stretches
    ],
)
def test_days_missing_among_others_that_nearly_all_have_messages(tmp_path, without, is_told):
    sent = days_of_messages(*(day for day in AUGUST if day not in without))
    assert ("days_missing" in told(tmp_path, m=sent)) == is_told


def test_missing_days_are_told_of_each_table_with_their_dates(tmp_path):
    sent = days_of_messages(*range(1, 10), *range(13, 32))
    at = [f"2022-08-{day:02d} 12:00:00" for day in AUGUST if day not in (20, 21, 22, 23)]
    for name, text in {"m": sent, "o": orders(*(("a", paid) for paid in at))}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = [p for p in read_folder(tmp_path).problems if p.code == "days_missing"]
    assert [(p.table, dict(p.found)) for p in found] == [
        ("messages", {"first": "2022-08-10", "last": "2022-08-12", "count": "3"}),
        ("orders", {"first": "2022-08-20", "last": "2022-08-23", "count": "4"}),
    ]


def test_a_month_between_two_others_is_missing(tmp_path):
    """31 days, though the others have no more than 60: its figures would be 0 without a word."""
    days = [f"2026-09-{day:02d}" for day in range(1, 31)]
    days += [f"2026-11-{day:02d}" for day in range(1, 28)]
    found = told(tmp_path, o=orders(*(("a", f"{day} 12:00:00") for day in days)))
    assert found["days_missing"] == {"first": "2026-10-01", "last": "2026-10-31", "count": "31"}


def test_the_same_month_of_two_years_misses_nothing(tmp_path):
    sent = days_of_messages(*AUGUST)
    before = sent.replace("2022", "2021").removeprefix(MESSAGES)
    assert "days_missing" not in told(tmp_path, m=sent + before)


def test_messages_of_which_none_is_an_agents_own(tmp_path):
    found = told(tmp_path, m=days_of_messages(1, 2, begun_by="买家"))
    assert found["no_message_by_agents"] == {"count": "2"}
    assert "no_message_by_agents" not in told(tmp_path, m2=days_of_messages(3))


def test_orders_of_which_none_is_paid(tmp_path):
    found = told(tmp_path, o=orders(("a", ""), ("b", "")))
    assert found["no_payment"] == {"count": "2"}
    paid = orders(("c", "2022-08-01 10:00:00")).replace("\n1,", "\n3,")
    assert "no_payment" not in told(tmp_path, o2=paid)
