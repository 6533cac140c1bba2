"""The pages of contacts, where they are found, and the API beside them."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.clients.models import Client
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.clocks.queries import at, now
from policies.contacts import queries
from policies.contacts.models import Contact, ContactVersion
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, adopted
from tests.policies.contacts.logging import ABOUT, feast, hana_of, jonah_of, met, somebody, written_to
from tests.security.sent import MET, MET_BY_API, boxes
from tests.seeing import every

pytestmark = pytest.mark.django_db
ADD = "contacts:start"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def on_day(cast: Cast, **more: Any) -> dict[str, Any]:
    return MET | boxes("on", today(cast.organisation)) | more


def test_it_is_found_from_the_start_page_and_has_the_client_ticked_whom_one_came_from(cast: Cast, signed_in: SignedIn) -> None:
    amira = signed_in(cast.amira)
    assert reverse("contacts:list") in amira.get("/").content.decode()
    page = amira.get(reverse(ADD), {"client": str(cast.hana.pk)}).content.decode()
    assert re.search(rf'value="client:{cast.hana.pk}"[^>]*checked', page)
    assert f"relative:{cast.jonah.pk}" in page
    stranger = signed_in(cast.pavel).get(reverse(ADD), {"client": str(cast.hana.pk)}).content.decode()
    assert str(cast.hana.pk) not in re.sub(r"\?client=[^\"]*", "", stranger)
    assert "Hana" not in stranger


def test_one_is_logged_on_a_page_and_read_by_the_line_manager(cast: Cast, library: None, signed_in: SignedIn) -> None:
    adopted(cast.noor, LK)
    amira, elif_ = signed_in(cast.amira), signed_in(cast.elif_)
    told = on_day(cast, people=[f"client:{cast.hana.pk}", f"relative:{cast.jonah.pk}"], others="", place="The quay", at="14:30")
    made = amira.post(reverse(ADD), told)
    (contact,) = every(Contact)
    assert made["Location"] == reverse("contacts:entry", args=[contact.pk])
    page = words(amira.get(made["Location"]))
    for said in ("Hana Abebe", "Jonah Abebe", "The quay", "14:30", "LK-4.3-6", "Elif Demir has it to read"):
        assert said in page
    assert "Not read yet" in words(amira.get(reverse("contacts:list")))
    assert "Amira Haddad" in words(elif_.get(reverse("contacts:to_read")))
    read = reverse("contacts:read", args=[contact.pk])
    wrong = elif_.post(read, {"word": "x" * 400})
    assert (wrong.status_code, "x" * 400 in wrong.content.decode()) == (422, True)
    assert elif_.post(read, {"talk": "on", "word": "Well handled."})["Location"] == reverse("contacts:to_read")
    page = words(amira.get(made["Location"]))
    assert "Elif Demir read it on" in page
    assert "Well handled." in page
    assert "talk about it in supervision" in page
    assert "Amira" in words(elif_.get(reverse("contacts:to_read"), {"show": "read"}))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"others": ""}, "others"),
        ({"recognised": ""}, "recognised"),
        ({"how": "own", "own": "own_phone"}, "moved"),
        ({"how": "own", "own": ""}, "own"),
        ({"how": "own", "own": "own_phone", "moved": "yes"}, "moved_on"),
        ({"about": ""}, "about"),
        ({"on_year": "2099"}, "on"),
        ({"began": ""}, "began"),
        ({"people": ["client:00000000-0000-4000-8000-000000000000"]}, "people"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    wrong: dict[str, Any], field: str, cast: Cast, signed_in: SignedIn
) -> None:
    answer = signed_in(cast.amira).post(reverse(ADD), on_day(cast, place="The old quay") | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "The old quay" in answer.content.decode()
    assert not every(Contact).exists()


@pytest.mark.parametrize("name", [ADD, "contacts:announce"])
def test_where_the_list_is_long_clients_are_named_by_their_references(
    name: str, cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor, page = signed_in(cast.noor), reverse(name)
    for number in range(2):
        client = Client(organisation=cast.organisation, reference=f"C-200{number}")
        client.name = f"Somebody {number}"
        client.save()
    box = 'name="references"'
    assert box not in noor.get(page).content.decode()
    monkeypatch.setattr(queries, "MOST_OFFERED", 1)
    shown = noor.get(page).content.decode()
    assert (box in shown, "C-2001" in shown, shown.index(box) < shown.index('name="others"')) == (True, False, True)
    told = on_day(cast, others="", about="The old quay") | {"people": [f"client:{cast.hana.pk}"]}
    for wrong in ("C-9999", "\n".join(["c-2001"] * 21)):
        answer = noor.post(page, told | {"references": f"C-2000\n{wrong}"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["references"])
        assert f"C-2000\n{wrong}" in answer.content.decode()
    assert not every(Contact).exists()
    noor.post(page, told | {"references": " c-2001 \n\nC-1001"})
    (contact,) = every(Contact).select_related("organisation__data_key", "data_key")
    people = queries.named_in(queries.newest_of(contact))
    assert {each.client_id for each in people} == {cast.hana.pk, client.pk}


def test_the_same_page_sent_twice_logs_once(cast: Cast, signed_in: SignedIn) -> None:
    amira = signed_in(cast.amira)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', amira.get(reverse(ADD)).content.decode())
    assert token
    told = on_day(cast, csrfmiddlewaretoken=token[1])
    assert {amira.post(reverse(ADD), told)["Location"] for _twice in range(2)} == {
        reverse("contacts:entry", args=[each.pk]) for each in every(Contact)
    }
    assert every(Contact).count() == 1


def test_an_event_is_told_of_and_becomes_an_entry_with_one_tap(cast: Cast, signed_in: SignedIn) -> None:
    amira = signed_in(cast.amira)
    told = {"about": "The feast", **boxes("on", today(cast.organisation)), "people": [f"client:{cast.hana.pk}"]}
    made = amira.post(reverse("contacts:announce"), told)["Location"]
    assert "make it an entry" in words(amira.get(made))
    (contact,) = every(Contact)
    assert amira.post(reverse("contacts:happened", args=[contact.pk]))["Location"] == made
    page = words(amira.get(made))
    assert "Some of it is not said yet" in page
    assert "What was written before" in page
    correct = reverse("contacts:correct", args=[contact.pk])
    form = amira.get(correct).content.decode()
    assert re.search(rf'value="client:{cast.hana.pk}"[^>]*checked', form)
    assert amira.post(correct, on_day(cast, kind="event", people=[f"client:{cast.hana.pk}"], others=""))["Location"] == made
    assert "not said yet" not in words(amira.get(made))
    assert every(ContactVersion).count() == 3


def test_before_its_day_there_is_nothing_to_tap(cast: Cast, signed_in: SignedIn) -> None:
    contact = feast(cast.amira)
    amira = signed_in(cast.amira)
    assert "make it an entry" not in words(amira.get(reverse("contacts:entry", args=[contact.pk])))
    assert amira.post(reverse("contacts:happened", args=[contact.pk])).status_code == 409
    form = amira.get(reverse("contacts:correct", args=[contact.pk])).content.decode()
    assert "The harbour feast" in form
    assert 'name="began"' not in form


def test_a_message_is_moved_on_its_own_page(cast: Cast, signed_in: SignedIn) -> None:
    contact = written_to(cast.amira)
    amira = signed_in(cast.amira)
    entry, move = (reverse(f"contacts:{name}", args=[contact.pk]) for name in ("entry", "move"))
    assert move in amira.get(entry).content.decode()
    assert amira.post(move, {"moved_to": ""}).status_code == 422
    assert amira.post(move, {"moved_to": "The team's phone", **boxes("moved_on", today(cast.organisation))})["Location"] == entry
    page = words(amira.get(entry))
    assert ("The team&#x27;s phone" in page, "Still to be moved" in page) == (True, False)


def test_the_register_names_nobody_to_an_auditor(cast: Cast, signed_in: SignedIn) -> None:
    contact = met(cast.amira, hana_of(cast), jonah_of(cast))
    entry, register = reverse("contacts:entry", args=[contact.pk]), reverse("contacts:register")
    grace, noor = signed_in(cast.grace), signed_in(cast.noor)
    for address in (entry, register):
        masked = words(grace.get(address))
        for secret in ("Amira", "Hana", "Jonah", "C-1001", ABOUT):
            assert secret not in masked
        assert "We met by chance" in masked
    assert "Amira" in words(noor.get(register))
    assert "Hana" in words(noor.get(entry))
    for person in (cast.amira, cast.elif_, cast.chidi, cast.olga, cast.samuel):
        assert signed_in(person).get(register).status_code == 404


@pytest.mark.parametrize("name", ["contacts:list", "contacts:to_read", "contacts:register"])
def test_a_long_list_asks_what_a_short_one_asks(name: str, cast: Cast, signed_in: SignedIn) -> None:
    who = {"contacts:list": cast.amira, "contacts:to_read": cast.elif_, "contacts:register": cast.noor}[name]
    browser = signed_in(who)
    for _each in range(3):
        met(cast.amira, hana_of(cast), somebody())
    browser.get(reverse(name))
    few = asked(lambda: browser.get(reverse(name)))
    for _each in range(30):
        met(cast.amira, hana_of(cast), somebody())
    shown: Any = None

    def show() -> None:
        nonlocal shown
        shown = browser.get(reverse(name))

    assert asked(show) == few
    assert (len(shown.context["rows"]), bool(shown.context["next_url"])) == (25, True)
    assert len(browser.get(reverse(name) + shown.context["next_url"]).context["rows"]) == 8


def test_the_api_says_and_does_the_same(cast: Cast) -> None:
    amira, elif_, day = calling(cast.amira), calling(cast.elif_), today(cast.organisation).isoformat()
    contacts = reverse("api_contacts:contacts")
    body: dict[str, Any] = MET_BY_API | {"on": day, "people": [{"client": str(cast.hana.pk)}, {"relative": str(cast.jonah.pk)}]}
    assert "people" in amira.post(contacts, body | {"people": [{"client": str(cast.amira.pk)}]}).wrong
    assert "recognised" in amira.post(contacts, {name: value for name, value in body.items() if name != "recognised"}).wrong
    made = amira.post(contacts, body, key="once")
    assert (made.status, amira.post(contacts, body, key="once")["id"]) == (201, made["id"])
    (line,) = amira.get(contacts)["contacts"]
    assert (line["id"], line["state"], len(line["people"])) == (made["id"], "unread", 2)
    assert [each["id"] for each in elif_.get(reverse("api_contacts:to_read"))["contacts"]] == [made["id"]]
    changed = amira.put(made["url"], body | {"about": "The weather, again.", "colleagues": [str(cast.ben.pk)]})
    assert [each["about"] for each in changed["content"]["versions"]] == ["The weather, again.", "The weather."]
    assert "kind" in amira.put(made["url"], {"on": day, "about": "Less."}).wrong
    read = reverse("api_contacts:read", args=[made["id"]])
    assert (amira.post(read, {}).status, elif_.post(read, {"word": "Good."}).status, elif_.post(read, {}).status) == (
        403,
        200,
        409,
    )
    assert amira.get(made["url"])["content"]["readings"][0]["word"] == "Good."
    assert calling(cast.grace).get(made["url"])["content"] is None
    (registered,) = calling(cast.grace).get(reverse("api_contacts:register"))["contacts"]
    assert registered["author"] is None
    (registered,) = calling(cast.noor).get(reverse("api_contacts:register"))["contacts"]
    assert registered["author"]["name"] == cast.amira.name
    assert calling(cast.ben).get(made["url"]).status == 404


def test_the_api_tells_of_an_event_and_moves_a_message(cast: Cast) -> None:
    amira, day = calling(cast.amira), today(cast.organisation).isoformat()
    made = amira.post(reverse("api_contacts:events"), {"on": day, "about": "The feast"})
    assert amira.get(made["url"])["state"] == "beforehand"
    changed = amira.put(made["url"], {"on": day, "about": "The feast on the quay"})
    assert changed["content"]["versions"][0]["beforehand"] is True
    happened = reverse("api_contacts:happened", args=[made["id"]])
    assert (amira.post(happened, {}).status, amira.post(happened, {}).status) == (200, 409)
    contact = written_to(cast.amira)
    move = reverse("api_contacts:move", args=[contact.pk])
    assert "moved_on" in amira.post(move, {"moved_on": "2099-01-01", "moved_to": "x"}).wrong
    assert amira.post(move, {"moved_on": day, "moved_to": "The team's phone"}).status == 200
    assert amira.get(reverse("api_contacts:contact", args=[contact.pk]))["to_be_moved"] is False


def test_every_page_of_a_list_comes_once_by_the_api(cast: Cast) -> None:
    made = []
    for minute in range(5):
        with at(now()):
            made.append(str(met(cast.amira, about=f"Number {minute}").pk))
    programme = calling(cast.amira)
    assert sorted(all_of(programme, reverse("api_contacts:contacts"), "contacts", limit="2")) == sorted(made)
    assert len(queries.shown(list(queries.own(cast.amira)))) == 5
