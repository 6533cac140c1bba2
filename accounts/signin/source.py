"""Where a request comes from, as far as it is safe to believe."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from boundaries.sealing.actions import blind_index

IPV6_HOME = 64
"""One household or office has a whole network of this size: addresses in it are one source."""


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks: as our own outermost proxy saw it, or the connection's where there is no proxy.

    With ``TRUSTED_PROXIES`` proxies of ours in front, the entry that many places from the right of X-Forwarded-For was
    written by the outermost of them. Whatever stands further left was written by strangers.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    named = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return network_of(named) or network_of(direct) or "unknown"


def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its network; empty when it is neither."""
    bare = address[1:].partition("]")[0] if address.startswith("[") else address
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_HOME), strict=False))


def source_index(request: HttpRequest) -> bytes:
    """The fingerprint of where a request comes from."""
    return blind_index("sign-in source", client_address(request))
