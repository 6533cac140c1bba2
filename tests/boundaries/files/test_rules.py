"""Which files may be added: a corpus of honest files, of dishonest ones, and of names."""

import io
import wave
import zipfile
from collections.abc import Mapping

import pikepdf
import pytest
from PIL import Image

from boundaries.errors.exceptions import RuleViolation
from boundaries.files import rules
from boundaries.files.rules import Kind

SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((24, 24), 60).convert("P" if kind == "GIF" else "RGB").save(out, kind, **options)
    return out.getvalue()


def paper(body: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if body:
            pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=body))
        pdf.save(out)
    return out.getvalue()


def packed(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, text in parts.items():
            folder.writestr(name, text)
    return out.getvalue()


def word(**more: str) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **more})


def open_text(**more: str) -> bytes:
    return packed({"mimetype": Kind.ODT.media_type, "content.xml": "<office/>", "META-INF/manifest.xml": "<m/>", **more})


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(b"\1\2" * 200)
    return out.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def boxes(brand: bytes, *names: bytes) -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + b"".join(box(name, b"\1" * 40) for name in names)


def ogg(first: bytes = b"OpusHead" + b"\1" * 11) -> bytes:
    def page(kind: int, content: bytes) -> bytes:
        return b"OggS\0" + bytes([kind]) + b"\0" * 20 + bytes([1, len(content)]) + content

    return page(2, first) + page(0, b"OpusTags" + b"\0" * 8) + page(4, b"\7" * 90)


FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413

HONEST = {
    "a photo": (picture("JPEG"), Kind.JPEG),
    "a photo with its place and time": (
        picture("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", progressive=True),
        Kind.JPEG,
    ),
    "a photo of a phone that adds a second picture": (picture("JPEG") + picture("JPEG"), Kind.JPEG),
    "a screenshot": (picture("PNG"), Kind.PNG),
    "a moving picture": (picture("GIF"), Kind.GIF),
    "a picture of the web": (picture("WEBP"), Kind.WEBP),
    "a photo of another phone": (boxes(b"heic", b"meta", b"mdat"), Kind.HEIC),
    "a paper": (paper(), Kind.PDF),
    "a plain text": ("She said: “come tomorrow”.\r\n\tÉlise\n".encode(), Kind.TEXT),
    "a plain text of an old machine": ("Élise was there".encode("cp1252"), Kind.TEXT),
    "a plain text of a phone": ("Élise was there".encode("utf-16"), Kind.TEXT),
    "a text with a smaller-than sign": (b"5 < 7 and I <3 tea", Kind.TEXT),
    "a song": (FRAME * 6, Kind.MP3),
    "a song with its label": (b"ID3\4\0\0\0\0\0\x05hello" + FRAME * 6, Kind.MP3),
    "a voice memo": (boxes(b"M4A ", b"moov", b"mdat"), Kind.M4A),
    "a voice message": (ogg(), Kind.OGG),
    "a recording": (sound(), Kind.WAV),
    "a film": (boxes(b"isom", b"moov", b"mdat"), Kind.MP4),
    "a letter": (word(), Kind.DOCX),
    "an open letter": (open_text(), Kind.ODT),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_a_file_is_its_content_says(name: str) -> None:
    content, kind = HONEST[name]
    for claimed in ("evidence.exe", "page.html", "", "x"):
        accepted = rules.accept(claimed, content)
        assert (accepted.kind, accepted.media_type) == (kind, kind.media_type)
        assert accepted.name.endswith(f".{kind.ending}")


DISHONEST = {
    "a page": b"<!DOCTYPE html><html><body>hello</body></html>",
    "a page behind spaces": b"\n\n   <HTML ><p>hello",
    "a script alone": b"hello " + SCRIPT,
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "a drawing with a head": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "a program of a shell": b"#!/bin/sh\nrm -rf /\n",
    "a program of a server": b"<?php system($_GET[0]); ?>",
    "a program": b"MZ\x90\0\3\0\0\0" + b"\0" * 200,
    "another program": b"\x7fELF\2\1\1" + b"\0" * 200,
    "rich text": b"{\\rtf1\\ansi hello}",
    "a mail as a web page": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\nhello",
    "a text with signs that are not seen": b"hello \x1b[31m\x07",
    "a text with a nothing in it": b"hello\0world",
    "a picture that is a page": picture("GIF")[:6] + b"=" + SCRIPT,
    "a picture with a script in its remark": picture("PNG")[:33]
    + box(b"tEXt", b"c")[:0]
    + (25).to_bytes(4, "big")
    + b"tEXt"
    + SCRIPT
    + b"\0\0\0\0"
    + picture("PNG")[33:],
    "a picture with a page behind it": picture("PNG") + b"<html>" + SCRIPT,
    "a photo with a page behind it": picture("JPEG") + b"<html >" + SCRIPT,
    "a photo with a folder behind it": picture("JPEG") + word(),
    "a moving picture with a folder behind it": picture("GIF") + word(),
    "a film with a page behind it": boxes(b"isom", b"moov") + SCRIPT,
    "a film that is a page": box(b"ftyp", b"isom\0\0\0\0" + SCRIPT) + box(b"moov"),
    "a recording with a page behind it": sound() + b"<html>",
    "a voice message with a page behind it": ogg() + b"<html><p>",
    "a voice message that is a film": ogg(b"\x80theora" + b"\0" * 35),
    "a film of a kind we do not know": boxes(b"qt  ", b"moov"),
    "a photo without a picture": b"\xff\xd8\xff\xe0\0\4JF\xff\xd9",
    "a photo that was cut off": picture("JPEG")[:200],
    "a screenshot that was cut off": picture("PNG")[:60],
    "a moving picture that was cut off": picture("GIF")[:40],
    "a picture of the web that was cut off": picture("WEBP")[:30],
    "only the first bytes of a photo": b"\xff\xd8\xff",
    "only the first bytes of a song": FRAME[:100],
    "noise": bytes(range(256)) * 8,
    "a paper that runs": paper("app.alert('hi')"),
    "a paper that runs in disguise": paper().replace(b"%%EOF", b"1 0 obj<</S/J#61vaScript>>endobj\n%%EOF"),
    "a paper that starts programs": paper().replace(b"%%EOF", b"1 0 obj<</S/Launch/F(cmd)>>endobj\n%%EOF"),
    "a paper with something before it": b"<html>" + paper(),
    "a paper with a folder behind it": paper() + word(),
    "a paper without an end": paper().replace(b"%%EOF", b""),
    "a letter with a macro": word(**{"word/vbaProject.bin": "x"}),
    "a letter that says it has macros": packed(
        {"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml": "x"}
    ),
    "a letter with a hidden program": word(**{"word/embeddings/a.exe": "x"}),
    "a letter with a control": word(**{"word/activeX/activeX1.xml": "x"}),
    "a letter that fetches its template": word(
        **{"word/_rels/settings.xml.rels": '<R Type="http://x/attachedTemplate" Target="http://x/" TargetMode="External"/>'}
    ),
    "a letter that climbs out of its folder": word(**{"../../evil": "x"}),
    "a letter with something before it": SCRIPT + word(),
    "a letter with something behind it": word() + SCRIPT,
    "an open letter with a macro": open_text(**{"Basic/Standard/Module1.xml": "x"}),
    "an open letter with a script": open_text(**{"Scripts/python/a.py": "x"}),
    "a spreadsheet": packed({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}),
    "a folder": packed({"hello.txt": "hello"}),
    "a program of a phone": packed({"AndroidManifest.xml": "x", "classes.dex": "x"}),
    "a folder that was cut off": word()[:-10],
    "a letter of too many parts": word(**{f"word/{number}.xml": "x" for number in range(rules.MOST_PARTS)}),
}


@pytest.mark.parametrize("name", DISHONEST)
def test_what_shows_one_thing_and_holds_another_is_refused(name: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.accept("holiday.jpg", DISHONEST[name])
    assert refused.value.field == "file"
    assert refused.value.code in {"file.kind", "file.hidden"}


def test_a_letter_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", "<Types/>")
        folder.writestr("word/document.xml", b"\0" * (rules.MOST_UNPACKED + 1))
    assert len(out.getvalue()) < rules.LARGEST_FILE
    with pytest.raises(RuleViolation, match=r"file\.hidden"):
        rules.accept("letter.docx", out.getvalue())


def test_a_letter_whose_list_of_contents_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", " " * (rules.LARGEST_TABLE + 1))
        folder.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(RuleViolation, match=r"file\.hidden"):
        rules.accept("letter.docx", out.getvalue())


def test_a_locked_letter_is_refused() -> None:
    locked = bytearray(word())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + flags] |= 1
            at = locked.find(mark, at + 1)
    with pytest.raises(RuleViolation, match=r"file\.(kind|hidden)"):
        rules.accept("letter.docx", bytes(locked))


@pytest.mark.parametrize(
    ("content", "already", "code"),
    [
        (b"", 0, "file.empty"),
        (b"\0" * 5000, 0, "file.empty"),
        (b" \n", 0, "file.empty"),
        (b"a" * (rules.LARGEST_FILE + 1), 0, "file.too-large"),
        (b"hello", rules.MOST_FILES, "file.too-many"),
    ],
)
def test_size_and_number_are_limited(content: bytes, already: int, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.accept("note.txt", content, already=already)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_ten_megabytes_and_the_fifth_file_are_welcome() -> None:
    assert rules.accept("note.txt", b"a" * rules.LARGEST_FILE, already=rules.MOST_FILES - 1).kind == Kind.TEXT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("PHOTO.JPEG", "PHOTO.jpg"),
        ("photo", "photo.jpg"),
        ("", "file.jpg"),
        (".jpg", "file.jpg"),
        ("photo.html.jpg", "photo_html.jpg"),
        ("photo.exe", "photo_exe.jpg"),
        ("minutes of 12.03.2026.jpg", "minutes of 12.03.2026.jpg"),
        ("/etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\photo.jpg", "photo.jpg"),
        ("../../.htaccess", "htaccess.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "a Set-Cookie_ x.jpg"),
        ("fo\u202egpj.exe", "fogpj_exe.jpg"),
        ('<b>"a"|b?*.jpg', "_b__a__b__.jpg"),
        ("Élise   und\u00a0ich.jpg", "Élise und ich.jpg"),
        ("写真.jpg", "写真.jpg"),
        ("a" * 300 + ".jpg", "a" * 96 + ".jpg"),
        ("con\0trol\x7f.jpg", "control.jpg"),
    ],
)
def test_a_name_is_kept_for_people_to_recognise(given: str, kept: str) -> None:
    assert rules.clean_name(given, Kind.JPEG) == kept


def refusal_of(content: bytes) -> str:
    try:
        rules.accept("part", content)
    except RuleViolation as refused:
        return refused.code
    return "accepted"


@pytest.mark.parametrize("name", HONEST)
def test_no_beginning_of_an_honest_file_breaks_the_reading(name: str) -> None:
    content = HONEST[name][0]
    beginnings = [content[:end] for end in [*range(1, min(len(content), 120)), len(content) - 1]]
    assert {refusal_of(each) for each in beginnings} <= {"accepted", "file.empty", "file.kind", "file.hidden"}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_an_honest_file_in_the_corpus(kind: Kind) -> None:
    assert kind in {each for _content, each in HONEST.values()}
