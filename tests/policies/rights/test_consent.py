"""Consent: given with its six tests, refused, taken back; each a row of its own, and none ever changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from policies.rights.actions import change_consent, open_rights
from policies.rights.choices import ConsentAbout, ConsentState, ConsentTest, Form
from policies.rights.models import Consent
from tests.accounts.kinds import written_about
from tests.policies.rights.telling import ALL_SIX, agreed
from tests.seeing import every

pytestmark = pytest.mark.django_db
S = ConsentState


def now_says(cast: Cast, before: Consent, state: ConsentState, **other: Any) -> Consent:
    facts: dict[str, Any] = {"on": today(cast.organisation), "said": {"how": [Form.SPOKEN]}, "tests": ALL_SIX}
    facts |= {"client_id": cast.hana.pk, "consent_id": before.pk}
    return change_consent(actor=cast.ben, state=state, **facts | other)


def test_consent_is_given_to_something_named(cast: Cast) -> None:
    consent = agreed(cast.ben, cast.hana, decided_by="Jonah, her guardian")
    (matter,) = open_rights(actor=cast.elif_, client_id=cast.hana.pk).matters
    assert (matter.now.pk, matter.now.purpose, matter.now.state) == (consent.pk, "A visit at home each week", S.GIVEN)
    assert (set(matter.now.tests), matter.now.decided_by) == (set(ConsentTest), "Jonah, her guardian")
    event, actor_id, data = written_about(consent.file_id)[0]
    assert (event, actor_id) == ("consent.given", cast.ben.pk)
    assert data == {"consent": str(consent.pk), "matter": str(consent.matter), "on": consent.said_on.isoformat()}


def test_it_is_not_given_where_a_test_is_open_nor_by_word_of_mouth_to_pass_something_on(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"consent\.tests"):
        agreed(cast.ben, cast.hana, tests=ALL_SIX[:-1])
    with pytest.raises(RuleViolation, match=r"consent\.writing"):
        agreed(cast.ben, cast.hana, about=ConsentAbout.SHARING, said={"how": [Form.SPOKEN]})
    with pytest.raises(RuleViolation, match=r"rights\.words"):
        agreed(cast.ben, cast.hana, purpose="  ")
    assert not every(Consent).exists()


def test_the_database_keeps_no_consent_with_a_test_open_nor_a_withdrawal_of_nothing(cast: Cast) -> None:
    given = agreed(cast.ben, cast.hana)
    facts = {"file": given.file, "matter": given.matter, "about": "service", "said_on": given.said_on, "forms": ["paper"]}
    facts |= {"entered_by": cast.ben, "entered_at": given.entered_at}
    for state, tests, name in (("given", ["free"], "consent_all_six_tests"), ("withdrawn", [], "consent_withdrawn_follows")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Consent(state=state, tests=tests, **facts).save(force_insert=True)


def test_a_client_may_change_their_mind_and_what_they_said_before_stays(cast: Cast) -> None:
    first = agreed(cast.ben, cast.hana)
    taken_back = now_says(cast, first, S.WITHDRAWN, said={"how": [Form.SPOKEN], "note": "Not in winter."})
    again = now_says(cast, taken_back, S.GIVEN)
    (matter,) = open_rights(actor=cast.ben, client_id=cast.hana.pk).matters
    assert [(each.pk, each.state) for each in matter.said] == [
        (again.pk, S.GIVEN),
        (taken_back.pk, S.WITHDRAWN),
        (first.pk, S.GIVEN),
    ]
    assert {each.purpose for each in matter.said} == {"A visit at home each week"}
    assert [each.note for each in matter.said] == ["", "Not in winter.", ""]
    events = [event for event, _actor, _data in written_about(first.file_id) if event.startswith("consent.")]
    assert events == ["consent.given", "consent.withdrawn", "consent.given"]


def test_a_no_is_kept_like_a_yes_and_may_become_one(cast: Cast) -> None:
    refused = agreed(cast.ben, cast.hana, S.REFUSED, tests=[])
    with pytest.raises(MoveRefused):
        now_says(cast, refused, S.WITHDRAWN)
    assert now_says(cast, now_says(cast, refused, S.REFUSED), S.GIVEN).state == S.GIVEN
    with pytest.raises(MoveRefused):
        agreed(cast.ben, cast.hana, S.WITHDRAWN)


def test_only_what_was_said_last_is_followed_and_never_by_an_earlier_day(cast: Cast) -> None:
    first = agreed(cast.ben, cast.hana)
    with pytest.raises(RuleViolation, match=r"rights\.too-early"):
        now_says(cast, first, S.WITHDRAWN, on=today(cast.organisation) - timedelta(days=1))
    now_says(cast, first, S.WITHDRAWN)
    with pytest.raises(MoveRefused):
        now_says(cast, first, S.WITHDRAWN)


def test_two_things_are_two_matters(cast: Cast) -> None:
    agreed(cast.ben, cast.hana)
    agreed(cast.ben, cast.hana, S.REFUSED, purpose="A picture on the wall", tests=[])
    matters = open_rights(actor=cast.ben, client_id=cast.hana.pk).matters
    assert {(each.now.purpose, each.now.state) for each in matters} == {
        ("A visit at home each week", S.GIVEN),
        ("A picture on the wall", S.REFUSED),
    }


def test_only_those_who_work_with_the_client_write_it(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        agreed(cast.ingrid, cast.hana)
    for person in (cast.dana, cast.olga, cast.grace, cast.chidi, cast.ivo):
        with pytest.raises(NotVisible):
            agreed(person, cast.hana)
    first = agreed(cast.ben, cast.hana)
    with pytest.raises(NotVisible):
        change_consent(
            actor=cast.olga,
            client_id=cast.hana.pk,
            consent_id=first.pk,
            state=S.WITHDRAWN,
            on=first.said_on,
            said={"how": ["spoken"]},
        )
