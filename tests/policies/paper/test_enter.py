"""Entering what somebody without a login signed: the exact text, by those who lead them, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.protected import Unscoped
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.record.models import RecordEntry
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.queries import count_waiting, digests_in_force, people_led
from policies.adoption.actions import adapt_clause, end_adoption
from policies.adoption.choices import LocalKind
from policies.paper.models import SignedPage
from policies.paper.rules import short_code
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn, written_about
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.paper.papers import scan, sign
from tests.security.sent import boxes, upload
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


# --- It is entered ----------------------------------------------------------------------------------------------------------
def test_it_counts_as_their_acknowledgement_of_that_very_text(cast: Cast) -> None:
    adoption, day = adopted(cast.noor, RC), today(cast.organisation)
    assert count_waiting(cast.lena) == 1
    page = sign(cast.elif_, cast.lena, adoption)
    given = Acknowledgement.objects.get(person=cast.lena)
    assert (given.digest, given.signed_on, given.entered_by_id) == (adoption.digest, day, cast.elif_.pk)
    assert page.acknowledgement_id == given.pk
    assert count_waiting(cast.lena) == 0
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No gifts.")
    assert count_waiting(cast.lena) == 1, "another text asks again, on paper too"
    sign(cast.farid, cast.lena, adoption)
    assert every(SignedPage).count() == 2


def test_it_is_written_down_with_digests_and_without_words(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    page = sign(cast.elif_, cast.lena, adoption)
    event, actor_id, data = written_about(adoption.pk)[-1]
    assert (event, actor_id) == ("acknowledgement.entered", cast.elif_.pk)
    assert data == {
        "person": str(cast.lena.pk),
        "policy": RC,
        "edition": adoption.version.edition,
        "digest": adoption.digest,
        "signed_on": today(cast.organisation).isoformat(),
        "scan": str(page.pk),
        "sha256": page.sha256,
    }


def test_the_scan_stands_in_the_database_only_sealed(cast: Cast) -> None:
    page = sign(cast.elif_, cast.lena, adopted(cast.noor, RC), name="lena-fischer.pdf")
    with connection.cursor() as run:
        run.execute("SELECT name, content FROM policies_signedpage WHERE id = %s", [page.pk])
        name, content = (bytes(each) for each in run.fetchone())
    assert b"lena" not in name
    assert b"%PDF" not in content
    kept = every(SignedPage).get(pk=page.pk)
    assert (kept.name, bytes(kept.content)) == ("lena-fischer.pdf", scan())


# --- It is refused ----------------------------------------------------------------------------------------------------------
def test_only_those_who_lead_them_enter_it(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    for person in (cast.amira, cast.dana, cast.olga, cast.grace, cast.chidi, cast.ivo, cast.miriam):
        with pytest.raises((NotVisible, Forbidden)):
            sign(person, cast.lena, adoption)
    assert not Acknowledgement.objects.exists()
    assert sign(cast.samuel, cast.lena, adoption), "at any depth"


def test_nobody_enters_for_somebody_who_has_a_login_nor_for_themselves(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    with pytest.raises(Forbidden):
        sign(cast.elif_, cast.ben, adoption)
    with pytest.raises(NotVisible):
        sign(cast.elif_, cast.elif_, adoption)
    StaffMember.objects.filter(pk=cast.lena.pk).update(is_active=False)
    with pytest.raises(Forbidden):
        sign(cast.elif_, cast.lena, adoption)


def test_the_database_lets_nobody_enter_for_themselves(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    facts = {"organisation": cast.organisation, "adoption": adoption, "digest": "0" * 64, "given_at": now()}
    for wrong in ({"entered_by": cast.lena, "signed_on": today(cast.organisation)}, {"entered_by": cast.elif_}):
        with pytest.raises(IntegrityError, match="acknowledged_on_paper_by_another"), transaction.atomic():
            Acknowledgement.objects.create(person=cast.lena, **facts, **wrong)


def test_a_page_of_another_text_is_refused(cast: Cast) -> None:
    adoption, other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    with pytest.raises(RuleViolation, match=r"paper\.other-text"):
        sign(cast.elif_, cast.lena, adoption, code=short_code(other.digest))
    old = short_code(adoption.digest)
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No gifts.")
    with pytest.raises(RuleViolation, match=r"paper\.other-text"):
        sign(cast.elif_, cast.lena, adoption, code=old)
    end_adoption(actor=cast.noor, adoption_id=other.pk)
    with pytest.raises(NotVisible):
        sign(cast.elif_, cast.lena, other)


def test_the_day_is_neither_in_the_future_nor_before_it_was_adopted(cast: Cast) -> None:
    adoption, day = adopted(cast.noor, RC), today(cast.organisation)
    for wrong in (day + timedelta(days=1), day - timedelta(days=1)):
        with pytest.raises(RuleViolation, match=r"paper\.(future|too-early)"):
            sign(cast.elif_, cast.lena, adoption, wrong)
    with at(now() + timedelta(days=3)):
        assert sign(cast.elif_, cast.lena, adoption, day + timedelta(days=2))


def test_the_same_text_is_signed_once(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    sign(cast.elif_, cast.lena, adoption)
    with pytest.raises(RuleViolation, match=r"paper\.already"):
        sign(cast.elif_, cast.lena, adoption)


@pytest.mark.parametrize("statement", ["UPDATE policies_signedpage SET size = 1", "DELETE FROM policies_signedpage"])
def test_the_application_can_neither_change_nor_take_back_a_signed_page(statement: str, cast: Cast) -> None:
    sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as run:
        run.execute(statement)


def test_nothing_of_it_is_read_before_it_is_said_for_whom(cast: Cast) -> None:
    sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    with pytest.raises(Unscoped):
        SignedPage.objects.exists()


# --- The pages --------------------------------------------------------------------------------------------------------------
def test_a_line_manager_prints_the_text_and_enters_the_page(cast: Cast, signed_in: SignedIn) -> None:
    adoption, elif_ = adopted(cast.noor, RC), signed_in(cast.elif_)
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No gifts, dear all.")
    person = reverse("paper:person", args=[cast.lena.pk])
    assert person in elif_.get(reverse("acknowledgements:team")).content.decode()
    printed, entering = (reverse(f"paper:{each}", args=[cast.lena.pk, RC]) for each in ("print", "enter"))
    page = elif_.get(person).content.decode()
    assert printed in page
    assert entering in page
    adoption.refresh_from_db()
    code = "-".join(adoption.digest[at : at + 4] for at in (0, 4, 8)).upper()
    text = elif_.get(printed).content.decode()
    assert code in text
    assert "No gifts, dear all." in text
    assert cast.lena.name in text
    day = today(cast.organisation)
    told = {"code": code.lower(), **boxes("signed_on", day)}
    refused = elif_.post(entering, told | {"file": upload("lena.exe", b"MZ")})
    assert refused.status_code == 422
    assert not every(SignedPage).exists()
    answer = elif_.post(entering, told | {"file": upload("lena.pdf", scan())})
    assert answer["Location"] == person
    page = elif_.get(person).content.decode()
    assert "On paper" in page
    assert f"Entered by {cast.elif_.name}" in page
    assert entering not in page
    assert reverse("paper:open", args=[every(SignedPage).get().pk]) in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told | {"code": "0000-0000-0000"}, "This code is not the one"),
        (lambda told: told | {"signed_on_year": "2001"}, "was not in force here yet"),
        (lambda told: told | {"signed_on_year": "2999"}, "today or in the past"),
        (lambda told: told | {"file": upload("page.pdf", b"only words")}, "Choose a scan or a picture"),
        (lambda told: {**told, "file": ""}, "Choose the scan of the signed page"),
        (lambda told: told | {"code": ""}, "Enter the code"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    change: Callable[[dict[str, object]], dict[str, object]], words: str, cast: Cast, signed_in: SignedIn
) -> None:
    adoption = adopted(cast.noor, RC)
    told = {"code": short_code(adoption.digest), "file": upload("p.pdf", scan()), **boxes("signed_on", today(cast.organisation))}
    answer = signed_in(cast.elif_).post(reverse("paper:enter", args=[cast.lena.pk, RC]), change(told))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_the_completeness_list_says_that_it_was_on_paper(cast: Cast, signed_in: SignedIn) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    sign(cast.elif_, cast.lena, adoption)
    digests = digests_in_force(cast.organisation.pk)
    counted = {each.name: (each.given, each.on_paper) for each in people_led(cast.elif_, digests)}  # type: ignore[attr-defined]  # annotated
    assert counted[cast.lena.name] == (1, 1)
    assert counted[cast.ben.name] == (0, 0)
    assert "1 on paper" in signed_in(cast.elif_).get(reverse("acknowledgements:team")).content.decode()


def test_those_with_a_login_are_shown_as_such_and_nothing_is_offered(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    elif_ = signed_in(cast.elif_)
    page = elif_.get(reverse("paper:person", args=[cast.ben.pk])).content.decode()
    assert "They have a login" in page
    for each in ("print", "enter"):
        assert reverse(f"paper:{each}", args=[cast.ben.pk, RC]) not in page
        assert elif_.get(reverse(f"paper:{each}", args=[cast.ben.pk, RC])).status_code == 403
        assert elif_.get(reverse(f"paper:{each}", args=[cast.lena.pk, "no-such-policy"])).status_code == 404


def test_it_is_entered_once_however_often_the_button_is_pressed(cast: Cast, signed_in: SignedIn) -> None:
    adoption, elif_ = adopted(cast.noor, RC), signed_in(cast.elif_)
    address = reverse("paper:enter", args=[cast.lena.pk, RC])
    told = {"csrfmiddlewaretoken": "x" * 64, "code": short_code(adoption.digest), **boxes("signed_on", today(cast.organisation))}
    for _again in range(2):
        assert elif_.post(address, told | {"file": upload("p.pdf", scan())}).status_code == 302
    assert every(RecordEntry).filter(event="acknowledgement.entered").count() == 1


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_the_api_takes_the_same_page_once(cast: Cast) -> None:
    adoption, elif_ = adopted(cast.noor, RC), calling(cast.elif_)
    address = reverse("api_paper:enter", args=[cast.lena.pk, RC])
    told = {"code": short_code(adoption.digest), "signed_on": today(cast.organisation).isoformat()}
    page = SimpleUploadedFile("signed.pdf", scan())
    assert "code" in elif_.upload(address, page, **told | {"code": "0000-0000-0000"}).wrong
    assert "file" in elif_.upload(address, SimpleUploadedFile("signed.pdf", b"words"), **told).wrong
    assert "signed_on" in elif_.upload(address, page, **told | {"signed_on": "tomorrow"}).wrong
    assert "nickname" in elif_.upload(address, page, **told, nickname="Leni").wrong
    page.seek(0)
    done = elif_.upload(address, page, key="once", **told)
    assert done.status == 201
    page.seek(0)
    assert elif_.upload(address, page, key="once", **told)["id"] == done["id"]
    page.seek(0)
    assert calling(cast.amira).upload(address, page, **told).status == 404
    assert Acknowledgement.objects.count() == 1
