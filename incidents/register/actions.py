"""Opening a report in the register: it is written down, as on a desk."""

from uuid import UUID

from django.db import transaction

from accounts.staff.models import StaffMember
from incidents.desk.actions import write_opening
from incidents.register.queries import Reader, reader_of, report_in_register
from incidents.reports.models import Report


@transaction.atomic
def open_in_register(*, actor: StaffMember, report_id: UUID) -> tuple[Reader, Report]:
    """See the report by one's office. Who opened it, in what office, is written down once a day, and its reporter can see it.

    Answers with what the actor's offices let them see, asked once, and the report.
    """
    reader = reader_of(actor)
    report = report_in_register(reader, report_id)
    write_opening(report, actor, relation=str(reader.office(report)))
    return reader, report
