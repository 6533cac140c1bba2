"""Whoever is reminded finds one item in their list, at most one a day, for as long as something waits for them."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.models import RecordEntry
from boundaries.record.queries import open_data
from boundaries.record.reactions import later, register
from policies.acknowledgements.events import AcknowledgementEvent
from policies.acknowledgements.queries import for_whom_something_waits

TARGET, REMINDER = "acknowledgements", "acknowledgements.reminder"


@handles("acknowledgements.remind")
def tell_those_reminded(row: OutboxRow) -> None:
    """Tell each of them, unless nothing waits for them any more."""
    organisation = Organisation.objects.select_related("data_key").get(pk=row.organisation_id)
    entry = RecordEntry.objects.hanging_on(organisation.pk).get(pk=row.entry_id or 0)
    for each in open_data(entry, organisation.data_key)["people"]:
        if for_whom_something_waits(UUID(each), [organisation.pk]):
            tell(
                person_id=UUID(each),
                kind=REMINDER,
                about=(TARGET, organisation.pk),
                organisation_id=organisation.pk,
                key=organisation.data_key,
                once=today(organisation).isoformat(),
            )


declare_target(TARGET, Target(visible=for_whom_something_waits, link=lambda _kind, _id: reverse("acknowledgements:list")))
declare_sentences({REMINDER: _("A policy waits for you to read and acknowledge it.")})
register({AcknowledgementEvent.REMINDED: [later("acknowledgements.remind")]})
