"""Questions put to people at certain moments, what they answered, and the month in which everybody is asked."""

from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from policies.moments.choices import ABOUT_CLIENT, Answer, AskingStatus, Moment


class Asking(Protected):
    """One question to one person: whether they know a client, or whom they know at all (IN-21, LK-4.2-1, LK-4.2-3).

    ``batch`` is what several people are asked together; they are reminded together. A client stands by their reference alone.
    What somebody has to tell stands nowhere here: that there is something is all, and their line manager talks with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField()
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(_("when"), max_length=12, choices=Moment)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(_("status"), max_length=8, choices=AskingStatus, default=AskingStatus.ASKED)
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("last day"))
    answered_at = models.DateTimeField(null=True)
    talked_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    talked_at = models.DateTimeField(null=True)

    organisation_id: UUID
    person_id: UUID
    client_id: UUID | None

    hangs_by = "person"

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "-asked_at", "id"], name="asking_of"),
            models.Index(fields=["batch"], name="asking_open", condition=models.Q(status=AskingStatus.ASKED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="asking_once_at_a_time",
                condition=models.Q(status=AskingStatus.ASKED, client__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person", "client"],
                name="asking_once_about_a_client",
                condition=models.Q(status=AskingStatus.ASKED, client__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(moment__in=sorted(ABOUT_CLIENT), client__isnull=False)
                | (~models.Q(moment__in=sorted(ABOUT_CLIENT)) & models.Q(client__isnull=True)),
                name="asking_about_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(status=AskingStatus.ASKED, answered_at__isnull=True)
                | (~models.Q(status=AskingStatus.ASKED) & models.Q(answered_at__isnull=False)),
                name="asking_answer_dated",
            ),
        ]


class Attestation(Protected):
    """What somebody answered on a day. A later answer is another one: none is changed, and none is taken away.

    ``given_by`` is somebody else only for a person without a login, for whom their line manager writes it down.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="attestations")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    given_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    organisation_id: UUID
    asking_id: UUID
    person_id: UUID
    given_by_id: UUID

    hangs_by = "asking"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["asking", "answer"], name="attestation_once")]


class YearlyMonth(models.Model):
    """The month in which everybody of an organisation is asked; where there is none, January."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField(_("month"))
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(month__gte=1, month__lte=12), name="yearly_month_of_twelve"),
        ]
