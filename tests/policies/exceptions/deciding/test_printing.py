"""The decision on paper: tagged for whoever has it read aloud, with the clauses as they read on that day."""

import io
import re
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from boundaries.clocks.queries import at, now
from boundaries.printing.pdf import tagged_pdf
from policies.exceptions import queries
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.deciding import reading
from policies.exceptions.deciding.reading import DECISION
from policies.library.models import Clause
from tests.policies.exceptions.asked import (
    adopt_both,
    approve,
    approved,
    assess,
    before_directors,
    drafted,
    events_of,
    fresh,
    sent,
    settle,
)
from tests.policies.exceptions.deciding.pages import ref, url

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
NASTY = '#panic("x") *bold* $x$ @ref <label> `raw` #import "/etc/passwd": * // \\ "quoted" \u202e'


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words_in(pdf: pikepdf.Pdf) -> str:
    """What the pages say, by the letters that their fonts stand for, without blanks: lines break where they like."""
    found = []
    for page in pdf.pages:
        fonts = {str(name): letters_of(font) for name, font in page.Resources.get("/Font", {}).items()}
        letters: dict[str, str] = {}
        for each in pikepdf.parse_content_stream(page):
            operands, operator = list(each.operands), each.operator
            if str(operator) == "Tf":
                letters = fonts[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        code = bytes(part).hex()
                        found += [letters.get(code[place : place + 4], "") for place in range(0, len(code), 4)]
    return re.sub(r"\s", "", "".join(found))


def letters_of(font: Any) -> dict[str, str]:
    """What each code of a font stands for."""
    told = font.ToUnicode.read_bytes().decode("ascii", "replace")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, letter in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block):
            found[code.lower()] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, letter in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04x}"] = chr(int(letter, 16) + step)
    return found


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_it_is_tagged_titled_and_says_everything(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana, after=(3, 4))
    approve(cast.noor, exception)
    settle()
    approve(cast.ingrid, exception)
    settle()
    answer = signed_in(cast.noor).get(url(exception, "printed"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="decision-{ref(exception)}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    with opened(answer.content) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as told:
            assert told["dc:title"] == f"Decision on the exception {ref(exception)}"
            assert told["pdfuaid:part"] == "1"
        said = words_in(pdf)
    shown = exception.decisions.get(seat="second")
    shown.exception = exception
    text = shown.as_it_was["clauses"][0]["text"]
    assert len(text) > 50
    for words in (
        text,
        "LK-4.3-1",
        "Amira Haddad",
        "A picnic by the sea with her.",
        "A colleague is always there.",
        "Recommends: Elif Demir",
        "Decides: Noor Siddiqui",
        "Decides as the second person: Ingrid Solheim",
        "It does her good, and the safeguards hold.",
        "Printed for Noor Siddiqui",
        "12, high",
        cast.hana.reference,
    ):
        assert squeezed(words) in said, words
    assert events_of(exception).count("opened") == 1


def test_it_keeps_the_clause_as_it_was(cast: "Cast", signed_in: Any, owner_connection: Any) -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    decision = exception.decisions.get()
    decision.exception = fresh(exception)
    kept = decision.as_it_was["clauses"][0]["text"]
    found = queries.whole(fresh(exception))
    found.decisions[0].as_it_was["clauses"][0]["text"] = "As it read on that day."
    data = reading.printed_data(cast.elif_, found, own=False)
    assert [each["text"] for each in data["clauses"]] == ["As it read on that day."]
    assert kept not in str(data), "what it says by now is not printed beside it"
    assert Clause.objects.filter(text=kept).exists()


def test_a_refusal_is_printed_too(cast: "Cast", signed_in: Any) -> None:
    exception = assess(cast.elif_, sent(cast.amira, cast.hana))
    deciding.refuse_exception(actor=cast.elif_, exception_id=exception.pk, reason="She is not well enough yet.")
    with opened(signed_in(cast.amira).get(url(exception, "printed")).content) as pdf:
        said = words_in(pdf)
    for words in ("Not approved", "She is not well enough yet.", "Printed for Amira Haddad"):
        assert squeezed(words) in said, words
    assert squeezed("What the team reads") not in said


def test_only_its_worker_and_those_who_handle_it_print_it_and_only_once_it_is_decided(cast: "Cast", signed_in: Any) -> None:
    waiting, draft = before_directors(cast.elif_, cast.amira, cast.hana), drafted(cast.amira, cast.hana)
    decided = approved(cast.elif_, cast.amira, cast.hana)
    for person in (cast.amira, cast.elif_, cast.noor, cast.ingrid):
        browser = signed_in(person)
        assert browser.get(url(decided, "printed")).status_code == 200, person
        for undecided in (waiting, draft):
            assert browser.get(url(undecided, "printed")).status_code == 404, person
    for person in (cast.ben, cast.farid, cast.samuel, cast.chidi, cast.olga, cast.grace, cast.root, cast.ivo):
        assert signed_in(person).get(url(decided, "printed")).status_code == 404, person
    before = events_of(decided).count("opened")
    with at(now() + timedelta(days=2)):
        assert signed_in(cast.noor).head(url(decided, "printed")).status_code == 200
        assert signed_in(cast.amira).get(url(decided, "printed")).status_code == 200
    assert events_of(decided).count("opened") == before, "a look at the head, or one's own, opens nothing"
    assert signed_in(cast.noor).post(url(decided, "printed")).status_code == 405


def test_what_somebody_typed_is_shown_and_never_run(cast: "Cast", signed_in: Any) -> None:
    exception = assess(cast.elif_, sent(cast.amira, cast.hana, what=f"{NASTY}\nA second line."))
    approve(cast.elif_, exception, reason=NASTY, for_team=NASTY)
    with opened(signed_in(cast.elif_).get(url(exception, "printed")).content) as pdf:
        said = words_in(pdf)
    for words in ('#panic("x")*bold*$x$@ref<label>`raw`#import"/etc/passwd":*//\\"quoted"', "Asecondline."):
        assert words in said
    assert "root:" not in said


def test_letters_without_a_shape_here_lose_the_promise_and_not_the_page(cast: "Cast") -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    data = reading.printed_data(cast.elif_, queries.whole(fresh(exception)), own=False)
    with opened(tagged_pdf(DECISION, data | {"for_team": "\U00013080 \U0001f3d6 and a plain word"})) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "plainword" in words_in(pdf)
    assert zlib.crc32(tagged_pdf(DECISION, data)) == zlib.crc32(tagged_pdf(DECISION, data)), "the same data makes the same pages"
