"""What counts as a passkey: made on our own page, shown to what was asked just now, by its owner, and never a copy."""

import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.demo.cast import Cast, address_of
from accounts.secondfactor.actions import note_use
from accounts.secondfactor.models import Passkey
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import app_code

MAKE, CODE = "/account/second/passkey/", "/sign-in/code/"
FLAG = AuthenticatorData.FLAG
OURS, THEIRS = "https://testserver", "https://testserver.elsewhere.example"


class Phone:
    """A phone that makes and shows one passkey, as WebAuthn says."""

    def __init__(self, number: int = 1) -> None:
        self.key = generate_private_key(SECP256R1())
        self.id, self.uses = bytes([number]) * 16, 0

    def _said(self, kind: str, challenge: str, origin: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=websafe_decode(challenge), origin=origin)

    def _answer(self, **response: bytes) -> str:
        said = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "response": said}
        )

    def make(self, challenge: str, origin: str = OURS) -> str:
        """The answer to being asked for a new passkey."""
        read: Any = ES256.from_cryptography_key
        credential = AttestedCredentialData.create(bytes(16), self.id, read(self.key.public_key()))
        data = AuthenticatorData.create(sha256(b"testserver").digest(), FLAG.UP | FLAG.UV | FLAG.AT, self.uses, credential)
        made = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=self._said("webauthn.create", challenge, origin), attestationObject=bytes(made))

    def show(self, challenge: str, origin: str = OURS) -> str:
        """The answer to being asked for the passkey."""
        self.uses += 1
        data = AuthenticatorData.create(sha256(b"testserver").digest(), FLAG.UP | FLAG.UV, self.uses)
        said = self._said("webauthn.get", challenge, origin)
        signed = self.key.sign(data + said.hash, ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signed)


def asked_to(browser: Client, path: str, place: str) -> str:
    """What the page asks the browser."""
    browser.get(path)
    challenge: str = browser.session[place]["challenge"]
    return challenge


def make(browser: Client, phone: Phone, **changes: Any) -> Any:
    answer = phone.make(asked_to(browser, MAKE, "passkey_making"), **changes)
    return browser.post(MAKE, {"name": "my phone", "answer": answer})


@pytest.fixture
def amira(half_way: Client) -> Client:
    half_way.post(CODE, {"code": app_code()})
    return half_way


@pytest.fixture
def phone(amira: Client) -> Phone:
    phone = Phone()
    assert make(amira, phone).status_code == 302
    return phone


@pytest.fixture
def another(phone: Phone, try_password: Try) -> Client:
    """Another browser in which Amira has given her password."""
    browser = Client()
    try_password(browser, address_of("amira"))
    return browser


def test_a_passkey_lets_in(cast: Cast, phone: Phone, another: Client) -> None:
    answer = phone.show(asked_to(another, CODE, "passkey_showing"))
    assert another.post(CODE, {"answer": answer})["Location"] == "/"
    assert another.get("/").status_code == 200
    assert Passkey.objects.get(user=cast.amira.user).used_at is not None


def test_an_answer_counts_once(phone: Phone, another: Client, try_password: Try) -> None:
    answer = phone.show(asked_to(another, CODE, "passkey_showing"))
    another.post(CODE, {"answer": answer})
    third = Client()
    try_password(third, address_of("amira"))
    third.get(CODE)
    assert third.post(CODE, {"answer": answer}).status_code == 422


def test_a_wrong_answer_uses_up_what_was_asked(phone: Phone, another: Client) -> None:
    challenge = asked_to(another, CODE, "passkey_showing")
    assert another.post(CODE, {"answer": "{}"}).status_code == 422
    assert another.session["passkey_showing"]["challenge"] != challenge
    assert another.post(CODE, {"answer": phone.show(challenge)}).status_code == 422


def test_another_site_gets_nothing_out_of_it(phone: Phone, another: Client, amira: Client) -> None:
    assert another.post(CODE, {"answer": phone.show(asked_to(another, CODE, "passkey_showing"), THEIRS)}).status_code == 422
    assert make(amira, Phone(2), origin=THEIRS).status_code == 422
    assert Passkey.objects.count() == 1


def test_nor_does_another_phone(phone: Phone, another: Client) -> None:
    stranger = Phone(1)
    assert another.post(CODE, {"answer": stranger.show(asked_to(another, CODE, "passkey_showing"))}).status_code == 422


def test_one_whose_count_goes_backwards_was_copied(cast: Cast, phone: Phone) -> None:
    made = Passkey.objects.get(user=cast.amira.user)
    assert [note_use(passkey_id=made.id, uses=uses) for uses in (5, 5, 4, 6)] == [True, False, False, True]


def test_one_that_does_not_count_at_all_goes_on_counting(cast: Cast, phone: Phone) -> None:
    made = Passkey.objects.get(user=cast.amira.user)
    assert [note_use(passkey_id=made.id, uses=0) for _time in range(2)] == [True, True]


def test_a_passkey_belongs_to_one_person(cast: Cast, phone: Phone, amira: Client) -> None:
    again = make(amira, phone)
    assert (again.status_code, Passkey.objects.count()) == (422, 1)


@pytest.mark.parametrize("answer", ["", "{}", "nothing", "[]", '{"id": 1}', "x" * 30_000, "null"])
def test_nonsense_is_no_passkey(phone: Phone, another: Client, amira: Client, answer: str) -> None:
    another.get(CODE)
    assert another.post(CODE, {"answer": answer, "code": ""}).status_code == 422
    amira.get(MAKE)
    assert amira.post(MAKE, {"name": "x", "answer": answer}).status_code == 422
    assert Passkey.objects.count() == 1


def test_nobody_has_more_than_ten(amira: Client) -> None:
    for number in range(10):
        assert make(amira, Phone(number)).status_code == 302
    assert make(amira, Phone(11)).status_code == 422
