"""A broken pack is refused whole, and what is wrong is said with its file and line."""

import re

import pytest

from policies.library.actions import PACKS, packs_in
from policies.library.rules import SIGNS, BrokenPack, filled, read_library

FILE = "harbour.toml"
WHOLE = """\
[policy]
key = "harbour"
title = "A harbour policy"
issuer = "The harbour"
number = "H-1"
dated = ""
last_reviewed = "2025-01-01"
next_review = "2026-01-01"
is_model = false
approver = ""
owner_role = "director"
summary = "How we behave at {organisation}."
source = "Made up."
licence = "Free."
citation = "The harbour (2025)."

[[placeholder]]
name = "organisation"
label = "Your name"
usual = "the harbour"

[[section]]
key = "A"
title = "Rules"
weight = "rule"

[[clause]]
id = "HB-1"
section = "A"
order = 10
text = "Do not sail alone."
strength = "must_not"
approver = ""
to_whom = ""
whose = ""
binds = ["employee"]
client_kinds = ["direct"]
categories = [5, 30]
seriousness = "breach"
exception = "variation"
expects = ["report"]
everyday = ["I sailed alone"]

[[clause]]
id = "HB-2"
section = "A"
order = 20
text = "Ask before you borrow the boat."
strength = "approval"
approver = "line_manager"
to_whom = ""
whose = ""
binds = ["employee", "volunteer"]
client_kinds = ["direct"]
categories = []
seriousness = "low"
exception = "approver"
expects = ["approval"]
everyday = []

[[appendix]]
id = "HB-HDR-1"
kind = "note"
title = "Number"
text = "It is numbered H-1."

[[appendix]]
id = "HB-LIST"
kind = "checklist"
title = "Before sailing"
text = ""
items = [
  { id = "HB-LIST.1", text = "Look at the sky." },
]

[[link]]
title = "Itself"
policy = "harbour"
"""
WARNINGS = """\
[[warning_sign]]
id = "WS-1"
text = "Do I sail alone?"
clause_ids = ["HB-1"]
"""


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_whole_pack_is_read() -> None:
    library = read_library({FILE: WHOLE, SIGNS: WARNINGS})
    (pack,) = library.packs
    assert [clause.id for clause in pack.clauses] == ["HB-1", "HB-2"]
    assert pack.clauses[0].categories == ("gifts", "not_told")
    assert library.signs[0].clauses == ("HB-1",)


# what is written instead of what; where the fault is said to be (words that stand on that line); what is said
BROKEN = [
    ('strength = "must_not"', 'strength = "perhaps"', 'strength = "perhaps"', "“perhaps” is no strength"),
    ('id = "HB-2"', 'id = "HB-1"', None, "The id HB-1 is given twice"),
    ('id = "HB-HDR-1"', 'id = "HB-1"', None, "The id HB-1 is given twice"),
    ('text = "Do not sail alone."\n', "", '[[clause]]\nid = "HB-1"', "“text” is missing"),
    ('text = "Do not sail alone."', 'text = ""', 'text = ""\nstrength', "“text” is empty"),
    ('text = "Do not sail alone."', 'text = "Do not {sail} alone."', "{sail}", "There is no placeholder sail"),
    ('text = "Do not sail alone."', 'text = "Do not } alone."', "Do not } alone", "There is no placeholder like this"),
    ('text = "Do not sail alone."', 'text = " Do not."', 'text = " Do not', "begins or ends with a blank"),
    ('text = "Do not sail alone."', f'text = "{"a" * 1001}"', "aaaa", "longer than 1000"),
    ('summary = "How we behave at {organisation}."', 'summary = "How we behave."', 'name = "organisation"', "is not used"),
    ("order = 20", "order = 10", 'order = 10\ntext = "Ask', "HB-1 stands in this place already"),
    ("order = 20", 'order = "20"', 'order = "20"', "“order” must be a number"),
    ('section = "A"\norder = 20', 'section = "B"\norder = 20', 'section = "B"', "There is no section B"),
    ("[[section]]", '[[section]]\nkey = "B"\ntitle = "Empty"\nweight = "rule"\n\n[[section]]', 'key = "B"', "There is no clause"),
    ('weight = "rule"', 'weight = "heavy"', 'weight = "heavy"', "“heavy” is no weight"),
    ("categories = [5, 30]", "categories = [31]", "categories = [31]", "“31” cannot stand"),
    ("categories = [5, 30]", "categories = [5, 5]", "categories = [5, 5]", "stands twice"),
    ("categories = [5, 30]", "categories = [true]", "categories = [true]", "“True” cannot stand"),
    ('binds = ["employee"]', "binds = []", "binds = []", "binds somebody"),
    ('binds = ["employee"]', 'binds = ["sailor"]', 'binds = ["sailor"]', "“sailor” cannot stand"),
    ('expects = ["report"]', 'expects = ["rum"]', 'expects = ["rum"]', "“rum” cannot stand"),
    ('approver = "line_manager"', 'approver = ""', 'approver = ""\nto_whom = ""\nwhose = ""\nbinds = ["employee", "vol', "asked first"),
    ('exception = "approver"', 'exception = "variation"', 'exception = "variation"\nexpects = ["approval"]', "can allow it"),
    ('strength = "must_not"', 'strength = "absolute"', 'exception = "variation"', "Nobody can allow an exception"),
    ('strength = "must_not"', 'strength = "responsibility"', 'whose = ""', "Whose responsibility"),
    ('to_whom = ""', 'to_whom = "team"', 'to_whom = "team"', "Whom to tell"),
    ("everyday = []", "everyday = []\neverday = []", "everday", "Nobody knows what “everday” is"),
    ("[[link]]", "[[chain]]", "[[chain]]", "Nobody knows what “chain” is"),
    ('policy = "harbour"', 'policy = "hill-street"', 'policy = "hill-street"', "There is no policy hill-street"),
    ('next_review = "2026-01-01"', 'next_review = "2026-13-01"', 'next_review = "2026-13-01"', "is no day"),
    ('next_review = "2026-01-01"', 'next_review = "2024-01-01"', 'next_review = "2024-01-01"', "comes after"),
    ('key = "harbour"', 'key = "Harbour!"', 'key = "Harbour!"', "cannot be the key"),
    ("is_model = false", 'is_model = "no"', 'is_model = "no"', "true or false"),
    ('kind = "note"', 'kind = "checklist"', 'kind = "checklist"\ntitle = "Number"', "have items"),
    ('{ id = "HB-LIST.1", text = "Look at the sky." }', '{ id = "x y", text = "Look." }', "items = [", "no proper id"),
    ('{ id = "HB-LIST.1", text = "Look at the sky." }', '{ id = "HB-LIST.1" }', "items = [", "an id and a text"),
    ('text = "Do not sail alone."', 'text = "Do not sail alone.', 'text = "Do not sail', "cannot be read"),
    ("[policy]", "[[policy]]\n[[policy]]", "[[policy]]", "says once"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "where", "said"), BROKEN, ids=[f"{each[1][:30]}-{each[3][:20]}" for each in BROKEN])
def test_a_broken_pack_is_refused_with_its_line(before: str, after: str, where: str | None, said: str) -> None:
    text = WHOLE.replace(before, after, 1)
    assert text != WHOLE
    with pytest.raises(BrokenPack, match=re.escape(said)) as refused:
        read_library({FILE: text})
    last = text[: text.rindex(after)].count("\n") + 1  # what is given twice is refused where it stands the second time
    assert (refused.value.file, refused.value.line) == (FILE, line_of(text, where) if where else last)
    assert str(refused.value).startswith(f"{FILE}, line {refused.value.line}: ")


def test_an_id_belongs_to_one_policy() -> None:
    other = WHOLE.replace('key = "harbour"', 'key = "lake"').replace('policy = "harbour"', 'policy = "lake"')
    with pytest.raises(BrokenPack, match=r"The id HB-1 stands in harbour\.toml too"):
        read_library({FILE: WHOLE, "lake.toml": other})


def test_two_packs_with_one_key_are_refused() -> None:
    with pytest.raises(BrokenPack, match=r"The key harbour is the one of harbour\.toml too"):
        read_library({FILE: WHOLE, "second.toml": WHOLE.replace("HB-", "SB-")})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('clause_ids = ["HB-1"]', 'clause_ids = ["HB-9"]', "line 4: There is no clause HB-9"),
        ('text = "Do I sail alone?"\n', "", "line 1: “text” is missing"),
        ("[[warning_sign]]", "[[sign]]", "line 1: Nobody knows what “sign” is"),
    ],
)
def test_a_broken_warning_sign_refuses_everything(before: str, after: str, said: str) -> None:
    with pytest.raises(BrokenPack, match=f"{SIGNS}, {said}"):
        read_library({FILE: WHOLE, SIGNS: WARNINGS.replace(before, after)})


def test_the_same_words_have_the_same_digest_and_others_another() -> None:
    first, again, other = (
        read_library({FILE: text}).packs[0].digest
        for text in (WHOLE, f"# read me\n{WHOLE}", WHOLE.replace("sail alone", "swim alone"))
    )
    assert first == again != other


def test_no_pack_of_ours_has_a_brace_that_is_not_filled() -> None:
    for pack in read_library(packs_in(PACKS)).packs:
        usual = {each.name: each.usual for each in pack.placeholders}
        assert not any("{" in filled(clause.text, usual) for clause in pack.clauses)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Work at {organisation}.", "Work at the harbour."),
        ("{organisation} pays you.", "The harbour pays you."),
        ("Wait. {organisation} pays you.", "Wait. The harbour pays you."),
        ("Ask a {person} first.", "Ask an islander first."),
        ("A {person}'s home.", "An islander's home."),
        ("The {person} and {unknown}.", "The islander and {unknown}."),
        ("Via {person}.", "Via islander."),
    ],
)
def test_words_are_put_where_the_placeholders_are(text: str, shown: str) -> None:
    assert filled(text, {"organisation": "the harbour", "person": "islander"}) == shown
