"""How small a number may be before it points at somebody."""

FEW = 5
"""Fewer than these are not told to whoever may not know of people: behind a small number stands a person."""


def told(count: int, *, masked: bool) -> int | None:
    """The number, or None where it is so small that it would single somebody out. That there is none says nothing of anybody."""
    return None if masked and 0 < count < FEW else count
