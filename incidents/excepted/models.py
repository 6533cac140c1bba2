"""What approved exceptions a report cites, and what its handler said to that. An exception knows nothing of either."""

from uuid import UUID

from django.db import models
from uuid_utils.compat import uuid7

from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from incidents.reports.models import Report


class CitedException(Protected):
    """That a report cites an exception: by its plain id, so that nothing leads from the exception to the report."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="cited_exceptions")
    exception_id = models.UUIDField()
    cited_at = models.DateTimeField()

    hangs_by = "report"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "exception_id"], name="report_cites_exception_once")]


class ExceptionConsideration(Protected):
    """What a handler said to the question whether to pause it. The last word counts; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    citation = models.ForeignKey(CitedException, on_delete=models.CASCADE, related_name="considerations")
    paused = models.BooleanField()
    considered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    considered_at = models.DateTimeField()

    citation_id: UUID

    hangs_by = "report"

    class Meta:
        default_permissions = ()
