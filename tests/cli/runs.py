"""A small shop's exports and the command line run on them."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from xlcs.cli import app

ONE, TWO = "示例店:客服01", "示例店:客服02"
RELATIONS = ["买家会员名,客服,绑定时间,解除时间", f"甲,{ONE},2022-07-01 12:00:00,"]
RELATIONS += [f"乙,{TWO},2022-07-01 12:00:00,"]
MESSAGES = ["买家会员名,客服,发送时间,发起方,阅读时间"]
MESSAGES += [f"甲,{ONE},2022-08-0{day} 09:00:00,客服,2022-08-0{day} 09:10:00" for day in (1, 2, 3)]
MESSAGES += [f"乙,{TWO},2022-08-03 09:00:00,客服,"]
ORDERS = ["订单编号,买家会员名,订单付款时间,买家实际支付金额"]
ORDERS += ["29000000000000000001,甲,2022-08-01 10:00:00,100.00"]
ORDERS += ["29000000000000000002,甲,2022-08-03 10:00:00,40.50"]
ORDERS += ["29000000000000000003,乙,2022-08-03 11:00:00,9.50"]
# guided: 100.00 on the 1st, 40.50 on the 3rd; the order of 乙 is unread


def csv(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return path


def xlcs(*words: object):
    result = CliRunner().invoke(app, [str(word) for word in words], prog_name="xlcs")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def files_here() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def figures(*words: object) -> dict:
    result = xlcs("report", *words, "--json", "figures.json")
    assert result.exit_code == 0, result.output
    return json.loads(Path("figures.json").read_text(encoding="utf-8"))
