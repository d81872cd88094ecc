"""Settings and their file: keys, words, editions, people, headers."""

from pathlib import Path

import pytest

from tests.settings.written import refusal, written
from xlcs.errors import SettingsError
from xlcs.settings import KEYS, Settings, read_settings
from xlcs.settings.texts import KEYS_ZH, WORDS_ZH


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


def test_the_shops_own_status_wins_over_the_built_in_one():
    means = Settings(not_converted=("已付款",)).status_means()
    assert means["已付款"] is False
    assert means["协助付款"] is True
    assert means["询单流失"] is False


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
        ("conversation_gap_min = -5", ["conversation_gap_min = -5", "0 到 1440"]),
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


def test_chinese_keys_and_words_mean_the_english_ones(tmp_path):
    path = written(
        tmp_path,
        """
        # 店里的规则
        规则版本 = "7-day"
        阅读规则 = "当日已读"
        归属 = "最早一条"
        回看天数 = 3
        接待周期 = "周"
        平均接待时长上限 = 45
        转化率下限 = 0.55
        语言 = "中文"
        [状态]
        已转化 = ["协助改价"]
        未转化 = ["转交主管"]
        [列名.订单]
        实付金额 = ["实收金额"]
        买家ID = ["客户昵称"]
        [列名."客服消息"]
        "发送时间" = ["发出时刻"]
        [列名.relations]
        bound_at = ["绑定日"]
        """,
    )
    assert read_settings(path) == Settings(
        edition="7-day",
        window_days=7,
        read_rule="same_day",
        credit="first",
        lookback_days=3,
        reception_period="week",
        max_average_min=45.0,
        min_conversion_rate=0.55,
        converted=("协助改价",),
        not_converted=("转交主管",),
        headers={
            "orders": {"amount": ("实收金额",), "buyer_id": ("客户昵称",)},
            "messages": {"sent_at": ("发出时刻",)},
            "relations": {"bound_at": ("绑定日",)},
        },
    )


def test_every_key_and_word_has_a_chinese_one_and_the_page_on_settings_tells_it():
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    sections = {"status", "headers", "targets", "source", "people", "summaries", "limits"}
    assert set(KEYS_ZH.values()) == {*KEYS, *sections}
    for key in {english: chinese for chinese, english in reversed(KEYS_ZH.items())}.values():
        assert key in page, key
    for key, words in WORDS_ZH.items():
        assert set(words.values()) == set(KEYS[key].allowed)


def test_a_key_in_both_languages_is_there_twice(tmp_path):
    text = refusal(tmp_path, '阅读规则 = "当日已读"\nread_rule = "same_day"')
    assert "read_rule 和 阅读规则 是同一个键" in text
    text = refusal(tmp_path, "[列名.订单]\n实付金额 = ['甲']\namount = ['乙']")
    assert "amount 和 headers.订单.实付金额 是同一个键" in text


def test_a_wrong_word_under_a_chinese_key_names_the_key_as_written(tmp_path):
    text = refusal(tmp_path, '阅读规则 = "隔天也算"')
    assert '阅读规则 = "隔天也算" 不对，只能是："before_payment", "same_day", "付款前已读"' in text


# ---- rule editions


@pytest.mark.parametrize(
    ("edition", "window_days", "read_day"),
    [
        ("2022-09", 1, "payment_day"),
        ("7-day", 7, "payment_day"),
        ("3-day-any", 3, "any"),
        ("7-day-any", 7, "any"),
        ("15-day-any", 15, "any"),
    ],
)
def test_a_named_edition_sets_its_values(tmp_path, edition, window_days, read_day):
    settings = read_settings(written(tmp_path, f'edition = "{edition}"'))
    assert (settings.window_days, settings.read_day) == (window_days, read_day)
    assert (settings.read_rule, settings.credit) == ("before_payment", "last")


def test_each_value_of_an_edition_can_be_set_beside_its_name(tmp_path):
    text = 'edition = "7-day-any"\nwindow_days = 5\nread_rule = "same_day"\ncredit = "first"'
    settings = read_settings(written(tmp_path, text))
    assert (settings.window_days, settings.read_day) == (5, "any")
    assert (settings.read_rule, settings.credit) == ("same_day", "first")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('edition = "2023"', ['"2023"', '"2022-09"', '"15-day-any"']),
        ("window_days = 0", ["window_days = 0", "1 到 90", "整数"]),
        ('read_day = "tomorrow"', ['"payment_day"', '"any"']),
        ('credit = "best"', ['"last"', '"first"']),
    ],
)
def test_a_wrong_value_of_an_edition(tmp_path, line, expected):
    text = refusal(tmp_path, line)
    for part in expected:
        assert part in text


# ---- headers that would serve two columns


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('amount = ["订单编号"]', ["订单编号", "order_id"]),
        ('amount = [" 订单 编号"]', ["order_id"]),
        ('amount = ["總金額", "总金额（元）"]', ["总金额（元）", "total"]),
        ('amount = ["Paid"]\ntotal = ["ＰＡＩＤ"]', ["orders.amount", "orders.total"]),
        ('amount = ["实 收"]\ntotal = ["实\u200b收"]', ["orders.amount", "orders.total"]),
    ],
)  # fmt: skip
def test_a_header_that_is_that_of_another_column_is_refused(tmp_path, lines, expected):
    text = refusal(tmp_path, "[headers.orders]\n" + lines)
    assert text.count("\n- ") == 1
    for part in expected:
        assert part in text


def test_a_built_in_header_of_the_same_column_is_no_collision(tmp_path):
    path = written(tmp_path, '[headers.orders]\namount = ["实付金额", "实付金额 ", "实收"]')
    assert read_settings(path).headers == {"orders": {"amount": ("实付金额", "实收")}}


# ---- what editors and people make of the file


def test_people_are_read_in_either_language(tmp_path):
    text = (
        'agents_by = "person"\n[people]\n张三 = ["店：小红", "小红2"]\n'
        '[people.李四]\nnicks = ["小兰"]\ngroup = "售前"\nshop = "一店"\n'
    )
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    chinese = text.replace('agents_by = "person"', '客服统计 = "人员"').replace("[people", "[人员")
    chinese = chinese.replace("nicks", "客服旺旺").replace("group", "组").replace("shop", "店铺")
    (tmp_path / "zh.toml").write_text(chinese, encoding="utf-8")
    for name in ("en.toml", "zh.toml"):
        read = read_settings(tmp_path / name)
        assert read.agents_by == "person"
        assert [(n.person, n.nick, n.group, n.shop) for n in read.people] == [
            ("张三", "店:小红", "", ""),
            ("张三", "小红2", "", ""),
            ("李四", "小兰", "售前", "一店"),
        ]


def test_a_nick_of_two_persons_is_an_error_that_names_both(tmp_path):
    told = refusal(tmp_path, '[people]\n张三 = ["小红"]\n李四 = ["小红"]')
    assert "小红" in told
    assert "张三" in told
    assert "李四" in told
    assert "nicks" in refusal(tmp_path, '[people]\n张三 = { nick = ["小红"] }')


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"read_rule": "sameday"}, "same_day"),
        ({"reception_period": "year"}, "month"),
        ({"window_days": 0}, "1"),
        ({"min_conversion_rate": 50}, "min_conversion_rate"),
        ({"edition": "2099-01"}, "15-day-any"),
        ({"edition": "7-day"}, 'Settings.of_edition("7-day")'),
    ],
)
def test_settings_made_in_python_are_held_to_the_same_limits(values, named):
    with pytest.raises(SettingsError) as refused:
        Settings(**values)
    assert named in str(refused.value)


def test_an_edition_whose_every_value_is_set_back_is_the_default():
    assert Settings.of_edition("7-day", window_days=1) == Settings()
    with pytest.raises(SettingsError, match="15-day-any"):
        Settings.of_edition("8-day")
