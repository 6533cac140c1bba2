"""Who was let in, and who is kept out: the shapes that every protected kind of object shares (design.md 3.3, 3.4)."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from accounts.grants.choices import ExclusionSource, Relation
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected


class Grant(Protected, UserObjectPermissionBase):
    """One person let in to one object: in what relation, by whom, why, until when, and where it stands in their list.

    A concrete model adds ``content_object``, the direct foreign key that guardian asks for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    organisation_id = models.UUIDField()
    relation = models.CharField(max_length=12, choices=Relation)
    given_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField(null=True)

    hangs_by = "content_object"

    user_id: UUID

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()


class Exclusion(Protected):
    """One person kept out of one object, whatever else would let them in. It is never changed and never taken away.

    A concrete model adds the object. Where two people together may lift one, it also adds ``after`` (the lifted one that this one
    follows, so that only one stands at a time) and their decisions, under the name ``decisions``; else it stands for good.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=ExclusionSource)
    added_at = models.DateTimeField()

    person_id: UUID

    class Meta:
        abstract = True
        default_permissions = ()
