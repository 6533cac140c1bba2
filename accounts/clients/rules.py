"""How a client's name is found without being readable: the words and prefixes that are fingerprinted."""

import unicodedata

SHORTEST_PREFIX = 2
LONGEST_PREFIX = 12


def plain_words(name: str) -> list[str]:
    """The words of a name in lower case without accents or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare).split()


def searchable(name: str) -> set[str]:
    """What is fingerprinted of a name: the whole, each word, and each word's beginnings of 2 to 12 letters."""
    words = plain_words(name)
    beginnings = {w[:n] for w in words for n in range(SHORTEST_PREFIX, min(len(w), LONGEST_PREFIX) + 1)}
    return beginnings | set(words) | {" ".join(words)}


def sought(text: str) -> set[str]:
    """What must all be among a name's fingerprints for it to match what was typed; empty when too little was."""
    return {word for word in plain_words(text) if len(word) >= SHORTEST_PREFIX}


REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 6
LONGEST_NAME = 120


def as_reference(letters: str) -> str:
    """A reference that says nothing about the client and cannot be misread."""
    return f"CL-{letters}"
