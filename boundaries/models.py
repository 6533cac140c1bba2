"""The frame's tables, gathered for Django."""

from boundaries.notices.models import DemoMail, Notice
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.sealing.models import DataKey
from boundaries.threads.models import Message, Thread
from boundaries.web.models import IdempotencyKey, KeptForm

__all__ = [
    "DataKey",
    "DemoMail",
    "IdempotencyKey",
    "KeptForm",
    "Message",
    "Notice",
    "OutboxRow",
    "RecordEntry",
    "Thread",
    "Timer",
]
