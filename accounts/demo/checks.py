"""The demo's open doors exist on one machine, for trying the product out, and nowhere else."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

TEST_HOST = "testserver"
"""What Django's test runner adds to the hosts."""


def reasons_against_demo() -> list[str]:
    """What in the settings says that this is no trial on one machine; with any of it the demo's pages stay shut."""
    reasons = []
    if settings.HTTPS:
        reasons.append("HTTPS is on")
    if settings.TRUSTED_PROXIES:
        reasons.append("proxies stand in front of it (TRUSTED_PROXIES)")
    if far := [host for host in settings.ALLOWED_HOSTS if not _is_this_machine(host)]:
        reasons.append(f"it answers to other hosts than this machine (ALLOWED_HOSTS: {', '.join(far)})")
    return reasons


def _is_this_machine(host: str) -> bool:
    name = host.strip("[]").lower()
    return name in {"localhost", "127.0.0.1", "::1", TEST_HOST} or name.endswith(".localhost")


def demo_is_open() -> bool:
    """Whether the demo's pages may answer."""
    return bool(settings.DEMO) and not reasons_against_demo()


@register(Tags.security)
def check_demo_stays_here(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """BND.E002: the demo, whose sign-in asks no password, must not be reachable like a real installation."""
    if not settings.DEMO:
        return []
    hint = "Start without DEMO, or for this machine alone."
    return [
        Error(f"DEMO is on, but {reason}: anybody could sign in as anybody.", hint=hint, id="BND.E002")
        for reason in reasons_against_demo()
    ]


@register(Tags.security, deploy=True)
def check_demo_is_never_deployed(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """BND.E002: what is deployed is no demo."""
    if not settings.DEMO:
        return []
    return [Error("DEMO is on in a deployment: anybody could sign in as anybody.", hint="Start without DEMO.", id="BND.E002")]
