"""What is written down about the boundary book: each event's sentence and the data it may carry. No free text, no names."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class BookEvent(Event):
    """The events of a book entry."""

    WRITTEN = "book.written", _("An entry was written in the boundary book."), "book", "number", "kind", "source"
    CORRECTED = "book.corrected", _("An entry in the boundary book was corrected; the first text stays."), "correction"
    DISCUSSED = "book.discussed", _("An entry in the boundary book was talked about."), "discussion", "where", "on"
