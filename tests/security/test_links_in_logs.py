"""The links of our mails hold secrets: no process of the product writes one down, however loud it was told to be."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import address_of, small_world
from accounts.staff.models import StaffMember
from boundaries.engines.bootstrap import ROOT
from tests import scratch
from tests.accounts.signing import app_code, equip_everybody, recovery_code
from tests.security.playing import Product, Visit

pytestmark = pytest.mark.fault
CODE = re.compile(r"\b([2-9A-Z]{4}-[2-9A-Z]{4})\b")
NEW = "four words no bird"


@pytest.fixture
def product(committed_db: None, database_copy: scratch.Copy, tmp_path: Path) -> Iterator[Product]:
    found = Product(tmp_path, database_copy)
    try:
        small_world()
        equip_everybody()
        found.begin()
        yield found
    finally:
        found.close()


def sign_in(product: Product, key: str) -> Visit:
    """Somebody of the cast, signed in."""
    visit, person = Visit(product.address), StaffMember.objects.get(user__email=address_of(key))
    visit.send("/sign-in/", email=address_of(key), password=PASSWORD)
    visit.send("/sign-in/code/", code=recovery_code(person.user))
    assert (visit.status, visit.url) == (200, "/")
    return visit


def join(product: Product) -> list[str]:
    """Olga invites Rosa, who comes in by link and code; the secrets of that."""
    olga = sign_in(product, "olga")
    added = olga.send("/people/add/", name="Rosa Lind", kind="employee", email="rosa@relief.example")
    assert olga.status == 200, added
    rosa = StaffMember.objects.get(name="Rosa Lind")
    found = CODE.search(olga.send(f"/people/{rosa.pk}/signing-in/invite/"))
    assert found
    link, code = product.last_link("rosa@relief.example"), found.group(1)
    at_home = Visit(product.address)
    at_home.send(link, code="ABCD-EFGH", password=NEW, password_again=NEW)
    assert at_home.status == 422
    at_home.send(link, code=code, password=NEW, password_again=NEW)
    assert (at_home.status, at_home.url) == (200, "/account/second/")
    return [link.split("/")[2], code, NEW]


def choose_anew(product: Product) -> list[str]:
    """Amira forgets her password, and moves to another address afterwards; the secrets of that."""
    amira = Visit(product.address)
    amira.send("/password/", email=address_of("amira"))
    link = product.last_link(address_of("amira"))
    amira.open(link)
    amira.send("/sign-in/code/", code=app_code())
    amira.send("/password/new/", password=NEW, password_again=NEW)
    assert (amira.status, amira.url) == (200, "/")
    amira.send("/account/address/", email="amira@elsewhere.example", password=NEW)
    other = product.last_link("amira@elsewhere.example")
    amira.send(other)
    assert StaffMember.objects.get(user__email="amira@elsewhere.example")
    return [link.split("/")[3], other.split("/")[4], "elsewhere.example"]


def test_no_process_writes_down_a_link_or_a_secret(product: Product) -> None:
    secrets = [*join(product), *choose_anew(product)]
    Visit(product.address).open(f"/join/{'0' * 32}/?next=marigold")
    product.settle()
    logs = product.logs()
    assert {"web", "worker", "beat", "relay"} <= set(logs)
    assert logs["web"].count('"event": "request.answered"') > 20, "it looks in the right place"
    assert '"route": "invitations:join"' in logs["web"]
    for secret in (*secrets, "0" * 32, "marigold", "127.0.0.1", "rosa@", "Rosa", "Mozilla", "urllib"):
        assert [name for name, said in logs.items() if secret in said and name != "redis"] == [], secret
    for name in ("web", "worker", "beat", "relay"):
        assert [line for line in logs[name].splitlines() if not line.startswith("{")] == [], name


def test_gunicorn_reads_our_logger_wherever_it_is_started() -> None:
    assert 'logger_class = "boundaries.logs.gunicorn.QuietLogger"' in (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
