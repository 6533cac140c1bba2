"""A form sent twice from one opened page, by a double click or by pressing "reload", acts once.

Nothing is put into a page for it: the CSRF token is masked anew each time a page is made, so it tells one opened page from the
next. Without script nothing in the browser can hold back the second click; here it meets what the first one made.
"""

import hashlib
from collections.abc import Callable
from typing import TypedDict, cast
from uuid import UUID

from django.http import HttpRequest

from boundaries.web.idempotency import once, remembers

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of Django's field


def act_once(request: HttpRequest, act: Callable[[], UUID], *, said: bytes | None = None) -> UUID:
    """Act; or give what the same words from the same opened page have made already.

    ``said`` tells apart the acts of one request (its files, one by one); else all its fields count. Other words from the
    same page, as when somebody goes back and writes on, are another act. What was refused is not remembered.
    """
    named = _name(request, said)
    return once(**named, body=b"", act=act) if named else act()


def has_acted(request: HttpRequest) -> bool:
    """Whether the same words from the same opened page have acted before: what they did may have closed the page itself."""
    named = _name(request, None)
    return named is not None and remembers(**named)


class _Named(TypedDict):
    person_id: UUID
    address: str
    key: str


def _name(request: HttpRequest, said: bytes | None) -> _Named | None:
    """What tells this act apart from every other; None for a form that no page of ours sent."""
    token = request.POST.get(TOKEN, "")
    if not token:
        return None
    page = hashlib.sha256(token.encode())
    page.update(_fields(request) if said is None else said)
    person_id = cast("UUID", request.actor.id)  # type: ignore[attr-defined]  # set by the middleware of accounts, which stands higher
    return {"person_id": person_id, "address": f"page {request.path}", "key": page.hexdigest()}


def _fields(request: HttpRequest) -> bytes:
    """What was typed and chosen, in one form whatever the order."""
    return repr(sorted((name, values) for name, values in request.POST.lists() if name != TOKEN)).encode()
