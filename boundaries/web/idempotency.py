"""The same request sent twice makes one thing.

A key belongs to one person, one method and one address, and is kept for a day. What is kept of a request is fingerprints and
the id of what it made: neither a word of it nor who sent it can be read from the table, and two requests of one person cannot
be joined by it.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from boundaries.clocks.queries import now
from boundaries.errors.exceptions import RuleViolation
from boundaries.sealing.actions import blind_index
from boundaries.web.models import IdempotencyKey

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LONGEST_KEY = 100
PRUNED_AT_ONCE = 100
_A_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")


@transaction.atomic
def once(*, person_id: UUID, address: str, key: str, body: bytes, act: Callable[[], UUID]) -> UUID:
    """Act, and remember under the key what was made; the same request sent again gets that, and nothing is done.

    Without a key it just acts. What was refused is not remembered: it may be mended and sent again under the same key.
    Raises RuleViolation for a key that was used for other words.
    """
    if not key:
        return act()
    if not _A_KEY.fullmatch(key):
        raise RuleViolation(
            "idempotency.key", _("Use 1 to 100 letters, digits or signs without blanks as the key."), field=HEADER
        )
    whose = blind_index("idempotency", f"{person_id} {address}")
    said = blind_index("idempotency body", hashlib.sha256(body).hexdigest())
    with connection.cursor() as cursor:  # two at once: the second waits, and then finds what the first one made
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{whose.hex()}:{key}"])
    found = IdempotencyKey.objects.filter(person_index=whose, key=key).first()
    if found is not None and found.at > now() - KEPT:
        if bytes(found.body_hash) != said:
            raise RuleViolation(
                "idempotency.other-body", _("This key was used for something else. Take a new one."), field=HEADER
            )
        return found.made_id
    if found is not None:
        found.delete()
    made_id = act()
    IdempotencyKey.objects.create(person_index=whose, key=key, body_hash=said, made_id=made_id, at=now())
    _prune()
    return made_id


def remembers(*, person_id: UUID, address: str, key: str) -> bool:
    """Whether this person's request under this key has been done within the day."""
    whose = blind_index("idempotency", f"{person_id} {address}")
    return IdempotencyKey.objects.filter(person_index=whose, key=key, at__gt=now() - KEPT).exists()


def acted(request: Any, act: Callable[[], UUID], told: Any = None) -> UUID:
    """Act once for a request of the API, however often it is sent with its key; the id of what was made.

    ``told`` stands for what was sent where that is no JSON.
    """
    body = json.dumps(request.data if told is None else told, sort_keys=True, default=str).encode()
    key, person_id = request.headers.get(HEADER, ""), request._request.actor.pk
    return once(person_id=person_id, address=f"{request.method} {request.path}", key=key, body=body, act=act)


def _prune() -> None:
    """Forget the keys of days before."""
    old = IdempotencyKey.objects.filter(at__lt=now() - KEPT).select_for_update(skip_locked=True).values_list("pk", flat=True)
    IdempotencyKey.objects.filter(pk__in=list(old[:PRUNED_AT_ONCE])).delete()
