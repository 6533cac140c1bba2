"""Teams."""

from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation, Site


class Team(models.Model):
    """People who work together; shift leaders and deputies are appointed for teams."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))

    organisation_id: UUID
    site_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name
