"""`xlcs addin build|install|status|remove`, `xlcs template` and `xlcs doctor`.

Exit codes: 0 fine; 1 when something is not as it should be (status: not installed or old, doctor:
a problem) or cannot be done on this system.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from xlcs import __version__
from xlcs.addin.setup import install as installing
from xlcs.errors import InputError
from xlcs.system import places

Language = Literal["zh", "en"]

LangOption = Annotated[Language, typer.Option("--lang", help="语言 / language")]

_TEXT = {
    "zh": {
        "built": "已生成 {path}",
        "installed": "已安装：{addin}\n配置：{config}\nPython：{interpreter}\n"
        "请重新打开 Excel，功能区会出现“客服数据”。",
        "removed": "已删除：{path}",
        "nothing": "没有安装，没有可删除的。",
        "kept": "没有动你的数据：导出文件、工作簿、设置，以及 {data} 里的日志和缓存。",
        "exists": "{path} 已经有了，没有改动它。请用 --out 换一个名字，或加 --force 覆盖。",
        "yes": "是",
        "no": "否",
        "status": "加载项：{addin}\n  已安装：{installed}（版本 {version}，当前 xlcs {shipped}）\n"
        "  与当前版本一致：{same}\n配置：{config}\n  Python：{interpreter}\n"
        "  Python 存在：{exists}，就是现在这个：{this}",
        "stale": "请关闭 Excel 后运行 xlcs addin install。",
    },
    "en": {
        "built": "Built {path}",
        "installed": "Installed: {addin}\nConfig: {config}\nPython: {interpreter}\n"
        "Start Excel anew; the ribbon then has a tab “Service data”.",
        "removed": "Removed: {path}",
        "nothing": "Nothing was installed.",
        "kept": "Your data was left alone: exports, workbooks, settings, and the log and cache in"
        " {data}.",
        "exists": "{path} is there already and was not changed. Use --out for another name, or"
        " --force to replace it.",
        "yes": "yes",
        "no": "no",
        "status": "Add-in: {addin}\n  installed: {installed} (version {version}, this is xlcs"
        " {shipped})\n  same as this version's: {same}\nConfig: {config}\n  Python: {interpreter}\n"
        "  Python exists: {exists}, is this one: {this}",
        "stale": "Close Excel and run xlcs addin install.",
    },
}

AllUsersOption = Annotated[
    bool,
    typer.Option(
        "--all-users",
        help="这台电脑的所有用户（需要管理员）/ all users of this machine, as administrator",
    ),
]

app = typer.Typer()
addin = typer.Typer(
    no_args_is_help=True, help="Excel 加载项：生成、安装、状态、删除 / the Excel add-in"
)
app.add_typer(addin, name="addin")


def _places(language: Language, all_users: bool | None) -> installing.Places:
    """The user's own places or those of all users; of None those that Excel uses."""
    own = installing.places(language)  # elsewhere than on Windows this says what works there
    if all_users is False:
        return own
    from xlcs.addin.setup.read_windows import excel_program

    of = installing.places_of_all_users if all_users else installing.places_in_use
    return of(excel_program(), language)


@addin.command(help="生成加载项文件（任何系统）/ build the add-in file, on any system")
def build(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="XLAM", help="默认 workbook/xlcs.xlam / where to"),
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """Build the add-in from the installed xlwings and our sources."""
    from xlcs.addin.build.addin import build_addin
    from xlcs.addin.shipped_files import ADDIN_NAME, workbook_folder

    path = build_addin(out or workbook_folder() / ADDIN_NAME)
    typer.echo(_TEXT[lang]["built"].format(path=path))


@addin.command(help="安装到 Excel（只为当前用户）/ install for this user (Windows)")
def install(
    all_users: AllUsersOption = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DIR",
            help="安装包所在的文件夹；也加上“发送到”和“应用”里的条目"
            " / the installer's folder; adds the entries in Send to and Apps, too",
        ),
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """Put the add-in and its config in place, with the interpreter in use."""
    where = _places(lang, all_users)
    from xlcs.addin.setup.read_windows import short_path

    interpreter = installing.running_interpreter()
    installing.install(
        where,
        interpreter=interpreter,
        package_root=installing.package_root(),
        encoding=installing.ansi_encoding(),
        short_form=short_path,
    )
    if source is not None:
        from xlcs.addin.setup.newer_version import record_source
        from xlcs.addin.setup.windows_entries import add_entries, home_of

        add_entries(all_users, interpreter)
        record_source(home_of(all_users).record, source.resolve())
    typer.echo(
        _TEXT[lang]["installed"].format(
            addin=where.addin, config=where.config, interpreter=interpreter
        )
    )


@addin.command(help="是否装好、是否最新 / whether it is installed and current")
def status(lang: LangOption = "zh") -> None:
    """Show what is installed; exit 1 unless it is whole and of this version."""
    where, text = _places(lang, None), _TEXT[lang]
    found = installing.status(
        where,
        interpreter=installing.running_interpreter(),
        encoding=installing.ansi_encoding(),
    )

    def said(value: bool) -> str:
        return text["yes"] if value else text["no"]

    typer.echo(
        text["status"].format(
            addin=where.addin,
            installed=said(found.installed),
            version=found.addin_version or "-",
            shipped=__version__,
            same=said(found.same_as_shipped),
            config=where.config,
            interpreter=found.interpreter or "-",
            exists=said(found.interpreter_exists),
            this=said(found.interpreter_is_this),
        )
    )
    if not found.current:
        typer.echo(text["stale"])
        raise typer.Exit(1)


@addin.command(help="从 Excel 删除，不动你的数据 / remove it; your data is left alone")
def remove(all_users: AllUsersOption = False, lang: LangOption = "zh") -> None:
    """Take out the add-in and its config."""
    text = _TEXT[lang]
    gone = installing.remove(_places(lang, all_users))
    for path in gone:
        typer.echo(text["removed"].format(path=path))
    if not gone:
        typer.echo(text["nothing"])
    typer.echo(text["kept"].format(data=places.user_data()))


@app.command(help="写出 Excel 模板 / write the workbook template")
def template(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="XLSX", help="默认当前文件夹 / default: current folder"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="覆盖已有的文件 / replace a file that is there")
    ] = False,
    lang: LangOption = "zh",
) -> None:
    """Write the template: a workbook whose sheets ask the add-in's functions."""
    from xlcs.addin.build.template.workbook import build_template
    from xlcs.addin.shipped_files import TEMPLATE_NAME

    target = out or Path(TEMPLATE_NAME)
    # A lead's own sheets and settings may be in it by now.
    if target.exists() and not force:
        raise InputError(_TEXT[lang]["exists"].format(path=target))
    typer.echo(_TEXT[lang]["built"].format(path=build_template(target, lang)))


@app.command(help="检查这台电脑，说明怎么修 / examine this machine and say the remedies")
def doctor(lang: LangOption = "zh") -> None:
    """Examine Python, Excel, the add-in and what may block them; exit 1 if there is a problem."""
    from xlcs.addin.setup.doctor import examine

    text, problems = examine(lang)
    typer.echo(text)
    if problems:
        raise typer.Exit(1)
