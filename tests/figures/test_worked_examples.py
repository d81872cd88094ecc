"""The spec's worked examples, word for word."""

from __future__ import annotations

from tests.figures import shops
from xlcs.figures import compute


def test_only_what_older_clients_pay_on_the_day_counts() -> None:
    old = [f"老客{n}" for n in range(10)]
    new = [f"新客{n}" for n in range(5)]
    figures = compute(
        shops.shop(
            relations=shops.relations(
                *[(buyer, "客服", "2022-07-31 12:00:00") for buyer in old],
                *[(buyer, "客服", "2022-08-01 08:00:00") for buyer in new],
            ),
            messages=shops.messages(
                *[
                    (buyer, "客服", "2022-08-01 09:00:00", "2022-08-01 09:30:00")
                    for buyer in [*old, *new]
                ]
            ),
            orders=shops.orders(
                ("1", old[0], "2022-08-01 10:00:00", "50"),
                ("2", old[1], "2022-08-01 11:00:00", "100"),
                ("3", old[2], "2022-08-01 12:00:00", "150"),
                ("4", old[3], "2022-08-02 10:00:00", "120"),
                ("5", old[4], "2022-08-02 11:00:00", "80"),
                *[(f"n{n}", buyer, "2022-08-01 10:00:00", "60") for n, buyer in enumerate(new)],
            ),
        )
    )
    assert figures.value("guided_gmv", "2022-08-01") == 300.0
    assert figures.value("guided_gmv", "2022-08-02") == 0.0
    assert figures.value("guided_gmv") == 300.0


def test_a_message_at_half_past_eleven_leaves_thirty_minutes() -> None:
    figures = compute(
        shops.shop(
            relations=shops.relations(("甲", "客服", "2022-08-01 00:00:00")),
            messages=shops.messages(("甲", "客服", "2022-09-01 23:30:00", "2022-09-01 23:31:00")),
            orders=shops.orders(
                ("早", "甲", "2022-09-01 20:00:00", "1"),
                ("中", "甲", "2022-09-01 23:45:00", "20"),
                ("末", "甲", "2022-09-01 23:59:59", "300"),
                ("零点", "甲", "2022-09-02 00:00:00", "4000"),
                ("次日", "甲", "2022-09-02 12:00:00", "50000"),
            ),
        )
    )
    assert figures.value("guided_gmv", "2022-09-01") == 320.0
    assert figures.value("guided_gmv", "2022-09-02") == 0.0


def test_a_presale_order_counts_in_full_on_the_day_of_its_balance() -> None:
    # The shop's payment of the order is the balance's: 200 + 800 on 11 November.
    relations = shops.relations(("甲", "客服", "2022-10-01 00:00:00"))
    orders = shops.orders(("1", "甲", "2022-11-11 10:00:00", "1000", True))
    deposit_day = ("甲", "客服", "2022-11-01 09:00:00", "2022-11-01 09:01:00")
    urged = compute(
        shops.shop(
            relations=relations,
            messages=shops.messages(
                deposit_day, ("甲", "客服", "2022-11-11 09:00:00", "2022-11-11 09:30:00")
            ),
            orders=orders,
        )
    )
    assert urged.value("guided_gmv", "2022-11-11") == 1000.0
    assert urged.value("guided_gmv", "2022-11-01") == 0.0

    silent = compute(
        shops.shop(relations=relations, messages=shops.messages(deposit_day), orders=orders)
    )
    assert silent.value("guided_gmv", "2022-11-11") == 0.0


def test_receptions_of_august_and_september() -> None:
    # August: 5 buyers, 3 converted (60 %). 4 × 2389 s + 1 × 2392 s = 11948 s / 5 = 2389.6 s,
    # which rounds to 39:50. September: 50 buyers, 33 converted (66 %). 30 × 2724 s + 20 × 2725 s
    # = 136220 s / 50 = 2724.4 s, which rounds to 45:24. The change is 334.8 s, which rounds to
    # 5:35, though 45:24 − 39:50 is 5:34.
    rows = []
    for n in range(5):
        minutes, seconds = divmod(2392 if n == 4 else 2389, 60)
        status = "协助付款" if n < 3 else "付款流失"
        rows.append((f"a{n}", "客服", "2022-08-10 10:00:00",
                     f"2022-08-10 10:{minutes}:{seconds}", status))  # fmt: skip
    for n in range(50):
        minutes, seconds = divmod(2724 if n < 30 else 2725, 60)
        status = "催付成功" if n < 33 else "催付失败"
        rows.append((f"s{n}", "客服", "2022-09-10 10:00:00",
                     f"2022-09-10 10:{minutes}:{seconds}", status))  # fmt: skip
    figures = compute(shops.shop(receptions=shops.receptions(*rows)))
    august, september = figures.reception().to_dict("records")

    assert august["period"] == "2022-08"
    assert august["conversion_rate"] == 0.6
    assert august["average_duration"] == 2389.6
    assert august["compliant"] is True
    assert september["period"] == "2022-09"
    assert september["conversion_rate"] == 0.66
    assert september["average_duration"] == 2724.4
    assert september["conversion_change"] == 0.06
    assert september["duration_change"] == 334.8
    assert round(september["duration_change"]) == 5 * 60 + 35
    assert september["compliant"] is True
    assert figures.value("conversion_change", "2022-09-01", "2022-09-30") == 0.06
    assert figures.value("duration_change", "2022-09-01", "2022-09-30") == 334.8
