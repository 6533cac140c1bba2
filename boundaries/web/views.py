"""/healthz and /ready: whether the product lives, and whether it keeps up."""

from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from boundaries.access.doors import Door, opened_to
from boundaries.outbox.queries import lateness


@opened_to(Door.EVERYBODY, why="Whatever watches over the product asks whether it lives, and learns nothing else.")
@transaction.non_atomic_requests
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return JsonResponse({"alive": True})


@opened_to(Door.EVERYBODY, why="Whatever watches over the product asks whether it keeps up, and learns figures without names.")
@transaction.non_atomic_requests
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer and nothing is late; 503 with the names of what is not well.

    Times are in seconds; ``parked`` counts what was tried ten times and needs a person.
    """
    not_well: list[str] = []
    figures: dict[str, Any] = {}
    try:
        late = lateness()
        not_well += late.late
        figures = {
            "oldest_due_timer": round(late.oldest_timer, 1),
            "oldest_outbox_row": round(late.oldest_row, 1),
            "parked": late.parked,
        }
    except DatabaseError:
        connection.close()
        not_well.append("database")
    if not broker_answers():
        not_well.append("broker")
    return JsonResponse({"ready": not not_well, "late": not_well, **figures}, status=503 if not_well else 200)


def broker_answers() -> bool:
    """Whether Redis says PONG within a second."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
