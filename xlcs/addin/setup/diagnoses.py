"""What `doctor` can find: each answer once, with its text and remedy in both languages.

The checks decide which one it is; `{named}` places are filled with what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["fine", "note", "problem"]
"""fine: as it should be · note: works, but worth knowing · problem: something will not work."""


@dataclass(frozen=True)
class Diagnosis:
    """An answer: how serious, what it is, and (unless it is fine) the remedy."""

    level: Level
    zh: str
    en: str
    zh_remedy: str = ""
    en_remedy: str = ""


_REINSTALL = ("关闭 Excel，双击 install.cmd 重新安装。", "Close Excel and run install.cmd again.")
_INSTALL = (
    "运行 xlcs addin install，或双击 install.cmd。",
    "Run xlcs addin install or install.cmd.",
)
_OTHER_PYTHON = (
    "请从 python.org 安装 64 位的 Python 3.11 以上版本，再双击 install.cmd。",
    "Install a 64-bit Python 3.11 or later from python.org, then run install.cmd.",
)
_ASK_IT = (
    "这是公司策略，请 IT 部门放行。",
    "This is a policy of your company; ask your IT department to allow it.",
)
_ADDIN_SETTINGS = (
    "Excel：文件 → 选项 → 信任中心 → 信任中心设置 → 加载项，取消它；灰色的话请找 IT 部门。",
    "Excel: File → Options → Trust Center → Trust Center Settings → Add-ins: clear it; where it is"
    " grey, ask your IT department.",
)
_SIMPLE_FOLDER = (
    "请把环境装到路径简单的文件夹（例如 C:\\xlcs），再在那里运行 xlcs addin install。",
    "Install the environment in a folder with a simple path (such as C:\\xlcs) and run xlcs addin"
    " install there.",
)

_EXCLUDE = (
    "请 IT 部门把 %LOCALAPPDATA%\\xlcs 和加载项（XLSTART 里的 xlcs.xlam）加入这条规则的排除项。",
    "Ask your IT department to exclude %LOCALAPPDATA%\\xlcs and the add-in (xlcs.xlam in XLSTART)"
    " from that rule.",
)

DIAGNOSES: dict[str, Diagnosis] = {
    # ---- Python
    "python_fine": Diagnosis("fine", "Python {found}", "Python {found}"),
    "python_old": Diagnosis(
        "problem", "Python {found}：太旧", "Python {found}: too old", *_OTHER_PYTHON
    ),
    "python_32": Diagnosis(
        "problem", "Python {found}：32 位装不了 pandas", "Python {found}: pandas needs 64 bits",
        *_OTHER_PYTHON,
    ),
    "python_store": Diagnosis(
        "problem", "Python {found}：来自微软商店，它的文件夹 Excel 看不到",
        "Python {found}: from the Microsoft Store, whose folders Excel does not see",
        *_OTHER_PYTHON,
    ),
    "pywin32_missing": Diagnosis(
        "problem", "缺少 xlwings 或 pywin32，Python 不能和 Excel 通信",
        "xlwings or pywin32 is missing; Python cannot talk to Excel", *_REINSTALL,
    ),
    # ---- Excel
    "excel_fine": Diagnosis("fine", "Excel {found}", "Excel {found}"),
    "excel_old": Diagnosis(
        "note", "Excel {found}：比 2016 旧，没有测试过",
        "Excel {found}: older than 2016, not tested",
        "建议升级到 Excel 2016 以上。", "Better use Excel 2016 or later.",
    ),
    "excel_missing": Diagnosis(
        "problem", "没有找到 Excel", "Excel was not found",
        "加载项需要 Windows 版 Excel 2016 以上。没有 Excel 也可以用命令行出报表：xlcs report。",
        "The add-in needs Excel 2016 or later for Windows. Without it, xlcs report still writes"
        " reports.",
    ),
    "excel_is_wps": Diagnosis(
        "problem", "只找到 WPS 表格，没有 Excel；公式和功能区在 WPS 里用不了",
        "There is WPS, but no Excel; functions and ribbon do not work in WPS",
        "报表不需要 Excel：双击“生成报表.cmd”选数据文件夹（或运行 xlcs report），报表用 WPS 打开是"
        "对的。要用公式和功能区，需要 Windows 版 Excel 2016 以上。",
        "Reports need no Excel: double-click 生成报表.cmd and choose the data folder, or run xlcs"
        " report; they open rightly in WPS. Functions and ribbon need Excel 2016 or later.",
    ),
    "excel_store": Diagnosis(
        "problem", "Excel {found}：来自微软商店，它启动不了后台的 Python",
        "Excel {found}: from the Microsoft Store, which cannot start the Python behind the add-in",
        "请卸载商店版的 Office，再从 office.com 用同一个账户安装桌面版。在那之前，“生成报表.cmd”"
        "和 xlcs report 照常可用。",
        "Uninstall the Store's Office and install the desktop version from office.com with the same"
        " account. Until then 生成报表.cmd and xlcs report work.",
    ),
    "excel_taken_by_wps": Diagnosis(
        "problem", "别的程序启动 Excel 时，启动的是 WPS（{found}），按钮连不上 Excel",
        "Programs that start Excel get WPS ({found}); buttons do not reach Excel",
        "关闭 Excel 和 WPS。打开“WPS 配置工具”→ 高级 → 兼容设置，取消“WPS Office 兼容第三方系统和"
        "软件”；再按 Win+R 运行：\"{excel}\" /regserver",
        "Close Excel and WPS. In WPS's configuration tool, Advanced, switch off compatibility with"
        " third-party software; then press Win+R and run: \"{excel}\" /regserver",
    ),
    "wps_beside": Diagnosis(
        "note", "WPS 和 Excel 都装了：公式和功能区只在 Excel 里有，报表两边都能打开",
        "WPS and Excel are both there: functions and ribbon exist in Excel alone, reports open in"
        " both",
        "如果双击工作簿打开的是 WPS：右键文件 → 打开方式 → Excel，勾选“始终”。",
        "If a double click opens WPS: right-click the file → Open with → Excel, Always.",
    ),
    # ---- the connection
    "dll_missing": Diagnosis(
        "problem",
        "Python 旁边缺少 {found}，Excel 连不上 Python；多半是被杀毒软件删除或隔离了",
        "{found} is missing beside Python, so Excel cannot reach it; mostly antivirus software has"
        " removed it",
        "在杀毒软件里恢复它并加入信任；然后关闭 Excel，双击 install.cmd 重新安装。",
        "Restore it in the antivirus software and trust it; then close Excel and run install.cmd"
        " again.",
    ),
    "bits_fit": Diagnosis(
        "fine", "Excel {excel} 位，Python {python} 位，可以配合",
        "Excel {excel}-bit and Python {python}-bit work together",
    ),
    "start_fine": Diagnosis("fine", "Python 能启动", "Python starts"),
    "start_blocked": Diagnosis(
        "problem",
        "Windows 没有让 Python 启动（{found}），多半是被杀毒软件或公司策略拦截",
        "Windows did not let Python start ({found}); mostly antivirus software or a policy",
        "在杀毒软件里信任 Python 的文件夹，允许 Excel 启动 cmd.exe 和 python.exe；公司电脑请找 IT"
        " 部门。",
        "Trust Python's folder in the antivirus software and allow Excel to start cmd.exe and"
        " python.exe; on a company's machine ask your IT department.",
    ),
    "child_processes_blocked": Diagnosis(
        "problem",
        "Defender 的规则“阻止 Office 应用程序创建子进程”已打开（{rule}），Excel 启动不了 Python",
        "Defender's rule “Block Office applications from creating child processes” is on ({rule});"
        " Excel cannot start Python", *_EXCLUDE,
    ),
    "child_processes_reported": Diagnosis(
        "note", "Defender 的规则“阻止 Office 应用程序创建子进程”在审核（{rule}），现在不拦截",
        "Defender's rule “Block Office applications from creating child processes” is audited"
        " ({rule}); it does not block now", *_EXCLUDE,
    ),
    "win32_calls_blocked": Diagnosis(
        "problem",
        "Defender 的规则“阻止 Office 宏调用 Win32 API”已打开（{rule}），加载项连不上 Python",
        "Defender's rule “Block Win32 API calls from Office macros” is on ({rule}); the add-in"
        " cannot reach Python", *_EXCLUDE,
    ),
    "win32_calls_reported": Diagnosis(
        "note", "Defender 的规则“阻止 Office 宏调用 Win32 API”在审核（{rule}），现在不拦截",
        "Defender's rule “Block Win32 API calls from Office macros” is audited ({rule}); it does"
        " not block now", *_EXCLUDE,
    ),
    "start_failed": Diagnosis(
        "problem", "Python 启动后出错：{found}", "Python started and failed: {found}", *_REINSTALL
    ),
    # ---- the add-in and its config
    "addin_fine": Diagnosis("fine", "加载项 {found}", "Add-in {found}"),
    "addin_missing": Diagnosis(
        "problem", "加载项没有安装（{found}）", "The add-in is not installed ({found})", *_INSTALL
    ),
    "addin_other_xlwings": Diagnosis(
        "problem", "加载项按 xlwings {addin} 制作，装的是 {installed}，对不上",
        "The add-in was built for xlwings {addin}, installed is {installed}", *_REINSTALL,
    ),
    "addin_stale": Diagnosis(
        "problem", "加载项是旧的或被改过（{addin}，现在是 {installed}）",
        "The add-in is old or was changed ({addin}, this is {installed})",
        "关闭 Excel，运行 xlcs addin install。", "Close Excel and run xlcs addin install.",
    ),
    "config_fine": Diagnosis("fine", "配置 {found}", "Config {found}"),
    "config_missing": Diagnosis(
        "problem", "没有配置文件，Excel 不知道用哪个 Python",
        "There is no config, so Excel does not know which Python to start", *_INSTALL,
    ),
    "interpreter_missing": Diagnosis(
        "problem", "配置里的 Python 不存在：{found}", "The config's Python is not there: {found}",
        *_REINSTALL,
    ),
    "interpreter_other": Diagnosis(
        "note", "Excel 用的是另一个 Python：{found}", "Excel uses another Python: {found}",
        "如果不是有意的，在这个环境里运行 xlcs addin install。",
        "If that is not meant, run xlcs addin install in this environment.",
    ),
    # ---- trust centre and policies
    "macros_fine": Diagnosis("fine", "宏允许运行", "Macros may run"),
    "vba_off": Diagnosis("problem", "VBA 被策略关闭", "VBA is switched off by policy", *_ASK_IT),
    "macros_blocked": Diagnosis(
        "problem", "受信任位置被禁用，且不允许未签名的宏，加载项不会运行",
        "Trusted locations are off and unsigned macros not allowed; the add-in does not run",
        "Excel：文件 → 选项 → 信任中心 → 信任中心设置 → 受信任位置，取消“禁用所有受信任位置”。",
        "Excel: File → Options → Trust Center → Trust Center Settings → Trusted Locations: clear"
        " “Disable all Trusted Locations”.",
    ),
    "macros_blocked_by_policy": Diagnosis(
        "problem", "公司策略禁用了受信任位置，且不允许未签名的宏，加载项不会运行",
        "A policy switches trusted locations off and allows no unsigned macros; the add-in does"
        " not run", *_ASK_IT,
    ),
    "macros_ask": Diagnosis(
        "note", "受信任位置被禁用，Excel 每次启动会问是否启用宏",
        "Trusted locations are off; Excel asks about macros at each start",
        "在提示里选“启用内容”。", "Choose “Enable content” when asked.",
    ),
    "addins_off": Diagnosis(
        "problem", "“禁用所有应用程序加载项”已打开", "“Disable all Application Add-ins” is on",
        *_ADDIN_SETTINGS,
    ),
    "addins_signed": Diagnosis(
        "problem", "“要求加载项由受信任的发布者签署”已打开，而这个加载项没有签名",
        "“Require Application Add-ins to be signed” is on, and this one is not signed",
        *_ADDIN_SETTINGS,
    ),
    "disabled_after_crash": Diagnosis(
        "problem", "Excel 在一次崩溃后禁用了加载项（{found}）",
        "Excel switched the add-in off after a crash ({found})",
        "Excel：文件 → 选项 → 加载项，“管理”选“禁用项目”→ 转到，启用它。",
        "Excel: File → Options → Add-ins, Manage: Disabled Items → Go, enable it.",
    ),
    "from_internet": Diagnosis(
        "note", "加载项带有“来自互联网”的标记（区域 {found}），Excel 可能阻止它的宏",
        "The add-in is marked as from the internet (zone {found}); Excel may block its macros",
        "关闭 Excel，运行 xlcs addin install（它写的文件没有这个标记）；"
        "或右键文件 → 属性 → 解除锁定。",
        "Close Excel and run xlcs addin install (what it writes has no mark); or right-click the"
        " file → Properties → Unblock.",
    ),
    "from_internet_blocked": Diagnosis(
        "problem", "加载项带有“来自互联网”的标记（区域 {found}），公司策略阻止它的宏",
        "The add-in is marked as from the internet (zone {found}), and a policy blocks its macros",
        "关闭 Excel，运行 xlcs addin install（它写的文件没有这个标记）。",
        "Close Excel and run xlcs addin install (what it writes has no mark).",
    ),
    # ---- paths
    "path_fine": Diagnosis(
        "fine", "Python 的路径可用（空格和中文都可以）", "Python's path is usable"
    ),
    "path_special": Diagnosis(
        "problem", "Python 的路径里有 {marks}，Excel 启动不了它：{found}",
        "Python's path has {marks}, so Excel cannot start it: {found}", *_SIMPLE_FOLDER,
    ),
    "path_code_page": Diagnosis(
        "problem", "Python 的路径里有系统代码页（{page}）没有的字符，Excel 启动不了它：{found}",
        "Python's path has characters that Windows' code page ({page}) lacks, so Excel cannot start"
        " it: {found}", *_SIMPLE_FOLDER,
    ),
    "path_long": Diagnosis(
        "problem", "路径太长（启动命令有 {found} 个字符），Excel 会崩溃",
        "The paths are too long (a command of {found} characters); Excel would crash",
        *_SIMPLE_FOLDER,
    ),
    "environment_in_onedrive": Diagnosis(
        "problem", "Python 环境在 OneDrive 文件夹里，同步会锁住或清空它的文件：{found}",
        "The environment is in a OneDrive folder, where syncing locks or empties its files:"
        " {found}",
        "关闭 Excel，双击 install.cmd，它会装到不同步的文件夹。",
        "Close Excel and run install.cmd, which uses a folder that is not synced.",
    ),
    "documents_in_onedrive": Diagnosis(
        "note", "“文档”由 OneDrive 同步（{found}），没有下载到本机的导出文件读不了",
        "Documents are synced by OneDrive ({found}); exports not downloaded cannot be read",
        "右键数据文件夹 → 始终保留在此设备上；或把数据放到不同步的文件夹（例如 D:\\）。",
        "Right-click the data folder → Always keep on this device; or keep the data in a folder"
        " that is not synced.",
    ),
    "profile_on_network": Diagnosis(
        "note", "Excel 的启动文件夹在网络上（{found}），默认不受信任",
        "Excel's start-up folder is on the network ({found}), which is not trusted by default",
        "Excel：信任中心 → 受信任位置，勾选“允许网络上的受信任位置”，并加入这个文件夹。",
        "Excel: Trust Center → Trusted Locations: allow those on the network and add this folder.",
    ),
    # ---- updates
    "newer_version": Diagnosis(
        "note", "安装来源的文件夹里有新版本 {version}：{found}",
        "A newer version {version} lies where this one was installed from: {found}",
        "关闭 Excel，运行那里的安装程序（install.cmd 或 setup.exe）；你的数据和设置都会保留。",
        "Close Excel and run the installer there (install.cmd or setup.exe); your data and settings"
        " stay.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One answer about one machine."""

    code: str
    found: Mapping[str, object] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How serious it is."""
        return DIAGNOSES[self.code].level

    def text(self, language: str = "zh") -> str:
        """What was found, in that language."""
        diagnosis = DIAGNOSES[self.code]
        return (diagnosis.en if language == "en" else diagnosis.zh).format_map(self.found)

    def remedy(self, language: str = "zh") -> str:
        """What to do, in that language; empty where nothing is to be done."""
        diagnosis = DIAGNOSES[self.code]
        remedy = diagnosis.en_remedy if language == "en" else diagnosis.zh_remedy
        return remedy.format_map(self.found)
