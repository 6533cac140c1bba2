"""What an organisation made its own: which text of which policy, with which words, and what it adds to single clauses."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from policies.adoption.choices import LocalKind
from policies.library.models import Policy, PolicyVersion


class Adoption(models.Model):
    """One text of a policy, in force in one organisation from a moment on. Another text of it ends the one before.

    ``words`` is what stands in the placeholders; the review dates are the organisation's own (LK-0-2). ``digest`` is the SHA-256
    of every word as it reads here, in hexadecimal: what people acknowledge.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="adoptions")
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    last_reviewed = models.DateField(_("last reviewed"), null=True)
    next_review = models.DateField(_("next review"), null=True)
    adopted_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    policy_id: UUID
    version_id: UUID
    owner_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "policy"], name="adopted_once", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(last_reviewed=None)
                | models.Q(next_review=None)
                | models.Q(next_review__gt=models.F("last_reviewed")),
                name="adoption_review_after",
            ),
        ]


class LocalText(models.Model):
    """What an organisation adds to one clause, beside the clause's own words. What was said before is kept, with its end.

    An instruction may hold in one place only, beside that for all places or without one (LK-3.9.1-2, LK-4.1-6).
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="local_texts")
    code = models.CharField(_("clause"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=LocalKind)
    place = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("place"))
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    adoption_id: UUID
    place_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "code", "kind", "place"],
                name="local_text_once",
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(place=None) | models.Q(kind=LocalKind.INSTRUCTION), name="local_wording_everywhere"
            ),
        ]
