"""Builds the add-in file, `xlcs.xlam`, on any system.

It holds xlwings' standalone VBA module of the installed version, our hand-written modules
(`workbook/vba`), the generated ones, a sheet with the texts, help on the functions, and the ribbon.
The VBA project is written by pyOpenVBA into a blank add-in that Excel itself made. Built twice it
has the same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pyopenvba import ExcelFile

from xlcs.addin.build import function_help, ribbon_xml, vba_wrappers
from xlcs.addin.shipped_files import ADDIN_NAME, TEXT_PART, TEXT_SHEET, workbook_folder
from xlcs.addresses import cell_name
from xlcs.errors import SetupError

OWN_MODULES = ("xlcs_server", "xlcs_cells", "xlcs_wizard", "xlcs_texts", "xlcs_binding")

_USER_CONFIG = (
    '        GetConfigFilePath = Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\"'
    ' & PROJECT_NAME & ".conf"\n'
)

PATCHES: tuple[tuple[str, str], ...] = (
    # Which config file it reads: %USERPROFILE%\.xlcs\xlcs.conf.
    ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "xlcs"'),
    # Where it was installed for all users, that is what they share; a user's own comes first.
    (
        _USER_CONFIG,
        _USER_CONFIG + "        If Not FileExists(GetConfigFilePath) Then GetConfigFilePath ="
        ' Environ("ProgramData") & "\\" & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"\n',
    ),
    # Only that file says which program is started. As xlwings has it, a sheet or a file named
    # xlcs.conf that comes with somebody's workbook could name any program.
    (
        'Optional source As String = "") As Variant',
        'Optional source As String = "user") As Variant',
    ),
    # The DLL knows a running Python by the command that started it. With the active workbook's
    # name in it, each workbook would get a process (and data) of its own, Excel without a workbook
    # none, and a name outside Windows' code page would break the start. prepare_sys_path uses the
    # two names only if workbooks' folders are to be searched for modules, which they are not.
    (
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" &'
        ' GetConfig("ONEDRIVE_CONSUMER_WIN")',
        'AddExcelDir & ";;;" & GetConfig("ONEDRIVE_CONSUMER_WIN")',
    ),
    # On macOS it would need one more module to compile, for a config sheet that is not read anyway.
    (
        "    Dim d As Dictionary\n    Set d = New Dictionary\n",
        '    Dim d As Object\n    Set d = CreateObject("Scripting.Dictionary")\n',
    ),
    # Keeps its public helpers (XLPy, GetConfig, ...) out of the list of functions in Excel.
    ('Attribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n'),
)
"""What differs from xlwings' own module: each text occurs in it exactly once."""

SHEET_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

CORE_PROPERTIES = b"""\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties\
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/">\
<dc:title>xlcs</dc:title><dc:creator>xlcs</dc:creator></cp:coreProperties>"""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_addin(path: str | Path) -> Path:
    """Write the add-in to `path` (a name that ends in .xlam) and return it.

    Raises
    ------
    SetupError
        If the installed xlwings lacks its standalone module, or it is not as this version of xlcs
        knows it.
    """
    parts = _with_project(_project_modules())
    blank = parts[TEXT_PART].decode()
    parts[TEXT_PART] = _sheet(blank, [("key", "zh", "en"), *vba_wrappers.texts()]).encode()
    for name in ("xl/workbook.xml", "docProps/app.xml"):
        parts[name] = parts[name].replace(b"Sheet1", TEXT_SHEET.encode(), 1)
    _add_help(parts, blank)
    parts["docProps/core.xml"] = CORE_PROPERTIES
    parts[ribbon_xml.PART] = ribbon_xml.ribbon_xml()
    ribbon = (
        f'<Relationship Id="rIdRibbon" Type={quoteattr(ribbon_xml.RELATIONSHIP)}'
        f" Target={quoteattr(ribbon_xml.PART)}/>"
    )
    _insert(parts, "_rels/.rels", ribbon, before="</Relationships>")
    target = Path(path)
    target.write_bytes(_zipped(parts))
    return target


def xlwings_module() -> str:
    """xlwings' standalone VBA module with `PATCHES` (LF line ends)."""
    text = _standalone_module().replace("\r\n", "\n")
    for old, new in PATCHES:
        if text.count(old) != 1:
            raise SetupError(
                f"xlwings_custom_addin.bas: “{old}” occurs {text.count(old)} times, expected once."
                " Install the xlwings version that xlcs pins: pip install --force-reinstall xlcs"
            )
        text = text.replace(old, new)
    return text


def _standalone_module() -> str:
    # Not by import: on Windows that would start COM, and only the file is needed.
    spec = importlib.util.find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise SetupError("xlwings is not installed. Install it: pip install xlwings")
    path = Path(spec.origin).with_name("xlwings_custom_addin.bas")
    if not path.is_file():
        raise SetupError(f"{path} is missing. Reinstall: pip install --force-reinstall xlwings")
    return path.read_text(encoding="utf-8")


def _project_modules() -> dict[str, str]:
    sources = workbook_folder() / "vba"
    modules = {"xlwings": xlwings_module()}
    modules |= {name: (sources / f"{name}.bas").read_text(encoding="ascii") for name in OWN_MODULES}
    modules[vba_wrappers.FUNCTIONS_MODULE] = vba_wrappers.functions_module()
    modules[vba_wrappers.RIBBON_MODULE] = vba_wrappers.ribbon_module()
    modules["ThisWorkbook"] = (sources / "ThisWorkbook.cls").read_text(encoding="ascii")
    return modules


def _with_project(modules: Mapping[str, str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ADDIN_NAME
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            for name, text in modules.items():
                source = _windows_lines(text)
                if name == "ThisWorkbook":
                    project.get_module(name).body = source
                else:
                    project.add_module(name, source)
            book.save()
        with zipfile.ZipFile(path) as package:
            return {name: package.read(name) for name in package.namelist()}


def _windows_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _add_help(parts: dict[str, bytes], blank: str) -> None:
    """Put help on the functions into the package: the wizard's, and a hidden last sheet."""
    part, name = function_help.INTELLISENSE_PART, function_help.INTELLISENSE_SHEET
    parts["xl/workbook.xml"] = function_help.with_help(parts["xl/workbook.xml"].decode()).encode()
    sheet = f'<sheet name="{name}" sheetId="2" state="hidden" r:id="rIdHelp"/>'
    relation = (
        f'<Relationship Id="rIdHelp" Type="{SHEET_RELATIONSHIP}"'
        f' Target="{part.removeprefix("xl/")}"/>'
    )
    _insert(parts, "xl/workbook.xml", sheet, before="</sheets>")
    _insert(parts, "xl/_rels/workbook.xml.rels", relation, before="</Relationships>")
    kind = f'<Override PartName="/{part}" ContentType="{SHEET_TYPE}"/>'
    _insert(parts, "[Content_Types].xml", kind, before="</Types>")
    # What only the first sheet may have: it is selected, known to VBA, and has an id of its own.
    plain = re.sub(r' tabSelected="1"| xr:uid="[^"]*"|<sheetPr[^>]*/>', "", blank)
    parts[part] = _sheet(plain, list(function_help.intellisense_rows())).encode()
    app = parts["docProps/app.xml"].decode().replace("<vt:i4>1</vt:i4>", "<vt:i4>2</vt:i4>")
    named = f"<vt:lpstr>{TEXT_SHEET}</vt:lpstr>"
    parts["docProps/app.xml"] = (
        app.replace(
            '<vt:vector size="1" baseType="lpstr">', '<vt:vector size="2" baseType="lpstr">'
        )
        .replace(named, f"{named}<vt:lpstr>{name}</vt:lpstr>")
        .encode()
    )


def _insert(parts: dict[str, bytes], name: str, xml: str, *, before: str) -> None:
    """Put XML into a part, before an end tag that stands in it once."""
    parts[name] = parts[name].decode().replace(before, xml + before).encode()


def _sheet(blank: str, rows: Sequence[Sequence[str]]) -> str:
    """A blank sheet's part with rows of texts."""
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{cell_name(number, column)}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(text)}</t></is></c>"
            for column, text in enumerate(row, 1)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    last = cell_name(len(rows), max(len(row) for row in rows))
    return blank.replace("<sheetData/>", f"<sheetData>{cells}</sheetData>").replace(
        '<dimension ref="A1"/>', f'<dimension ref="A1:{last}"/>'
    )


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """The package's bytes: stored, because compressed bytes differ between zlib versions."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 0
            package.writestr(info, data)
    return out.getvalue()
