"""Which files may be added. What a file is, its content says: never its name, never what the browser claims.

The law, in five sentences:

- Only the kinds people need to show what happened: pictures, papers, plain text, sound and film (``Kind``).
- A file is one of them only when it is so from its first byte to its last: what carries a second file behind, or inside,
  what it shows is refused.
- Nothing that acts by itself: no page, no drawing with script, no macro, no paper that runs or fetches anything.
- At most five files together, at most ten megabytes each.
- The name is kept for people to recognise it by, cleaned; its ending is that of what the file is.

Everything here is pure: bytes come in, a verdict goes out. Nothing opens, draws or unpacks the content beyond its table
of contents. A file that passes is still kept unopened until it has been checked.
"""

# ruff: noqa: PLR2004 -- the numbers are the formats' own: offsets, marks and sizes that their descriptions name

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import puremagic
from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_FILES = 5
LARGEST_FILE = 10 * 1024 * 1024
LONGEST_NAME = 100
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
HEAD = 64 * 1024
PADDING = b"\0\r\n \t"

Walk = Callable[[bytes], "Kind | None"]


class Kind(Enum):
    """A kind of file that may be added: media type, the ending its name gets, other endings people know it by."""

    JPEG = "image/jpeg", "jpg", "jpeg", "jpe", "jfif"
    PNG = "image/png", "png"
    GIF = "image/gif", "gif"
    WEBP = "image/webp", "webp"
    HEIC = "image/heic", "heic", "heif"
    PDF = "application/pdf", "pdf"
    TEXT = "text/plain", "txt", "text", "log", "md", "csv", "eml"
    MP3 = "audio/mpeg", "mp3"
    M4A = "audio/mp4", "m4a", "m4b"
    OGG = "audio/ogg", "ogg", "oga", "opus"
    WAV = "audio/wav", "wav"
    MP4 = "video/mp4", "mp4", "m4v"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
    ODT = "application/vnd.oasis.opendocument.text", "odt"

    def __init__(self, media_type: str, *endings: str) -> None:
        self.media_type = media_type
        self.endings = endings

    @property
    def ending(self) -> str:
        """The ending its name gets."""
        return self.endings[0]


ACCEPT = ",".join(f".{ending}" for kind in Kind for ending in kind.endings)
"""What a file input may offer. A help for the person who chooses, never a check."""


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be kept: the name it is kept under and what it is."""

    name: str
    kind: Kind

    @property
    def media_type(self) -> str:
        """What it is called on the wire."""
        return self.kind.media_type


def accept(name: str, content: bytes, *, already: int = 0) -> AcceptedFile:
    """Say under which name and as what a file may be kept, or refuse it in words for the person who chose it.

    ``already`` is how many files it would stand beside.
    """
    check_file(size=len(content), files_before=already)
    if not content.strip(PADDING):
        raise _no("file.empty", _("This file is empty. Choose another one."))
    kind = recognise(content)
    return AcceptedFile(clean_name(name, kind), kind)


def check_file(*, size: int, files_before: int) -> None:
    """Raise RuleViolation for a file that is empty, too large, or one too many."""
    if files_before >= MOST_FILES:
        raise RuleViolation("file.too-many", _("You can add five files at the most."), field="file")
    if size > LARGEST_FILE:
        raise RuleViolation("file.too-large", _("This file is larger than 10 MB. Choose a smaller one."), field="file")
    if not size:
        raise RuleViolation("file.empty", _("This file is empty. Choose another one."), field="file")


def recognise(content: bytes) -> Kind:
    """Say what the content is, or refuse it."""
    kind = next((found for walk in WALKS if (found := walk(content))), None)
    if kind is None or not _second_opinion_agrees(kind, content):
        raise _no(
            "file.kind",
            _(
                "We cannot take this kind of file. Choose a picture (JPEG, PNG, GIF, WebP, HEIC), a PDF, a Word or "
                "OpenDocument text, a plain text, a recording (MP3, M4A, OGG, WAV) or a film (MP4)."
            ),
        )
    if kind not in PACKED and (ACTS.search(content) or ACTS_AT_HEAD.search(content[:HEAD]) or _is_archive(content)):
        raise _hidden()
    return kind


def clean_name(name: str, kind: Kind) -> str:
    """The name without folders, hidden signs and second endings; its ending is that of what the file is."""
    bare = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    bare = "".join(" " if c.isspace() else c for c in bare if c.isspace() or unicodedata.category(c)[0] != "C")
    stem, dot, ending = bare.rpartition(".")
    if not dot or ending.strip().casefold() not in kind.endings:
        stem = bare
    stem = re.sub(r"""[<>:"|?*;%`$&'\x7f]""", "_", stem)
    stem = re.sub(r"\.(?=[^\W\d])", "_", stem.lstrip(". "))
    stem = " ".join(stem.split()).strip(". ")[: LONGEST_NAME - len(kind.ending) - 1].strip(". ")
    return f"{stem or 'file'}.{kind.ending}"


def _no(code: str, message: "StrOrPromise") -> RuleViolation:
    return RuleViolation(code, message, field="file")


def _hidden() -> RuleViolation:
    return _no(
        "file.hidden",
        _("This file holds more than it shows, such as a program or a second file. Save it again, or take a picture of it."),
    )


# --- What acts by itself ----------------------------------------------------------------------------------------------
ACTS = re.compile(rb"<script|<html[\s>]|<!doctype\s|<iframe|<object[\s>]|<foreignobject", re.IGNORECASE)
ACTS_AT_HEAD = re.compile(rb"<svg[\s>:/]|<\?php|<\?=|<!--|<body[\s>]|<img\s|^\s*#!|^\{\\rtf|^MZ|^\x7fELF", re.IGNORECASE)
PAPER_ACTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData|XFA(?=[\s\[]))(?![A-Za-z0-9])")
PAPER_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def _is_archive(content: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content))


# --- The kinds, each walked from its first byte to its last -------------------------------------------------------------
def _number(content: bytes, at: int, size: int, order: str = "big") -> int:
    return int.from_bytes(content[at : at + size], "little" if order == "little" else "big")


def _ends(content: bytes, at: int) -> bool:
    """Whether nothing but padding stands from here on."""
    return at <= len(content) and not content[at:].strip(PADDING)


def _jpeg(content: bytes) -> Kind | None:
    """Segments up to the picture data, in which a frame was announced; phones may add a second picture behind the end."""
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at, framed = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in {0x01, *range(0xD0, 0xDA)} or (size := _number(content, at + 2, 2)) < 2:
            return None
        framed |= 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}
        at += 2 + size
        if marker == 0xDA:
            last = content.rfind(b"\xff\xd9")
            return Kind.JPEG if framed and last > at and _is_picture_tail(content[last + 2 :]) else None
    return None


def _is_picture_tail(tail: bytes) -> bool:
    return len(tail.strip(PADDING)) < HEAD and not ACTS_AT_HEAD.search(tail)


def _png(content: bytes) -> Kind | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return None
    at = 8
    while at + 12 <= len(content):
        size, name = _number(content, at, 4), content[at + 4 : at + 8]
        at += 12 + size
        if name == b"IEND":
            return Kind.PNG if _ends(content, at) else None
    return None


def _gif(content: bytes) -> Kind | None:
    if content[:6] not in {b"GIF87a", b"GIF89a"} or len(content) < 14:
        return None
    at = 13 + (3 * 2 ** ((content[10] & 7) + 1) if content[10] & 0x80 else 0)
    while at < len(content):
        sign = content[at]
        if sign == 0x3B:
            return Kind.GIF if _ends(content, at + 1) else None
        if sign == 0x21:
            at += 2
        elif sign == 0x2C and at + 10 <= len(content):
            flags = content[at + 9]
            at += 11 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
        else:
            return None
        while at < len(content) and content[at]:
            at += 1 + content[at]
        at += 1
    return None


def _riff(content: bytes) -> Kind | None:
    """WebP and WAV. Recorders that were cut off leave a WAV's length at nothing or at its greatest."""
    if content[:4] != b"RIFF" or len(content) < 20:
        return None
    size, name = _number(content, 4, 4, "little"), content[8:12]
    parts = {part for part, _start, _end in _riff_parts(content)}
    if name == b"WEBP" and parts & {b"VP8 ", b"VP8L", b"VP8X"}:
        return Kind.WEBP if _ends(content, 8 + size + size % 2) else None
    if name == b"WAVE" and b"fmt " in parts and b"data" in parts:
        return Kind.WAV if size in {0, 0xFFFFFFFF} or _ends(content, 8 + size + size % 2) else None
    return None


def _riff_parts(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at + 8 <= len(content):
        size = _number(content, at + 4, 4, "little")
        yield content[at : at + 4], at + 8, at + 8 + size
        at += 8 + size + size % 2


STILLS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
SOUNDS = frozenset({b"M4A ", b"M4B "})
FILMS = frozenset({b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"})


def _boxes(content: bytes) -> Kind | None:
    """HEIC, M4A and MP4: boxes that follow each other to the very end, the first of them saying what it is."""
    if content[4:8] != b"ftyp":
        return None
    at, names = 0, []
    while at + 8 <= len(content):
        size, name, head = _number(content, at, 4), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = _number(content, at + 8, 8), 16
        elif size == 0:
            size = len(content) - at
        if size < head or not re.fullmatch(rb"[\x20-\x7e\xa9]{4}", name):
            return None
        names.append(name)
        at += size
    if not _ends(content, at):
        return None
    brand = content[8:12]
    if brand in STILLS and b"meta" in names:
        return Kind.HEIC
    if b"moov" not in names:
        return None
    return Kind.M4A if brand in SOUNDS else Kind.MP4 if brand in FILMS else None


def _ogg(content: bytes) -> Kind | None:
    """Pages to the very end; the first says that it is sound."""
    sounds = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
    if not content.startswith(b"OggS\0\x02") or not content[28:].startswith(sounds):
        return None
    at = 0
    while content[at : at + 4] == b"OggS" and at + 27 <= len(content):
        table = content[at + 27 : at + 27 + content[at + 26]]
        at += 27 + len(table) + sum(table)
    return Kind.OGG if _ends(content, at) or _is_cut_off(content, at) else None


def _is_cut_off(content: bytes, at: int) -> bool:
    """Whether the last page was not written to its end."""
    return at > len(content)


RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
ENOUGH_FRAMES = 4


def _mp3(content: bytes) -> Kind | None:
    """After its label, frames that follow each other: at least four, or as many as there are."""
    at = 0
    if content.startswith(b"ID3") and len(content) > 10:
        at = 10 + sum((content[6 + n] & 0x7F) << (21 - 7 * n) for n in range(4))
        while at < len(content) and content[at] == 0:
            at += 1
    frames = 0
    while frames < ENOUGH_FRAMES and (size := _frame_size(content, at)):
        at, frames = at + size, frames + 1
    whole = frames >= ENOUGH_FRAMES or (frames >= 2 and _ends(content, at))
    return Kind.MP3 if whole else None


def _frame_size(content: bytes, at: int) -> int:
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = content[at + 1] >> 3 & 3, content[at + 2] >> 4, content[at + 2] >> 2 & 3
    if version == 1 or rate in {0, 15} or sample == 3:
        return 0
    spread = 144 if version == 3 else 72
    return spread * 1000 * RATES[3 if version == 3 else 2][rate] // SAMPLES[version][sample] + (content[at + 2] >> 1 & 1)


def _pdf(content: bytes) -> Kind | None:
    """From its first byte to its last mark; nothing in it runs, fetches, sends or carries another file."""
    if not re.match(rb"%PDF-[12]\.\d", content):
        return None
    end = content.rfind(b"%%EOF")
    if end < 0 or not _ends(content, end + 5):
        return None
    if PAPER_ACTS.search(PAPER_ESCAPE.sub(lambda code: bytes.fromhex(code[1].decode()), content)):
        raise _hidden()
    return Kind.PDF


MOST_ACCENTS = 0.3
TEXT_SIGNS = frozenset("\t\n\r\f")
MARKUP = re.compile(
    r"^\s*(?:<\?xml|<[a-z!][^>]*>|#!|\{\\rtf|%!PS|%PDF|MIME-Version:)|<script|<svg|<html|<iframe|<body|<!doctype", re.IGNORECASE
)


def _text(content: bytes) -> Kind | None:
    """Words and nothing else: no page, no script, no sign that is not seen."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        return None
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" and sum(sign > "\x7f" for sign in words) > len(words) * MOST_ACCENTS:
            return None
        plain = not any(unicodedata.category(sign) == "Cc" for sign in set(words) - TEXT_SIGNS)
        return Kind.TEXT if plain and not MARKUP.search(words) else None
    return None


# --- Papers that are packed folders -------------------------------------------------------------------------------------
MACROS = re.compile(r"vba|activex|macro|^basic/|^scripts/|\.(?:bin|exe|dll|js|vbs|jar|bat|cmd|ps1|html?)$", re.IGNORECASE)
FETCHES = re.compile(
    rb"(?:attachedTemplate|oleObject|frame|subDocument)\"[^>]*TargetMode=\"External\"|macroEnabled|vbaProject", re.IGNORECASE
)
LARGEST_TABLE = 1024 * 1024


def _packed(content: bytes) -> Kind | None:
    """DOCX and ODT, by what the folder says it is; a macro, a program or a fetched template refuses it."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            parts = folder.infolist()
            kind = _packed_kind(folder, {part.filename for part in parts})
            if kind is None:
                return None
            if not _is_sound(parts, content) or any(MACROS.search(part.filename) for part in parts):
                raise _hidden()
            if any(FETCHES.search(_read(folder, part)) for part in parts if _is_table(part.filename)):
                raise _hidden()
            return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return None


def _packed_kind(folder: zipfile.ZipFile, names: set[str]) -> Kind | None:
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return Kind.DOCX
    if "mimetype" in names and _read(folder, folder.getinfo("mimetype")) == Kind.ODT.media_type.encode():
        return Kind.ODT
    return None


def _is_table(name: str) -> bool:
    return name == "[Content_Types].xml" or name.endswith(".rels") or name == "META-INF/manifest.xml"


def _read(folder: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The beginning of one part; a table longer than any honest one is not read on."""
    with folder.open(part) as stream:
        table = stream.read(LARGEST_TABLE + 1)
    if len(table) > LARGEST_TABLE:
        raise _hidden()
    return table


def _is_sound(parts: list[zipfile.ZipInfo], content: bytes) -> bool:
    """Not a bomb, not locked, each name once and inside the folder, and nothing behind its end."""
    names = [part.filename for part in parts]
    return (
        len(parts) <= MOST_PARTS
        and len(set(names)) == len(names)
        and sum(part.file_size for part in parts) <= MOST_UNPACKED
        and not any(part.flag_bits & 1 for part in parts)
        and not any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
        and content.rfind(b"PK\x05\x06") + 22 == len(content)
        and min(part.header_offset for part in parts) == 0
    )


PACKED = frozenset({Kind.DOCX, Kind.ODT})
WALKS: tuple[Walk, ...] = (_jpeg, _png, _gif, _riff, _boxes, _ogg, _pdf, _packed, _mp3, _text)

# --- A second opinion ----------------------------------------------------------------------------------------------------
KNOWN_AS: dict[Kind, frozenset[str]] = {
    Kind.JPEG: frozenset({"image/jpeg"}),
    Kind.PNG: frozenset({"image/png"}),
    Kind.GIF: frozenset({"image/gif"}),
    Kind.WEBP: frozenset({"image/webp"}),
    Kind.HEIC: frozenset({"image/heic", "image/heif", "video/mp4"}),
    Kind.PDF: frozenset({"application/pdf"}),
    Kind.M4A: frozenset({"audio/mp4", "video/mp4", "audio/x-m4a"}),
    Kind.OGG: frozenset({"application/ogg", "audio/ogg"}),
    Kind.WAV: frozenset({"audio/wave", "audio/x-wav", "audio/wav"}),
    Kind.MP4: frozenset({"video/mp4"}),
    Kind.DOCX: frozenset({Kind.DOCX.media_type}),
    Kind.ODT: frozenset({Kind.DOCX.media_type, Kind.ODT.media_type}),  # both are packed folders to it
}
ACTIVE = re.compile(r"html|svg|script|x-sh|php|x-ms(?:dos|download)|executable|postscript|java|rtf|shockwave|flash")


def _second_opinion_agrees(kind: Kind, content: bytes) -> bool:
    """Whether the catalogue of file signatures does not contradict. Text and bare sound frames have no signature."""
    try:
        seen = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        seen = set()
    if kind in KNOWN_AS:
        return bool(seen & KNOWN_AS[kind])
    return not any(ACTIVE.search(name) for name in seen)
