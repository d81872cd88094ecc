"""The built add-in file, read by programs that did not write it."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from pyopenvba import ExcelFile
from pyopenvba.integrity import check_file

from tests.addin import vba
from xlcs import __version__
from xlcs.addin.build import addin, ribbon_xml, vba_wrappers
from xlcs.addin.cells import function_list
from xlcs.addin.shipped_files import shipped_addin, texts_in, versions_in, workbook_folder
from xlcs.errors import SetupError

XLWINGS = importlib.metadata.version("xlwings")
SHIPPED = shipped_addin()
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return addin.build_addin(tmp_path_factory.mktemp("生成 addin") / "xlcs.xlam")


def test_the_committed_add_in_is_what_the_sources_build(built):
    assert built.read_bytes() == SHIPPED.read_bytes(), (
        "workbook/xlcs.xlam is stale: run xlcs addin build"
    )


def test_built_twice_it_has_the_same_bytes(built, tmp_path):
    assert addin.build_addin(tmp_path / "again.xlam").read_bytes() == built.read_bytes()


def test_olevba_finds_the_modules_with_the_installed_xlwings():
    modules = vba.modules(SHIPPED)
    assert set(modules) == {
        "ThisWorkbook",
        "Sheet1",
        "xlwings",
        "xlcs_server",
        "xlcs_cells",
        "xlcs_wizard",
        "xlcs_texts",
        "xlcs_binding",
        "xlcs_functions",
        "xlcs_ribbon",
    }
    assert f'"xlwings64-{XLWINGS}.dll"' in modules["xlwings"]
    assert f'"xlwings32-{XLWINGS}.dll"' in modules["xlwings"]


def test_olevba_finds_a_wrapper_for_every_function_and_a_sub_for_every_callback():
    modules = vba.modules(SHIPPED)
    functions = vba.procedures(modules["xlcs_functions"])
    for function in function_list.FUNCTIONS:
        assert functions[function.name][0] == "Function"
    with zipfile.ZipFile(SHIPPED) as package:
        root = ElementTree.fromstring(package.read(ribbon_xml.PART))
    subs = vba.procedures(modules["xlcs_ribbon"])
    for element in root.iter():
        for name, value in element.items():
            if name == "onAction":
                assert subs[value] == ("Sub", "control As IRibbonControl")
            elif name.startswith("get"):
                assert subs[value] == ("Sub", "control As IRibbonControl, ByRef returnedVal")


def test_our_helpers_do_not_show_up_among_the_functions_in_excel():
    modules = vba.modules(SHIPPED)
    visible = {name for name, text in modules.items() if "Option Private Module" not in text}
    assert visible == {"ThisWorkbook", "Sheet1", "xlcs_functions", "xlcs_ribbon"}


def test_all_vba_is_ascii_and_every_procedure_ends():
    for name, text in vba.modules(SHIPPED).items():
        text.encode("ascii")
        if name == "xlwings":  # has two heads for one body under #If
            continue
        for kind in ("Sub", "Function"):
            begun = re.findall(rf"^\s*(?:Public |Private )?{kind} \w+\(", text, re.M)
            assert len(begun) == len(re.findall(rf"^\s*End {kind}\b", text, re.M)), name


def test_what_the_hand_written_vba_calls_is_there():
    modules = vba.modules(SHIPPED)
    ours = {name: text for name, text in modules.items() if name.startswith("xlcs_")}
    defined = {
        found
        for text in modules.values()
        for found in re.findall(r"(?:Function|Sub) (\w+)\(", text)
    }
    for name in ("XLPy", "KillPy", "RunPython", "TextOf", "AskPython", "BindFunctions", "Say"):
        assert name in defined
    keys = {key for key, _, _ in vba_wrappers.texts()}
    for text in ours.values():
        for key in re.findall(r'TextOf\("([\w.]+)"\)', text):
            assert key in keys


def test_xlwings_notice_is_kept():
    source = vba.modules(SHIPPED)["xlwings"]
    assert "BSD 3-clause" in source
    assert "Zoomer Analytics" in source
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in source


def test_only_the_users_own_config_says_which_program_is_started():
    source = vba.modules(SHIPPED)["xlwings"]
    assert 'PROJECT_NAME As String = "xlcs"' in source
    signature = re.search(r"Function GetConfig\((.*?)\) As Variant", source)[1]
    assert 'Optional source As String = "user"' in signature
    # nobody asks for a sheet or a folder by name
    assert not re.search(r'GetConfig\([^)]*"(?:sheet|directory)"', source)


def test_the_command_that_starts_python_is_the_same_whichever_workbook_is_active():
    source = vba.modules(SHIPPED)["xlwings"]
    command = vba.procedure(source, "XLPyCommand")
    excel = command.split('#If App = "Microsoft Excel"')[2].split("#Else")[0]
    assert "PYTHONPATH = " in excel
    assert "ActiveWorkbook" not in excel
    assert "ThisWorkbook" not in excel


def test_an_xlwings_that_is_not_as_expected_is_refused(monkeypatch):
    monkeypatch.setattr(addin, "_standalone_module", lambda: 'Attribute VB_Name = "xlwings"\n')
    with pytest.raises(SetupError, match=r"myaddin.*occurs 0 times"):
        addin.xlwings_module()


def test_pyopenvba_finds_nothing_wrong():
    with ExcelFile(SHIPPED) as book:
        assert book.validate() == []
    report = check_file(SHIPPED)
    assert report.ok
    assert report.warnings == ()


def test_the_package_is_an_add_in_with_the_ribbon_and_no_persons_name():
    with zipfile.ZipFile(SHIPPED) as package:
        assert package.testzip() is None
        types = package.read("[Content_Types].xml").decode()
        relations = ElementTree.fromstring(package.read("_rels/.rels"))
        core = package.read("docProps/core.xml").decode()
        assert package.read(ribbon_xml.PART) == ribbon_xml.ribbon_xml()
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
    assert "addin.macroEnabled.main+xml" in types
    assert 'Extension="xml"' in types
    targets = {relation.get("Type"): relation.get("Target") for relation in relations}
    assert targets[ribbon_xml.RELATIONSHIP] == ribbon_xml.PART
    ids = [relation.get("Id") for relation in relations.iter(f"{PACKAGE}Relationship")]
    assert len(set(ids)) == len(ids)
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core) == ["xlcs"]
    assert "lastModifiedBy" not in core


def test_openpyxl_reads_the_text_sheet(tmp_path):
    # openpyxl opens no add-ins; as a workbook with macros it is the same package
    workbook = tmp_path / "as_workbook.xlsm"
    with zipfile.ZipFile(SHIPPED) as old, zipfile.ZipFile(workbook, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"ms-excel.addin.macro", b"ms-excel.sheet.macro")
            new.writestr(name, data)
    book = openpyxl.load_workbook(workbook, keep_vba=True)
    assert book.sheetnames == ["xlcs_texts", "_IntelliSense_"]
    rows = [tuple(row) for row in book["xlcs_texts"].values]
    assert rows[0] == ("key", "zh", "en")
    assert rows[1:] == vba_wrappers.texts()
    assert book.vba_archive is not None


def test_the_file_says_what_it_was_built_from():
    versions = versions_in(SHIPPED)
    assert (versions.xlcs, versions.xlwings) == (__version__, XLWINGS)
    assert texts_in(SHIPPED)["ribbon.refresh.label"] == "刷新"


def test_a_file_that_is_no_add_in_has_no_versions(tmp_path):
    (tmp_path / "text.xlam").write_text("not a zip")
    with zipfile.ZipFile(tmp_path / "empty.xlam", "w") as package:
        package.writestr("a", "b")
    for name in ("text.xlam", "empty.xlam", "missing.xlam"):
        assert versions_in(tmp_path / name).xlcs is None


def test_the_sources_lie_where_the_add_in_is_built_from():
    names = {path.name for path in (workbook_folder() / "vba").iterdir()}
    assert names == {"ThisWorkbook.cls", *(f"{name}.bas" for name in addin.OWN_MODULES)}


@pytest.mark.libreoffice
def test_libreoffice_opens_the_add_in(tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("not installed: soffice (Debian: apt install libreoffice-calc)")
    shutil.copy(SHIPPED, tmp_path / "xlcs.xlam")
    done = subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--norestore",
            "--infilter=Calc MS Excel 2007 VBA XML",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "xlcs.xlam"),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    text = (tmp_path / "xlcs.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == '"key","zh","en"', done.stderr
    assert '"ribbon.xlcs_tab.label","客服数据","Service data"' in text
