"""When a written name may mean somebody (AZ-05)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.routing.rules import resembles

ALIKE = [
    ("Jon Smith", "John Smyth", "one letter in each word"),
    ("John Smith", "John Smith", "the same"),
    ("JOHN SMITH", "john smith", "capitals"),
    ("Smith, John", "John Smith", "surname first"),
    ("Smith John", "John Smith", "surname first, without a comma"),
    ("J. Smith", "John Smith", "an initial"),
    ("J S", "John Smith", "two initials"),
    ("John", "John Smith", "a first name alone"),
    ("Smith", "John Smith", "a surname alone"),
    ("Jon", "John Smith", "a first name alone, misspelt"),
    ("John Paul Smith", "John Smith", "a second name"),
    ("José García", "Jose Garcia", "accents"),
    ("Søren Kjær", "Soren Kjaer", "letters that are not just accents"),
    ("Łukasz Żak", "Lukasz Zak", "a stroke and a dot"),
    ("Mary-Anne Lee", "Maryanne Lee", "a hyphen or none"),
    ("Smith-Jones", "Anna Smith", "half of a double name"),
    ("Anna Desouza", "De Souza Anna", "a surname in two words or one"),
    ("JohnSmith", "John Smith", "the space forgotten"),
    ("Mary O'Neil", "Mary ONeill", "an apostrophe or none"),
    ("Mary O’Neil", "Mary O'Neil", "another apostrophe"),
    ("Jhon Smiht", "John Smith", "letters that changed places"),
    ("Limdqvisk", "Yara Lindqvist", "two slips in a long word"),
    ("Thomas Nowak", "Tomas Novak", "another country's spelling"),
    ("Catherine Hall", "Kathryn Hall", "written differently, heard alike"),
    ("Stephen King", "Steven King", "ph and v"),
    ("Geoff", "Jeff Adams", "a soft g"),
    ("Schmidt", "John Smith", "a name that moved"),
    ("Mohammed Ali", "Muhamad Aly", "from another script"),
    ("Tom", "Tomas Novak", "a short form"),
    ("Mr Smith", "John Smith", "a title"),
    ("M. Dupont", "Jean Dupont", "a French title, not an initial"),
    ("Smith from the night shift", "John Smith", "words around the name"),
    ("a tall man called Smith", "John Smith", "more words around the name"),
    ("Mr Smith (nights)", "John Smith", "a bracket"),
    ("Boss", "Hugo Boss", "a word that is seldom a name, but here is one"),
    ("Jan van Dijk", "van Dijk", "a particle with its name"),
    ("Иван Петров", "Петров И.", "another script"),
]

DIFFERENT = [
    ("Ben Carter", "Tomas Novak", "nothing in common"),
    ("John Adeyemi", "John Smith", "a first name in common, the surname another"),
    ("Anna Smith", "John Smith", "a surname in common, the first name another"),
    ("Elif", "Olga Petrova", "another first name"),
    ("K. Smith", "John Smith", "another initial"),
    ("Jan van Dijk", "Piet van Houten", "only a particle in common"),
    ("Limbqvisk", "Yara Lindqvist", "three slips"),
    ("Jo Li", "Al Wu", "short words are not slips of each other"),
    ("the manager", "Elif Kaya", "a post, no name"),
    ("", "Tomas Novak", "the name is not known"),
    ("  ", "Tomas Novak", "blank"),
    ("???", "Tomas Novak", "no letter in it"),
]


@pytest.mark.parametrize(("written", "name", "words"), ALIKE)
def test_these_may_be_the_same_person(written: str, name: str, words: str) -> None:
    assert resembles(written, name), words
    assert resembles(name, written), words


@pytest.mark.parametrize(("written", "name", "words"), DIFFERENT)
def test_these_are_clearly_different(written: str, name: str, words: str) -> None:
    assert not resembles(written, name), words
    assert not resembles(name, written), words


NAMES = st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=3, max_size=10), min_size=1, max_size=3)


@given(NAMES)
def test_a_name_resembles_itself_in_any_order_and_any_case(words: list[str]) -> None:
    assert resembles(" ".join(words), " ".join(reversed(words)).upper())


@given(NAMES)
def test_a_name_resembles_each_of_its_words(words: list[str]) -> None:
    assert all(resembles(word, " ".join(words)) for word in words)


@given(st.text(max_size=40), st.text(max_size=40))
@example("Ana Ana", "Ana Li")
@example("J Jon", "Jon Smith")
def test_it_does_not_matter_which_name_comes_first(one: str, other: str) -> None:
    assert resembles(one, other) is resembles(other, one)
