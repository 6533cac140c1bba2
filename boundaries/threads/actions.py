"""Opening a thread and sending a message; the caller has decided that the author may."""

from uuid import UUID

from boundaries.clocks.queries import now
from boundaries.sealing.models import DataKey
from boundaries.threads.models import Message, Side, Thread


def open_thread(*, organisation_id: UUID, about: tuple[str, UUID], key: DataKey) -> Thread:
    """The thread of one object, made when it does not exist yet."""
    kind, about_id = about
    thread, _made = Thread.objects.hanging_on(about_id).get_or_create(
        about_id=about_id, defaults={"organisation_id": organisation_id, "about_kind": kind, "data_key": key}
    )
    return thread


def send_message(*, thread: Thread, side: Side, author_id: UUID, body: str, is_question: bool = False) -> Message:
    """Add one message to a thread."""
    message = Message(thread=thread, side=side, is_question=is_question, sent_at=now())
    message.author, message.body = str(author_id), body
    message.save(force_insert=True)
    return message
