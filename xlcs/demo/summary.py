"""The summary among the demo's files: the agents' figures of September as a back office shows them.

All of it is what xlcs computes from the exports too, but for 引导成交金额: here messages of three
days count, read on any of them (the rule edition `3-day-any`). So September's total is 61,126.20
instead of 36,959.30 CNY, and all of the difference is explained.
"""

from __future__ import annotations

from pathlib import Path

NAME = "平台数据/客服详细数据_2022-09.csv"

_ROWS = (
    ("客服旺旺", "客户统计", "", "消息接受表现", "商机数据", "", "跟进后的交易表现"),
    ("", "总数", "总退订", "发送", "商机完成数", "待办数", "引导成交金额"),
    ("示例店:客服01", "217", "6", "202", "73", "17", "￥25,058.40"),
    ("示例店:客服02", "164", "8", "156", "65", "22", "￥14,801.60"),
    ("示例店:客服03", "103", "1", "93", "61", "15", "￥13,099.00"),
    ("示例店:客服04", "61", "1", "58", "80", "18", "￥8,167.20"),
    ("店铺汇总值", "545", "16", "509", "279", "72", "￥61,126.20"),
)


def write_summary(path: Path) -> None:
    """Write the summary, as the platform does: GBK, its period above a header of two rows."""
    lines = ["统计时间：2022-09-01 至 2022-09-30"]
    lines += [",".join(f'"{cell}"' for cell in row) for row in _ROWS]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="gb18030", newline="")
