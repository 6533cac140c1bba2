"""Who does what: handlers by kind, declared beside the slice's reactions."""

from collections.abc import Callable

from boundaries.outbox.models import OutboxRow, Timer

RowHandler = Callable[[OutboxRow], None]
TimerHandler = Callable[[Timer], None]

row_handlers: dict[str, RowHandler] = {}
timer_handlers: dict[str, TimerHandler] = {}
going_out: set[str] = set()
"""The kinds that ask somebody outside, who may keep us waiting: whatever stays inside is done first."""


def handles(kind: str, *, goes_out: bool = False) -> Callable[[RowHandler], RowHandler]:
    """Do outbox rows of ``kind`` with this function, in one transaction with marking them done."""

    def put(handler: RowHandler) -> RowHandler:
        row_handlers[kind] = handler
        if goes_out:
            going_out.add(kind)
        return handler

    return put


def fires(kind: str) -> Callable[[TimerHandler], TimerHandler]:
    """Fire timers of ``kind`` with this function, in one transaction with marking them fired."""

    def put(handler: TimerHandler) -> TimerHandler:
        timer_handlers[kind] = handler
        return handler

    return put
