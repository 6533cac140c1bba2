"""The pure rules of signed pages."""

from datetime import date

import pytest

from boundaries.errors.exceptions import RuleViolation
from policies.paper.rules import check_code, check_scan, check_signed_on, short_code
from tests.policies.paper.papers import scan
from tests.security.world import PICTURE

DIGEST = "4f0a91c27d3e" + "0" * 52


def test_the_code_is_the_beginning_of_the_digest_in_groups() -> None:
    assert short_code(DIGEST) == "4F0A-91C2-7D3E"


@pytest.mark.parametrize("typed", ["4F0A-91C2-7D3E", "4f0a 91c2 7d3e", " 4f0a91c27d3e ", "4F0A–91C2–7D3E"])
def test_the_code_may_be_typed_as_people_type(typed: str) -> None:
    check_code(typed, DIGEST)


@pytest.mark.parametrize("typed", ["", "4F0A", "4F0A-91C2-7D3F", DIGEST, "4F0A-91C2-7D3E-0000"])
def test_another_code_is_of_another_text(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"paper\.other-text") as refused:
        check_code(typed, DIGEST)
    assert refused.value.field == "code"


SINCE, TODAY = date(2026, 3, 2), date(2026, 3, 20)


@pytest.mark.parametrize("day", [SINCE, date(2026, 3, 10), TODAY])
def test_it_may_be_signed_from_the_day_it_holds_until_today(day: date) -> None:
    check_signed_on(day, today=TODAY, in_force_since=SINCE)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 21), r"paper\.future"), (date(2026, 3, 1), r"paper\.too-early"), (date(2025, 3, 10), r"paper\.too-early")],
)
def test_it_is_signed_neither_in_the_future_nor_before_it_held(day: date, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        check_signed_on(day, today=TODAY, in_force_since=SINCE)


def test_a_scan_is_a_pdf_or_a_picture_by_its_content() -> None:
    assert check_scan("page", scan()).name == "page.pdf"
    assert check_scan("page.pdf", PICTURE).name == "page_pdf.png"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Signed, Lena", r"paper\.kind"),
        (b"", r"file\.empty"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", r"file\."),
        (PICTURE + b"MZ and a programme behind it", r"file\."),
    ],
)
def test_anything_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RuleViolation, match=code) as refused:
        check_scan("page.pdf", content)
    assert refused.value.field == "file"
