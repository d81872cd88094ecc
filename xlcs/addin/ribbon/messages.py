"""What macros say to the user, in both languages."""

from __future__ import annotations

TEXT: dict[str, dict[str, str]] = {
    "zh": {
        "choose": "选择放导出文件的文件夹",
        "period": "报表期间：开始日期和结束日期，例如 2022-08-01 2022-08-31",
        "period name": "期间",
        "workbook": "Excel 工作簿",
        "report": "客服报表_{period}.xlsx",
        "saved": "报表已保存：{path}",
        "is source": "{path} 是读入的导出文件，不会覆盖它。请换一个名字。",
        "selected": "选中的单元格",
        "select": "请先选中一个订单编号，再点“为什么没算”。",
        "no template": "找不到模板 {path}。请重新安装 xlcs。",
        "no folder": "还没有数据文件夹，设置保存在数据文件夹里。请先选择数据文件夹。",
        "no data": "这个工作簿还没有数据。",
        "no tables": "没有可用的表，没有可以计算的数字。每个文件的问题：\n{problems}",
        "refused": "已刷新。{files} 个文件、{rows} 行没有使用，原因和改法请看“数据检查”。",
        "help": "xlcs {version}\n\n"
        "1. 数据文件夹：选择放平台导出文件的文件夹。\n"
        "2. 刷新：读取新的导出文件，更新公式。\n"
        "3. 单元格里写公式，例如 =GUIDED_GMV()，"
        '或 =GUIDED_GMV("2022-08-01","2022-08-31","客服名")；'
        "点公式栏的 fx，“客服数据”类里有全部函数和说明。\n"
        "4. 公式显示 #N/A 或 #VALUE! 时，=XLCS_ERRORS() 会列出原因。\n\n"
        "{status}\n\n日志：{log}",
        "unexpected": "这一步没有完成，程序出错：{kind}\n\n详情在日志里（帮助 → 打开日志）：{log}",
    },
    "en": {
        "choose": "Choose the folder with the exported files",
        "period": "Report period: first and last day, such as 2022-08-01 2022-08-31",
        "period name": "the period",
        "workbook": "Excel workbook",
        "report": "customer-service_{period}.xlsx",
        "saved": "The report was saved: {path}",
        "is source": "{path} is one of the exported files that were read and is not overwritten."
        " Choose another name.",
        "selected": "the selected cell",
        "select": "Select an order number first.",
        "no template": "The template {path} is missing. Install xlcs again.",
        "no folder": "There is no data folder yet, and the settings lie in it. Choose one first.",
        "no data": "This workbook has no data yet.",
        "no tables": "No table is usable, so there is nothing to compute:\n{problems}",
        "refused": "Refreshed. {files} files and {rows} rows were not used; see the data check.",
        "help": "xlcs {version}\n\n"
        "1. Data folder: choose the folder with the platform's exports.\n"
        "2. Refresh: reads what is new and updates the formulas.\n"
        '3. Write formulas, such as =GUIDED_GMV() or =GUIDED_GMV("2022-08-01","2022-08-31","name");'
        " the function wizard lists all functions under “Service data”.\n"
        "4. Where a formula shows #N/A or #VALUE!, =XLCS_ERRORS() lists the reasons.\n\n"
        "{status}\n\nLog: {log}",
        "unexpected": "This step was not finished; the program failed: {kind}\n\n"
        "The log has the details (Help → Open the log): {log}",
    },
}  # fmt: skip
