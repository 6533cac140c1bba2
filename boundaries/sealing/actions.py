"""Making, opening and destroying data keys."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from boundaries.sealing import rules
from boundaries.sealing.models import DataKey


def _place(key_id: UUID, organisation_id: UUID) -> bytes:
    return rules.place("boundaries_datakey", f"wrapped:{organisation_id}", key_id)


def make_key(*, organisation_id: UUID) -> DataKey:
    """A new data key of this organisation, wrapped and saved."""
    data_key = DataKey(organisation_id=organisation_id)
    data_key.wrapped = rules.seal(settings.KEY_ENCRYPTION_KEY, rules.new_key(), _place(data_key.id, organisation_id))
    data_key.save(force_insert=True)
    return data_key


@lru_cache(maxsize=4096)
def _unwrap(key_encryption_key: bytes, key_id: UUID, organisation_id: UUID, wrapped: bytes) -> bytes:
    return rules.unseal(key_encryption_key, wrapped, _place(key_id, organisation_id))


def open_key(data_key: DataKey) -> bytes:
    """The 32 bytes of a data key. Raises SealBroken when the key-encryption key is not the one it was wrapped with."""
    return _unwrap(settings.KEY_ENCRYPTION_KEY, data_key.id, data_key.organisation_id, bytes(data_key.wrapped))


def destroy_key(data_key: DataKey) -> None:
    """Shred: what this key sealed can never be read again, in this database or in a copy that lacks the key."""
    _unwrap.cache_clear()
    data_key.delete()


def blind_index(purpose: str, value: object) -> bytes:
    """The keyed fingerprint of ``value`` for ``purpose``; equal values of one purpose have equal fingerprints."""
    return rules.index_of(settings.INDEX_KEY, purpose, str(value))
