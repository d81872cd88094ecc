"""`xlcs check`: what is told once, and how many rows of each file were not used."""

from tests.cli.runs import csv, xlcs

RECEPTIONS = ["买家ID,客服,开始时间,结束时间,状态"]
RECEPTIONS += [
    f"买{row},示例店:客服01,2022-08-01 10:{row:02}:00,2022-08-01 11:00:00,转交主管"
    for row in range(2, 16)
]


def test_a_note_on_many_rows_is_shown_once_with_the_rows(data):
    csv(data, "接待.csv", RECEPTIONS)
    said = xlcs("check", data).stdout
    # rows 2 to 15 have the status: one is shown, the other thirteen are named
    first, _, rows = said.partition("提示")
    assert (first.count("转交主管"), rows.count("转交主管")) == (1, 1)
    assert "接待.csv · 第 2 行 · 状态" in said
    assert "… 同样的还有 13 行：3-15" in said
    assert "… and 13 more rows: 3-15" in xlcs("check", data, "--lang", "en").stdout


def test_rows_refused_for_their_amounts_count_as_not_used_in_their_file(data):
    orders = ["订单编号,买家会员名,订单付款时间,买家实际支付金额"]
    orders += ["29000000000000000007,甲,2022-08-01 10:00:00,100.00"]
    orders += ["29000000000000000007,甲,2022-08-01 10:00:00,200.00"]
    orders += ["29000000000000000008,甲,2022-08-01 10:00:00,待核"]
    orders += ["29000000000000000009,甲,2022-08-01 10:00:00,5.00"]
    csv(data, "又.csv", orders)
    lines = xlcs("check", data).stdout.splitlines()
    assert lines[0] == "没有使用的行 3"
    (read,) = (line for line in lines if line.startswith("  又.csv · 订单"))
    assert "4 行 · 没有使用 3 行" in read


def test_a_folder_without_a_usable_table_covers_no_days(tmp_path):
    csv(tmp_path, "便条.csv", ["hello"])
    result = xlcs("check", tmp_path)
    assert result.exit_code == 1
    assert "便条.csv · 没有读入" in result.stdout
    assert "数据覆盖的日期" not in result.stdout


def test_a_file_whose_rows_are_all_damaged_does_not_hide_what_else_is_wrong(data):
    orders = ["订单编号,买家会员名,订单付款时间,买家实际支付金额"]
    orders += ["2.92E+18,甲,2022-08-01 10:00:00,100.00"] * 12
    orders += ["2900000000000000009,甲,2022-08-01 10:00:00,5.00"]  # row 14
    orders += ["2.92E+18,甲,2022-08-01 10:00:00,100.00"] * 12
    csv(data, "另存.csv", orders)
    csv(data, "坏.csv", ["买家会员名,客服,绑定时间", ",示例店:客服01,2022-07-01 12:00:00"])
    said = xlcs("check", data).stdout
    assert "没有使用的行 25" in said
    # rows 2 to 13 and 15 to 26 have lost their number: three are shown
    assert said.count("编号已被 Excel 改成数字") == 3
    assert "… 同样的还有 21 行：5-13、15-26" in said
    assert "坏.csv · 第 2 行 · 买家会员名" in said


def test_one_fault_in_many_files_is_told_once_with_the_files(data):
    for number in range(10, 32):
        lines = ["订单编号,买家会员名,订单付款时间,买家实际支付金额", f"{number},甲,昨天,1.00"]
        csv(data, f"{number}.csv", lines)
    said = xlcs("check", data).stdout
    assert said.count("不是可用的时间") == 3
    assert "… 同样的还有 19 行：13.csv 2、14.csv 2" in said
    assert "22.csv 2 …" in said  # ten of the nineteen are named
