"""What is said of a database that cannot be read: language → kind → text.

No entries of the data check, but errors: without the database nothing is read.
"""

from __future__ import annotations

DATABASE_ERRORS = {
    "zh": {
        "credentials": "数据库 {url} 不接受这个用户名或密码：{why}。请检查地址里的用户名；"
        "密码放在环境变量 {env} 里，或用 keyring set xlcs {account} 存进系统密码库。",
        "connect": "连不上数据库 {url}：{why}。请检查地址、网络和数据库是否在运行。",
        "lost": "读取 {what} 时和数据库 {url} 的连接断了：{why}。没有采用任何一行；请重新运行。",
        "rights": "数据库 {url} 不允许读取 {what}：{why}。"
        "请让管理员给这个用户 SELECT 权限，或写一个只选有权限的列的查询。",
        "absent": "数据库 {url} 里没有 {what} 要的表或列：{why}。"
        "结构可能改过；请核对设置 [source] 里的表名、查询和列名。",
        "failed": "数据库 {url} 读不了 {what}：{why}。请核对设置 [source] 里的表名和查询。",
        "encoding": "数据库 {url} 的 {what} 里有按连接的编码读不懂的文字（{why}）。"
        "请在地址里写明编码，如 ?client_encoding=gbk（PostgreSQL）或 ?charset=gbk（MySQL），"
        "或在查询里把这一列转成二进制。",
        "columns": "数据库 {url} 的 {what} 不能当作“{table}”：缺少列 {missing}。有的列：{found}。"
        "请在 [headers.{table_id}] 里写明哪一列是哪一项，或在查询里用 AS 改名；"
        "如果结构改过，请更新设置。",
        "twice": "数据库 {url} 的 {what} 有两列都叫 {found}。请在查询里用 AS 改名。",
        "index": "数据库 {url} 的 {what} 没有索引列 {index}，有的列：{found}。"
        "请更正，或删掉 index。",
        "index_kind": "数据库 {url} 的 {what} 的索引列 {index} 不是时间"
        "（也不是 2022-08-01 这样的文字），不能按天读取。请换一个时间列，或删掉 index。",
        "url": "设置 [source] 的地址写法不对：{why}。请写成 postgresql+psycopg://用户@主机:端口/库 "
        "或 mysql+pymysql://用户@主机:端口/库。",
        "anything": "任何表",
        "keyring": "数据库 {url} 的密码取不到，系统密码库打不开（{why}）。"
        "请检查它的设置（keyring diagnose），或把密码放在环境变量 {env} 里。",
        "keyring_locked": "数据库 {url} 的密码取不到：系统密码库锁着，或没有允许读取。"
        "请解锁并允许后再运行，或把密码放在环境变量 {env} 里（无人值守时用它）。",
        "keyring_absent": "数据库 {url} 的密码取不到：设置的系统密码库不存在。"
        "请更正环境变量 PYTHON_KEYRING_BACKEND 或 keyringrc.cfg，或把密码放在环境变量 {env} 里。",
    },
    "en": {
        "credentials": "The database {url} does not accept this user or this password, and says:"
        " {why}. Check the user in the address; the password belongs into the environment variable"
        " {env}, or into the keyring: keyring set xlcs {account}",
        "connect": "The database {url} cannot be reached: {why}. Check the address, the network and"
        " whether the database is running.",
        "lost": "The connection to the database {url} was lost while reading {what}: {why}. Nothing"
        " was taken over; run it again.",
        "rights": "The database {url} does not allow reading {what}: {why}. Ask for SELECT rights,"
        " or write a query of those columns that may be read.",
        "absent": "The database {url} lacks a table or column that {what} asks for: {why}. Its"
        " schema may have changed; check names and queries in [source] of the settings.",
        "failed": "The database {url} cannot give {what}: {why}. Check names and queries in"
        " [source] of the settings.",
        "encoding": "In {what} of the database {url} there is text that is not in the connection's"
        " encoding ({why}). Name it in the address, such as ?client_encoding=gbk (PostgreSQL) or"
        " ?charset=gbk (MySQL), or cast the column to binary in a query.",
        "columns": "{what} of the database {url} cannot be “{table}”: it lacks {missing}. It has:"
        " {found}. Name the columns in [headers.{table_id}], or rename them in a query with AS; if"
        " the schema changed, bring the settings up to date.",
        "twice": "{what} of the database {url} has two columns {found}. Rename one in the query"
        " with AS.",
        "index": "{what} of the database {url} has no column {index} for an index; it has: {found}."
        " Correct it, or leave out index.",
        "index_kind": "The index {index} of {what} in the database {url} holds no times (nor texts"
        " like 2022-08-01), so days cannot be read by it. Name a column of times, or leave out"
        " index.",
        "url": "The address in [source] of the settings is not right: {why}. Write"
        " postgresql+psycopg://user@host:port/database or mysql+pymysql://user@host:port/database.",
        "anything": "anything",
        "keyring": "The password of the database {url} is not to be had, the keyring cannot be"
        " opened ({why}). Check how it is set up (keyring diagnose), or put the password into the"
        " environment variable {env}.",
        "keyring_locked": "The password of the database {url} is not to be had: the keyring is"
        " locked, or did not allow it. Unlock it, allow it and run again, or put the password into"
        " the environment variable {env} (where nobody is there to unlock it).",
        "keyring_absent": "The password of the database {url} is not to be had: the keyring that is"
        " set up does not exist. Correct PYTHON_KEYRING_BACKEND or keyringrc.cfg, or put the"
        " password into the environment variable {env}.",
    },
}
