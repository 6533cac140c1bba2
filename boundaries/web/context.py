"""What every page needs that is not about its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The demo flag and the page that "Hide this page" opens."""
    return {"demo": settings.DEMO, "quick_exit_url": settings.QUICK_EXIT_URL}
