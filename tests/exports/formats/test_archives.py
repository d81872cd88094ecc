"""A `.zip` is read as a folder, within limits; some archives are made byte by byte."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
import xlwt

from xlcs.exports.cache.contents import cache_contents
from xlcs.exports.folder import read_folder
from xlcs.exports.listing import find_files
from xlcs.exports.read import archives
from xlcs.exports.read.kinds import kind_of_file
from xlcs.settings import Settings
from xlcs.settings.limits import DEFAULTS
from xlcs.shop.shop import REPORT_MARK

VISITS = "买家ID,进店时间\n{buyer},2025-08-01 10:00:00\n"
ROWS = [["买家ID", "进店时间"], ["乙", "2025-08-01 10:00:00"]]


def visits(buyer: str, codec: str = "gb18030") -> bytes:
    return VISITS.format(buyer=buyer).encode(codec)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, content in files.items():
            book.writestr(name, content)
    return out.getvalue()


def by_hand(
    name: bytes, content: bytes, *, flags: int = 0, method: int = 0, says: int = -1
) -> bytes:
    """An archive of one stored file; `says` is the size that it claims to unpack to."""
    size = says if says >= 0 else len(content)
    common = struct.pack(
        "<HHHHHLLLHH", 20, flags, method, 0, 0x5A21, zlib.crc32(content), len(content), size,
        len(name), 0,
    )  # fmt: skip
    local = b"PK\x03\x04" + common + name + content
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0)
    central += name
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def xlsx(keywords: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.properties.keywords = keywords
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    for number, row in enumerate(ROWS):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HTML = (
    "<html><meta charset=gbk><table><tr><th>买家ID</th><th>进店时间</th></tr>"
    "<tr><td>丙</td><td>2025-08-01 10:00:00</td></tr></table></html>"
).encode("gb18030")
CHAT = "示例店:小美 2025-08-01 9:00:00\r\n您好\r\n已读\r\n丁 2025-08-01 9:01:00\r\n好".encode(
    "gb18030"
)


def buyers(shop) -> list[str]:
    return sorted(shop.tables.visits.buyer_id.astype(str))


def told(shop) -> list[tuple[str | None, str, str]]:
    return [(p.file, p.code, p.level) for p in shop.problems if p.level != "note"]


def test_everything_that_a_folder_may_hold_is_read_in_an_archive(tmp_path):
    content = packed(
        {"b.csv": visits("甲"), "八月/c.xlsx": xlsx(), "d.xls": xls(), "e.xls": HTML, "f.txt": CHAT}
    )
    (tmp_path / "a.zip").write_bytes(content)
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["丙", "乙", "甲"]  # 乙 twice, in the same second
    assert [s.file for s in shop.sources] == [
        "a.zip/b.csv", "a.zip/八月/c.xlsx", "a.zip/d.xls", "a.zip/e.xls", "a.zip/f.txt",
    ]  # fmt: skip
    assert told(shop) == []
    assert list(shop.tables.messages.buyer_id) == ["丁"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".xlcs-cache", "a.zip"]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_names_without_a_word_on_their_letters_are_chinese(tmp_path, codec):
    (tmp_path / "a.zip").write_bytes(by_hand("进店\\记录.csv".encode(codec), visits("甲")))
    shop = read_folder(tmp_path)
    assert [s.file for s in shop.sources] == ["a.zip/进店/记录.csv"]
    assert buyers(shop) == ["甲"]


@pytest.mark.parametrize("name", ["../../b.csv", "/etc/b.csv", "./b.csv", "b\x07.csv"])
def test_names_lead_nowhere_else(tmp_path, name):
    (tmp_path / "a.zip").write_bytes(by_hand(name.encode(), visits("甲")))
    (source,) = read_folder(tmp_path).sources
    assert source.file in ("a.zip/b.csv", "a.zip/etc/b.csv")


@pytest.mark.parametrize("name", ["", "\x00b.csv"])
def test_a_file_without_a_name_is_read_all_the_same(tmp_path, name):
    (tmp_path / "a.zip").write_bytes(by_hand(name.encode(), visits("甲")))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["甲"]
    assert told(shop) == []


def test_of_a_name_longer_than_any_system_has_them_the_middle_is_left_out(tmp_path):
    names = ["长" * 9_000 + ".csv", "文件夹/" * 3_000 + "末.csv"]
    files = {name: visits(buyer) for name, buyer in zip(names, "甲乙", strict=True)}
    (tmp_path / "a.zip").write_bytes(packed(files))
    shop = read_folder(tmp_path)
    assert sorted(buyers(shop)) == ["乙", "甲"]
    first, second = sorted((source.file for source in shop.sources), key=len)
    assert first == f"a.zip/{'长' * 127}…{'长' * 123}.csv"
    assert second == f"a.zip/{'文件夹/' * 128}…件夹/{'文件夹/' * 126}末.csv"


def test_two_files_of_one_name_are_both_read(tmp_path):
    content = packed({"b.csv": visits("甲"), "c.csv": visits("乙")})
    (tmp_path / "a.zip").write_bytes(content.replace(b"c.csv", b"b.csv"))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["乙", "甲"]
    assert [s.file for s in shop.sources] == ["a.zip/b.csv", "a.zip/b (2).csv"]


def test_two_workbooks_of_one_name_are_told_alike_now_and_from_the_cache(tmp_path):
    torn = packed({"[Content_Types].xml": b"x"})[:-30]
    content = packed({"b.xlsx": torn, "c.xlsx": torn})
    (tmp_path / "a.zip").write_bytes(content.replace(b"c.xlsx", b"b.xlsx"))
    (tmp_path / "d.csv").write_bytes(visits("甲"))
    for _ in range(2):
        told = [(entry.code, entry.file) for entry in read_folder(tmp_path).problems]
        names = ["a.zip/b.xlsx", "a.zip/b (2).xlsx"]
        assert sorted(told) == sorted(("damaged_workbook", name) for name in names)


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_a_zip_that_says_of_a_part_that_it_lies_before_the_file_is_damaged(tmp_path, name):
    parts = {"docProps/core.xml": b"x", "[Content_Types].xml": b"x"}
    content = packed(parts if name == "a.xlsx" else {"b.csv": visits("甲")})
    at = content.index(b"PK\x05\x06") + 16  # where its list begins, as it says
    begins = int.from_bytes(content[at : at + 4], "little") + 9
    (tmp_path / name).write_bytes(content[:at] + begins.to_bytes(4, "little") + content[at + 4 :])
    (tmp_path / "d.csv").write_bytes(visits("甲"))
    (told,) = (entry for entry in read_folder(tmp_path).problems if entry.file == name)
    assert told.code == ("damaged_workbook" if name == "a.xlsx" else "archive_damaged")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.xls"])
@pytest.mark.parametrize(
    "content", [gzip.compress(visits("甲")), b"%PDF-1.7\n", b"\xff\xd8\xff\xe0"]
)
def test_what_has_the_name_of_a_table_and_is_something_else_is_told_as_that(
    tmp_path, name, content
):
    (tmp_path / name).write_bytes(content)
    (told,) = read_folder(tmp_path).problems
    assert (told.code, told.level) == ("no_table_inside", "file")


def test_what_it_is_the_content_says(tmp_path):
    (tmp_path / "a.dat").write_bytes(packed({"b.csv": visits("甲")}))
    (tmp_path / "c.zip").write_bytes(xlsx())
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["乙", "甲"]
    assert [s.file for s in shop.sources] == ["a.dat/b.csv", "c.zip"]


def test_what_is_left_alone_in_a_folder_is_left_alone_in_an_archive(tmp_path):
    content = packed(
        {
            "b.csv": visits("甲"), "图.png": b"\x89PNG\r\n\x1a\n" + bytes(99), "~$b.xlsx": b"x",
            "__MACOSX/._b.csv": b"\x00\x05\x16\x07", ".DS_Store": b"x", "读我.md": "你好".encode(),
            "报表.xlsx": xlsx(REPORT_MARK), "文件夹/": b"",
        }
    )  # fmt: skip
    (tmp_path / "a.zip").write_bytes(content)
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["甲"]
    named = {p.file: p.code for p in [*shop.left_alone, *shop.problems] if p.file != ".xlcs-cache"}
    assert named == {
        "a.zip/图.png": "left_alone_other",
        "a.zip/~$b.xlsx": "left_alone_lock",
        "a.zip/__MACOSX/._b.csv": "left_alone_dot",
        "a.zip/.DS_Store": "left_alone_dot",
        "a.zip/读我.md": "left_alone_other",
        "a.zip/报表.xlsx": "left_alone_own",
    }
    assert told(shop) == []


@pytest.mark.parametrize("inner", ["b.zip", "b.dat", "b.rar"])
def test_an_archive_in_an_archive_is_named_and_not_read(tmp_path, inner):
    archive = b"Rar!\x1a\x07\x00" if inner.endswith("rar") else packed({"x.csv": visits("乙")})
    (tmp_path / "a.zip").write_bytes(packed({inner: archive, "c.csv": visits("甲")}))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["甲"]
    assert told(shop) == [(f"a.zip/{inner}", "archive_nested", "file")]


def test_a_password_is_told_with_the_remedy(tmp_path):
    (tmp_path / "a.zip").write_bytes(by_hand(b"b.csv", visits("甲"), flags=1))
    assert told(read_folder(tmp_path)) == [("a.zip", "archive_password", "file")]
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["乙"]
    assert told(shop) == [("a.zip", "archive_password", "file")]
    (problem,) = [p for p in shop.problems if p.level == "file"]
    assert "请用密码解压" in problem.text()
    assert "password" in problem.text("en")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x03\x04 this is none",
        packed({"b.csv": visits("甲")})[:-30],
        b"<html>not found</html>",
    ],
)
def test_a_damaged_archive_is_named(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["乙"]
    assert told(shop) == [("a.zip", "archive_damaged", "file")]


def test_a_damaged_file_in_an_archive_costs_only_itself(tmp_path):
    content = bytearray(packed({"b.csv": visits("甲") * 50, "c.csv": visits("乙")}, 0))
    content[content.index(visits("甲")) + 10] ^= 1
    (tmp_path / "a.zip").write_bytes(content)
    for _ in range(2):
        shop = read_folder(tmp_path)
        assert buyers(shop) == ["乙"]
        assert told(shop) == [("a.zip/b.csv", "archive_damaged", "file")]


def test_a_flipped_byte_anywhere_ends_in_no_exception(tmp_path):
    whole = packed({"b.csv": visits("甲"), "c.csv": visits("乙")})
    (tmp_path / "d.csv").write_bytes(visits("丙"))
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x41
        (tmp_path / "a.zip").write_bytes(damaged)
        found, left = find_files(tmp_path)
        assert "d.csv" in found
        assert len(found) + len(left) > 1, at


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    zeros = zlib.compressobj(9, wbits=-15)
    squeezed = zeros.compress(bytes(32 << 20)) + zeros.flush()  # a thousandth of what it unpacks to
    bomb = by_hand(b"b.csv", squeezed, method=8, says=32 << 20)
    (tmp_path / "a.zip").write_bytes(bomb)
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    shop = read_folder(tmp_path)
    assert told(shop) == [("a.zip", "archive_too_large", "file")]
    (problem,) = [p for p in shop.problems if p.level == "file"]
    assert "b.csv: 32 MB" in problem.text()


def test_files_that_share_their_bytes_are_refused_before_they_are_unpacked(tmp_path):
    content = packed({"b.csv": visits("甲")})
    entry = content[content.index(b"PK\x01\x02") : content.index(b"PK\x05\x06")]
    start, end = content[: content.index(b"PK\x01\x02")], bytearray(content[-22:])
    struct.pack_into("<HHL", end, 8, 500, 500, 500 * len(entry))
    (tmp_path / "a.zip").write_bytes(start + entry * 500 + end)
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    assert told(read_folder(tmp_path)) == [("a.zip", "archive_damaged", "file")]


def test_files_that_together_shrink_more_than_any_export(tmp_path):
    twin = (
        visits("甲") + "甲,2022-08-01 10:00:00\r\n".encode("gb18030") * 200_000
    )  # five megabytes each, less than is looked at one by one
    (tmp_path / "a.zip").write_bytes(packed({f"{n}.csv": twin for n in range(5)}))
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    assert told(read_folder(tmp_path)) == [("a.zip", "archive_too_large", "file")]


def test_more_than_an_archive_claims_is_never_unpacked(tmp_path):
    squeezed = zlib.compressobj(9, wbits=-15)
    content = squeezed.compress(bytes(32 << 20)) + squeezed.flush()
    (tmp_path / "a.zip").write_bytes(by_hand(b"b.csv", content, method=8, says=1000))
    (member,) = archives.members(tmp_path / "a.zip", DEFAULTS)
    assert len(member.start(1 << 30)) == 1000


@pytest.mark.parametrize("kind", ["a.zip", "a.xlsx"])
def test_a_list_too_long_to_be_read(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(kind_of_file, "ARCHIVE_DIRECTORY_BYTES", 60)
    (tmp_path / kind).write_bytes(packed({"b.csv": visits("甲"), "c.csv": visits("乙")}))
    (tmp_path / "d.csv").write_bytes(visits("丙"))
    assert told(read_folder(tmp_path)) == [(kind, "archive_too_large", "file")]


def test_uncommon_packing_is_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed({"b.csv": visits("甲")}, zipfile.ZIP_LZMA))
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    assert told(read_folder(tmp_path)) == [("a.zip", "archive_packing", "file")]


def test_members_are_cached_by_content_and_a_changed_archive_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(packed({"b.csv": visits("甲"), "c.csv": visits("乙")}))
    first = read_folder(tmp_path)
    (tmp_path / "a.zip").write_bytes(packed({"b.csv": visits("甲"), "c.csv": visits("丙")}))
    assert buyers(read_folder(tmp_path)) == ["丙", "甲"]
    monkeypatch.setattr("xlcs.exports.file.read_file", None)  # any parsing would now fail
    assert buyers(read_folder(tmp_path)) == ["丙", "甲"]
    assert buyers(first) == ["乙", "甲"]
    held = cache_contents(tmp_path, Settings())
    assert (held.files, held.sources_size) == (2, (tmp_path / "a.zip").stat().st_size)


def test_an_archive_of_nothing_is_named(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed({}))
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    assert told(read_folder(tmp_path)) == [("a.zip", "empty_file", "file")]


def test_kinds_of_trouble_come_together(tmp_path):
    """A page of HTML named .xls, with a total and a second header, in a folder in an archive."""
    page = HTML.replace(
        "</table>".encode("gb18030"),
        (
            "<tr><td>合计</td><td></td></tr><tr><th>进店时间</th><th>买家ID</th></tr>"
            "<tr><td>2025-08-02 10:00:00</td><td>戊</td></tr></table>"
        ).encode("gb18030"),
    )
    (tmp_path / "a.zip").write_bytes(by_hand("导出/进店.xls".encode("gb18030"), page))
    shop = read_folder(tmp_path)
    assert buyers(shop) == ["丙", "戊"]
    assert told(shop) == []
    assert {s.file for s in shop.sources} == {"a.zip/导出/进店.xls"}


def test_what_cannot_be_opened_is_told_if_it_may_hold_exports(tmp_path, monkeypatch):
    def locked(file):
        raise PermissionError(13, "Permission denied")

    for name in ("a.zip", "b.dat", "读我"):
        (tmp_path / name).write_bytes(packed({"b.csv": visits("甲")}))
    (tmp_path / "c.csv").write_bytes(visits("乙"))
    monkeypatch.setattr("xlcs.exports.listing.kind_of", locked)
    files, left = find_files(tmp_path)
    assert sorted(files) == ["a.zip", "c.csv"]
    assert {p.file: p.code for p in left} == {
        "b.dat": "left_alone_other",
        "读我": "left_alone_other",
    }
