"""AES-256-GCM, bound to the place a value is stored in; and keyed blind indexes.

A sealed value is ``version (1 byte) || nonce (12 bytes) || ciphertext and tag``. Its associated data names table, column
and row, so a ciphertext moved elsewhere does not open (security.md CR-03). Every failure raises: nothing here returns an
empty string in place of what it could not read.
"""

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value could not be opened: wrong key, changed bytes, or moved to another place."""


def place(table: str, column: str, row: UUID | int | str) -> bytes:
    """The associated data of one stored value: ``table|column|row``."""
    return f"{table}|{column}|{row}".encode()


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, where: bytes, *, nonce: bytes | None = None) -> bytes:
    """Encrypt ``plain`` under ``key`` for the place ``where``. ``nonce`` is given only by known-answer tests."""
    nonce = nonce or os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, VERSION + where)


def unseal(key: bytes, sealed: bytes, where: bytes) -> bytes:
    """Decrypt what :func:`seal` made for the same place.

    Raises SealBroken when the key, the bytes, the version or the place is not the one it was sealed with.
    """
    if sealed[:1] != VERSION or len(sealed) < 1 + NONCE_BYTES + 16:
        raise SealBroken("not a sealed value of this version")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, VERSION + where)
    except InvalidTag as error:
        raise SealBroken("the value does not open here") from error


def index_of(index_key: bytes, purpose: str, value: str) -> bytes:
    """A keyed fingerprint (16 bytes) by which equal values can be found without being readable."""
    return hmac.new(index_key, f"{purpose}\x00{value}".encode(), hashlib.sha256).digest()[:16]
