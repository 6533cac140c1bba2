"""The words of contacts outside of work."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactKind(TextChoices):
    """What it was."""

    MET = "met", _("We met by chance, in town or elsewhere")
    EVENT = "event", _("We were at the same event or gathering")
    PLANNED = "planned", _("A visit or a meeting that one of us had planned")
    MESSAGE = "message", _("A message")
    CALL = "call", _("A call")
    SOCIAL = "social", _("Social media: a request, a comment, a picture")
    OTHER = "other", _("Something else")


class BegunBy(TextChoices):
    """Who began it (LK-4.3-5)."""

    THEY = "they", _("They did")
    WORKER = "worker", _("I did")
    CHANCE = "chance", _("Nobody: it was chance")


class ContactChannel(TextChoices):
    """On what it was (PQ-COM-2, PQ-COM-3)."""

    IN_PERSON = "in_person", _("In person")
    OWN_PHONE = "own_phone", _("My own phone number")
    OWN_MESSENGER = "own_messenger", _("A messenger of my own")
    OWN_EMAIL = "own_email", _("My own e-mail address")
    OWN_SOCIAL = "own_social", _("My own account on social media")
    OFFICIAL = "official", _("A channel of the organisation")


PERSONAL = frozenset(
    {ContactChannel.OWN_PHONE, ContactChannel.OWN_MESSENGER, ContactChannel.OWN_EMAIL, ContactChannel.OWN_SOCIAL}
)
"""The channels that are somebody's own."""


class Medium(TextChoices):
    """The same in short, as a form asks it first."""

    IN_PERSON = "in_person", _("In person")
    OWN = "own", _("On a phone, messenger, e-mail or account of my own")
    OFFICIAL = "official", _("On a channel of the organisation")


class Lasted(TextChoices):
    """How long."""

    MOMENT = "moment", _("A moment, or one message")
    TEN = "ten", _("Up to ten minutes")
    HALF = "half", _("Up to half an hour")
    LONGER = "longer", _("Longer")


class Recognised(TextChoices):
    """Whether the client wished to be recognised (LK-4.3-6)."""

    WISHED = "wished", _("Yes: they greeted me, or came up to me")
    NOT_WISHED = "not_wished", _("No: it seemed they would rather not be")
    UNCLEAR = "unclear", _("I could not tell")


class Moved(TextChoices):
    """Whether what began on a personal channel goes on over one of the organisation (PQ-COM-3c)."""

    NOTHING = "nothing", _("There is nothing to move")
    NOT_YET = "not_yet", _("Not yet")
    YES = "yes", _("Yes")


class CompanyKind(TextChoices):
    """What somebody was whom one met or wrote with."""

    CLIENT = "client", _("Client")
    RELATIVE = "relative", _("Relative or friend of a client")
    STAFF = "staff", _("Staff of a client organisation")
    OTHER = "other", _("Somebody else")


class ContactState(TextChoices):
    """How it stands with an entry: it needs nobody's approval, and is read."""

    BEFOREHAND = "beforehand", _("Said beforehand")
    UNREAD = "unread", _("Not read yet")
    READ = "read", _("Read")
