"""To whom an address opens at all: said where the view stands, and made so by the middleware. One that says nothing is shut.

What is seen behind an open door is decided by the query or action there; the door only says who need not knock.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Only:
    """Open to whoever has yet to acknowledge a policy only where this says so, of the person, the method and what the address names."""

    when: Callable[[Any, str, Mapping[str, Any]], bool]


Ungated = bool | Only
"""Whether an address stays open to somebody who has yet to acknowledge a policy."""
READING = Only(lambda _actor, method, _named: method in {"GET", "HEAD", "OPTIONS"})


class Door(Enum):
    """Who may knock. Each opens to all for whom the one after it opens, and to more."""

    EVERYBODY = "everybody, signed in or not"
    ARRIVING = "whoever gave their password, also before they have set up or shown a second factor"
    SIGNED_IN = "whoever is signed in, outside contacts too"
    STAFF = "whoever is signed in, but not outside contacts"


def opened_to(door: Door, *, why: str = "", ungated: Ungated = False) -> Callable[[View], View]:
    """Declare to whom a page opens. For everybody needs a reason: nothing else keeps strangers away.

    ``ungated``: it stays open also where an organisation lets people work only after they acknowledged its policies (AK-11).
    """
    if (door is Door.EVERYBODY) is not bool(why):
        msg = "A page for everybody says why, and no other does."
        raise ValueError(msg)

    def declare(view: View) -> View:
        if door_of(view) is not None:
            msg = f"{view}: it has been said already to whom this opens"
            raise ValueError(msg)
        view.door, view.door_reason, view.ungated = door, why, ungated  # type: ignore[attr-defined]  # a view is a function, and carries what is said of it
        view.login_required = door is not Door.EVERYBODY  # type: ignore[attr-defined]  # read by Django's own middleware
        return view

    return declare


def door_of(view: Any) -> Door | None:
    """What a view, or the class it was made of, says; None where it says nothing."""
    found: Door | None = getattr(view, "door", None) or getattr(getattr(view, "cls", None), "door", None)
    return found


def is_ungated(view: Any, actor: Any, method: str, named: Mapping[str, Any]) -> bool:
    """Whether it may be asked by somebody who has yet to acknowledge a policy; ``named`` is what the address names."""
    said: Ungated = getattr(view, "ungated", False) or getattr(getattr(view, "cls", None), "ungated", False)
    return said.when(actor, method, named) if isinstance(said, Only) else said


def reason_of(view: Any) -> str:
    """Why a page opens to everybody."""
    return str(getattr(view, "door_reason", ""))


def views_within(patterns: Sequence[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every address of a URL configuration: its name, and its view."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from views_within(each.url_patterns, (*spaces, *filter(None, [each.namespace])))
        else:
            yield ":".join((*spaces, each.name or "")), each.callback
