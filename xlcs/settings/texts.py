"""What the settings file is told to be wrong with, and its Chinese keys and words."""

from __future__ import annotations

TEXT = {
    "zh": {
        "head": "设置文件 {file} 有 {count} 处要改：",
        "gone": "设置文件 {file} 不存在。请检查路径。",
        "suffix": "{file} 的名字多了 .txt，没有被当作设置文件。请改名为 {name}。",
        "unreadable": "设置文件 {file} 打不开：{why}。请检查权限。",
        "unwritten": "设置文件 {file} 写不进去：{why}。请检查权限，或关闭正在使用它的程序。",
        "large": "设置文件 {file} 有 {size} 字节，超过 {most}，不是设置文件。请检查。",
        "encoding": "设置文件 {file} 第 {line} 行不是 UTF-8 文字。请用记事本另存为 UTF-8 编码。",
        "gbk": "设置文件 {file} 不是 UTF-8，是 GBK 编码（从第 {line} 行看出）。"
        "请用记事本打开，另存为，编码选 UTF-8。",
        "deep": "设置文件 {file} 里的方括号或点号套得太深（超过 {most} 层）。请检查。",
        "quotes": "设置文件 {file} 第 {line} 行用了全角的 {marks}：{text}。"
        '请改成英文半角的符号，如 阅读规则 = "当日已读"。',
        "syntax": "设置文件 {file} 第 {line} 行写法不对：{text}（{why}）。"
        '请写成 键 = 值 的形式，文字要加引号，如 language = "zh"。',
        "percent": "百分之几要写成小数，55% 写 0.55",
        "unknown": "不认识的键 {key}（值 {value}）。{nearest}可用的键：{allowed}。",
        "nearest": "是不是想写 {nearest}？",
        "choice": "{key} = {value} 不对，只能是：{allowed}。",
        "edition": '只写 edition = "{name}" 不会改变规则。请用 Settings.of_edition("{name}")。',
        "whole": "{key} = {value} 不对，要写 {low} 到 {high} 之间的整数。",
        "number": "{key} = {value} 不对，要写 {low} 到 {high} 之间的数。",
        "fraction": "{key} = {value} 不对，要写 {low} 到 {high} 之间的小数，如 55% 写 0.55。",
        "table": "{key} = {value} 不对，这里要写成一段 [{key}]，里面是：{allowed}。",
        "list": '{key} = {value} 不对，要写成文字的列表，如 ["{example}"]。',
        "period": '{key} = {value} 不对，要写一个月或两个日期，如 "2022-08"、'
        '"2022-08-01 至 2022-08-31"。',
        "both": "状态“{value}”同时写在 status.converted 和 status.not_converted 里，只能留一处。",
        "twice": "列名“{value}”同时写在 {key} 和 {other} 里，只能留一处。",
        "taken": "{key} = “{value}” 不对：这个列名本来就是 {other}，一列不能当两种用。请删掉它。",
        "target": "{key} = {value} 不对，目标要写大于 0 的数。",
        "two_persons": "客服“{value}”同时属于 {key} 和 {other}，只能留一处。",
        "same_key": "{key} 和 {other} 是同一个键，只能留一处。",
        "source_table": "{key} 要写成一段 [{key}]，里面是：{allowed}。",
        "source_unknown": "不认识的键 {key}。可用的键：{allowed}。",
        "source_text": "{key} 要写成文字。",
        "source_url": "{key} 要写成数据库地址：{allowed}。密码放在环境变量或系统密码库里。",
        "source_nothing": "[{key}] 里没有写要读哪些表。至少写一个：{allowed}，"
        '如 orders = "订单表"。',
        "source_entry": '{key} 要写成表名或查询，如 "订单表"、"SELECT …"，'
        '或 {{ table = "消息表", index = "发送时间" }}。',
        "source_query": "{key} 的查询要以 SELECT 或 WITH 开头；这里只读取数据。",
        "source_index": "{key} 不能写索引列：这个表的行过后还会变（付款、退款、退订等），"
        "每次都要整表读取。可以写索引列的表：{allowed}。",
        "source_days": "{key} 要写 {low} 到 {high} 之间的整数。",
    },
    "en": {
        "head": "Settings file {file}: {count} to put right:",
        "gone": "The settings file {file} does not exist. Check the path.",
        "suffix": "The name of {file} has a .txt too many, so it was not taken for the settings."
        " Rename it to {name}.",
        "unreadable": "The settings file {file} cannot be opened: {why}. Check its permissions.",
        "unwritten": "The settings file {file} cannot be written: {why}. Check its permissions, or"
        " close the program that uses it.",
        "large": "The settings file {file} has {size} bytes, more than {most}. Check it.",
        "encoding": "Settings file {file}: line {line} is not UTF-8 text. Save the file as UTF-8.",
        "gbk": "Settings file {file} is not UTF-8 but GBK (as line {line} shows). Open it in"
        " Notepad and save it with the encoding UTF-8.",
        "deep": "Settings file {file}: brackets or dots are nested over {most} deep. Check it.",
        "quotes": "Settings file {file}: line {line} has full-width {marks}: {text}. Write them"
        ' half-width, such as read_rule = "same_day".',
        "syntax": "Settings file {file}: line {line} is not valid: {text} ({why})."
        ' Write key = value, with quotes around text, such as language = "zh".',
        "fraction": "{key} = {value} is wrong; it is a fraction from {low} to {high}, such as"
        " 0.55 for 55 %.",
        "percent": "write a percentage as a fraction, 55 % as 0.55",
        "unknown": "unknown key {key} (value {value}). {nearest}Keys there are: {allowed}.",
        "nearest": "Did you mean {nearest}? ",
        "choice": "{key} = {value} is not allowed; it is one of: {allowed}.",
        "edition": 'edition = "{name}" alone sets no rule. Write Settings.of_edition("{name}").',
        "whole": "{key} = {value} is not allowed; it is a whole number from {low} to {high}.",
        "number": "{key} = {value} is not allowed; it is a number from {low} to {high}.",
        "table": "{key} = {value} is not allowed; write a section [{key}] with: {allowed}.",
        "list": '{key} = {value} is not allowed; it is a list of texts, such as ["{example}"].',
        "period": '{key} = {value} is not allowed; it is a month or two dates, such as "2022-08" or'
        ' "2022-08-01 to 2022-08-31".',
        "both": "the status “{value}” is in both status.converted and status.not_converted;"
        " keep one.",
        "twice": "the header “{value}” is in both {key} and {other}; keep one.",
        "taken": "{key} = “{value}” is not allowed: that header already is {other}, and one column"
        " cannot serve two. Remove it.",
        "target": "{key} = {value} is not allowed; a target is a number above 0.",
        "two_persons": "the nick “{value}” belongs to both {key} and {other}; keep one.",
        "same_key": "{key} and {other} are the same key; keep one.",
        "source_table": "{key} is a section [{key}] with: {allowed}.",
        "source_unknown": "unknown key {key}. Keys there are: {allowed}.",
        "source_text": "{key} is a text.",
        "source_url": "{key} is the address of a database: {allowed}. The password belongs into the"
        " environment or the keyring.",
        "source_nothing": "[{key}] does not say which tables to read. Name at least one of:"
        ' {allowed}, such as orders = "erp_orders".',
        "source_entry": '{key} is the name of a table or a query, such as "erp_orders", "SELECT …",'
        ' or {{ table = "messages", index = "sent_at" }}.',
        "source_query": "the query of {key} begins with SELECT or WITH; data is only read.",
        "source_index": "{key} takes no index: the rows of this table change later on (payments,"
        " refunds, unbinding), so it is read whole each time. Tables that take one: {allowed}.",
        "source_days": "{key} is a whole number from {low} to {high}.",
    },
}  # fmt: skip

KEYS_ZH = {
    "规则版本": "edition",
    "窗口天数": "window_days",
    "阅读日": "read_day",
    "阅读规则": "read_rule",
    "归属": "credit",
    "回看天数": "lookback_days",
    "会话间隔": "conversation_gap_min",
    "接待周期": "reception_period",
    "平均接待时长上限": "max_average_min",
    "转化率下限": "min_conversion_rate",
    "语言": "language",
    "状态": "status",
    "接待状态": "status",
    "列名": "headers",
    "列名对应": "headers",
    "数据源": "source",
    "数据库": "source",
    "目标": "targets",
    "客服统计": "agents_by",
    "人员": "people",
    "汇总": "summaries",
    "汇总期间": "summaries",
    "对账期间": "summaries",
    "上限": "limits",
    "读取上限": "limits",
}
"""Chinese key at the top of the file → the English one."""

STATUS_ZH = {"已转化": "converted", "未转化": "not_converted"}

WORDS_ZH = {
    "read_day": {"付款当天": "payment_day", "付款当日": "payment_day", "任何时候": "any"},
    "read_rule": {"付款前已读": "before_payment", "当日已读": "same_day", "当天已读": "same_day"},
    "credit": {"最后一条": "last", "最早一条": "first", "第一条": "first"},
    "reception_period": {
        "月": "month",
        "周": "week",
        "日": "day",
        "天": "day",
        "整个期间": "range",
    },
    "language": {"中文": "zh", "英文": "en"},
    "agents_by": {
        "旺旺": "nick",
        "客服旺旺": "nick",
        "客服": "nick",
        "人员": "person",
        "姓名": "person",
        "组": "group",
    },
}
"""Key → Chinese word → the English one."""

SYNTAX_ZH = {
    "Invalid value": "值不对：文字没有加引号，或数字写错了",
    "Invalid statement": "这一行不是 键 = 值",
    "Expected '=' after a key in a key/value pair": "少了 =",
    "Expected newline or end of document after a statement": "值的后面还有多余的字",
    "Expected ']' at the end of a table declaration": "少了 ]",
    "Expected ']]' at the end of an array declaration": "少了 ]]",
    "Unclosed array": "列表少了 ] 或逗号",
    "Unterminated string": "引号没有成对",
    "Illegal character '\\n'": "引号没有成对",
    "Unescaped '\\' in a string": "反斜杠要写两个，或把双引号换成单引号",
    "Cannot overwrite a value": "这个键前面已经写过，只能留一处",
    "Cannot declare": "这一段前面已经写过，只能留一处",
    "Cannot redefine": "这一段前面已经写过，只能留一处",
    "Cannot mutate": "这一段前面已经写过，只能留一处",
    "Duplicate inline table key": "这个键写了两次，只能留一处",
    "Unclosed inline table": "花括号 { } 没有成对",
    "Invalid initial character for a key part": "方括号里的名称写法不对，或少了 ]",
    "Invalid date or datetime": "日期写法不对，请给它加上引号",
    "Invalid hex value": "反斜杠要写两个，或把双引号换成单引号",
    "Escaped character": "反斜杠要写两个，或把双引号换成单引号",
    "Illegal character": "有不能用的字符",
    "Found invalid character": "有不能用的字符",
    "Expected": "写法不完整",
}
"""How what Python says of TOML begins → the same in Chinese."""
