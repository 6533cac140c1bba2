"""Reading the policies: the list, a policy, a clause by its id, what governs on a topic, and finding words."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from policies.adoption.actions import adapt_clause
from policies.adoption.choices import LocalKind
from policies.adoption.queries import about, search
from policies.library.choices import Category, Strength
from policies.library.models import Clause
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import AK, LK, PCF, PQ, RC, adopted, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def read(signed_in: SignedIn, who: object, name: str, *arguments: object, status: int = 200, **query: str) -> str:
    answer = signed_in(who).get(reverse(name, args=arguments), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_names_issuer_number_owner_and_dates_and_marks_what_is_late(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, PQ, next_review=date(2020, 9, 1))
    adopted(cast.samuel, RC, next_review=date(2099, 1, 1))
    page = read(signed_in, cast.amira, "policies:list")
    for words in (
        "Client Relations",
        "3.12",
        "Canadian Red Cross",
        "PA-110",
        "Noor Siddiqui",
        "Samuel Mensah",
        "1 September 2020",
    ):
        assert words in page
    assert page.count("Review overdue") == 1
    assert page.index("Client Relations") < page.index("Employee Relationships"), "by issuer"


def test_the_badge_stands_wherever_the_policy_is_cited(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, PQ, next_review=date(2020, 9, 1))
    for name, arguments in (
        ("policies:list", []),
        ("policies:policy", [PQ]),
        ("policies:clause", [PQ, "PQ-BEH-3"]),
        ("policies:clause", [PQ, "PQ-HDR-3"]),
    ):
        assert "Review overdue" in read(signed_in, cast.amira, name, *arguments), name


def test_an_organisation_without_policies_is_told_so(cast: Cast, signed_in: SignedIn) -> None:
    assert "No policy is in force here yet" in read(signed_in, cast.amira, "policies:list")
    assert "Go to the library" in read(signed_in, cast.noor, "policies:list")


def test_the_menu_leads_there(cast: Cast, signed_in: SignedIn) -> None:
    link = f'href="{reverse("policies:list")}"'
    assert link in read(signed_in, cast.amira, "home")
    assert link not in read(signed_in, cast.miriam, "home")


@pytest.mark.parametrize("key", [RC, PQ, PCF, LK, AK])
def test_every_clause_and_appendix_is_reached_by_its_id(cast: Cast, signed_in: SignedIn, key: str) -> None:
    adoption = adopted(cast.noor, key)
    browser = signed_in(cast.amira)
    whole = browser.get(reverse("policies:policy", args=[key])).content.decode()
    codes = list(adoption.version.clauses.values_list("code", flat=True))
    behind = [(each.code, [item["id"] for item in each.items]) for each in adoption.version.appendices.all()]
    codes += [code for code, _items in behind]
    for code in codes:
        assert f'id="{code}"' in whole, code
    for code in [*codes[::7], *(item for _code, items in behind for item in items)]:
        answer = browser.get(reverse("policies:clause", args=[key, code]))
        assert answer.status_code == 200, code


def test_a_policy_shows_its_source_licence_and_citation_and_the_documents_beside_it(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, PQ)
    page = read(signed_in, cast.amira, "policies:policy", PQ)
    version = issued(PQ)
    for words in ("PA 002", "Social Media policy", "(not kept here)", version.citation, "says nothing about reuse"):
        assert words in page, words


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("RC-A-11", ["Never", "Nobody may ever do this", "Nobody can allow an exception."]),
        (
            "RC-B-9",
            ["Ask first", "Ask the line manager first. Without a yes, do not do it.", "Only the line manager can allow it."],
        ),
        ("RC-B-2", ["Tell someone", "Tell the line manager."]),
        ("RC-A-6", ["Tell your line manager, or whoever the clause names."]),
        ("RC-B-4", ["Must not", "A director can allow an exception, with safeguards.", "A client gave me a present"]),
        ("RC-BR-1", ["This is for the line manager to do."]),
        ("RC-B-13", ["Good practice", "It helps you decide."]),
        ("RC-PS-2", ["Principle", "This is what the rules stand on."]),
    ],
)
def test_a_clause_says_plainly_what_it_asks(cast: Cast, signed_in: SignedIn, code: str, said: list[str]) -> None:
    adopted(cast.noor, RC)
    page = read(signed_in, cast.amira, "policies:clause", RC, code)
    for words in [*said, "Version 1."]:
        assert words in page, words


def test_a_policy_that_is_not_adopted_is_not_there_to_be_read(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    for who, key in ((cast.amira, LK), (cast.ivo, RC)):
        read(signed_in, who, "policies:policy", key, status=404)
        read(signed_in, who, "policies:clause", key, "RC-B-4", status=404)
    read(signed_in, cast.amira, "policies:clause", RC, "LK-4.1-4", status=404)


# --- What governs -----------------------------------------------------------------------------------------------------------
def test_the_strictest_of_all_adopted_clauses_governs_and_all_are_shown(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, LK)
    assert [each.code for each in about(cast.amira, Category.GIFTS)] == ["LK-4.1-4"], "should not"
    adopted(cast.noor, RC)
    adopted(cast.noor, PCF)
    found = about(cast.amira, Category.GIFTS)
    assert found[0].code == "RC-B-4", "must not"
    assert {"LK-4.1-4", "PCF-GIFT-3", "PCF-GIFT-4", "RC-B-4"} <= {each.code for each in found}
    order = [Strength.values.index(each.strength) for each in found]
    assert order == sorted(order)
    page = read(signed_in, cast.amira, "policies:topic", "gifts")
    assert page.index("What governs") < page.index("RC-B-4") < page.index("The others") < page.index("LK-4.1-4")
    assert about(cast.ivo, Category.GIFTS) == []


def test_a_clause_shows_what_other_policies_say_on_the_same_topics(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    adopted(cast.noor, LK)
    page = read(signed_in, cast.amira, "policies:clause", LK, "LK-4.1-4")
    assert "What other policies here say about it" in page
    assert "RC-B-4" in page
    assert "AK-" not in page


def test_topics_are_counted_and_one_that_is_none_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, AK)
    page = read(signed_in, cast.amira, "policies:topics")
    assert "nothing in the policies here" in page
    assert "Unnecessary personal questions</a>" in page
    assert "nothing about this" in read(signed_in, cast.amira, "policies:topic", "wills")
    for category in ("unsure", "rum"):
        read(signed_in, cast.amira, "policies:topic", category, status=404)


# --- Finding words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("gifts", "RC-B-4"),  # "gift" is found too
        ("chocolates", "RC-B-4"),  # only in its everyday words
        ("rc-b-9", "RC-B-9"),
        ("smoking", "RC-B-12"),
        ("lighthouse", "RC-B-5"),  # only in what is added here
    ],
)
def test_words_are_found_in_clauses_everyday_words_and_what_is_added(cast: Cast, words: str, code: str) -> None:
    adoption = adopted(cast.noor, RC)
    adapt_clause(
        actor=cast.noor, adoption_id=adoption.pk, code="RC-B-5", kind=LocalKind.INSTRUCTION, text="Not at the lighthouse."
    )
    assert code in [each.code for each in search(cast.amira, words)]
    assert search(cast.ivo, words) == []


@pytest.mark.parametrize("words", ["", "  ", "zyzzyva", "'; DROP TABLE", "\x00", "%", "& | !"])
def test_nothing_is_found_for_nothing(cast: Cast, words: str) -> None:
    adopted(cast.noor, RC)
    assert search(cast.amira, words) == []


def test_only_adopted_clauses_are_found(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, AK)
    page = read(signed_in, cast.amira, "policies:search", q="client")
    assert "AK-2" in page
    assert "RC-" not in page
    assert "No clause has all these words" in read(signed_in, cast.amira, "policies:search", q="chocolates")
    assert "too long" in read(signed_in, cast.amira, "policies:search", q="x" * 101)


# --- What it costs ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("policies:list", [], ""),
        ("policies:policy", [RC], ""),
        ("policies:clause", [RC, "RC-B-4"], ""),
        ("policies:topics", [], ""),
        ("policies:topic", ["gifts"], ""),
        ("policies:search", [], "?q=client"),
        ("policies:library", [], ""),
    ],
)
def test_a_page_costs_the_same_with_one_policy_and_with_five(
    cast: Cast, signed_in: SignedIn, name: str, arguments: list[str], query: str
) -> None:
    adopted(cast.noor, RC)
    browser, address = signed_in(cast.amira), reverse(name, args=arguments) + query

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    browser.get(address)
    few = cost()
    for key in (PQ, PCF, LK, AK):
        adopted(cast.noor, key)
    assert cost() == few
    assert few <= 22, few
    assert Clause.objects.count() == 271
