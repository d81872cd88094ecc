"""The kinds of problems of the data as a whole: each told once, with its number and two examples.

See `problems.KINDS`, of which they are a part. Source: spec, "Agents' names", "Buyers", "Unknown is
not 0", "A stray date", "Tables" (presale by text).
"""

from __future__ import annotations

from xlcs.problems.kind import ProblemKind

DATA_KINDS: dict[str, ProblemKind] = {
    "password_in_settings": ProblemKind(
        "note",
        "数据库的密码写在设置文件的地址里，谁打开文件都能看到。"
        "请放进环境变量 {env}，或系统密码库，再从地址里删掉。",
        "The database's password stands in the address in the settings, for anyone who opens the"
        " file. Put it into the environment variable {env} or the keyring, and out of the address.",
    ),
    "database_days_kept": ProblemKind(
        "note",
        "{day} 及以前的行只读一次，以后从缓存取：之后才改动、补录或删除的行不会再读到。"
        "要全部重读，先运行 xlcs cache 数据文件夹 --clear；"
        "经常有较晚的改动，请把设置里的 reread_days（重读天数）加大。",
        "Rows up to {day} are read once and then taken from the cache: what is changed, added or"
        " deleted later is not seen. To read everything again run xlcs cache DATA --clear; where"
        " late changes are usual, raise reread_days in the settings.",
    ),
    "linked_folder": ProblemKind(
        "note", "这是指向别处的文件夹（链接），里面的文件没有读取。请把文件直接放进这个文件夹。",
        "This folder is a link to another place; its files were not read. Put the files themselves"
        " into this folder.",
    ),
    "people_read": ProblemKind(
        "note",
        "人员表：{people} 人，{nicks} 个旺旺。",
        "Whose nick each is: {people} people, {nicks} nicks.",
    ),
    "nick_of_two_persons": ProblemKind(
        "row",
        "客服旺旺 {nick} 在第 {first} 行已经对应到另一个人，这一行没有使用。"
        "一个旺旺只能对应一个人：请删掉其中一行，或写明各自的店铺。",
        "By row {first} the nick {nick} is another person's, so this row was not used. A nick"
        " is one person's: delete one of the rows, or name the shop of each.",
    ),
    "nick_of_two_files": ProblemKind(
        "row",
        "{first} 的第 {first_row} 行已经把客服旺旺 {nick} 对应到另一个人，这一行没有使用。"
        "一个旺旺只能对应一个人：请删掉其中一行，或写明各自的店铺。",
        "By row {first_row} in the file {first} the nick {nick} is another person's, so this row was"
        " not used. A nick is one person's: delete one of the rows, or name the shop of each.",
    ),
    "nicks_of_settings": ProblemKind(
        "note",
        "{count} 个客服旺旺在设置 [people] 里和在“人员”表里对应到不同的人：{nicks}。"
        "以设置为准；请改成一致，或从其中一处删掉。",
        "For {count} nicks [people] of the settings and the table 人员 name different persons:"
        " {nicks}. The settings count; make both agree, or keep one of them.",
    ),
    "nicks_without_person": ProblemKind(
        "note",
        "{count} 个客服旺旺没有对应到人：{nicks}。按人员统计时各自单独算。"
        "请写进“人员”表或设置 [people]。",
        "{count} nicks without a person: {nicks}. By person, each stands for itself. Put them into"
        " the table 人员 or [people] of the settings.",
    ),
    "stored_in_parts": ProblemKind(
        "note",
        "这家店铺是从存好的 {parts} 份数据（{rows} 行）算的：每个文件怎样读取、哪些行没有使用，"
        "在存的时候由 xlcs check 列出，这里没有；没有对账。",
        "Computed from data stored in {parts} parts ({rows} rows): how each file was read and which"
        " rows were refused, xlcs check told when it was stored; there is no comparison.",
    ),
    "summary_read": ProblemKind(
        "note",
        "是已经汇总好的数字（{figures}），{rows} 行：只用来对账，不计入任何指标。见“对账”。",
        "Figures already added up ({figures}), {rows} rows: compared with ours, never mixed in. See"
        " the sheet “Comparison”.",
    ),
    "summary_too_long": ProblemKind(
        "file",
        "看列名是汇总数据，但有 {rows} 行，超过 {most}，没有读取。请按月分开导出。",
        "By its headers this is a summary, but it has {rows} rows, more than {most}; it was not read."
        " Export it month by month.",
    ),
    "summary_rows_unused": ProblemKind(
        "note",
        "汇总数据里有 {count} 行看不出是哪一天、哪个客服，或者错了列，没有对账。请核对这些行。",
        "Rows of the summary that name no day or agent that can be used, or have slipped by a column:"
        " {count}. They are not compared. Check them.",
    ),
    "summary_without_period": ProblemKind(
        "note",
        "看不出这份汇总是哪一段时间的，没有对账。它是哪段时间的？"
        '请在设置里写：[summaries] 下面一行 "{name}" = "2022-08"，或 "2022-08-01 至 2022-08-31"。',
        "Nothing tells which period this summary is of, so it is not compared. Which one is it?"
        ' Write in the settings, under [summaries]: "{name}" = "2022-08", or'
        ' "2022-08-01 to 2022-08-31".',
    ),
    "late_time": ProblemKind(
        "row", "平台还没有统计完，没有时间，这一行没有使用。请过一天再导出。",
        "The platform has not counted this yet: no time, the row was not used. Export it again a day"
        " later.",
    ),
    "late_value": ProblemKind(
        "value", "平台还没有统计完，按没有处理。请过一天再导出。",
        "The platform has not counted this yet; treated as none. Export it again a day later.",
    ),
    "late_summary": ProblemKind(
        "note", "有 {count} 行平台还没有统计完，这些行的这一列没有对账。请过一天再导出。",
        "Rows the platform has not counted yet: {count}. This column of them is not compared. Export"
        " it again a day later.",
    ),
    "stray_date": ProblemKind(
        "note", "这一天与这个表的其他行相差超过 180 天，可能写错了；这一行照样计算。请核对。",
        "This day is more than 180 days from every other row of the table and probably mistyped; the"
        " row counts all the same. Check it.",
    ),
    "agents_in_two_notations": ProblemKind(
        "note",
        "客服有两种写法：{count} 个没有店铺名（如 {bare}），对不上带店铺名的（如 {full}）。"
        "请在导出时用同一种写法。",
        "Agents are written in two ways: {count} without the shop (such as {bare}), which cannot be"
        " told from those with it (such as {full}). Export them in one way.",
    ),
    "agents_alike": ProblemKind(
        "note",
        "{count} 个客服的名字只差大小写、全角半角、空格或看不见的字符（如 {examples}），按不同的客服分开算。"
        "是同一个人的话，请改成同一种写法，或在设置的 [people] 里归到一个人名下。",
        "The names of {count} agents differ only in small and capital letters, full width, blanks or"
        " unseen characters (such as {examples}); each counts by itself. If they are one person, write"
        " them in one way, or give them to one person under [people] in the settings.",
    ),
    "buyers_like_clients": ProblemKind(
        "note",
        "{count} 个买家没有专属关系，名字却和某个专属客户只差大小写、全角半角、空格或看不见的字符"
        "（如 {examples}），按不同的人算，他们的消息和订单不计入。是同一个人的话，请用同一种写法重新导出。",
        "{count} buyers have no relation, but differ from a client only in small and capital letters,"
        " full width, blanks or unseen characters (such as {examples}). They are taken as other people,"
        " and their messages and orders do not count. If they are the same, export them in one way.",
    ),
    "no_agent_in_common": ProblemKind(
        "note",
        "专属客户关系和客服消息里没有一个相同的客服（关系里如 {relations}；消息里如 {messages}），"
        "所有消息都不算。请检查两个文件的客服列是不是同一种账号。",
        "Relations and messages have no agent in common (relations: {relations}; messages:"
        " {messages}), so no message counts. Check that both files name agents by the same accounts.",
    ),
    "messages_without_relation": ProblemKind(
        "note",
        "客服发出的 {all} 条消息里，有 {count} 条的买家与该客服没有专属关系（如 {examples}），不计入。"
        "请检查专属客户关系是否导全、买家是不是同一种写法。",
        "Of {all} messages sent by agents, {count} are to buyers with no relation to that agent (such"
        " as {examples}) and do not count. Check that the relations are complete and name buyers in"
        " the same way.",
    ),
    "orders_of_strangers": ProblemKind(
        "note",
        "下单的 {all} 个买家里，有 {count} 个在其他表里没有出现（订单里如 {examples}；"
        "其他表里如 {others}）。请检查买家列是不是同一种写法（会员名或 ID）。",
        "Of {all} buyers of orders, {count} occur in no other table (orders: {examples}; others:"
        " {others}). Check that buyers are named in the same way (nick or ID).",
    ),
    "presale_by_text": ProblemKind(
        "note",
        "{count} 个预售订单只有文字说明，没有定金和尾款的列（如 {examples}），按订单付款时间和金额计算，"
        "那可能是付定金的时间。请补导出预售订单（含定金、尾款）。",
        "{count} presale orders are known by a text alone, without deposit and balance (such as"
        " {examples}), and count by 订单付款时间, which may be the deposit's. Export the presale"
        " orders with deposit and balance as well.",
    ),
    "rows_alike": ProblemKind(
        "note",
        "有 {count} 个订单紧挨着重复了一行，金额相同，没有子订单编号：按同一单只算一次。"
        "如果一行是一件商品，成交金额就偏低了：请抽一单核对，或带上“子订单编号”重新导出。",
        "{count} orders are said again in the next row, with the same amount and no 子订单编号: counted"
        " once. If each row is an item, sales are too low: check one order, or export with 子订单编号.",
    ),
    "no_payment_left": ProblemKind(
        "note",
        "订单有的行没有用上，用上的又没有一个付了款，所以成交的数字都是 0，多半不对。"
        "原因和改法见没有使用的各行。",
        "Some rows of orders could not be used, and of those that could no order is paid, so that the"
        " figures of orders are 0, and most likely wrong. The rows refused say why, and what to do.",
    ),
    "no_payment": ProblemKind(
        "note",
        "{count} 个订单没有一个有付款时间，所以成交的数字都是 0。"
        "请看导出时有没有勾选付款时间、是不是只导出了没付款的订单。",
        "None of {count} orders has a time of payment, so that the figures of orders are 0. See"
        " whether that column was ticked when exporting, and whether only unpaid orders were.",
    ),
    "no_message_by_agents": ProblemKind(
        "note",
        "{count} 条消息都是买家先发起的，没有一条是客服主动发的，所以发送、阅读和引导成交的数字都是 0。"
        "请看“发起方”（或“是否主动”）这一列对不对，客服发的消息有没有导出。",
        "All {count} messages were begun by buyers and none by an agent, so that the figures of"
        " guided sales are 0. See whether 发起方 (or 是否主动) is right, and whether the messages of"
        " agents were exported.",
    ),
    "days_missing": ProblemKind(
        "note",
        "{first} 至 {last}（{count} 天）一行也没有，其他日子几乎天天有：多半漏了导出，"
        "这几天的数字会偏低。请补导出。",
        "No row of {first} to {last} ({count} days), though nearly every other day has some: an"
        " export is probably missing, and figures of these days come out too low. Export it.",
    ),
    "nothing_usable": ProblemKind(
        "note",
        "{rows} 行里一行也没有用上，要用它算的数字都没有。原因和改法见没有使用的各行。",
        "None of its {rows} rows could be used; there are no figures that need it. The rows refused"
        " say why, and what to do.",
    ),
    "no_row_of_file": ProblemKind(
        "note",
        "{count} 行里一行也没有用上：这些数据如果不在别的文件里，就是缺了，数字会偏低。请重新导出。",
        "None of {count} rows could be used: unless another file holds the same, they are missing"
        " and figures come out too low. Export it again.",
    ),
    "orders_cover_less": ProblemKind(
        "note",
        "付款的订单只有 {first} 至 {last} 的，消息是 {messages_first} 至 {messages_last} 的："
        "没有订单的日子按没有成交计算，金额和购买客户数会偏低。请补导出订单。",
        "Paid orders are of {first} to {last} only, messages of {messages_first} to {messages_last}:"
        " days without orders count as days without sales, and money and buyers come out too low."
        " Export the missing orders.",
    ),
    "mostly_days": ProblemKind(
        "note",
        "{all} 行里有 {count} 行的“{column}”只有日期，没有时刻，当天谁先谁后无法判断，"
        "引导成交金额等要看先后的数字会偏低。请重新导出带时刻的时间。",
        "Of {all} rows {count} have a date without a time of day as {column}, so that what came first"
        " on a day is unknown and guided GMV comes out too low. Export times with hours and minutes.",
    ),
    "some_without_reading": ProblemKind(
        "note",
        "{files}：既没有“阅读时间”也没有“是否已读”，{count} 条消息按未读处理，引导成交金额会偏低。"
        "请重新导出。",
        "{files}: neither a time of reading nor whether read; {count} messages are taken as unread,"
        " and guided GMV comes out too low. Export them again.",
    ),
    "reading_unknown": ProblemKind(
        "note",
        "所有消息（{count} 条）都没有阅读时间或“是否已读”，阅读客户数和引导成交金额无法计算。"
        "请在导出时勾选“阅读时间”：{files}。",
        "No message ({count}) has a time of reading or whether it was read; read customers and guided"
        " GMV are unknown. Tick 阅读时间 when exporting: {files}.",
    ),
    "zero_paid": ProblemKind(
        "note",
        "{count} 个付了款的订单实付金额是 0，总金额共 {total} 元，文件里没有退款金额：如果是退款以后的金额，"
        "成交金额就偏低了。请重新导出，勾选“退款金额”。",
        "{count} orders were paid with 0 of {total} CNY in all, and the file has no refunds: if 0 is"
        " what a refund left, sales are too low. Tick 退款金额 when exporting.",
    ),
    "many_unknown_statuses": ProblemKind(
        "note",
        "{all} 次接待里有 {count} 次的状态不认识（{words}），都按未转化算：转化率可能偏低，达标与否可能不对。"
        "请在设置的 [status] 里归类；空白的，请补上或重新导出。",
        "Of {all} receptions, {count} have an unknown status ({words}); all count as not converted:"
        " conversion may come out too low, and the verdict wrong. Classify them under [status] in the"
        " settings; fill in what is blank, or export it again.",
    ),
}  # fmt: skip

CHANGES_FIGURES = frozenset(
    {
        "reading_unknown", "some_without_reading", "nothing_usable", "no_payment_left",
        "no_payment", "no_message_by_agents", "days_missing",
        "no_row_of_file", "mostly_days", "messages_end_early", "orders_cover_less", "no_agent_in_common",
        "messages_without_relation", "orders_of_strangers", "zero_paid",
        "agents_alike", "buyers_like_clients", "many_unknown_statuses",
    }
)  # fmt: skip
"""What is to be known before a figure is trusted (spec, "Unknown is not 0", "Agents' names")."""
