"""The reports in a leaver's hands, by reference alone, for whoever lets them go.

Left out are the reports that the reader could not be given themselves: those about them, about anybody they work under, or from
which they are kept for any other reason; and those that wait with triage, since nobody can say yet whom they are about.
They are all handed on alike (`incidents.routes.tasks`).
"""

from django.utils.translation import gettext_lazy as _

from accounts.routing.rules import conflicts, is_held
from accounts.staff.leaving import OpenWork, declare_open_work
from accounts.staff.models import StaffMember
from incidents.reports.models import Report
from incidents.reports.queries import facts_of
from incidents.routes.actions import facts_today


@declare_open_work
def reports_in_hand(reader: StaffMember, leaver: StaffMember) -> OpenWork:
    """The references of the reports the leaver handles and the reader may know of, in their order."""
    organisation = facts_today(reader.organisation)
    handled = Report.objects.filter(organisation_id=reader.organisation_id, handler=leaver)
    known = []
    for report in handled.select_related("data_key").prefetch_related("parties__report__data_key", "exclusions"):
        facts = facts_of(report, organisation)
        if not report.held and not is_held(facts) and not conflicts(facts, reader.id):
            known.append(report.reference)
    becomes = _("Each goes to the next person in its route at once.")
    return OpenWork(_("Reports they handle"), sorted(known), becomes)
