"""The kinds of problems of how files are written: archives, odd notations, chat records.

See `problems.KINDS`, of which they are a part. Source: spec, "Tables".
"""

from __future__ import annotations

from xlcs.problems.kind import ProblemKind

FORMAT_KINDS: dict[str, ProblemKind] = {
    "garbled": ProblemKind(
        "file", "文字成了乱码（全是问号或 ÂòË 这样的字），原来的字找不回来，没有读取。"
        "多半是用不对的编码打开后保存过，请重新导出。",
        "The text is garbled (question marks, or letters such as ÂòË) and cannot be recovered; not"
        " read. Most likely it was opened in a wrong encoding and saved. Export it again.",
    ),
    "two_encodings": ProblemKind(
        "file", "文件是两种编码（GBK 和 UTF-8）的文件拼起来的，后一半的名字会变成乱码，没有读取。"
        "请把原来的几个文件分别放进文件夹，或分别另存为“CSV UTF-8”后再拼。",
        "The file was joined of two encodings (GBK and UTF-8), so that names of its second part would be"
        " garbled; not read. Put the original files into the folder, or save each as “CSV UTF-8” before"
        " they are joined.",
    ),
    "turned_table": ProblemKind(
        "file", "行和列对调了：列名（{found}）在第一列。没有读取。请重新导出；或在 Excel 里全选、复制，"
        "再用选择性粘贴里的“转置”转回来。",
        "Rows and columns are swapped: the column names ({found}) stand in the first column. Not read."
        " Export it again, or turn it in Excel with Paste Special, Transpose.",
    ),
    "row_above_header": ProblemKind(
        "row",
        "这一行数据在列名上面，没有使用：多半是排序时把列名也排进去了，或者拼接的文件里前一份缺了列。"
        "请把列名移到最上面再保存，或重新导出。",
        "This row of data stands above the column names and was not used: most likely the names were"
        " sorted among the rows, or files were joined of which the first lacks a column. Move the"
        " names to the top and save, or export again.",
    ),
    "words_for_times": ProblemKind(
        "note", "{count} 行写的是已读，没有时间：按发送当天已读处理，不比较阅读与付款的先后。",
        "{count} rows say that the message was read and not when: taken as read on the day of"
        " sending; reading and paying are not compared.",
    ),
    "refunds_with_minus": ProblemKind(
        "note", "{count} 行的退款写成负数（整列没有一个正数），按退款处理，不看负号。请抽一单核对。",
        "{count} refunds are written with a minus (none in the column without): taken as refunds."
        " Check one order.",
    ),
    "refund_list": ProblemKind(
        "file", "这是退款记录，不是订单：金额只是退款的那一件，退几次就有几行，没有读取。"
        "退款金额从订单导出里的“退款金额”读取，这个文件可以拿走。",
        "This is a list of refunds, not of orders: its amounts are of the items refunded, once for each"
        " refund. Not read. Refunds are read from 退款金额 of the export of orders; this file can go.",
    ),
    "tables_beside": ProblemKind(
        "file", "几张表（{tables}）左右并排在一起，中间隔着空列，没有读取：只读一张，其余就悄悄丢了。"
        "请把每张表放到单独的工作表（或文件）里，列名在最上面。",
        "Several tables ({tables_en}) stand beside each other, parted by a blank column; not read, since"
        " all but one would be lost. Put each on a sheet (or into a file) of its own.",
    ),
    "item_list": ProblemKind(
        "file", "这是宝贝清单（每件商品一行），没有买家、实付金额和付款时间，没有读取，也用不到。"
        "需要的是和它一起导出的订单列表（ExportOrderList…）；这个文件可以拿走。",
        "This is a list of the items of orders, without buyers, payments and their times. Not read, and"
        " not needed: the list of orders that is exported beside it is (ExportOrderList…); this file"
        " can go.",
    ),
    "added_up": ProblemKind(
        "file", "这是已经汇总好的数字（每个客服或每天一行），不是明细，没有读取：能拿来对账的列不够。"
        "不影响任何指标，这个文件可以拿走；要对账接待，导出时请带上接待人数、转化率、平均接待时长里的两项。",
        "These are figures already added up, a row an agent or day, with too few columns to compare. Not"
        " read, and no figure needs them: this file can go. To compare receptions, export two of"
        " 接待人数, 转化率 and 平均接待时长.",
    ),
    "maybe_cut_off": ProblemKind(
        "note", "文件末尾没有换行，最后一行的这一格可能被截断了（如 1234.50 只剩 12）。"
        "请和后台核对最后一行，或重新导出。",
        "The file does not end with a line end: this cell of its last row may be cut off (12 left of"
        " 1234.50). Check the last row, or export again.",
    ),
    "merged_amounts_added": ProblemKind(
        "note", "合并了几行的订单，这一列每行的金额不同，是每件商品的，已按订单相加。请抽一单核对。",
        "Of orders merged over several rows this amount differs from row to row: it is that of each"
        " item, and was added up. Check one order.",
    ),
    "merged_amount_again": ProblemKind(
        "note", "合并了几行的订单，这一列每行的金额都相同，按整单金额只算一次；如果是每件商品的金额，"
        "成交金额就偏低了。请抽一单核对。",
        "Of orders merged over several rows this amount is the same in each row: taken as the order's,"
        " once. If it is that of each item, sales are too low. Check one order.",
    ),
    "items_added": ProblemKind(
        "note", "{count} 个订单下面的行没有订单编号和买家（合并的单元格存成 CSV 会这样），加起来正好是总金额，"
        "已按订单相加。",
        "{count} orders have rows below them without number and buyer (merged cells saved as CSV are so);"
        " together they come to the order's total, and were added up.",
    ),
    "items_lost": ProblemKind(
        "row", "下面 {count} 行没有订单编号和买家，共 {money} 元：多半是合并的单元格存成 CSV 后只剩第一行有。"
        "看不出它们是不是这一单的，所以这一单的金额不清楚，整单没有使用。"
        "请每行都填上订单编号和买家（一件商品一行的，还有子订单编号），或放原来的 .xlsx。",
        "{count} rows below have neither number nor buyer, {money} CNY in all: most likely merged cells"
        " were saved as CSV, of which only the first row has them. Whether they are of this order is"
        " unknown, and so is its amount: the order was not used. Fill number and buyer in on each row"
        " (and 子订单编号 where each is an item), or use the original .xlsx.",
    ),
    "hashes_for_time": ProblemKind(
        "row", "只剩 ####（在 Excel 里列太窄时会显示成这样），时间已丢失，这一行没有使用。请重新导出。",
        "Only #### is left (as Excel shows a column that is too narrow); the time is lost and the row"
        " was not used. Export it again.",
    ),
    "unclear_date": ProblemKind(
        "row", "这样的日期，看不出哪个是年、月、日（整列里也没有一行能说明），这一行没有使用。"
        "请改成 2022-08-01 这样的形式，或重新导出，不要用 Excel 打开后保存。",
        "Such a date does not tell its year, month and day apart (nor does any row of the column); the"
        " row was not used. Write it like 2022-08-01, or export again and do not save it from Excel.",
    ),
    "minutes_for_time": ProblemKind(
        "row", "Excel 只存了“分:秒”，日期和小时已丢失，这一行没有使用。请重新导出，不要用 Excel 打开后保存。",
        "Excel has kept minutes and seconds only; day and hour are lost and the row was not used."
        " Export it again, and do not save it from Excel.",
    ),
    "archive": ProblemKind(
        "note", "压缩包没有读取。请解压到这个文件夹。", "An archive was not read. Unpack it here."
    ),
    "archive_nested": ProblemKind(
        "file", "压缩包里的压缩包，没有读取。请先解压出来，放进这个文件夹。",
        "An archive within an archive; not read. Unpack it into this folder.",
    ),
    "archive_password": ProblemKind(
        "file", "压缩包有密码，没有读取。请用密码解压，把里面的文件放进这个文件夹。",
        "The archive is protected by a password and was not read. Unpack it with the password and"
        " put its files into this folder.",
    ),
    "archive_damaged": ProblemKind(
        "file", "压缩包已损坏，无法读取。请重新下载，或解压后把里面的文件放进这个文件夹。技术细节：{why}",
        "The archive is damaged and cannot be read ({why}). Download it again, or unpack it and put"
        " its files into this folder.",
    ),
    "archive_packing": ProblemKind(
        "file", "压缩包用了少见的压缩方式，没有读取。请解压后把里面的文件放进这个文件夹。",
        "The archive is packed in an uncommon way and was not read. Unpack it and put its files into"
        " this folder.",
    ),
    "no_table_inside": ProblemKind(
        "file", "文件只是名字像表格，里面是压缩包、PDF、图片或其他东西，没有读取。是压缩包，请先解压，"
        "把里面的文件放进这个文件夹；不是，请重新导出。",
        "Only the file's name is a table's: inside is an archive, a PDF, a picture or the like; not read."
        " Unpack an archive into this folder; export again what is none.",
    ),
    "excel_only": ProblemKind(
        "file", "这种文件只有 Excel 能打开（网页存档、很旧的工作簿等）。请在 Excel 里打开后另存为 .xlsx。",
        "Only Excel opens this kind of file (a web archive, a very old workbook …). Open it in Excel"
        " and save it as .xlsx.",
    ),
    "chat_form": ProblemKind(
        "file",
        "像是聊天记录，但看不出哪些行是消息的开头（时间写在名字前面、写在另一行，或日期单独一行，"
        "又不止一个买家，或没有带店铺名的客服），没有读取。请保存成每条消息都是“名字 日期 时刻”开头的聊天记录，"
        "或一个买家一个文件；不是聊天记录，就移出这个文件夹。",
        "This looks like a chat record, but which lines open a message is unclear (the time stands before"
        " the name or on another line, or the day in a line of its own, with more than one buyer or no"
        " agent with the shop's name). Not read. Save it with name, date and time in the first line of"
        " each message, or one buyer a file; if it is no chat record, move it out of the folder.",
    ),
    "chat_no_day": ProblemKind(
        "row",
        "聊天记录：从这一行起有 {lines} 行像消息的开头，但只有时刻没有日期，不知道是哪一天的，没有使用。"
        "请保存成每条消息都带日期的聊天记录。",
        "Chat record: from this line on, {lines} lines open a message with a time of day and no date; on"
        " which day is unknown, and they were not used. Save the record with the date in each message.",
    ),
    "chat_bad_time": ProblemKind(
        "row", "聊天记录：这一行的时间不存在，这条消息没有使用。请重新保存聊天记录。",
        "Chat record: the time in this line does not exist; the message was not used. Save the record"
        " again.",
    ),
    "chat_no_agent": ProblemKind(
        "row",
        "聊天记录：从这一行起的 {lines} 条消息看不出谁是客服，没有使用。"
        "客服名要带店铺名（店铺:客服），或在别的表（专属客户关系等）里出现。",
        "Chat record: nobody is known to be an agent of what follows from this line on ({lines}"
        " messages), which was not used. An agent's name has the shop's before a colon, or is in another table.",
    ),
    "chat_no_buyer": ProblemKind(
        "row",
        "聊天记录：从这一行起的 {lines} 条客服消息看不出发给哪个买家（买家没有回复，聊天里没有他的名字），"
        "没有使用。请改用客服消息的导出，或保存成写着收发双方的聊天记录（客服 --> 买家 时间）。",
        "Chat record: it is not known to which buyer went what follows from this line on ({lines}"
        " messages), which was not used: the buyer did not answer, and is not named. Use an export of"
        " messages, or a chat record that names both (agent --> buyer time).",
    ),
    "chat_before": ProblemKind(
        "note", "聊天记录：从这一行起有 {lines} 行在第一条消息之前，没有看懂，没有使用。",
        "Chat record: from this line on, {lines} lines not understood before the first message;"
        " not used.",
    ),
    "chat_doubtful": ProblemKind(
        "note", "聊天记录：从这一行起有 {lines} 行以时间结尾，像消息的开头，但前面不像买家或客服的名字，按消息内容处理。",
        "Chat record: from this line on, {lines} lines end with a time like the beginning of a"
        " message, but what stands before it is hardly a name; taken as content.",
    ),
    "chat_read": ProblemKind(
        "note",
        "聊天记录：{conversations} 个会话，{messages} 条消息（其中客服 {own} 条），{agents} 个客服，"
        "{buyers} 个买家。消息内容不保留。",
        "Chat record: {conversations} conversations, {messages} messages ({own} by agents),"
        " {agents} agents, {buyers} buyers. What was said is not kept.",
    ),
}  # fmt: skip
