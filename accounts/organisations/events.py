"""What is written down about an organisation."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class OrganisationEvent(Event):
    """The events of an organisation, its sites and closed days."""

    CREATED = "organisation.created", _("The organisation was created."), "administrator"
    SETTINGS_CHANGED = "organisation.settings-changed", _("The settings were changed."), "fields"
    SITE_ADDED = "organisation.site-added", _("A site was added."), "site"
    SITE_RENAMED = "organisation.site-renamed", _("A site was renamed."), "site"
    CLOSED_DAY_ADDED = "organisation.closed-day-added", _("A closed day was added."), "day"
    CLOSED_DAY_REMOVED = "organisation.closed-day-removed", _("A closed day was removed."), "day"
    ACTIVATED = "organisation.activated", _("The organisation was activated.")
