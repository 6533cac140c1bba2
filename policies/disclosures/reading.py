"""How a disclosure reads on the pages: its facts, who the other person is as this reader may know them, what happens next."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.clients.models import Client, Relative
from accounts.clients.queries import clients_of
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.clocks.rules import due_at
from boundaries.threads.models import Message, Side
from policies.adoption.views import lines
from policies.disclosures.choices import COLOURS, DisclosureStatus, Outcome, Towards, Whereabouts
from policies.disclosures.models import Disclosure, DisclosureDecision
from policies.disclosures.queries import Earlier, Whole, chose_client

Status = DisclosureStatus


class Row(NamedTuple):
    """One fact, and the step that asks for it."""

    step: str
    key: str
    value: str | list[str]


def client_as_known(reader: StaffMember, client: Client | None, *, by_reference: bool = True) -> str:
    """A client by name for those who may know of them, and else by their reference, or not at all."""
    if client is None:
        return ""
    if clients_of(reader).filter(pk=client.pk).exists():
        return f"{client.name} ({client.reference})"
    return client.reference if by_reference else ""


def who(reader: StaffMember, disclosure: Disclosure) -> str:
    """Who the other person is, as this reader may know them.

    The worker is not told that whom they named is a client here: only whom they chose themselves, or may know of, is shown to them.
    """
    shown = disclosure.worker_id != reader.pk or chose_client(disclosure)
    client, person = client_as_known(reader, disclosure.client, by_reference=shown), disclosure.person
    if disclosure.relative and disclosure.client and clients_of(reader).filter(pk=disclosure.client.pk).exists():
        relative = Relative.objects.filter(pk=disclosure.relative, client_id=disclosure.client.pk).first()
        person = person or (str(relative.name) if relative else "")
    if disclosure.towards == Towards.RELATIVE and client:
        return _("%(person)s, close to %(client)s") % {"person": person or _("Somebody"), "client": client}
    return ", ".join(filter(None, [person, client]))


def rows_of(reader: StaffMember, disclosure: Disclosure) -> list[Row]:
    """What was told, in the order in which it was asked."""
    people = StaffMember.objects.filter(pk__in=disclosure.colleagues).order_by("name")
    rows = [
        Row("whom", _("The other person is"), str(disclosure.get_towards_display()) if disclosure.towards else ""),
        Row("whom", _("Who it is"), who(reader, disclosure)),
        Row("kind", _("What kind of relationship or tie"), str(disclosure.get_kind_display()) if disclosure.kind else ""),
        Row("how", _("Is it so?"), str(disclosure.get_nature_display()) if disclosure.nature else ""),
        Row("how", _("When"), str(disclosure.get_timing_display()) if disclosure.timing else ""),
    ]
    if disclosure.direction:
        rows.append(Row("how", _("Whose attachment it is"), str(disclosure.get_direction_display())))
    rows += [
        Row("how", _("Since when"), disclosure.since),
        Row("story", _("What it is about"), disclosure.story),
        Row("story", _("What I propose"), disclosure.proposal),
        Row("colleagues", _("Colleagues who are part of it"), [each.name for each in people] or _("Nobody")),
    ]
    return rows


def tag(disclosure: Disclosure) -> dict[str, Any]:
    """Its status in words, and the colour beside them."""
    status = Status(disclosure.status)
    return {"status": status.label, "colour": COLOURS[status]}


STANDINGS: dict[str, Any] = {
    Status.DRAFT: gettext_lazy("You have not sent it yet. Nobody but you can read it."),
    Status.SUBMITTED: gettext_lazy("It is on its way to whoever decides it."),
    Status.CONVERSATION_DUE: gettext_lazy("Whoever decides it will talk with you about confidentiality and about risk."),
    Status.UNDER_REVIEW: gettext_lazy("You will read here what is decided. Until then, everything stays as it is."),
    Status.RETURNED: gettext_lazy("You were asked for more. Your answer is waited for."),
    Status.CLEARED: gettext_lazy("Nothing has to be done. Thank you for telling us."),
    Status.MANAGED: gettext_lazy("A plan was agreed. Keep to it, and say when something changes."),
    Status.OFF_THE_CASE: gettext_lazy("You do not work with this client. What was decided stands below."),
    Status.REFUSED: gettext_lazy("What you proposed cannot be. The reason stands below."),
    Status.REVIEW_DUE: gettext_lazy("It is time to look at the plan together again. Until then it holds."),
    Status.LAPSED: gettext_lazy("The plan was not looked at in time. What was agreed still holds until it is."),
    Status.ENDED: gettext_lazy("It has ended, and that was confirmed."),
}


def what_happens_next(disclosure: Disclosure) -> list[str]:
    """The sentences of the receipt."""
    organisation = disclosure.organisation
    calendar, days = organisation.calendar(), organisation.contact_days
    assert disclosure.submitted_at is not None
    due = due_at(calendar, disclosure.submitted_at, days).astimezone(calendar.zone)
    words = ngettext(
        "Within %(n)d working day, by %(day)s, they talk with you about confidentiality and about risk.",
        "Within %(n)d working days, by %(day)s, they talk with you about confidentiality and about risk.",
        days,
    )
    sentences = [
        _("It goes to your line manager. Whoever is part of it is passed over; then the next person up has it."),
        words % {"n": days, "day": formats.date_format(due, "l j F Y")},
        _(
            "Then they decide, with you: that nothing has to be done, a plan, that somebody else takes over, or that it cannot be."
        ),
        _("If nobody does, the next person up is told by itself."),
    ]
    if disclosure.bars:
        sentences.insert(1, _("With a past or present romantic or sexual tie you do not begin to work with this client."))
    return sentences


def thread_as_read(thread: list[Message], *, own: bool) -> list[dict[str, Any]]:
    """The messages as one side reads them."""
    mine = Side.REPORTER if own else Side.HANDLER
    other = _("Whoever decides") if own else _("The worker")
    return [{"text": each.body, "by": other, "at": each.sent_at, "mine": each.side == mine} for each in thread]


DECIDED_COLOURS = {
    Outcome.CLEARED: "green",
    Outcome.MANAGED: "purple",
    Outcome.OFF_THE_CASE: "orange",
    Outcome.REFUSED: "red",
    Outcome.EXCEPTED: "blue",
}


def decision_as_read(decision: DisclosureDecision) -> dict[str, Any]:
    """A decision with its safeguards."""
    return {
        "decision": decision,
        "label": Outcome(decision.outcome).label,
        "colour": DECIDED_COLOURS[Outcome(decision.outcome)],
        "safeguards": list(decision.safeguards.all()),
    }


def whole_as_read(reader: StaffMember, found: Whole, *, own: bool) -> dict[str, Any]:
    """Everything about one, for the pages."""
    disclosure = found.disclosure
    return {
        "disclosure": disclosure,
        **tag(disclosure),
        "rows": rows_of(reader, disclosure),
        "thread": thread_as_read(found.thread, own=own),
        "conversations": found.conversations,
        "decisions": [decision_as_read(each) for each in found.decisions],
        "changes": found.changes,
        "cited": cited_for(reader, found),
    }


def cited_for(reader: StaffMember, found: Whole) -> list[dict[str, Any]]:
    """The clauses under which it falls; an outside contact reads them here, and has no library to be led to."""
    shown = lines(found.clauses)
    return [each | {"url": ""} for each in shown] if reader.kind == StaffKind.OUTSIDE else shown


def line_of(disclosure: Disclosure, url_name: str) -> dict[str, Any]:
    """One line of a list."""
    return {
        "disclosure": disclosure,
        "url": reverse(url_name, args=[disclosure.pk]),
        "reference": disclosure.reference or _("Draft"),
        "kind": disclosure.get_kind_display() if disclosure.kind else _("A disclosure you have begun"),
        **tag(disclosure),
    }


def earlier_line(each: Earlier) -> dict[str, Any]:
    """One line of what the same worker disclosed besides, with a way on to those alone who may read it."""
    disclosure = each.disclosure
    url = ""
    if each.routed or each.in_register:
        url = reverse("disclosures:handle" if each.routed else "disclosures:registered", args=[disclosure.pk])
    more = {"url": url, "outcome": each.outcome.label if each.outcome else "", "sent_at": disclosure.submitted_at}
    return line_of(disclosure, "disclosures:handle") | more


def open_to_link(disclosure: Disclosure) -> bool:
    """Whether it is still to be said who the other person is."""
    return disclosure.whereabouts == Whereabouts.OPEN
