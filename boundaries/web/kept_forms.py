"""What somebody typed into a form that arrived after their session had ended: kept, sealed, and given back.

A form view makes its form with :func:`page_form`; nothing else is needed. What was kept is shown in the form again and never
sent by itself: the person looks at it and sends it. With ``autosave_url=keep_url(request)`` in its context, a page that saves
nothing of its own keeps what is typed while it is being typed, so that neither an idle hour nor a lost connection costs a word.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import connection, transaction
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from boundaries.clocks.queries import now
from boundaries.sealing.actions import destroy_key, make_key
from boundaries.web.models import KeptForm

LARGEST = 1024 * 1024
"""Bytes: what is larger is not kept."""
LONGEST_PATH = 300
KEPT = timedelta(hours=24)
PRUNED_AT_ONCE = 100
NEVER_KEPT = ("password", "csrfmiddlewaretoken")

AnyForm = TypeVar("AnyForm", bound=BaseForm)
View = TypeVar("View", bound=Callable[..., Any])


def keep_url(request: HttpRequest) -> str:
    """Where the form of this page is kept while somebody types."""
    return f"{reverse('signin:keep')}?{urlencode({'path': request.path})}"


@transaction.atomic
def keep(*, person_id: UUID, organisation_id: UUID, path: str, fields: QueryDict) -> bool:
    """Seal what was typed, in place of what was kept for this person and page before; False when it is too much to keep.

    Passwords are left out, and so are files, which are not among the fields.
    """
    _prune()
    kept = {name: fields.getlist(name) for name in fields if not any(word in name.lower() for word in NEVER_KEPT)}
    size = sum(len(name) + sum(len(value.encode()) for value in values) for name, values in kept.items())
    if not kept or size > LARGEST or len(path) > LONGEST_PATH:
        return False
    with connection.cursor() as cursor:  # a form sent twice at the same moment is kept once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"kept:{person_id}"])
    forget(person_id=person_id, path=path)
    form = KeptForm(person_id=person_id, path=path, data_key=make_key(organisation_id=organisation_id), kept_at=now())
    form.fields = kept
    form.save(force_insert=True)
    return True


def kept_nowhere(view: View) -> View:
    """A page of which nothing is kept, not even sealed and for a day: what is typed there is nobody's business but the person's."""
    view.kept_nowhere = True  # type: ignore[attr-defined]  # a view is a function, and carries what is said of it
    return view


def is_kept(view: Any) -> bool:
    """Whether a form that comes too late for this page is kept."""
    return not getattr(view, "kept_nowhere", False)


def forget(*, person_id: UUID, path: str) -> None:
    """Destroy what was kept for this person and page, key and all."""
    for form in KeptForm.objects.filter(person_id=person_id, path=path).select_related("data_key"):
        destroy_key(form.data_key)


def kept_values(request: HttpRequest) -> QueryDict | None:
    """What the person typed here before their session ended, if it is kept."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    found = KeptForm.objects.filter(person_id=actor.id, path=request.path, kept_at__gt=now() - KEPT)
    form = found.select_related("data_key").first()
    if form is None:
        return None
    values = QueryDict(mutable=True)
    typed_then = cast("dict[str, list[str]]", form.fields)
    for name, typed in typed_then.items():
        values.setlist(name, typed)
    return values


def page_form(request: HttpRequest, form_class: type[AnyForm], **kwargs: Any) -> AnyForm:
    """The form of a page: with what was sent, or with what was kept for this person, or fresh.

    What was kept stays kept until the form is sent again, so that it survives a page that never arrived.
    """
    if request.method == "POST":
        if actor := getattr(request, "actor", None):
            forget(person_id=actor.id, path=request.path)
        return form_class(request.POST, request.FILES, **kwargs)
    values = kept_values(request)
    return form_class(**kwargs) if values is None else give_back(request, form_class, values, **kwargs)


def give_back(request: HttpRequest, form_class: type[AnyForm], values: QueryDict, **kwargs: Any) -> AnyForm:
    """A form filled with what was kept, not yet judged, and a sentence that says so."""
    messages.info(request, _("We kept what you had typed. It has not been sent yet: check it, then send it."))
    form = form_class(values, **kwargs)
    form._errors = ErrorDict()  # type: ignore[attr-defined]  # Django's own place for "already judged": here nothing is wrong yet
    return form


def _prune() -> None:
    """Destroy what nobody came back for."""
    old = KeptForm.objects.filter(kept_at__lt=now() - KEPT).select_for_update(of=("self",), skip_locked=True)
    for form in old.select_related("data_key")[:PRUNED_AT_ONCE]:
        destroy_key(form.data_key)
