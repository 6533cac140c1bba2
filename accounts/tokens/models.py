"""What a person's programmes sign in with."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.staff.models import User
from accounts.tokens import rules
from boundaries.access.choices import Scope, Wanted
from boundaries.errors.exceptions import Forbidden


class NotWithToken(Forbidden):
    """Some things are done by people, never by their programmes."""

    code = "not-with-token"
    message = _("No token opens this. Sign in in the browser for it.")


class ScopeMissing(Forbidden):
    """The token was made for other things."""

    code = "scope-missing"
    message = _("This token was not made for this. Make one with the scope “%(scope)s”.")


class PersonalToken(models.Model):
    """What one programme of one person signs in with. Only its keyed fingerprint is kept: nothing in here lets anybody in.

    Which organisation it was made in stands beside it, so that it opens none that its owner came to later.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    secret_index = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    last_day = models.DateField()
    ends_at = models.DateTimeField()
    used_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "-made_at"], name="personal_token_list")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("made_at")), name="personal_token_lasts"),
            models.CheckConstraint(
                condition=models.Q(ends_at__lte=models.F("made_at") + timedelta(days=rules.MOST_DAYS + 2)),
                name="personal_token_ends",
            ),
            models.CheckConstraint(condition=models.Q(scopes__len__gt=0), name="personal_token_is_for_something"),
        ]

    organisation_id: UUID
    user_id: UUID

    def check_reach(self, wanted: Wanted) -> None:
        """Raise Forbidden where the token does not reach as far as an operation asks (boundaries.access.api.Credential)."""
        if rules.reaches(self.scopes, wanted):
            return
        if isinstance(wanted, Scope):
            raise ScopeMissing(message=ScopeMissing.message % {"scope": wanted.value})
        raise NotWithToken
