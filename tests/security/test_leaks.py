"""Twenty-odd words nobody else uses are typed into the running product; afterwards everything that is no key is read (CH-07).

None of them stands anywhere in clear, but the few that are meant to be read by everybody in the organisation.
"""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from redis import Redis

from accounts.clients.models import Client
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of, small_world
from accounts.imports.models import ImportFile
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.engines import roles
from boundaries.threads.models import Message
from boundaries.web.models import KeptForm
from incidents.reports.models import Addition, Attachment, Draft, Intervention, Party, Report, RouteDecision
from tests import scratch
from tests.accounts.signing import equip_everybody, recovery_code
from tests.incidents.reports.pages import CONCERN
from tests.scratch import FOLDER
from tests.security.looking import Places, Words, listening
from tests.security.playing import ID, Product, Visit
from tests.seeing import every

pytestmark = pytest.mark.fault
CLIENTS = ("client", "relative", "imported", "refused")
TOLD = ("saw", "told", "think", "when", "where", "done", "subject", "file", "content", "draft", "typing", "kept", "api")
SAID = ("question", "answer", "message", "reply", "addition", "intervention", "party", "withdrawal", "handing", "recusal")
TRIED = ("searched", "guessed", "password", "address")
SECRET = (*CLIENTS, *TOLD, *SAID, *TRIED)
PLAIN = {
    "colleague": {"accounts_staffmember.name"},
    "job": {"accounts_staffmember.job_title"},
    "team": {"accounts_team.name"},
    "site": {"accounts_site.name"},
    "reference": {"accounts_client.reference"},
    "language": {"accounts_client.language"},
}
"""What is written in clear on purpose: everybody in the organisation may read it, and it says nothing of anything that happened."""


@pytest.fixture
def product(committed_db: None, database_copy: scratch.Copy, tmp_path: Path) -> Iterator[Product]:
    found = Product(tmp_path, database_copy)
    try:
        found.begin()
        yield found
    finally:
        found.close()


@pytest.fixture
def words() -> dict[str, str]:
    return {name: f"{name}zq{uuid4().hex[:16]}" for name in (*SECRET, *PLAIN)}


class Story:
    """People at their browsers, and what they type."""

    def __init__(self, product: Product, cast: Cast, words: Words) -> None:
        self.product, self.cast, self.words = product, cast, words
        self.visits: dict[str, Visit] = {}

    def by(self, key: str) -> Visit:
        """Somebody of the cast, signed in."""
        if key not in self.visits:
            visit = self.visits[key] = Visit(self.product.address)
            person = StaffMember.objects.get(user__email=address_of(key))
            visit.send("/sign-in/", email=address_of(key), password=PASSWORD)
            visit.send("/sign-in/code/", code=recovery_code(person.user))
        return self.visits[key]

    def do(self, key: str, path: str, expected: int = 200, **sent: Any) -> str:
        """Send a form, and be sure that it was taken."""
        page = self.by(key).send(path, **sent)
        assert self.by(key).status == expected, (path, page)
        return page

    def set_up(self) -> None:
        """The organisation, a colleague, a client and a relative."""
        w = self.words
        self.do("olga", "/organisation/sites/add/", name=w["site"])
        self.do("olga", "/teams/add/", name=w["team"])
        self.do("olga", "/people/add/", name=w["colleague"], kind="employee", job_title=w["job"])
        said: dict[str, Any] = {"kind": "direct", "status": "current", "reference": w["reference"], "language": w["language"]}
        self.do("elif", "/clients/add/", name=w["client"], worker=str(self.cast.amira.pk), **said)
        client = Client.objects.get(reference=w["reference"])
        self.do("elif", f"/clients/{client.pk}/relatives/add/", name=w["relative"], tie="parent")
        assert w["client"] in self.by("elif").open(f"/clients/?q={w['client']}")

    def bring_files(self) -> None:
        """Lists of clients: one that is applied, and one that is not in order and stays."""
        for name, last in (("imported", "direct"), ("refused", "nonsense")):
            rows = f"Client,Full name,Kind\r\nX-{name},{self.words[name]} Brown,{last}\r\n"
            self.do("noor", "/imports/start/", files={"file": (f"{self.words[name]}.csv", rows.encode())})
            self.product.settle()
            if name == "imported":
                self.do("noor", f"/imports/{ID.findall(self.by('noor').url)[0]}/apply/")
                self.product.settle()
        assert Client.objects.filter(reference="X-imported").exists()

    def tell(self) -> Report:
        """Amira tells something in confidence, page by page, with a file."""
        w, amira = self.words, self.by("amira")
        large = f"{w['content']}\n".encode() * 60_000  # more than what Django and gunicorn would keep in memory by themselves
        pages = CONCERN | {
            "people": {"query": w["subject"], "pick": "as_written"},
            "when": {"when": w["when"], "where": w["where"], "channel": "phone"},
            "what": {"saw": w["saw"], "told": w["told"], "think": w["think"], "files": {"upload": (f"{w['file']}.txt", large)}},
            "done": {"done": w["done"], "talked": "not_possible"},
        }
        draft_id = self._draft(pages)
        self.do("amira", f"/reports/draft/{draft_id}/check/", act="send")
        assert "/receipt/" in amira.url
        return every(Report).get(pk=draft_id)

    def _draft(self, pages: dict[str, dict[str, Any]]) -> str:
        self.do("amira", "/reports/start/")
        draft_id = ID.findall(self.by("amira").url)[0]
        for step, fields in pages.items():
            self.do("amira", f"/reports/draft/{draft_id}/{step}/", act="continue", **fields)
        return str(draft_id)

    def begin_others(self) -> None:
        """Drafts that are never sent: by a page, by saving while typing, by a form that came too late, by the API."""
        w = self.words
        pages = {"danger": {"danger": "no"}, "kind": {"kind": "self_report"}, "story": {"saw": w["draft"]}}
        draft_id = self._draft(pages)
        self.do("amira", f"/reports/draft/{draft_id}/more/autosave/", 204, when=w["typing"])
        self.do("amira", f"/keep/?path=/reports/{uuid4()}/add/", 204, text=w["kept"])
        begun = self.by("amira").call("POST", "/api/v1/drafts/", {})
        self.by("amira").call("PATCH", f"/api/v1/drafts/{begun['id']}/", {"danger": "no", "kind": "concern", "saw": w["api"]})
        assert self.by("amira").status == 200

    def handle(self, report: Report) -> None:
        """Everything that can be done with a report."""
        w, cast = self.words, self.cast
        desk, own = f"/desk/{report.pk}", f"/reports/{report.pk}"
        self.product.settle()
        self.do("tomas", f"{desk}/people/{report.parties.get().pk}/", query="Ben", pick=str(cast.ben.pk))
        self.product.settle()
        self.do("elif", f"{desk}/acknowledge/")
        self.do("elif", f"{desk}/ask/", text=w["question"])
        self.do("amira", f"{own}/answer/", text=w["answer"])
        self.do("amira", f"{own}/message/", text=w["message"])
        self.do("elif", f"{desk}/message/", text=w["reply"])
        self.do("amira", f"{own}/add/", text=w["addition"])
        day: dict[str, Any] = {"day_day": "2", "day_month": "1", "day_year": "2026", "hour": "14:30"}
        self.do("elif", f"{desk}/intervene/", text=w["intervention"], **day)
        self.do("elif", f"{desk}/people/", role="witness", query=w["party"], pick="as_written")
        self.do("amira", f"{own}/withdraw/", text=w["withdrawal"])
        self.do("elif", f"{desk}/reassign/", to=str(cast.farid.pk), reason=w["handing"])
        self.do("farid", f"{desk}/recuse/", reason=w["recusal"])
        self.product.settle()

    def go_astray(self) -> None:
        """What is typed where it does not belong: in searches, addresses, passwords, and in what is refused."""
        w, nobody = self.words, Visit(self.product.address)
        for path in (
            f"/people/?q={w['searched']}",
            f"/desk/?reference={w['searched'][:18]}",
            f"/{w['guessed']}/",
            f"/join/{w['guessed']}/",
        ):
            self.by("elif").open(path)
        nobody.send("/sign-in/", email=f"{w['address']}@relief.example", password=w["password"])
        nobody.send("/password/", email=f"{w['address']}@relief.example")
        nobody.send(f"/join/{w['guessed']}/", code=w["guessed"], password=w["password"], password_again=w["password"])
        self.by("elif").call("POST", "/api/v1/drafts/", {w["guessed"]: w["guessed"]})
        self.do("amira", "/reports/start/")
        self.by("amira").send(f"{self.by('amira').url}?{w['guessed']}", danger=w["guessed"])
        self.product.settle()


def opened() -> str:
    """All that was said, as it is read with the keys."""
    held: list[Any] = [
        *(str(each.name) for each in Client.objects.all()),
        *(str(relative.name) for each in Client.objects.all() for relative in each.relatives.all()),
        *(each.story for each in every(Report)),
        *(each.name for each in every(Party)),
        *((each.name, bytes(each.content)[:200]) for each in every(Attachment)),
        *(each.body for each in every(Message)),
        *(each.text for each in every(Addition)),
        *(each.text for each in every(Intervention)),
        *(each.path for each in every(RouteDecision)),
        *(each.answers for each in every(Draft)),
        *(each.fields for each in KeptForm.objects.all()),
        *((each.shown, bytes(each.content)) for each in ImportFile.objects.all()),
    ]
    return repr(held)


def admin_of(copy: scratch.Copy) -> str:
    """The login of somebody who may read everything there is in this database."""
    return roles.with_database(os.environ["ADMIN_DATABASE_URL"], copy.name)


def places_of(product: Product, heard: list[str]) -> Places:
    return Places(
        database=admin_of(product.copy),
        redis=product.redis.url(),
        heard=heard,
        logs=product.logs()
        | {str(path.parent.name): path.read_text(errors="replace") for path in FOLDER.glob("runs/*/postgres.log")},
        mails=product.mail_sent(),
        folders={"temporary": product.temporary, "static": Path(settings.STATIC_ROOT)},
    )


def test_what_was_typed_stands_nowhere_in_clear(product: Product, words: dict[str, str]) -> None:
    heard: list[str] = []
    with listening(product.redis.url(), heard):
        cast = small_world()
        equip_everybody()
        story = Story(product, cast, words)
        story.set_up()
        story.bring_files()
        story.begin_others()
        story.handle(story.tell())
        story.go_astray()
    held = opened()
    assert [name for name in SECRET if words[name] not in held and name not in TRIED] == [], "it was kept, and opens with its key"
    places = places_of(product, heard)
    assert {name: {place for place, each in places.found({name: words[name]})} for name in PLAIN} == PLAIN
    assert places.found({name: words[name] for name in SECRET}) == set()

    tasks = [line for line in heard if line.startswith("LPUSH celery")]
    assert tasks, "the doorbell was rung"
    for task in tasks:
        message = json.loads(task[task.index("{") : task.rindex("}") + 1].encode().decode("unicode_escape"))
        assert message["headers"]["argsrepr"] == "()"
        assert message["headers"]["kwargsrepr"] == "{}"
    assert product.mail_sent()
    assert "request.answered" in places.logs["web"]


# --- It looks in the right places -------------------------------------------------------------------------------------------
MARK = {"mark": "gentianzqfoxglove"}
SAID_IN = {
    "a column": "accounts_staffmember.job_title",
    "a sealed column, unsealed": "boundaries_keptform.fields",
    "a session": "django_session.session_data",
    "Redis": "Redis",
    "a task": "heard by Redis",
    "a log": "log of web",
    "a mail": "mail",
    "a file": "temporary files",
    "the name of a file": "temporary files",
}


def plant(where: str, places: Places, word: str) -> None:
    """Put the word where it must not be, in one of the ways in which it might get there."""
    ben = StaffMember.objects.select_related("organisation").get(user__email=address_of("ben"))
    folder = places.folders["temporary"]
    if where == "a column":
        StaffMember.objects.filter(pk=ben.pk).update(job_title=f"is {word.upper()}")
    elif where == "a sealed column, unsealed":
        row = {"person_id": uuid4(), "path": "/x/", "data_key": ben.organisation.data_key, "kept_at": now()}
        with connection.cursor() as run:
            kept = KeptForm.objects.create(**row)
            run.execute("UPDATE boundaries_keptform SET fields = %s WHERE id = %s", [f"..{word}".encode(), kept.pk])
    elif where == "a session":
        session = SessionStore()
        session["typed"] = {"deep": [word * 20]}
        session.save()
    elif where == "Redis":
        with Redis.from_url(places.redis) as client:
            client.hset("a", "b", word)
    elif where == "a task":
        with listening(places.redis, places.heard), Redis.from_url(places.redis) as client:
            client.lpush("celery", base64.b64encode(f'{{"args": ["{word}"]}}'.encode()))
            client.delete("celery")
    elif where == "a log":
        places.logs = {"web": f"... {word} ..."}
    elif where == "a mail":
        places.mails.append({"body": word})
    elif where == "a file":
        (folder / "deep").mkdir()
        (folder / "deep" / "x").write_bytes(word.encode("utf-16"))
    else:
        (folder / word).touch()


@pytest.mark.parametrize("where", SAID_IN)
def test_a_word_in_the_wrong_place_would_be_found(
    committed_db: None, database_copy: scratch.Copy, redis: Any, tmp_path: Path, where: str
) -> None:
    small_world()
    places = Places(database=admin_of(database_copy), redis=os.environ["REDIS_URL"], folders={"temporary": tmp_path})
    assert places.found(MARK) == set()
    plant(where, places, MARK["mark"])
    assert places.found(MARK) == {(SAID_IN[where], "mark")}


def test_it_looks_into_every_table(committed_db: None, database_copy: scratch.Copy) -> None:
    small_world()
    places = Places(database=admin_of(database_copy), redis=os.environ["REDIS_URL"])
    read = {place.partition(".")[0] for place, _content in places.contents()}
    filled = {model._meta.db_table for model in apps.get_models() if model._base_manager.exists()}
    assert filled <= read
    assert {"accounts_staffmember", "accounts_client"} <= filled
