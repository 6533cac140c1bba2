"""What sealing must give for given keys, nonces and places. The expected bytes were worked out by other programs than ours:
the first vector is test case 16 of the AES-GCM submission to NIST, the others come from an AES-GCM written out by hand that
passes it, and from the command-line tools for HMAC. A value sealed today must open in ten years: never change a line here."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_django import Settings

from boundaries.sealing import rules
from boundaries.sealing.actions import blind_index, open_key
from boundaries.sealing.models import DataKey

KEY = bytes(range(32))
KEY_ENCRYPTION_KEY = bytes(range(32, 64))
NONCE = bytes(range(64, 76))
INDEX_KEY = bytes(range(76, 108))
ROW = UUID("00000000-0000-4000-8000-000000000001")
ORGANISATION = UUID("00000000-0000-4000-8000-00000000000a")
WRAPPING = UUID("00000000-0000-4000-8000-0000000000ff")

VECTORS = [
    (
        "Grüße: what was told",
        rules.place("boundaries_message", "body", ROW),
        "01404142434445464748494a4ba5cb6d9fe5a3e239edb37f57ef44643a0ae62633db51dab85f03124043336588759fc6630c6e",
    ),
    (
        "",
        rules.place("boundaries_message", "body", ROW),
        "01404142434445464748494a4b8d4821b6fbb6228082130da6876fd320",
    ),
    (
        '{"id":"é","kind":"thing"}',
        rules.place("boundaries_notice", "target", ROW),
        "01404142434445464748494a4b999bc7470406a5c064e63b14f00d7d3f5bfc7028df5c6144553a87652e42dae671b729657734ad27f2f6",
    ),
]
WRAPPED = (
    "01404142434445464748494a4bc255bf825473c30c5a3b5a2389475f7d039f8f90e155b1c976e78e1b7cf7d11d33b3fe7bce01fccf9e2e09b86d740e0b"
)


def test_the_cipher_is_the_published_one() -> None:
    sealed = AESGCM(bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)).encrypt(
        bytes.fromhex("cafebabefacedbaddecaf888"),
        bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    assert sealed.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_a_place_names_table_column_and_row() -> None:
    assert VECTORS[0][1] == b"boundaries_message|body|00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(("plain", "where", "sealed"), VECTORS)
def test_sealing_gives_exactly_these_bytes(plain: str, where: bytes, sealed: str) -> None:
    assert rules.seal(KEY, plain.encode(), where, nonce=NONCE).hex() == sealed


@pytest.mark.parametrize(("plain", "where", "sealed"), VECTORS)
def test_these_bytes_open_again(plain: str, where: bytes, sealed: str) -> None:
    assert rules.unseal(KEY, bytes.fromhex(sealed), where).decode() == plain


def test_a_wrapped_data_key_opens_under_the_key_encryption_key(settings: Settings) -> None:
    settings.KEY_ENCRYPTION_KEY = KEY_ENCRYPTION_KEY
    assert open_key(DataKey(id=WRAPPING, organisation_id=ORGANISATION, wrapped=bytes.fromhex(WRAPPED))) == KEY


def test_a_blind_index_is_half_of_an_hmac(settings: Settings) -> None:
    settings.INDEX_KEY = INDEX_KEY
    assert blind_index("notice", "abc").hex() == "4a94bf21303ec3e726f3d2b242424efc"
