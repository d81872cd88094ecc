"""`xlcs map`: questions in a terminal, guesses at once, lines to paste elsewhere."""

import tomllib

import pytest

from tests.cli.runs import csv, figures, xlcs

ODD = ["订单编号,买家会员名,到账时间,实收金额"]
ODD += ["29000000000000000001,甲,2022-08-01 10:00:00,100.00"]
ODD += ["29000000000000000003,甲,2022-08-03 10:00:00,40.50"]


@pytest.fixture
def odd(data):
    csv(data, "订单.csv", ODD)
    return data


@pytest.fixture
def terminal(monkeypatch):
    import xlcs.commands.map as module

    class Terminal:
        class stdin:  # noqa: N801
            isatty = staticmethod(lambda: True)

    monkeypatch.setattr(module, "sys", Terminal)


def saved(folder) -> dict:
    return tomllib.loads((folder / "xlcs.toml").read_text(encoding="utf-8"))


def test_the_guesses_are_taken_and_the_files_read(odd):
    assert xlcs("report", odd, "--json", "-").exit_code == 1
    result = xlcs("map", odd, "--yes")
    assert result.exit_code == 0, result.output
    assert saved(odd) == {
        "列名": {"订单": {"买家实际支付金额": ["实收金额"], "订单付款时间": ["到账时间"]}}
    }
    # 甲 is a client since July, messaged and read at 9: 100.00 on the 1st, 40.50 on the 3rd.
    shop = figures(odd, "--from", "2022-08-01", "--to", "2022-08-03")["shop"]
    assert shop["guided_gmv"] == 140.5


def test_elsewhere_the_lines_to_paste_are_shown(odd):
    result = xlcs("map", odd)
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout) == {
        "headers": {"orders": {"amount": ["实收金额"], "paid_at": ["到账时间"]}}
    }
    assert str(odd / "xlcs.toml") in result.stderr
    assert not (odd / "xlcs.toml").exists()


def test_a_file_without_any_similar_header_is_named(data):
    csv(data, "没有买家.csv", ["订单编号,订单付款时间,买家实际支付金额", "1,2022-08-01 10:00:00,9"])
    result = xlcs("map", data)
    assert result.exit_code == 1
    assert result.stderr.startswith("没有买家.csv：没有和我们相近的列名。")


def test_in_a_terminal_each_column_is_asked_for(odd, terminal):
    from typer.testing import CliRunner

    from xlcs.cli import app

    # The amount: a wrong answer, then by number; the time: the guess by Enter.
    result = CliRunner().invoke(app, ["map", str(odd)], input="99\n4\n\n", prog_name="xlcs")
    assert result.exit_code == 0, result.output
    assert "哪一列是“买家实际支付金额”？（直接回车 = 实收金额，如 100.00、40.50）" in result.output
    assert "请输入 0 到 4 之间的数字" in result.output
    assert saved(odd)["列名"]["订单"] == {
        "买家实际支付金额": ["实收金额"], "订单付款时间": ["到账时间"],
    }  # fmt: skip


def test_nothing_chosen_changes_nothing(odd, terminal):
    from typer.testing import CliRunner

    from xlcs.cli import app

    result = CliRunner().invoke(app, ["map", str(odd)], input="0\n0\n", prog_name="xlcs")
    assert result.exit_code == 1
    assert not (odd / "xlcs.toml").exists()


def test_where_every_file_is_recognised_there_is_nothing_to_ask(data):
    result = xlcs("map", data)
    assert (result.exit_code, "都认得" in result.output) == (0, True)
    assert "recognised" in xlcs("map", data, "--lang", "en").output


def test_what_is_left_unrecognised_is_told(odd):
    csv(odd, "别的.csv", ["商品,销量", "袜子,5"])
    result = xlcs("map", odd, "--yes")
    assert result.exit_code == 1
    assert "还有 1 个文件" in result.output


def test_no_folder(tmp_path):
    assert xlcs("map", tmp_path / "没有").exit_code == 2


def test_a_file_that_no_header_would_help_is_not_called_recognised(data):
    csv(data, "便条.csv", ["hello"])
    result = xlcs("map", data)
    assert result.exit_code == 1
    assert "xlcs check" in result.stdout
    assert "每个文件都认得" not in result.stdout


def test_where_every_file_is_recognised_there_is_nothing_to_map(data):
    result = xlcs("map", data)
    assert (result.exit_code, result.stdout.strip()) == (0, "每个文件都认得，没有要对应的列。")
