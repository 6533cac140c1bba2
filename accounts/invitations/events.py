"""What is written down about invitations: that there was one, never what was in it."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class InvitationEvent(Event):
    """The events of an invitation; they are about the person who is invited."""

    SENT = "invitation.sent", _("A person was invited to sign in."), "again"
    ASKED = "invitation.asked", _("An administrator asked to open a person's login anew."), "new_address"
    CONFIRMED = "invitation.confirmed", _("A second person agreed to open a person's login anew."), "operator"
    ENDED = "invitation.ended", _("An invitation was taken back.")
    ACCEPTED = "invitation.accepted", _("A person opened their login."), "purpose"
