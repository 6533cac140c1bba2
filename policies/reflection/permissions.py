"""Who may see a note that somebody wrote for themselves: they, and nobody else whatever their office."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from boundaries.access.scope import author_index
from policies.reflection.models import ReflectiveNote


class ReflectionPermission(TextChoices):
    """What may be done with one's own notes."""

    VIEW = "reflection.view", _("Read a note one wrote for oneself")
    WRITE = "reflection.write", _("Write one")
    REWRITE = "reflection.rewrite", _("Write it anew")
    DELETE = "reflection.delete", _("Delete it, with its key")


def is_author(actor: StaffMember, note: ReflectiveNote) -> bool:
    """The note is their own."""
    return bytes(note.author_index) == author_index(actor.pk)


ACCESS: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    allow={
        ReflectionPermission.VIEW: [[is_author]],
        ReflectionPermission.WRITE: [[is_staff]],
        ReflectionPermission.REWRITE: [[is_author]],
        ReflectionPermission.DELETE: [[is_author]],
    },
)
