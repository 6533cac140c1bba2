"""The reports in a leaver's hands, by reference alone, for whoever lets them go.

Left out are the reports that the reader could not be given themselves: those about them, about anybody they work under, or from
which they are kept for any other reason; and those that wait with triage, since nobody can say yet whom they are about.
They are all handed on alike (`incidents.routes.tasks`).
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.routing.rules import conflicts, is_held
from accounts.staff.leaving import OpenWork, declare_open_work
from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from incidents.reports.models import Report
from incidents.reports.queries import facts_of, with_exclusions
from incidents.routes.actions import facts_today


@dataclass(frozen=True)
class InHand:
    """Somebody who leaves."""

    leaver: StaffMember

    @way_into(Report)
    def to_be_handed_on(self, reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
        """What somebody who leaves has in hand, for whoever lets them go: references only, and no report they could not be given."""
        return reports.filter(handler=self.leaver)


@declare_open_work
def reports_in_hand(reader: StaffMember, leaver: StaffMember) -> OpenWork:
    """The references of the reports the leaver handles and the reader may know of, in their order."""
    organisation = facts_today(reader.organisation)
    handled = Report.objects.visible_to(reader, by=InHand(leaver).to_be_handed_on)
    known = []
    for report in handled.select_related("data_key").prefetch_related("parties__report__data_key", with_exclusions()):
        facts = facts_of(report, organisation)
        if not report.held and not is_held(facts) and not conflicts(facts, reader.id):
            known.append(report.reference)
    becomes = _("Each goes to the next person in its route at once.")
    return OpenWork(_("Reports they handle"), sorted(known), becomes)
