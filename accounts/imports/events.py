"""What is written down about imports and exports: what kind and how many, never a name.

Each thing that an import changes is written down besides, with the same event as if it had been changed on its page.
"""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ImportEvent(Event):
    """The events of an import."""

    APPLIED = "import.applied", _("A file was imported."), "kind", "rows", "added", "changed"
    EXPORTED = "import.exported", _("A list was exported."), "kind", "rows"
