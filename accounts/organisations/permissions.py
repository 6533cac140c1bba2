"""Who may see and change the organisation's settings, sites and closed days: administrators."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_administrator, is_staff
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap


class OrganisationPermission(TextChoices):
    """What may be done with one's organisation."""

    VIEW = "organisation.view", _("Know the organisation by name")
    VIEW_SETTINGS = "organisation.view-settings", _("See the settings, the sites and the closed days")
    CHANGE_SETTINGS = "organisation.change-settings", _("Change the settings")
    ADD_SITE = "organisation.add-site", _("Add a site")
    RENAME_SITE = "organisation.rename-site", _("Rename a site")
    ADD_CLOSED_DAY = "organisation.add-closed-day", _("Add a closed day")
    REMOVE_CLOSED_DAY = "organisation.remove-closed-day", _("Remove a closed day")
    ACTIVATE = "organisation.activate", _("Activate the organisation")


FOR_ADMINISTRATORS = [each for each in OrganisationPermission if each != OrganisationPermission.VIEW]

ACCESS: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    allow={
        OrganisationPermission.VIEW: [[is_staff]],
        **{each: [[is_administrator]] for each in FOR_ADMINISTRATORS},
    },
)
