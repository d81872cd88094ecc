"""The ribbon's XML (Office 2010 and later), from the list of commands."""

from __future__ import annotations

from xml.etree import ElementTree

from xlcs.addin.ribbon.command_list import GROUPS, TAB_ID, Command

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
PART = "customUI/customUI14.xml"
RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def ribbon_xml() -> bytes:
    """The customUI part, UTF-8.

    Labels and hints come by callback, so that they follow Excel's display language.
    """
    root = ElementTree.Element("customUI", xmlns=NAMESPACE)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id=TAB_ID, getLabel="XlcsGetLabel")
    for group in GROUPS:
        box = ElementTree.SubElement(tab, "group", id=group.id, getLabel="XlcsGetLabel")
        for command in group.commands:
            _add(box, command, in_menu=False)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: ElementTree.Element, command: Command, *, in_menu: bool) -> None:
    attributes = {
        "id": command.id,
        "getLabel": "XlcsGetLabel",
        "getScreentip": "XlcsGetLabel",
        "getSupertip": "XlcsGetSupertip",
        "imageMso": command.image,
    }
    if not in_menu:
        attributes["size"] = "large" if command.large else "normal"
    if not command.items:
        ElementTree.SubElement(parent, "button", attributes, onAction=command.sub)
        return
    menu = ElementTree.SubElement(parent, "menu", attributes)
    for item in command.items:
        _add(menu, item, in_menu=True)
