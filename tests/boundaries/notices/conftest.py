"""Things that notices are about, and a postbox for their mails. Django is imported inside: this file is read before it is set up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tests.boundaries.postbox import Postbox


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Let notices be about things. Those whose ids are put in here may be seen by nobody."""
    from boundaries.notices import registry
    from boundaries.notices.registry import Target

    hidden: set[UUID] = set()
    target = Target(
        visible=lambda _person, ids: {id_: f"Thing {id_}" for id_ in ids if id_ not in hidden},
        link=lambda kind, id_: f"/{kind}/{id_}/",
    )
    monkeypatch.setitem(registry.targets, "thing", target)
    for kind in ("thing.came", "thing.went"):
        monkeypatch.setitem(registry.sentences, kind, f"Marker sentence of {kind}.")
    return hidden


@pytest.fixture
def postbox(settings: Any) -> "Iterator[Postbox]":
    """A mail server, and a product that sends to it."""
    from tests.boundaries.postbox import open_postbox

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.ADDRESS_BOOK = "tests.boundaries.notices.people.address_of"
    settings.PUBLIC_ADDRESS = "https://boundaries.example"
    with open_postbox() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
