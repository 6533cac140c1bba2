"""What people are trained in, and who has done it."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.access.protected import Protected
from policies.training.choices import Clients, How


class Topic(models.Model):
    """One topic of training in one organisation, and who needs it. It can be retired, and is never deleted.

    ``key`` is that of a topic that clauses ask for; others have none. It is about the adopted clauses of its ``categories``
    and those named in ``codes``: another clause about them is another question in its quiz. Whatever is empty of ``kinds``,
    ``posts``, ``team``, ``site`` and ``clients`` narrows nothing. Without ``by_quiz`` its quiz is for practice, and it is done
    with somebody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what it is about"), blank=True)
    categories = ArrayField(models.CharField(max_length=20), verbose_name=_("topics"), default=list)
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("clauses"), default=list)
    kinds = ArrayField(models.CharField(max_length=10), verbose_name=_("who they are"), default=list)
    posts = ArrayField(models.CharField(max_length=120), verbose_name=_("job titles"), default=list)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("team"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site"))
    clients = models.CharField(_("clients"), max_length=16, choices=Clients, blank=True, default=Clients.ANY)
    months = models.PositiveSmallIntegerField(_("months it counts"), null=True)
    by_quiz = models.BooleanField(_("done by its quiz"), default=True)
    begun_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    retired_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    organisation_id: UUID
    team_id: UUID | None
    site_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="training_topic_once", condition=models.Q(key__gt="")),
            models.UniqueConstraint(
                fields=["organisation", "title"], name="training_title_once", condition=models.Q(retired_at__isnull=True)
            ),
        ]


class Completion(Protected):
    """Somebody did a training on a day. Nobody records their own but by passing a quiz; the database holds them to that.

    ``clause_ids`` are the clauses it was about that day: those very rows, of those versions. Of a quiz only that it was passed
    is kept, never an answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=10, choices=How)
    done_on = models.DateField(_("done on"))
    expires_on = models.DateField(_("counts until"), null=True)
    clause_ids = ArrayField(models.UUIDField(), default=list)
    recorded_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    topic_id: UUID
    person_id: UUID
    recorded_by_id: UUID

    hangs_by = "person"

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how=How.QUIZ, recorded_by=models.F("person"))
                | (~models.Q(how=How.QUIZ) & ~models.Q(recorded_by=models.F("person"))),
                name="training_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(expires_on__gte=models.F("done_on")), name="training_expires_after"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "topic"], name="training_of", condition=models.Q(taken_back_at__isnull=True)),
        ]
