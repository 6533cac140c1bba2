"""What is written down about contacts: kinds, days and ids, never a word or a name."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ContactEvent(Event):
    """The events of a contact."""

    LOGGED = "contact.logged", _("Somebody logged a contact outside of work."), "kind", "on", "version"
    ANNOUNCED = "contact.announced", _("Somebody told beforehand of an event that clients may attend."), "on", "version"
    HAPPENED = "contact.happened", _("An event told of beforehand became a contact."), "on", "version"
    CORRECTED = "contact.corrected", _("What was said of a contact was corrected. The words before are kept."), "version"
    MOVED = "contact.moved", _("A contact was moved to a channel of the organisation."), "on", "version"
    ROUTED = "contact.routed", _("It was decided who reads a contact."), "reader", "before", "steps"
    READ = "contact.read", _("Whoever it was given to has read it."), "version", "talk"
    OPENED = "contact.opened", _("Somebody opened a contact by their office.")
