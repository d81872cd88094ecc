"""The tables of the documents that come from the catalogue; run as a script it writes them.

A table stands between `<!-- begin NAME -->` and `<!-- end NAME -->`. Whatever is between them is
replaced.
"""

from __future__ import annotations

import re
from pathlib import Path

from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.addin.ribbon.command_list import GROUPS
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE, FIGURES, REASONS, RECEPTION
from xlcs.exports.values.by_kind.nothing import EPOCH_DAY, NONE_WORDS, PLACEHOLDER_DAYS
from xlcs.settings.limits import DEFAULTS, LIMITS
from xlcs.tables import CHOICES, TABLE, TABLES

ROOT = Path(__file__).parent.parent
DOCUMENTS = {
    "README.zh-CN.md": "zh",
    "docs/excel.md": "en",
    "docs/exports.md": "zh",
    "docs/figures.md": "en",
    "docs/formats.md": "en",
    "docs/settings.md": "en",
}
"""Those with generated tables, and their language."""

UNITS = {
    "en": {
        "money": "CNY",
        "rate": "fraction",
        "duration": "seconds; in cells a fraction of a day",
        "rate_change": "fraction",
        "duration_change": "seconds; in cells a fraction of a day",
        "verdict": "true / false",
    },
    "zh": {
        "money": "元",
        "customers": "人",
        "orders": "单",
        "tasks": "个",
        "relations": "个",
        "receptions": "次",
        "rate": "%",
        "duration": "时:分:秒",
        "rate_change": "百分点",
        "duration_change": "±分:秒",
        "verdict": "达标 / 不达标",
    },
}


def figures(language: str) -> str:
    """Every figure: id, names, unit, tables needed, definition."""
    groups = {"en": ("per day, period and agent", "per agent and period", "of receptions")}
    groups["zh"] = ("每天、期间、客服", "客服、期间", "接待")
    of_group = [EFFECT, [i for i in (*AGENT_TABLE, *BESIDE) if i not in EFFECT], RECEPTION]
    if language == "en":
        lines = ["| id | 中文 | English | for | unit | needs | definition |", "|" + "---|" * 7]
    else:
        lines = ["| 数字 | 说明 | 单位 | 范围 | 需要的表 | Excel 函数 |", "|" + "---|" * 6]
    for group, ids in zip(groups[language], of_group, strict=True):
        for figure in (FIGURE[id_] for id_ in ids):
            unit = UNITS[language].get(figure.unit, figure.unit)
            definition = figure.definition(language)
            if language == "en":
                needs = ", ".join(figure.needs)
                lines.append(
                    f"| `{figure.id}` | {figure.zh} | {figure.en} | {group} | {unit} | {needs} |"
                    f" {definition} |"
                )
            else:
                needs = "、".join(TABLE[table].zh for table in figure.needs)
                lines.append(
                    f"| **{figure.zh}** | {definition} | {unit} | {group} | {needs} |"
                    f" `{figure.function}` |"
                )
    assert len(lines) == len(FIGURES) + 2
    return "\n".join(lines)


def reasons(language: str) -> str:
    """Every reason of an order."""
    if language == "en":
        lines = ["| reason | 中文 | English |", "|---|---|---|"]
        lines += [f"| `{reason.id}` | {reason.zh} | {reason.en} |" for reason in REASONS]
    else:
        lines = ["| 原因 | JSON 里的名字 |", "|---|---|"]
        lines += [f"| {reason.zh} | `{reason.id}` |" for reason in REASONS]
    return "\n".join(lines)


def tables(language: str) -> str:
    """Every table: its columns, the headers accepted, and which are needed."""
    if language == "en":
        lines = ["| table | column | headers accepted, ours first | needed |", "|---|---|---|---|"]
    else:
        lines = ["| 表 | 认得的列名（任一个都行） | 必须有 |", "|---|---|---|"]
    for table in TABLES:
        for column in table.columns:
            together = next((names for names in table.required if column.name in names), ())
            others = [name for name in together if name != column.name]
            headers = " / ".join(column.headers)
            if language == "en":
                needed = "yes" if together else ""
                if others:
                    needed = "or " + ", ".join(f"`{name}`" for name in others)
                lines.append(
                    f"| `{table.id}` {table.zh} | `{column.name}` | {headers} | {needed} |"
                )
            else:
                needed = "是" if together else ""
                if others:
                    needed = "或 " + "、".join(table.column(name).headers[0] for name in others)
                lines.append(f"| {table.zh} | {headers} | {needed} |")
    return "\n".join(lines)


def functions(language: str) -> str:
    """The functions in cells that are no figure's: tables and texts."""
    head = "| function | gives |" if language == "en" else "| 函数 | 得到什么 |"
    lines = [head, "|---|---|"]
    for function in FUNCTIONS:
        if function.figure is None:
            arguments = ", ".join(argument.name for argument in function.parameters)
            lines.append(f"| `{function.name}({arguments})` | {function.help(language)} |")
    return "\n".join(lines)


def ribbon(language: str) -> str:
    """The commands of the ribbon's tab."""
    head = "| command | 中文 | does |" if language == "en" else "| 按钮 | 作用 |"
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    for command in (command for group in GROUPS for command in group.commands):
        what = command.tip(language)
        if command.items:
            what += " (" + ", ".join(item.label(language) for item in command.items) + ")"
        if language == "en":
            lines.append(f"| {command.en} | {command.zh} | {what} |")
        else:
            lines.append(f"| {command.zh} | {what} |")
    return "\n".join(lines)


def words(_: str) -> str:
    """The words that cells may hold, and what they mean."""
    none = "、".join(f"`{word}`" for word in NONE_WORDS if word).replace(r"`\n`", r"`\N`")
    lines = ["| 列 / column | 意思 / meaning | 写法 / words |", "|---|---|---|"]
    lines.append(f"| 每一列 / every column | 没有 / none | 空白、{none} |")
    days = "、".join(f"`{day}`" for day in (EPOCH_DAY, *PLACEHOLDER_DAYS))
    lines.append(f"| 时间 / times | 没有 / none | `0`、{days} |")
    for name, meanings in CHOICES.items():
        choices = (c for table in TABLES for c in table.columns if c.kind == "choice")
        column = next(c for c in choices if c.name == name)
        for meaning, accepted in meanings.items():
            shown = "、".join(accepted)
            lines.append(f"| {column.headers[0]} | `{meaning or 'none'}` | {shown} |")
    return "\n".join(lines)


def limits(_: str) -> str:
    """The limits that can be set, with their defaults."""
    lines = ["| key | 中文 | default | at most | of what |", "|---|---|---|---|---|"]
    for key, limit in LIMITS.items():
        default = f"{getattr(DEFAULTS, key):,}"
        lines.append(f"| `{key}` | `{limit.zh}` | {default} | {limit.highest:,} | {limit.of} |")
    return "\n".join(lines)


ONCE = {"words": words, "limits": limits}
"""Tables that stand in one document, in both languages."""

GENERATED = {
    "figures": figures,
    "reasons": reasons,
    "tables": tables,
    "functions": functions,
    "ribbon": ribbon,
}


def in_step(text: str, language: str) -> str:
    """The document with its generated tables as the catalogue has them now."""
    for name, table in (GENERATED | ONCE).items():
        between = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        body = table(language)
        text = between.sub(lambda m, body=body: m[1] + "\n" + body + "\n\n" + m[2], text)
    return text


if __name__ == "__main__":
    for name, language in DOCUMENTS.items():
        path = ROOT / name
        path.write_text(in_step(path.read_text(encoding="utf-8"), language), encoding="utf-8")
