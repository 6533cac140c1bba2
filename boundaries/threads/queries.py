"""Reading a thread; the caller has decided that the reader may."""

from uuid import UUID

from boundaries.threads.models import Message


def messages_about(about_id: UUID) -> list[Message]:
    """The messages about one object, oldest first."""
    found = Message.objects.hanging_on(about_id).select_related("thread__data_key")
    return list(found.order_by("sent_at", "id"))
