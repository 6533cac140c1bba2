"""The pages of client rights, and where they are found."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.clients.models import Client
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.record.models import RecordEntry
from policies.rights.choices import ConsentTest
from policies.rights.models import Checklist, ClientGroup, Consent, GroupAgreement, Telling
from tests.accounts.calling import asked
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PCF, adopted
from tests.policies.rights.telling import ALL_SIX, LIMITS, RIGHTS, agreed, published, says, together, told
from tests.policies.rights.test_groups import another
from tests.security.sent import boxes
from tests.seeing import every

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(cast: Cast) -> Client:
    return another(cast.ben, "Ruth Amsel", cast.elif_)


def said(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"how": ["spoken"], **boxes("on", today(cast.organisation)), **more}


# --- Where it is found --------------------------------------------------------------------------------------------------------
def test_the_clients_page_says_what_is_still_to_tell_to_those_who_may_see_it(cast: Cast, signed_in: SignedIn) -> None:
    published(cast.noor)
    address, rights = reverse("clients:client", args=[cast.hana.pk]), reverse("rights:client", args=[cast.hana.pk])
    page = signed_in(cast.ben).get(address).content.decode()
    assert "3 lines to tell, confidentiality too" in page
    assert rights in page
    told(cast.ben, cast.hana)
    assert "All told" in signed_in(cast.ben).get(address).content.decode()
    chidi = signed_in(cast.chidi).get(address)
    assert chidi.status_code == 200
    assert rights not in chidi.content.decode()
    assert reverse("rights:clients") in signed_in(cast.ben).get(reverse("clients:list")).content.decode()


def test_the_list_shows_what_is_missing_for_each_client(cast: Cast, ruth: Client, signed_in: SignedIn) -> None:
    checklist = published(cast.noor)
    told(cast.ben, cast.hana, [checklist.items.all()[0].pk])
    told(cast.ben, ruth)
    page = signed_in(cast.ben).get(reverse("rights:clients")).content.decode()
    assert "1 of 3" in page
    assert "2 lines to tell, confidentiality too" in page
    assert "3 of 3" in page
    assert "All told" in page
    for person in (cast.dana, cast.olga, cast.grace, cast.ivo):
        nothing = signed_in(person).get(reverse("rights:clients")).content.decode()
        assert "C-1001" not in nothing
        assert ruth.reference not in nothing


def test_the_list_asks_the_same_however_long_it_is(cast: Cast, ruth: Client, signed_in: SignedIn) -> None:
    published(cast.noor)
    told(cast.ben, cast.hana)
    elif_ = signed_in(cast.elif_)
    pages = [reverse(name) for name in ("rights:clients", "rights:groups")]
    together(cast.ben, cast.hana, ruth)
    few = [asked(lambda page=page: elif_.get(page)) for page in pages for _warm in range(2)]  # type: ignore[misc]  # a page each
    for number in range(4):
        more = another(cast.ben, f"Client Number{number}", cast.elif_)
        told(cast.ben, more)
        together(cast.ben, cast.hana, more)
    assert [asked(lambda page=page: elif_.get(page)) for page in pages] == few[1::2]  # type: ignore[misc]  # a page each


# --- One client ---------------------------------------------------------------------------------------------------------------
def test_it_is_written_down_on_a_page_line_by_line(cast: Cast, signed_in: SignedIn) -> None:
    ben = signed_in(cast.ben)
    address = reverse("rights:tell", args=[cast.hana.pk])
    assert ben.get(address)["Location"] == reverse("rights:checklist"), "there is no list yet"
    checklist = published(cast.noor)
    first = checklist.items.all()[0]
    form = ben.get(address).content.decode()
    assert all(line in form for line in (*RIGHTS, *LIMITS))
    whole = {"checklist": checklist.pk, "told_by": cast.ben.pk, "items": [first.pk], "interpreter": "Nour, language line"}
    refused = ben.post(address, said(cast, **{**whole, "items": []}))
    assert refused.status_code == 422
    assert "Choose the lines they were told" in refused.content.decode()
    assert ben.post(address, said(cast, **whole))["Location"] == reverse("rights:client", args=[cast.hana.pk])
    page = ben.get(reverse("rights:client", args=[cast.hana.pk])).content.decode()
    assert "Told on" in page
    assert page.count("Still to tell") == 2
    assert "interpreted by Nour, language line" in page
    again = ben.get(address).content.decode()
    assert again.count("(told before)") == 1
    assert "checked" not in again.partition('name="items"')[2].partition('name="on_day"')[0]


def test_what_was_typed_for_an_older_list_is_refused_kindly(cast: Cast, signed_in: SignedIn) -> None:
    old = published(cast.noor)
    whole = {"checklist": old.pk, "told_by": cast.ben.pk, "items": [old.items.all()[0].pk]}
    published(cast.noor, own=["You may stop."])
    answer = signed_in(cast.ben).post(reverse("rights:tell", args=[cast.hana.pk]), said(cast, **whole))
    assert answer.status_code == 422
    assert not every(Telling).exists()


def test_consent_is_asked_for_given_and_taken_back_on_pages(cast: Cast, signed_in: SignedIn) -> None:
    ben, address = signed_in(cast.ben), reverse("rights:ask_consent", args=[cast.hana.pk])
    asked_for = {"about": "service", "purpose": "A visit at home", "state": "given"}
    refused = ben.post(address, said(cast, **asked_for, tests=ALL_SIX[:5]))
    assert refused.status_code == 422
    assert str(ConsentTest.INFORMED.label) in refused.content.decode()
    assert not every(Consent).exists()
    assert ben.post(address, said(cast, **asked_for, tests=ALL_SIX)).status_code == 302
    consent = every(Consent).get()
    change = reverse("rights:change_consent", args=[cast.hana.pk, consent.pk])
    page = ben.get(reverse("rights:client", args=[cast.hana.pk])).content.decode()
    assert change in page
    assert "A visit at home" in ben.get(change).content.decode()
    assert ben.post(change, said(cast, state="withdrawn", note="Not in winter.")).status_code == 302
    page = ben.get(reverse("rights:client", args=[cast.hana.pk])).content.decode()
    assert "Withdrawn" in page
    assert "Not in winter." in page
    assert ben.get(change).status_code == 409


def test_it_is_written_down_once_however_often_the_button_is_pressed(cast: Cast, signed_in: SignedIn) -> None:
    told_ = said(cast, about="service", purpose="A visit", state="refused", csrfmiddlewaretoken="x" * 64)
    ben = signed_in(cast.ben)
    for _again in range(2):
        assert ben.post(reverse("rights:ask_consent", args=[cast.hana.pk]), told_).status_code == 302
    assert every(Consent).count() == every(RecordEntry).filter(event="consent.refused").count() == 1


def test_for_those_who_do_not_work_with_the_client_there_is_nothing(cast: Cast, ruth: Client, signed_in: SignedIn) -> None:
    published(cast.noor)
    consent, group = agreed(cast.ben, cast.hana), together(cast.ben, cast.hana, ruth)
    addresses = [reverse(f"rights:{name}", args=[cast.hana.pk]) for name in ("client", "tell", "ask_consent")]
    addresses += [reverse("rights:change_consent", args=[cast.hana.pk, consent.pk]), reverse("rights:group", args=[group.pk])]
    addresses.append(reverse("rights:agree", args=[group.pk, ruth.pk]))
    for person in (cast.dana, cast.olga, cast.grace, cast.chidi, cast.root, cast.ivo):
        assert {signed_in(person).get(address).status_code for address in addresses} == {404}
    ingrid = signed_in(cast.ingrid)
    assert [ingrid.get(address).status_code for address in addresses] == [200, 403, 403, 403, 200, 403]
    assert reverse("rights:tell", args=[cast.hana.pk]) not in ingrid.get(addresses[0]).content.decode()


# --- Groups -------------------------------------------------------------------------------------------------------------------
def test_clients_are_named_together_and_each_is_asked(cast: Cast, ruth: Client, signed_in: SignedIn) -> None:
    ben = signed_in(cast.ben)
    form = {"kind": "family", "name": "The Amsels", "clients": [cast.hana.pk]}
    assert ben.post(reverse("rights:add_group"), form).status_code == 422
    answer = ben.post(reverse("rights:add_group"), form | {"clients": [cast.hana.pk, ruth.pk]})
    group = every(ClientGroup).get()
    assert answer["Location"] == reverse("rights:group", args=[group.pk])
    page = ben.get(answer["Location"]).content.decode()
    assert page.count("Still to ask") == 2
    assert "can promise that everyone keeps to what they agreed" in page
    agree = reverse("rights:agree", args=[group.pk, ruth.pk])
    words = {"confidentiality": "agreed", "shared_with": "Her aunt", "role_made_clear": "on", "role": "", "language": "Spanish"}
    refused = ben.post(agree, words | boxes("on", today(cast.organisation)))
    assert refused.status_code == 422, "in which words the role was made clear"
    assert ben.post(agree, words | {"role": "I take no side"} | boxes("on", today(cast.organisation))).status_code == 302
    page = ben.get(answer["Location"]).content.decode()
    assert "Her aunt" in page
    assert "I take no side" in page
    assert "Not told yet" in page, "the limits of confidentiality"
    assert every(GroupAgreement).get().client_id == ruth.pk
    assert "The Amsels" in ben.get(reverse("rights:groups")).content.decode()
    assert "The Amsels" in ben.get(reverse("rights:client", args=[ruth.pk])).content.decode()
    assert ben.get(reverse("rights:agree", args=[group.pk, cast.ben.pk])).status_code == 404
    says(cast.elif_, group, ruth)
    assert "Asked 2 times" in ben.get(answer["Location"]).content.decode()


# --- The list of what clients are told ----------------------------------------------------------------------------------------
def test_a_director_publishes_what_policies_offer_and_own_lines(cast: Cast, library: None, signed_in: SignedIn) -> None:
    adopted(cast.noor, PCF)
    noor, address = signed_in(cast.noor), reverse("rights:publish")
    form = noor.get(address).content.decode()
    assert "PCF-RIGHTS-6.1" in form
    assert "PCF-IC-4c" in form
    refused = noor.post(address, {"codes": ["PCF-RIGHTS-6.1"], "own": "", "own_limits": ""})
    assert refused.status_code == 422
    assert "how confidential it is" in refused.content.decode()
    sent = {"codes": ["PCF-RIGHTS-6.1"], "own": "You may bring a friend.\n\nYou may stop.", "own_limits": "We pass on danger."}
    assert noor.post(address, sent)["Location"] == reverse("rights:checklist")
    assert [item.text for item in Checklist.objects.get().items.all()][1:] == [
        "You may bring a friend.",
        "You may stop.",
        "We pass on danger.",
    ]
    again = noor.get(address).content.decode()
    assert "You may stop." in again, "the next edition begins with the one before"
    assert noor.post(address, sent).status_code == 422
    assert noor.post(address, sent | {"own": "You may stop."}).status_code == 302
    amira = signed_in(cast.amira)
    assert "You may bring a friend." not in amira.get(reverse("rights:checklist")).content.decode()
    assert "You may bring a friend." in amira.get(reverse("rights:edition", args=[1])).content.decode()
    assert amira.get(reverse("rights:edition", args=[3])).status_code == 404
    assert amira.get(address).status_code == 403
    assert "You may stop." not in signed_in(cast.ivo).get(reverse("rights:checklist")).content.decode()
