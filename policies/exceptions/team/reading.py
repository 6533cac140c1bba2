"""How what was approved reads to the team that works with the client: what was worded for it, and nothing else (LK-5.8)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clients.queries import clients_of
from accounts.staff.models import StaffMember
from policies.exceptions.choices import COLOURS, ExceptionStatus
from policies.exceptions.models import ExceptionRequest

Status = ExceptionStatus
STANDINGS: dict[str, Any] = {
    Status.APPROVED: gettext_lazy("It is approved, and not in force yet: it may not be acted on before its first day."),
    Status.ACTIVE: gettext_lazy("It is in force: it may be acted on, within the days and the words below."),
    Status.EXPIRING: gettext_lazy("It is in force, and ends soon."),
    Status.SUSPENDED: gettext_lazy("It is paused: it may not be acted on for now."),
    Status.EXPIRED: gettext_lazy("It has ended: it may not be acted on any more."),
    Status.REVOKED: gettext_lazy("It was revoked: it may not be acted on any more."),
}


def status_for_team(exception: ExceptionRequest) -> ExceptionStatus:
    """How it stands. Whether anybody looked back on it is for those who decided it."""
    return Status.EXPIRED if exception.status == Status.OUTCOME_TOLD else Status(exception.status)


def tag(exception: ExceptionRequest) -> dict[str, Any]:
    """Its status in words, and the colour beside them."""
    status = status_for_team(exception)
    return {"status": status.label, "colour": COLOURS[status]}


def days_of(exception: ExceptionRequest) -> str:
    """From its first day to its last, in words."""
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    first, last = (formats.date_format(day, "j F Y") for day in (exception.starts_on, exception.ends_on))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def clients_as_known(reader: StaffMember, exceptions: Iterable[ExceptionRequest]) -> dict[UUID, str]:
    """The clients of these, by name and reference, as far as this reader may know of them: whoever takes part need not."""
    wanted = {each.client_id for each in exceptions if each.client_id}
    known = clients_of(reader).filter(pk__in=wanted) if wanted else ()
    return {client.pk: f"{client.name!s} ({client.reference})" for client in known}


def line_of(exception: ExceptionRequest, clients: dict[UUID, str]) -> dict[str, Any]:
    """One line of the list."""
    return {
        "exception": exception,
        "url": reverse("exceptions:for_team", args=[exception.pk]),
        "kind": exception.get_kind_display(),
        "worker": exception.worker.name,
        "client": clients.get(exception.client_id, "") if exception.client_id else "",
        "days": days_of(exception),
        **tag(exception),
    }
