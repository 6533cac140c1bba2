"""How a browser is called, so that its owner knows it again."""

from collections.abc import Sequence

BROWSERS: Sequence[tuple[str, str]] = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Sequence[tuple[str, str]] = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
"""The first that is found counts: most browsers also give the names of those they came from."""


def browser_of(agent: str) -> tuple[str, str]:
    """The browser and the system that this header tells of; each empty where it tells nothing we know."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(table: Sequence[tuple[str, str]], agent: str) -> str:
    return next((name for mark, name in table if mark in agent), "")
