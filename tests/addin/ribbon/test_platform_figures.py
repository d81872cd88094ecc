"""The platform's own figures in the workbook: 对账, and taking an edition over."""

from __future__ import annotations

import pytest

from tests.addin.ribbon.presses import command, gmv, said
from xlcs.addin.ribbon import progress


def test_the_platforms_own_figures_are_shown_on_a_sheet_once_there_are_any(template, data):
    command("comparison", template)
    assert "对账" not in [sheet.name for sheet in template.sheets]
    assert "没有可以对账的汇总数据" in said(template)[-1]
    (data / "汇总.csv").write_text(
        "日期,发送客户数,引导成交金额\n2022-08-01,2,500\n", encoding="gb18030"
    )
    command("refresh", template)
    command("comparison", template)
    assert template.sheets.active.name == "对账"


def with_an_edition(data):
    """A buyer messaged, and who read, ten days before paying 100: that counts in 15-day-any alone.

    The summary of 1 August says 400 where by the default it is 300.
    """
    for name, content in {
        "更早的关系.csv": "买家ID,客服旺旺,建立时间\n戊,王,2022-07-01 12:00:00\n",
        "更早的消息.csv": "买家ID,客服旺旺,发送时间,发起方,阅读时间\n"
        "戊,王,2022-07-22 09:00:00,客服,2022-07-22 09:10:00\n",
        "更早的订单.csv": "订单编号,买家ID,订单付款时间,买家实际支付金额\n"
        "2900000000000000005,戊,2022-08-01 12:00:00,100\n",
        "汇总.csv": "日期,发送客户数,引导成交金额\n2022-08-01,2,400\n",
    }.items():
        (data / name).write_text(content, encoding="gb18030")


def test_the_edition_that_gives_theirs_is_taken_over_with_one_press(template, data):
    with_an_edition(data)
    command("comparison", template)
    sheet = template.sheets["对账"]
    assert any("点功能区的“采用版本”" in str(value) for value in sheet.cells.values())
    assert gmv(template) == 300
    command("take_over_edition", template)
    assert (data / "xlcs.toml").read_text(encoding="utf-8") == 'edition = "15-day-any"\n'
    assert gmv(template) == 400
    assert template.sheets.active.name == "对账"
    told = said(template)[-1]
    assert "相符的由 1 项变为 2 项（共 2 项）" in told
    assert "要改回来：删掉这一行" in told
    command("take_over_edition", template)
    assert "没有要改用的规则版本" in said(template)[-1]


def test_an_edition_is_not_taken_over_where_the_refresh_does_not_go_through(template, data):
    with_an_edition(data)
    command("refresh", template)
    (data / "xlcs.toml").write_text("# 我们的\n", encoding="utf-8")
    template.sheets["设置"].put((4, 2), "当日已读")  # the workbook's own rule goes before
    command("take_over_edition", template)
    assert "xlcs_read_rule" in said(template)[-1]
    template.sheets["设置"].put((4, 2), None)

    def cancelled(*_, **__):
        raise progress.CancelledError("已取消")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xlcs.addin.ribbon.refreshing.load", cancelled)
        command("take_over_edition", template)
    assert (data / "xlcs.toml").read_text(encoding="utf-8") == "# 我们的\n"
    assert gmv(template) == 300
