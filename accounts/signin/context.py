"""What every page shows about the person who is signed in."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Filled by the sign-in slice."""
    return {}
