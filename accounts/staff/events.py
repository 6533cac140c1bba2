"""What is written down about a person who works here: ids and names of fields, never what stands in them."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class StaffEvent(Event):
    """The events of a staff member."""

    ADDED = "staff.added", _("A person was added."), "kind", "manager", "team", "site", "login"
    CHANGED = "staff.changed", _("A person's details were changed."), "fields"
    MANAGER_CHANGED = "staff.manager-changed", _("A person got another line manager."), "before", "after"
    DEACTIVATED = "staff.deactivated", _("A person no longer works here."), "last_day"
    REACTIVATED = "staff.reactivated", _("A person works here again.")
