from pathlib import Path

import pytest

from xlcs.errors import SettingsError
from xlcs.settings import Settings, find_settings, read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "xlcs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str, language: str | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(written(folder, text), language)
    return str(caught.value)


def test_every_key_arrives(tmp_path):
    path = written(
        tmp_path,
        """
        read_rule = "same_day"
        lookback_days = 3
        reception_period = "week"
        max_average_min = 45
        min_conversion_rate = 0.55
        language = "en"
        [status]
        converted = ["协助改价", " 催单成功 "]
        not_converted = ["转交主管"]
        [headers.orders]
        amount = ["实收金额"]
        buyer_id = ["客户昵称", "会员"]
        """,
    )
    assert read_settings(path) == Settings(
        read_rule="same_day",
        lookback_days=3,
        reception_period="week",
        max_average_min=45.0,
        min_conversion_rate=0.55,
        language="en",
        converted=("协助改价", "催单成功"),
        not_converted=("转交主管",),
        headers={"orders": {"amount": ("实收金额",), "buyer_id": ("客户昵称", "会员")}},
    )


def test_an_empty_file_means_the_defaults(tmp_path):
    assert read_settings(written(tmp_path, "")) == Settings()


def test_notepads_byte_order_mark_and_line_ends_are_read(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_bytes('\ufefflookback_days = 3\r\nlanguage = "en"\r\n'.encode())
    assert read_settings(path) == Settings(lookback_days=3, language="en")


def test_the_shops_own_status_wins_over_the_built_in_one():
    means = Settings(not_converted=("已付款",)).status_means()
    assert means["已付款"] is False
    assert means["协助付款"] is True
    assert means["询单流失"] is False


def test_settings_are_found_beside_the_data_only(tmp_path):
    assert find_settings(tmp_path) is None
    path = written(tmp_path, "")
    assert find_settings(tmp_path) == path
    (tmp_path / "inner").mkdir()
    assert find_settings(tmp_path / "inner") is None


def test_unknown_key_names_the_nearest_and_all_there_are(tmp_path):
    text = refusal(tmp_path, 'read_rules = "same_day"')
    assert str(tmp_path / "xlcs.toml") in text
    assert 'read_rules（值 "same_day"）' in text
    assert "是不是想写 read_rule？" in text
    for key in (
        "read_rule",
        "lookback_days",
        "reception_period",
        "max_average_min",
        "min_conversion_rate",
        "language",
        "status",
        "headers",
    ):
        assert key in text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('read_rule = "sameday"', ['read_rule = "sameday"', '"before_payment"', '"same_day"']),
        ("read_rule = 1", ["read_rule = 1", '"same_day"']),
        ("lookback_days = 7.5", ["lookback_days = 7.5", "0 到 90", "整数"]),
        ("lookback_days = true", ["lookback_days = true", "0 到 90"]),
        ("lookback_days = -1", ["lookback_days = -1", "0 到 90"]),
        ("lookback_days = 91", ["lookback_days = 91", "0 到 90"]),
        ('max_average_min = "50"', ['max_average_min = "50"', "0 到 1440"]),
        ("max_average_min = inf", ["max_average_min = inf", "0 到 1440"]),
        ("max_average_min = nan", ["max_average_min = nan", "0 到 1440"]),
        ("min_conversion_rate = 50", ["min_conversion_rate = 50", "0 到 1"]),
        ('reception_period = "year"', ['"year"', '"month"', '"week"', '"day"', '"range"']),
        ('language = "fr"', ['"fr"', '"zh"', '"en"']),
        ("status = 3", ["status = 3", "[status]", "converted"]),
        ("[status]\nconverted = '已付款'", ["status.converted", '"已付款"', "列表"]),
        ("[status]\nconverted = [1]", ["status.converted = [1]", "列表"]),
        ("[status]\nconvert = ['已付款']", ["status.convert（", "是不是想写 status.converted？"]),
        (
            "[status]\nconverted = ['甲']\nnot_converted = ['甲']",
            ["“甲”", "status.converted", "status.not_converted"],
        ),
        ("[headers.order]\namount = ['实收']", ["headers.order（", "是不是想写 headers.orders？"]),
        (
            "[headers.orders]\namuont = ['实收']",
            ["headers.orders.amuont", "是不是想写 headers.orders.amount？"],
        ),
        ("[headers]\norders = ['实收']", ["headers.orders", "[headers.orders]"]),
        ("[headers.orders]\namount = '实收'", ["headers.orders.amount", '"实收"', "列表"]),
        ("[headers.orders]\namount = [' ']", ["headers.orders.amount", "列表"]),
        (
            "[headers.orders]\namount = ['实收']\ntotal = ['实收']",
            ["“实收”", "headers.orders.amount", "headers.orders.total"],
        ),
    ],
)
def test_bad_value_names_key_value_and_what_is_allowed(tmp_path, line, expected):
    text = refusal(tmp_path, line)
    assert text.count("\n- ") == 1
    for part in (str(tmp_path / "xlcs.toml"), *expected):
        assert part in text


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("lookback_days = 0", "lookback_days", 0),
        ("lookback_days = 90", "lookback_days", 90),
        ("min_conversion_rate = 0", "min_conversion_rate", 0.0),
        ("min_conversion_rate = 1", "min_conversion_rate", 1.0),
        ("max_average_min = 1440", "max_average_min", 1440.0),
    ],
)
def test_the_limits_themselves_are_allowed(tmp_path, line, key, value):
    assert getattr(read_settings(written(tmp_path, line)), key) == value


def test_all_problems_come_at_once(tmp_path):
    text = refusal(
        tmp_path,
        'red_rule = "x"\nlookback_days = "seven"\n[status]\nconverted = 1\n[headers.visit]\nx = 1',
    )
    assert text.count("\n- ") == 4
    assert "有 4 处要改" in text


def test_broken_toml_names_the_line_and_shows_it(tmp_path):
    text = refusal(tmp_path, 'lookback_days = 7\nlanguage = zh\nread_rule = "same_day"\n')
    assert "第 2 行" in text
    assert "language = zh" in text


def test_a_file_that_breaks_off_names_the_last_line(tmp_path):
    text = refusal(tmp_path, 'lookback_days = 7\n[status]\nconverted = ["已付款"')
    assert "第 3 行" in text


def test_the_same_key_twice_names_the_line(tmp_path):
    assert "第 2 行" in refusal(tmp_path, "lookback_days = 7\nlookback_days = 8\n")


def test_a_file_saved_as_gbk_says_to_save_it_as_utf8(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_bytes('lookback_days = 7\n[status]\nconverted = ["改价成功"]\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="第 3 行不是 UTF-8"):
        read_settings(path)


def test_a_missing_file_and_a_folder_are_settings_errors(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml 不存在"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="打不开"):
        read_settings(tmp_path)


def test_errors_speak_the_language_asked_for_else_that_of_the_file(tmp_path):
    assert "is not allowed" in refusal(tmp_path, "lookback_days = -1", "en")
    assert "is not allowed" in refusal(tmp_path, 'language = "en"\nlookback_days = -1')
    assert "不对" in refusal(tmp_path, 'language = "en"\nlookback_days = -1', "zh")
