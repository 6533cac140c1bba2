"""The roles of design.md section 4 that somebody is appointed to. Line managers are not: the tree says who they are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is appointed to be, for a time."""

    SHIFT_LEADER = "shift_leader", _("Shift leader")
    DEPUTY = "deputy", _("Deputy of a line manager")
    TRIAGE_OFFICER = "triage_officer", _("Triage officer")
    CASE_MANAGER = "case_manager", _("Case manager")
    INVESTIGATOR = "investigator", _("Investigator")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")
    DIRECTOR = "director", _("Director")
    CHIEF_EXECUTIVE = "chief_executive", _("Chief executive")
    BOARD_CHAIR = "board_chair", _("Chair of the board")
    OUTSIDE_CONTACT = "outside_contact", _("Outside contact")
    COMMUNICATIONS_MANAGER = "communications_manager", _("Communications manager")
    IDENTITY_CUSTODIAN = "identity_custodian", _("Identity custodian")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


FOR_TEAMS = frozenset({Role.SHIFT_LEADER, Role.DEPUTY})


class AppointmentStatus(TextChoices):
    """Where an appointment stands. Whether a confirmed one counts today is said by its dates."""

    PROPOSED = "proposed", _("Waiting for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")
