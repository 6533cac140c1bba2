"""What an entry commits to: canonical JSON and the leaf over it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

SALT_BYTES = 32


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8; the same value always gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def moment(at: datetime) -> str:
    """UTC with microseconds, as it stands in the leaf."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_body(
    *,
    organisation_id: UUID,
    at: datetime,
    actor_id: UUID | None,
    event: str,
    about_kind: str,
    about_id: UUID,
    data: dict[str, Any],
) -> bytes:
    """The canonical bytes of one entry."""
    return canonical(
        {
            "about": [about_kind, str(about_id)],
            "actor": str(actor_id) if actor_id else None,
            "at": moment(at),
            "data": data,
            "event": event,
            "organisation": str(organisation_id),
        }
    )


def leaf(salt: bytes, body: bytes) -> bytes:
    """``SHA-256(0x00 || salt || body)``, 32 bytes: a salted commitment, fit to be a leaf of a Merkle tree."""
    return hashlib.sha256(b"\x00" + salt + body).digest()
