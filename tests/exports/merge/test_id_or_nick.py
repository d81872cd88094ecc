"""Files that name buyers by an ID and by a nick: the column that the other tables know."""

from __future__ import annotations

from xlcs.exports.folder import read_folder

ORDERS = (
    "订单编号,买家ID,买家会员名,订单付款时间,买家实际支付金额\n"
    "1,2200001,小明,2022-08-01 12:00:00,1.00\n"
    "2,2200002,小红,2022-08-01 12:00:00,1.00\n"
)


def buyers(folder, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return sorted(read_folder(folder).tables.orders.buyer_id)


def visits(*names: str) -> str:
    return "买家ID,进店时间\n" + "".join(f"{name},2022-08-01 10:00:00\n" for name in names)


def test_the_nick_is_taken_where_other_tables_know_it(tmp_path):
    assert buyers(tmp_path, o=ORDERS, v=visits("小明", "别人")) == ["小明", "小红"]


def test_the_id_is_taken_where_other_tables_know_that_or_nothing(tmp_path):
    assert buyers(tmp_path, o=ORDERS) == ["2200001", "2200002"]
    assert buyers(tmp_path, v=visits("2200001")) == ["2200001", "2200002"]


def test_a_file_that_comes_later_can_change_the_choice(tmp_path):
    assert buyers(tmp_path, o=ORDERS) == ["2200001", "2200002"]
    assert buyers(tmp_path, v=visits("小明")) == ["小明", "小红"]
    assert buyers(tmp_path) == ["小明", "小红"]  # from the cache


def test_a_blank_nick_leaves_the_id(tmp_path):
    orders = ORDERS.replace("小红", "")
    assert buyers(tmp_path, o=orders, v=visits("小明")) == ["2200002", "小明"]
