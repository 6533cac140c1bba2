"""Staff, and the accounts some of them sign in with."""

from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation, Site
from accounts.staff.choices import StaffKind
from accounts.teams.models import Team


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """An account with a password, or with none that can be used."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """An account with Django's superuser flag, which opens nothing protected here."""
        return self.create_user(email, password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account whatever the case its address is typed in."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Something to sign in with. What its owner may do follows from the staff member, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    given_by = models.ForeignKey("StaffMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey("StaffMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When a second person confirmed that this login, with this address, is its owner's: reports go to no other."""

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return str(self.id)


AT_OR_UNDER = """
WITH RECURSIVE line(id) AS (
    SELECT %s::uuid
    UNION
    SELECT s.id FROM accounts_staffmember s JOIN line ON s.manager_id = line.id
) SELECT id FROM line
"""


class StaffQuerySet(models.QuerySet["StaffMember"]):
    """People by their place in the tree of managers."""

    def at_or_under(self, person_id: UUID) -> Self:
        """A person and everybody who works under them, at any depth, whether they still work here or not."""
        return self.filter(id__in=RawSQL(AT_OR_UNDER, [person_id]))  # noqa: S611 -- a constant text with one argument


class StaffMember(models.Model):
    """A person of one organisation, with or without a login: the actor of everything that is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="staff_member")
    reference = models.CharField(_("staff number"), max_length=40, blank=True)
    name = models.CharField(_("full name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=StaffKind, default=StaffKind.EMPLOYEE)
    partner = models.CharField(_("partner organisation"), max_length=120, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("line manager")
    )
    is_active = models.BooleanField(default=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "name", "id"], name="staff_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "reference"], condition=~models.Q(reference=""), name="staff_reference_once"
            ),
            models.CheckConstraint(condition=~models.Q(manager=models.F("id")), name="staff_not_own_manager"),
            models.CheckConstraint(
                condition=models.Q(kind=StaffKind.PARTNER, partner__gt="") | ~models.Q(kind=StaffKind.PARTNER),
                name="staff_partner_named",
            ),
        ]

    manager_id: UUID | None
    organisation_id: UUID
    site_id: UUID | None
    team_id: UUID | None

    def __str__(self) -> str:
        return self.name
