"""How a pack is read: one policy in one readable file, checked whole before a word of it is kept.

A pack is strict on purpose. A strength nobody knows, an id given twice, a field left out or a name that leads nowhere would
quietly change what people are told about their boundaries. So whatever is wrong is said with its file and line, and nothing of
it is taken.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, NoReturn

from policies.library.choices import (
    NUMBERED,
    AppendixKind,
    Binds,
    ClientKind,
    ExceptionPath,
    Expects,
    Office,
    Seriousness,
    Strength,
    Weight,
    category_numbered,
)

CODE = re.compile(r"[A-Z]{2,5}(?:-[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)+")
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BRACE = re.compile(r"[{}]")
TABLE = re.compile(r"\s*\[\[?\s*([a-z_]+)\s*\]\]?\s*(?:#.*)?")
LONGEST_TEXT, LONGEST_CODE, LONGEST_TITLE = 1000, 40, 200


class BrokenPack(Exception):
    """A pack that cannot be taken, with the file and the line to mend."""

    def __init__(self, file: str, line: int, words: str) -> None:
        super().__init__(f"{file}, line {line}: {words}")
        self.file, self.line, self.words = file, line, words


# --- What a pack says -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """What is said of the policy as a whole."""

    key: str
    title: str
    issuer: str
    number: str
    dated: str
    last_reviewed: date | None
    next_review: date | None
    is_model: bool
    approver: str
    owner_role: str
    summary: str
    source: str
    licence: str
    citation: str


@dataclass(frozen=True, kw_only=True)
class PlaceholderFacts:
    """A word that each organisation puts its own for."""

    name: str
    label: str
    usual: str


@dataclass(frozen=True, kw_only=True)
class SectionFacts:
    """One part of a policy."""

    key: str
    title: str
    weight: str


@dataclass(frozen=True, kw_only=True)
class ClauseFacts:
    """One clause: its words, and what is to be known about it."""

    id: str
    section: str
    order: int
    text: str
    strength: str
    approver: str
    to_whom: str
    whose: str
    binds: tuple[str, ...]
    client_kinds: tuple[str, ...]
    categories: tuple[str, ...]
    seriousness: str
    exception: str
    expects: tuple[str, ...]
    everyday: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One line of an appendix."""

    id: str
    text: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AppendixFacts:
    """What stands behind the clauses: a note, a checklist, questions."""

    id: str
    kind: str
    title: str
    text: str
    items: tuple[ItemFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """A document beside this one; its key where it is kept here too."""

    title: str
    policy: str


@dataclass(frozen=True, kw_only=True)
class SignFacts:
    """One warning sign: a question to oneself, and the clauses it comes from."""

    id: str
    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One whole policy."""

    policy: PolicyFacts
    placeholders: tuple[PlaceholderFacts, ...]
    sections: tuple[SectionFacts, ...]
    clauses: tuple[ClauseFacts, ...]
    appendices: tuple[AppendixFacts, ...]
    links: tuple[LinkFacts, ...]

    @property
    def digest(self) -> str:
        """The same text gives the same sixty-four letters: by this a pack is known to be new."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Library:
    """All packs together, with the warning signs."""

    packs: tuple[Pack, ...]
    signs: tuple[SignFacts, ...]


# --- Reading one file -------------------------------------------------------------------------------------------------------
@dataclass
class Place:
    """One table of a file: its values, and where each of them stands."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def refuse(self, words: str, key: str = "") -> NoReturn:
        """Say what is wrong, and on which line."""
        raise BrokenPack(self.file, self.lines.get(key, self.line), words)

    def get(self, key: str, kind: type, *, default: Any = None) -> Any:
        """A value of this kind."""
        self.asked.add(key)
        if key not in self.values:
            if default is not None:
                return default
            self.refuse(f"“{key}” is missing.")
        value = self.values[key]
        if type(value) is not kind:
            self.refuse(f"“{key}” must be {_NAMES[kind]}.", key)
        return value

    def words(self, key: str, *, empty: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Some words; with ``empty`` there may be none."""
        text: str = self.get(key, str)
        if text != text.strip():
            self.refuse(f"“{key}” begins or ends with a blank.", key)
        if not text and not empty:
            self.refuse(f"“{key}” is empty.", key)
        if len(text) > longest:
            self.refuse(f"“{key}” is longer than {longest} characters.", key)
        return text

    def shaped(self, key: str, shape: re.Pattern[str]) -> str:
        """A name of this shape."""
        text = self.words(key, longest=LONGEST_CODE)
        if not shape.fullmatch(text):
            self.refuse(f"“{text}” cannot be the {key} of anything.", key)
        return text

    def choice(self, key: str, choices: Any, *, empty: bool = False) -> str:
        """One of a list of words."""
        text: str = self.get(key, str)
        if not (empty and not text) and text not in choices.values:
            self.refuse(f"“{text}” is no {key} that we know: {', '.join(choices.values)}.", key)
        return text

    def several(self, key: str, kind: type, check: Callable[[Any], bool] = bool) -> tuple[Any, ...]:
        """A list, in which nothing stands twice."""
        values: list[Any] = self.get(key, list)
        for value in values:
            if type(value) is not kind or not check(value):
                self.refuse(f"“{value}” cannot stand under “{key}”.", key)
        if len(values) != len(set(values)):
            self.refuse(f"Something stands twice under “{key}”.", key)
        return tuple(values)

    def day(self, key: str) -> date | None:
        """A day, or none."""
        text = self.words(key, empty=True)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(f"“{text}” is no day such as 2019-09-01.", key)

    def done(self) -> None:
        """Refuse what nobody asked for: a slip of the pen would be lost otherwise."""
        for key in self.values:
            if key not in self.asked:
                self.refuse(f"Nobody knows what “{key}” is here.", key)


_NAMES: Mapping[type, str] = {str: "words in quotation marks", int: "a number", bool: "true or false", list: "a list"}


def tables_of(file: str, text: str, known: Sequence[str]) -> dict[str, list[Place]]:
    """The tables of a file under their names, each with its lines. Raises BrokenPack for what is no TOML."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise BrokenPack(file, line, "This cannot be read. Look for a quotation mark or a bracket that is missing.") from error
    found_lines: dict[str, list[tuple[int, dict[str, int]]]] = {}
    current: dict[str, int] = {}
    for number, words in enumerate(text.splitlines(), start=1):
        if head := TABLE.fullmatch(words):
            current = {}
            found_lines.setdefault(head[1], []).append((number, current))
        elif key := re.match(r"([a-z_]+)\s*=", words):
            current.setdefault(key[1], number)
    result: dict[str, list[Place]] = {}
    for name, content in document.items():
        tables = content if isinstance(content, list) else [content]
        lines = found_lines.get(name, [])
        if name not in known or not all(isinstance(table, dict) for table in tables) or len(lines) != len(tables):
            raise BrokenPack(file, lines[0][0] if lines else 1, f"Nobody knows what “{name}” is here.")
        result[name] = [Place(file, line, table, inner) for table, (line, inner) in zip(tables, lines, strict=True)]
    return result


PARTS = ("policy", "placeholder", "section", "clause", "appendix", "link")


def read_pack(file: str, text: str) -> tuple[Pack, dict[str, Place]]:
    """One policy out of its file, and where each of its ids stands. Raises BrokenPack."""
    tables = tables_of(file, text, PARTS)
    if len(tables.get("policy", [])) != 1:
        raise BrokenPack(file, 1, "A pack says once what the [policy] is.")
    policy = _policy(tables["policy"][0])
    placeholders = _unique(tables.get("placeholder", []), _placeholder, "name")
    sections = _unique(tables.get("section", []), _section, "key")
    clauses = _unique(tables.get("clause", []), _clause, "id")
    appendices = _unique(tables.get("appendix", []), _appendix, "id")
    links = _unique(tables.get("link", []), _link, "title")
    places = dict(zip([each.id for each in clauses], tables.get("clause", []), strict=True))
    for appendix, place in zip(appendices, tables.get("appendix", []), strict=True):
        for id_ in (appendix.id, *(item.id for item in appendix.items)):
            if id_ in places:
                place.refuse(f"The id {id_} is given twice.", "id")
            places[id_] = place
    _check_sections(tables, sections, clauses)
    _check_placeholders(tables, [each.name for each in placeholders])
    pack = Pack(policy=policy, placeholders=placeholders, sections=sections, clauses=clauses, appendices=appendices, links=links)
    return pack, places


def _unique(places: Iterable[Place], read: Callable[[Place], Any], key: str) -> tuple[Any, ...]:
    """What stands in tables of one kind; no two have the same name."""
    found: dict[Any, Any] = {}
    for place in places:
        thing = read(place)
        place.done()
        name = getattr(thing, key)
        if name in found:
            place.refuse(f"The {key} {name} is given twice.", key)
        found[name] = thing
    return tuple(found.values())


def _policy(place: Place) -> PolicyFacts:
    last_reviewed, next_review = place.day("last_reviewed"), place.day("next_review")
    if last_reviewed and next_review and next_review <= last_reviewed:
        place.refuse("The next review comes after the last one.", "next_review")
    facts = PolicyFacts(
        key=place.shaped("key", KEY),
        title=place.words("title", longest=LONGEST_TITLE),
        issuer=place.words("issuer", longest=LONGEST_TITLE),
        number=place.words("number", empty=True, longest=LONGEST_CODE),
        dated=place.words("dated", empty=True, longest=LONGEST_CODE),
        last_reviewed=last_reviewed,
        next_review=next_review,
        is_model=place.get("is_model", bool),
        approver=place.words("approver", empty=True, longest=LONGEST_TITLE),
        owner_role=place.choice("owner_role", Office, empty=True),
        summary=place.words("summary"),
        source=place.words("source"),
        licence=place.words("licence"),
        citation=place.words("citation"),
    )
    place.done()
    return facts


def _placeholder(place: Place) -> PlaceholderFacts:
    name = place.words("name", longest=LONGEST_CODE)
    if not PLACEHOLDER.fullmatch("{" + name + "}"):
        place.refuse(f"“{name}” cannot be the name of a placeholder.", "name")
    return PlaceholderFacts(
        name=name, label=place.words("label", longest=LONGEST_TITLE), usual=place.words("usual", longest=LONGEST_TITLE)
    )


def _section(place: Place) -> SectionFacts:
    return SectionFacts(
        key=place.words("key", longest=LONGEST_CODE),
        title=place.words("title", longest=LONGEST_TITLE),
        weight=place.choice("weight", Weight),
    )


def _clause(place: Place) -> ClauseFacts:
    facts = ClauseFacts(
        id=place.shaped("id", CODE),
        section=place.words("section", longest=LONGEST_CODE),
        order=place.get("order", int),
        text=place.words("text"),
        strength=place.choice("strength", Strength),
        approver=place.choice("approver", Office, empty=True),
        to_whom=place.choice("to_whom", Office, empty=True),
        whose=place.choice("whose", Office, empty=True),
        binds=place.several("binds", str, Binds.values.__contains__),
        client_kinds=place.several("client_kinds", str, ClientKind.values.__contains__),
        categories=tuple(category_numbered(each).value for each in place.several("categories", int, _is_category)),
        seriousness=place.choice("seriousness", Seriousness),
        exception=place.choice("exception", ExceptionPath),
        expects=place.several("expects", str, Expects.values.__contains__),
        everyday=place.several("everyday", str, lambda words: bool(words.strip())),
    )
    if fault := fault_in(facts):
        place.refuse(*fault)
    return facts


def _is_category(number: int) -> bool:
    return 1 <= number <= NUMBERED


def fault_in(clause: ClauseFacts) -> tuple[str, str] | None:
    """What does not go together in a clause, and the field that says it; None where all is well."""
    asks_first, somebodys = clause.strength == Strength.APPROVAL, clause.strength == Strength.RESPONSIBILITY
    faults = {
        ("Who must be asked first is said where somebody must be, and only there.", "approver"): asks_first
        != bool(clause.approver),
        ("Whoever must be asked can allow it, and only where somebody must be asked.", "exception"): asks_first
        != (clause.exception == ExceptionPath.APPROVER),
        ("Nobody can allow an exception to what is never done.", "exception"): clause.strength == Strength.ABSOLUTE
        and clause.exception != ExceptionPath.NEVER,
        ("Whose responsibility it is is said where it is somebody's, and only there.", "whose"): somebodys != bool(clause.whose),
        ("Whom to tell is said only where somebody must be told.", "to_whom"): bool(clause.to_whom)
        and clause.strength != Strength.DUTY,
        ("A clause binds somebody.", "binds"): not clause.binds,
    }
    return next((fault for fault, holds in faults.items() if holds), None)


def _appendix(place: Place) -> AppendixFacts:
    items: list[ItemFacts] = []
    if "items" in place.values:
        for each in place.get("items", list):
            if (
                not isinstance(each, dict)
                or set(each) != {"id", "text"}
                or not all(isinstance(one, str) for one in each.values())
            ):
                place.refuse("Each of the items has an id and a text.", "items")
            items.append(ItemFacts(id=each["id"], text=each["text"]))
        if faulty := next((item for item in items if not CODE.fullmatch(item.id) or not item.text.strip()), None):
            place.refuse(f"The item “{faulty.id}” has no proper id or no text.", "items")
        if len({item.id for item in items}) != len(items):
            place.refuse("Two of the items have the same id.", "items")
    id_ = place.words("id", longest=LONGEST_CODE)
    if not (CODE.fullmatch(id_) or KEY.fullmatch(id_)):
        place.refuse(f"“{id_}” cannot be the id of anything.", "id")
    facts = AppendixFacts(
        id=id_,
        kind=place.choice("kind", AppendixKind),
        title=place.words("title", longest=LONGEST_TITLE),
        text=place.words("text", empty=bool(items)),
        items=tuple(items),
    )
    has_items = facts.kind in {AppendixKind.CHECKLIST, AppendixKind.PROMPTS}
    if has_items != bool(items):
        place.refuse(
            "Checklists and questions have items, and nothing else has: warning signs are in a file of their own.", "kind"
        )
    return facts


def _link(place: Place) -> LinkFacts:
    return LinkFacts(title=place.words("title", longest=LONGEST_TITLE), policy=place.words("policy", empty=True))


def _check_sections(
    tables: Mapping[str, Sequence[Place]], sections: Sequence[SectionFacts], clauses: Sequence[ClauseFacts]
) -> None:
    """Every clause stands in a section that there is, in a place of its own, and no section is empty."""
    order = [section.key for section in sections]
    taken: dict[tuple[str, int], str] = {}
    for place, clause in zip(tables.get("clause", []), clauses, strict=True):
        if clause.section not in order:
            place.refuse(f"There is no section {clause.section}.", "section")
        if (clause.section, clause.order) in taken:
            place.refuse(f"{taken[clause.section, clause.order]} stands in this place already.", "order")
        taken[clause.section, clause.order] = clause.id
    used = {clause.section for clause in clauses}
    for place, section in zip(tables.get("section", []), sections, strict=True):
        if section.key not in used:
            place.refuse(f"There is no clause in the section {section.key}.", "key")
    if not sections:
        tables["policy"][0].refuse("There is no section in this policy.")


def _check_placeholders(tables: Mapping[str, Sequence[Place]], names: Sequence[str]) -> None:
    """Whatever stands in braces is a placeholder that was announced, and what was announced is used."""
    used: set[str] = set()
    for kind in PARTS:
        for place in tables.get(kind, []):
            for key, value in place.values.items():
                for text in _texts(value):
                    inside = PLACEHOLDER.findall(text)
                    used.update(inside)
                    strange = next((name for name in inside if name not in names), None)
                    if strange is not None or BRACE.search(PLACEHOLDER.sub("", text)):
                        place.refuse(f"There is no placeholder {strange or 'like this'}.", key)
    for place in tables.get("placeholder", []):
        if place.values["name"] not in used:
            place.refuse(f"The placeholder {place.values['name']} is not used.", "name")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


# --- Reading all of them ----------------------------------------------------------------------------------------------------
SIGNS = "warning-signs.toml"


def read_library(files: Mapping[str, str]) -> Library:
    """All packs and the warning signs out of their files, by name. Raises BrokenPack, and then nothing is taken."""
    found = {file: read_pack(file, text) for file, text in sorted(files.items()) if file != SIGNS}
    places: dict[str, Place] = {}
    keys: dict[str, str] = {}
    for file, (pack, ids) in found.items():
        if pack.policy.key in keys:
            raise BrokenPack(file, 1, f"The key {pack.policy.key} is the one of {keys[pack.policy.key]} too.")
        keys[pack.policy.key] = file
        for id_, place in ids.items():
            if id_ in places and CODE.fullmatch(id_):
                place.refuse(f"The id {id_} stands in {places[id_].file} too.", "id")
            places[id_] = place
    for file, (pack, _ids) in found.items():
        _check_links(file, files[file], pack, keys)
    signs = _signs(files[SIGNS], places) if SIGNS in files else ()
    return Library(tuple(_with_signs(pack, signs) for pack, _ids in found.values()), signs)


def _check_links(file: str, text: str, pack: Pack, keys: Mapping[str, str]) -> None:
    for link, place in zip(pack.links, tables_of(file, text, PARTS).get("link", []), strict=True):
        if link.policy and link.policy not in keys:
            place.refuse(f"There is no policy {link.policy} to link to.", "policy")


def _signs(text: str, places: Mapping[str, Place]) -> tuple[SignFacts, ...]:
    def sign(place: Place) -> SignFacts:
        facts = SignFacts(id=place.shaped("id", CODE), text=place.words("text"), clauses=place.several("clause_ids", str))
        if lost := next((code for code in facts.clauses if code not in places), None):
            place.refuse(f"There is no clause {lost}.", "clause_ids")
        return facts

    return _unique(tables_of(SIGNS, text, ["warning_sign"]).get("warning_sign", []), sign, "id")


def _with_signs(pack: Pack, signs: Sequence[SignFacts]) -> Pack:
    """The pack with the signs that come from its own clauses, where an appendix asks for them."""
    own = {clause.id for clause in pack.clauses}
    items = tuple(
        ItemFacts(id=sign.id, text=sign.text, clauses=tuple(code for code in sign.clauses if code in own))
        for sign in signs
        if own.intersection(sign.clauses)
    )
    appendices = (
        replace(appendix, items=items) if appendix.kind == AppendixKind.WARNING_SIGNS else appendix
        for appendix in pack.appendices
    )
    return replace(pack, appendices=tuple(appendices))


# --- Words in the placeholders ----------------------------------------------------------------------------------------------
SENTENCE = re.compile(r"(?:^|[.?!:]\s+)$")
ARTICLE = re.compile(r"(?P<article>\b[Aa]) $")


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with an organisation's own words in it: with a capital where a sentence begins, and “an” before a vowel."""
    done, end = "", 0
    for found in PLACEHOLDER.finditer(text):
        word = words.get(found[1], found[0])
        done += text[end : found.start()]
        if SENTENCE.search(done):
            word = word[:1].upper() + word[1:]
        if ARTICLE.search(done) and word[:1].lower() in "aeio":
            done = f"{done[:-1]}n "
        done, end = done + word, found.end()
    return done + text[end:]
