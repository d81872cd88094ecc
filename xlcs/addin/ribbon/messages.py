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
        "no summary": "这个期间没有可以对账的汇总数据。请把平台页面（或接待工具）下载的表放进"
        "数据文件夹，点“刷新”后再对账。",
        "own rule": "本工作簿的“设置”里填了 {name}，它优先于数据文件夹的设置，和规则版本 {edition}"
        " 冲突。请先清空那一格，再点“采用版本”。",
        "no data": "这个工作簿还没有数据。",
        "no tables": "没有可用的表，没有可以计算的数字。每个文件的问题：\n{problems}",
        "done": "客服数据已刷新：{days}，订单 {orders:,} 个，用时 {seconds:.1f} 秒。{next}",
        "days": "{first} 至 {last}（{count} 天）",
        "no days": "没有日期",
        "next in template": "下一步：在“看板”上选期间和客服。",
        "next elsewhere": "下一步：写公式，例如 =GUIDED_GMV()，或点“新建工作簿”。",
        "lists left": "工作表“{sheet}”有保护，下拉框的名单没有更新，数字不受影响。"
        "要更新的话，请撤销保护（审阅 → 撤销工作表保护）后再刷新。",
        "check left": "数据已刷新，“数据检查”没有更新：{reason}",
        "busy": "Excel 正忙，例如正在编辑单元格，或开着一个对话框。"
        "请按回车或 Esc 结束编辑，再试一次。",
        "excel refused": "Excel 没有做这一步：{reason}\n\n"
        "常见原因：工作表或工作簿有保护。详情在日志里（帮助 → 打开日志）：{log}",
        "mapping sheet": "列名对应",
        "offer mapping": "这些文件的列名认不出来：{files}。\n\n"
        "要在“列名对应”表里指定吗？每一列已经选好最像的，核对后点“保存对应”。",
        "mapping told": "核对最后一列：它是文件里的列名，点开可以改选，不对应的清空。"
        "然后点“保存对应”。",
        "mapping done": "所有文件的列名都认得，没有要对应的。",
        "no mapping sheet": "没有“列名对应”表。刷新时遇到认不出的文件，会问要不要打开它。",
        "nothing mapped": "“列名对应”里没有选任何列名。请在最后一列选好，再点“保存对应”。",
        "map first": "先在“列名对应”里核对列名，点“保存对应”，之后就有数字了。",
        "protected": "工作表“{sheet}”有保护，改不了。请先撤销保护（审阅 → 撤销工作表保护）。",
        "no table": "请先选中表里的任意一格，再点“转成数值”。表是 XLCS_DAILY 等函数填出来的区域。",
        "to values": "把 {sheet} 的 {area} 转成数值？\n\n"
        "之后可以排序、筛选和修改，但刷新不再更新它。这一步不能撤销。",
        "is values": "{area} 已转成数值，可以排序和筛选；刷新不再更新它。",
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
        "no summary": "There is no summary of this period to compare with. Put what the platform's"
        " page or a reception tool downloads into the data folder, refresh, and try again.",
        "own rule": "This workbook's own setting {name} goes before those beside the data, and"
        " contradicts the edition {edition}. Clear its cell first.",
        "no data": "This workbook has no data yet.",
        "no tables": "No table is usable, so there is nothing to compute:\n{problems}",
        "done": "Service data refreshed: {days}, {orders:,} orders, {seconds:.1f} s. {next}",
        "days": "{first} to {last} ({count} days)",
        "no days": "no days",
        "next in template": "Next: choose period and agent on the dashboard.",
        "next elsewhere": "Next: write formulas such as =GUIDED_GMV(), or press “New workbook”.",
        "lists left": "Sheet “{sheet}” is protected: the lists of its drop-downs were left as they"
        " were; figures are not touched by that. To have them filled, unprotect the sheet (Review"
        " → Unprotect Sheet) and refresh again.",
        "check left": "The data was refreshed, the data check was not written: {reason}",
        "busy": "Excel is busy: a cell is being edited, or a dialog is open. Press Enter or Esc"
        " and try again.",
        "excel refused": "Excel refused this step: {reason}\n\n"
        "Often a sheet or the workbook is protected. The log has the details (Help → Open the"
        " log): {log}",
        "mapping sheet": "Columns",
        "offer mapping": "The headers of these files are not known: {files}.\n\n"
        "Name them on the sheet “Columns”? The likely ones are chosen; check them, then press"
        " “Save columns”.",
        "mapping told": "Check the last column: the file's header, to be chosen from a list, or"
        " cleared where none fits. Then press “Save columns”.",
        "mapping done": "The headers of all files are known; nothing is left to name.",
        "no mapping sheet": "There is no sheet “Columns”. A refresh that meets a file it does not"
        " know offers it.",
        "nothing mapped": "No header is chosen on the sheet “Columns”. Choose some first.",
        "map first": "Check the sheet “Columns” and press “Save columns”; figures come then.",
        "protected": "Sheet “{sheet}” is protected. Unprotect it first (Review → Unprotect Sheet).",
        "no table": "Select any cell of a table first. Tables are what functions such as XLCS_DAILY"
        " fill.",
        "to values": "Turn {area} of {sheet} into values?\n\n"
        "It can then be sorted, filtered and changed, but a refresh no longer updates it. This"
        " cannot be undone.",
        "is values": "{area} holds values now and can be sorted; a refresh no longer updates it.",
        "refused": "Refreshed. Not used: {files} files and {rows} rows; see the data check.",
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
