"""The invented shop's exports in the platform's own formats, a few unusable rows among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from xlcs.demo.invented import Invented
from xlcs.demo.summary import NAME, write_summary

ORDER_HEADERS = (
    "订单编号", "买家会员名", "买家支付宝账号", "买家应付货款", "买家应付邮费", "买家支付积分",
    "总金额", "返点积分", "买家实际支付金额", "买家实际支付积分", "订单状态", "买家留言",
    "收货人姓名", "收货地址 ", "运送方式", "联系电话 ", "联系手机", "订单创建时间",
    "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 ", "物流公司", "订单备注", "宝贝总数量",
    "店铺Id", "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单",
    "分阶段订单信息", "特权订金订单id", "是否上传合同照片", "是否上传小票", "是否代付", "定金排名",
    "修改后的sku", "修改后的收货地址", "异常信息", "退款金额",
)  # fmt: skip
"""The platform's order export, trailing spaces and all."""

PERSONAL = ("买家支付宝账号", "收货人姓名", "收货地址 ", "联系电话 ", "联系手机")
"""Columns of persons' data; the sample has asterisks there, and xlcs does not keep them."""

NO_TIME = "0000-00-00 00:00:00"
BLANK_DAYS = 10
"""A message export holds the last ten days; one is made every week, so they overlap."""

SETTINGS = """\
# 设置：去掉一行前面的 # 就生效，改完重新运行。说明见 README。
# Settings: take away the # of a line to make it count, then run again. See the README.

# edition = "3-day-any"          # 规则版本；这一行让 9 月和平台数据里的数字相符
# read_rule = "same_day"         # 当天 24 点前已读就算；默认 "before_payment"：付款前已读才算
# lookback_days = 7              # “前几天发过消息”往前看几天
# reception_period = "week"      # 接待按 "month" "week" "day" "range"（所选期间）统计
# max_average_min = 50           # 平均接待时长上限（分钟）
# min_conversion_rate = 0.5      # 接待转化率下限（0.5 就是 50%）
# language = "en"                # "zh" 或 "en"

# [status]                       # 接待状态归类
# converted = ["改价成交"]
# not_converted = ["转交主管"]

# [headers.orders]               # 你的表头和平台不一样时
# amount = ["实收金额"]
"""


def writers(shop: Invented) -> Mapping[str, Callable[[Path], None]]:
    """Relative path → what writes that file there."""
    return {
        "订单/ExportOrderList202208.csv": lambda path: _orders_csv(shop, path, 8, net=False),
        "订单/ExportOrderList202209.csv": lambda path: _orders_csv(shop, path, 9, net=True),
        "订单/预售订单.csv": lambda path: _presales_csv(shop, path),
        "专属客户关系.xlsx": lambda path: _relations_xlsx(shop, path),
        **_message_writers(shop),
        "进店记录_8月.csv": lambda path: _visits_csv(shop, path, 8, "utf-8-sig", ","),
        "进店记录_9月.csv": lambda path: _visits_csv(shop, path, 9, "utf-16", "\t"),
        "客户邀请.csv": lambda path: _invitations_csv(shop, path),
        "商机任务.xlsx": lambda path: _opportunities_xlsx(shop, path),
        "接待记录.xlsx": lambda path: _receptions_xlsx(shop, path),
        NAME: write_summary,
    }


def _orders_csv(shop: Invented, path: Path, month: int, *, net: bool) -> None:
    """The month's orders as the platform exports them; `net` leaves refunds out of the amount."""
    orders = shop.orders[shop.orders["created_at"].dt.month == month]
    paid = orders["paid_at"].notna()
    refund = orders["refund"].where(paid, 0)
    amount = (orders["amount"] - refund if net else orders["amount"]).where(paid, 0)
    frame = pd.DataFrame("", index=orders.index, columns=list(ORDER_HEADERS))
    frame["订单编号"] = '="' + orders["order_id"] + '"'
    frame["买家会员名"] = orders["buyer_id"]
    frame[list(PERSONAL)] = "***"
    frame["联系手机"] = "'***"
    frame["总金额"] = frame["买家应付货款"] = _money(orders["amount"])
    frame["买家应付邮费"] = "0.00"
    frame["买家实际支付金额"] = _money(amount)
    frame["退款金额"] = _money(refund)
    frame["订单状态"] = np.where(paid, "交易成功", "交易关闭")
    frame["订单关闭原因"] = np.where(paid, "订单未关闭", "买家未付款")
    frame["订单创建时间"] = _texts(orders["created_at"])
    frame["订单付款时间 "] = _texts(orders["paid_at"], none=NO_TIME)
    frame["宝贝标题 "] = "示例商品"
    frame["宝贝种类 "] = frame["宝贝总数量"] = "1"
    frame["店铺名称"] = "示例店"
    if month == 9:
        frame = pd.concat([frame, _unusable_orders(frame)])
    frame.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")


def _unusable_orders(frame: pd.DataFrame) -> pd.DataFrame:
    """Copies of paid orders that went wrong on the way: what the data check is for."""
    bad = frame[frame["订单状态"] == "交易成功"].tail(4).copy()
    bad["订单编号"] = ["2.92023E+18", *(f'="29202209990000000{n:02d}"' for n in (1, 2, 3))]
    bad["买家实际支付金额"] = ["129.00", "待核", "-59.90", "168.00"]
    bad["退款金额"] = "0.00"
    bad["订单付款时间 "] = ["2022-09-28 20:11:05"] * 3 + ["2022-09-31 10:00:00"]
    return bad


def _presales_csv(shop: Invented, path: Path) -> None:
    presales = shop.presales
    balance_paid = presales["balance_paid_at"].notna()
    paid = presales["deposit"] + presales["balance"].where(balance_paid, 0)
    frame = pd.DataFrame(
        {
            "主订单编号": presales["order_id"] + "\t",
            "买家会员名": presales["buyer_id"],
            "订单创建时间": _texts(presales["created_at"]),
            "定金付款时间": _texts(presales["deposit_paid_at"]),
            "定金金额": _money(presales["deposit"]),
            "尾款付款时间": _texts(presales["balance_paid_at"], none="-"),
            "尾款金额": "¥" + _money(presales["balance"]),
            "买家实际支付金额": _money(paid),
            "订单状态": np.where(balance_paid, "交易成功", "等待买家付尾款"),
        }
    )
    frame.to_csv(path, index=False, encoding="utf-8", sep="\t")


def _message_writers(shop: Invented) -> dict[str, Callable[[Path], None]]:
    last = pd.Timestamp(shop.messages["sent_at"].max()).normalize() + pd.Timedelta(days=1)
    made = [*pd.date_range("2022-08-08", last, freq="7D", inclusive="left"), last]
    return {
        f"客服消息/客服消息_{moment:%Y%m%d}.csv": _message_writer(shop, moment, moment == last)
        for moment in made
    }


def _message_writer(shop: Invented, made: pd.Timestamp, last: bool) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        sent = shop.messages["sent_at"]
        inside = (sent < made) & (sent >= made - pd.Timedelta(days=BLANK_DAYS))
        messages = shop.messages[inside]
        frame = pd.DataFrame(
            {
                "买家昵称": messages["buyer_id"],
                "客服": messages["agent"],
                "发送时间": _texts(messages["sent_at"]),
                "发起方": np.where(messages["by_agent"], "客服", "买家"),
                # what was read after this export was made is blank in it; a later one has it
                "阅读时间": _texts(messages["read_at"].where(messages["read_at"] < made)),
                "回复时间": _texts(messages["replied_at"].where(messages["replied_at"] < made)),
            }
        )
        if last:
            frame = pd.concat([frame, _unusable_messages(frame)])
        frame.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")

    return write


def _unusable_messages(frame: pd.DataFrame) -> pd.DataFrame:
    bad = frame[frame["发起方"] == "客服"].head(3).copy()
    bad["买家昵称"] = ["", "买家0300", "买家0301"]
    bad["发送时间"] = "2022-09-29 15:30:00"
    bad["阅读时间"] = ["", "2022-09-29 15:20:00", "昨天"]
    bad["回复时间"] = ""
    return bad


def _relations_xlsx(shop: Invented, path: Path) -> None:
    relations = shop.relations
    frame = pd.DataFrame(
        {
            "买家会员名": relations["buyer_id"],
            "专属客服": relations["agent"],
            "绑定时间": relations["bound_at"],
            "解除时间": relations["unbound_at"],
            "建立渠道": "客服邀请",
        }
    )
    wrong = frame.tail(1).copy()
    wrong["解除时间"] = wrong["绑定时间"] - pd.Timedelta(days=1)
    _workbook(path, {"专属客户": pd.concat([frame, wrong])}, "专属客户关系（示例店）")


def _visits_csv(shop: Invented, path: Path, month: int, encoding: str, separator: str) -> None:
    visits = shop.visits[shop.visits["visited_at"].dt.month == month]
    frame = pd.DataFrame({"买家ID": visits["buyer_id"], "访问时间": _texts(visits["visited_at"])})
    frame.to_csv(path, index=False, encoding=encoding, sep=separator)


def _invitations_csv(shop: Invented, path: Path) -> None:
    invitations = shop.invitations
    frame = pd.DataFrame(
        {
            "客户": invitations["buyer_id"],
            "子账号": invitations["agent"],
            "邀请时间": _texts(invitations["invited_at"]),
            "邀请方式": np.where(invitations["by_hand"], "手动", "自动"),
            "邀请结果": invitations["outcome"],
            "处理时间": _texts(invitations["answered_at"], none="-"),
        }
    )
    frame.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")


def _opportunities_xlsx(shop: Invented, path: Path) -> None:
    tasks = shop.opportunities
    frame = pd.DataFrame(
        {
            "客服": tasks["agent"],
            "商机类型": tasks["kind"],
            "创建时间": _texts(tasks["created_at"]),
            "完成时间": _texts(tasks["done_at"]),
        }
    )
    _workbook(path, {"商机": frame}, "商机任务明细")


def _receptions_xlsx(shop: Invented, path: Path) -> None:
    receptions = shop.receptions
    frame = pd.DataFrame(
        {
            "开始日期": receptions["started_at"],
            "结束日期": receptions["ended_at"],
            "买家ID": receptions["buyer_id"],
            "客服旺旺": receptions["agent"],
            "接待类型": receptions["kind"],
            "状态": receptions["status"],
        }
    )
    august = frame["开始日期"].dt.month == 8
    wrong = frame[~august].tail(2).copy()
    wrong["结束日期"] = [wrong["开始日期"].iloc[0] - pd.Timedelta(minutes=5), pd.NaT]
    wrong["开始日期"] += pd.Timedelta(seconds=1)
    wrong["状态"] = ["询单流失", "转交主管"]
    sheets = {"8月": frame[august], "9月": pd.concat([frame[~august], wrong])}
    _workbook(path, sheets, "客服接待记录")


def _workbook(path: Path, sheets: Mapping[str, pd.DataFrame], title: str) -> None:
    """A workbook with a title and a note above the header, as back offices export it."""
    with pd.ExcelWriter(path, engine="openpyxl", datetime_format="yyyy-mm-dd hh:mm:ss") as writer:
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name, index=False, startrow=2)
            sheet: Any = writer.sheets[name]
            sheet["A1"] = title
            sheet["A2"] = f"导出日期：{date(2022, 10, 1)}"
            for letter in "ABCDEF":
                sheet.column_dimensions[letter].width = 20


def _texts(times: pd.Series[Any], none: str = "") -> pd.Series[Any]:
    texts: pd.Series[Any] = times.dt.strftime("%Y-%m-%d %H:%M:%S").fillna(none)
    return texts


def _money(fen: pd.Series[Any]) -> pd.Series[Any]:
    whole = (fen // 100).astype("int64").astype(str)
    rest = (fen % 100).astype("int64").astype(str).str.zfill(2)
    return whole + "." + rest
