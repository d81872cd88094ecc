"""The ribbon: what is on it, and that every callback has its Sub."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.addin.vba import procedure, procedures
from xlcs.addin.build import ribbon_xml, vba_wrappers
from xlcs.addin.cells import function_list
from xlcs.addin.ribbon import command_list

NS = "{http://schemas.microsoft.com/office/2009/07/customui}"
ROOT = ElementTree.fromstring(ribbon_xml.ribbon_xml())
SUBS = procedures(vba_wrappers.ribbon_module())

ICONS = {  # seen in ribbons of other add-ins, or in Microsoft's own lists
    "FileOpen", "RefreshAll", "ErrorChecking", "CalendarInsert", "ExportExcel", "TracePrecedents",
    "TraceDependents", "FileNew", "PropertySheet", "Help", "PasteValues", "FileSave",
}  # fmt: skip


def labels() -> dict[str, str]:
    return {key: zh for key, zh, _ in vba_wrappers.texts()}


def test_the_tab_has_what_the_lead_needs_in_chinese():
    tab = ROOT.find(f"{NS}ribbon/{NS}tabs/{NS}tab")
    assert labels()[f"ribbon.{tab.get('id')}.label"] == "客服数据"
    shown = [
        labels()[f"ribbon.{control.get('id')}.label"]
        for group in tab
        for control in group
        if control.tag in (f"{NS}button", f"{NS}menu")
    ]
    assert shown == [
        "数据文件夹", "刷新", "数据检查", "对账", "采用版本", "保存对应",
        "期间", "导出报表", "为什么没算",
        "转成数值", "新建工作簿", "设置", "帮助",
    ]  # fmt: skip


def test_the_period_menu_offers_the_periods_of_the_command_line():
    menu = next(m for m in ROOT.iter(f"{NS}menu") if m.get("id") == "period")
    assert [labels()[f"ribbon.{item.get('id')}.label"] for item in menu] == [
        "最近有数据的月份",
        "上月",
        "本月",
        "昨天",
        "近 7 天",
        "全部",
        "自定义…",
    ]


@pytest.mark.parametrize("control", list(ROOT.iter(f"{NS}button")), ids=lambda c: c.get("id"))
def test_every_button_calls_a_sub_with_the_right_signature(control):
    assert SUBS[control.get("onAction")] == ("Sub", "control As IRibbonControl")


def test_every_get_callback_is_a_sub_with_the_right_signature():
    callbacks = {
        value for element in ROOT.iter() for name, value in element.items() if name[:3] == "get"
    }
    assert callbacks == {"XlcsGetLabel", "XlcsGetSupertip"}
    for name in callbacks:
        assert SUBS[name] == ("Sub", "control As IRibbonControl, ByRef returnedVal")


def test_no_sub_is_without_a_control():
    named = {v for e in ROOT.iter() for k, v in e.items() if k == "onAction" or k[:3] == "get"}
    assert set(SUBS) == named


def test_every_control_has_its_texts_in_both_languages():
    texts = {key: (zh, en) for key, zh, en in vba_wrappers.texts()}
    for element in ROOT.iter():
        if element.get("getLabel"):
            zh, en = texts[f"ribbon.{element.get('id')}.label"]
            assert zh != en
        if element.get("getSupertip"):
            assert all(texts[f"ribbon.{element.get('id')}.tip"])


def test_ids_are_unique_and_icons_known():
    ids = [element.get("id") for element in ROOT.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    icons = {element.get("imageMso") for element in ROOT.iter() if element.get("imageMso")}
    assert icons <= ICONS


def test_each_command_runs_its_macro_in_python():
    source = vba_wrappers.ribbon_module()
    for command in command_list.COMMANDS:
        if command.macro:
            assert f'RunMacro "{command.macro}"' in procedure(source, command.sub)
    assert "RestartPython" in procedure(source, "XlcsRestartPython")


def test_python_has_every_macro_of_the_ribbon():
    from xlcs.addin import macros

    assert len(set(command_list.MACROS)) == len(command_list.MACROS)
    for name in command_list.MACROS:
        assert callable(getattr(macros, name)), name


def test_python_has_every_function_in_cells():
    from xlcs.addin import functions

    for function in function_list.FUNCTIONS:
        assert callable(getattr(functions, function.name)), function.name
