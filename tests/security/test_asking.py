"""What stands after the question mark is on a list, and nothing else is read (AZ-10)."""

from collections import defaultdict
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from boundaries.web.openapi import schema
from tests.security.asking import PARAMETERS, noting, questions
from tests.security.test_scopes import DOORS
from tests.security.walking import Visitor, routes
from tests.security.world import World, make_world, person

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
ROUTES = {route.name: route for route in routes()}
READERS = ("amira", "elif", "noor", "olga", "ingrid", "ben")
"""Between them they open every list: somebody who reports, who handles, who directs, who administrates, who disclosed."""
ONLY_WITH = {"api_policies:search", "versions:compare", "api_exceptions:clauses"}
"""Addresses that open only where something is asked."""
HOSTILE = (
    "' OR 1=1 --", "%", "\\", "\x00", "-1", "0", "999999999999999999999999", "x" * 5000, "../../etc/passwd", "[]", "{}",
    "null", "true", "1e309", "\ud7ff\u202e", "00000000-0000-0000-0000-000000000000", "<script>", "subject__name__startswith",
)  # fmt: skip
UNKNOWN = (
    "subjects__name__startswith=B", "handler__user__password__startswith=a", "ordering=-reporter", "order_by=password",
    "fields=*", "expand=reporter", "include=parties", "organisation=x", "id__in=1,2", "page=2", "offset=1", "format=json",
)  # fmt: skip


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


NOT_EVERY_DAY = {
    "reports:step call",
    "secondfactor:again next",
    "disclosures:start client",
    "disclosures:start relative",
    "disclosures:step back",
    "exceptions:step back",
    "exceptions:step about",
    "exceptions:start client",
}
"""Looked for only where something else is so: that somebody is in danger now, has just shown who they are, begins, or has not sent it."""


def listed(*, api: bool) -> set[str]:
    """Every address with every name it may look for, as the list has it."""
    return {f"{name} {each}" for name, named in PARAMETERS.items() for each in named if name.startswith("api_") is api}


def test_every_parameter_of_the_api_is_on_the_list() -> None:
    told = set()
    for door in DOORS:
        if door.method == "GET" and door.route.name != "api_schema":
            described = schema()["paths"][door.path]["get"].get("parameters", [])
            told |= {f"{door.route.name} {each['name']}" for each in described if each["in"] == "query"}
    assert " ".join(sorted(told - listed(api=True))) == "", "say in tests/security/asking.py what is asked"
    assert sorted(listed(api=True) - told) == [], "nobody asks for these any more"


def test_every_parameter_of_a_page_is_on_the_list(world: World, signed_in: SignedIn) -> None:
    sought: dict[str, set[str]] = defaultdict(set)
    for key in ("nobody", *READERS):
        visitor = Visitor(Client() if key == "nobody" else signed_in(person(world.cast, key)))
        for name, route in ROUTES.items():
            if not name.startswith("api_"):
                with noting(sought[name]):
                    visitor.visit("GET", route.address(world.values), {})
    told = {f"{name} {each}" for name, named in sought.items() for each in named}
    assert " ".join(sorted(told - listed(api=False))) == "", "say in tests/security/asking.py what is asked"
    assert listed(api=False) - told == NOT_EVERY_DAY, "nobody asks for these any more"


def answers(browser: Client, address: str) -> tuple[int, int, str]:
    """The status, how many questions the database was asked, and the page."""
    connection.queries_log.clear()  # it holds so many at most, and there are many addresses
    with CaptureQueriesContext(connection) as asked:
        found = browser.get(address)
    return found.status_code, len(asked), found.content.decode(errors="replace")


def opened(world: World, signed_in: SignedIn, name: str) -> tuple[Client, str]:
    """Somebody who may open it, and where it is."""
    where = ROUTES[name].address(world.values)
    first = next(questions(name, world.values | {"reference": world.report.reference})) if name in ONLY_WITH else ""
    for key in READERS:
        browser = signed_in(person(world.cast, key))
        browser.raise_request_exception = False
        if browser.get(where + first).status_code in {200, 302}:
            return browser, where
    raise AssertionError(f"{name}: nobody of {READERS} opens it")


def test_hostile_values_break_nothing_and_cost_no_more(world: World, signed_in: SignedIn) -> None:
    for name, parameters in PARAMETERS.items():
        browser, where = opened(world, signed_in, name)
        plain = answers(browser, where)[1]
        for parameter, tried in parameters.items():
            named = world.values | {"reference": world.report.reference}
            right = [value.format(**named) for value in tried]
            usual = max(answers(browser, f"{where}?{parameter}={value}")[1] for value in ("zzzz", *right))
            for value in HOSTILE:
                status, asked, _page = answers(browser, f"{where}?{parameter}={quote(value)}")
                assert status in {200, 302, 400, 404, 422}, (name, parameter, value)
                assert asked <= max(usual, plain) + 2, (name, parameter, value, "as cheap as any other")
            assert answers(browser, f"{where}?{parameter}=a&{parameter}=b")[0] in {200, 302, 400, 404, 422}, (name, parameter)


def test_what_is_not_on_the_list_is_refused_by_the_api_and_passed_over_by_pages(world: World, signed_in: SignedIn) -> None:
    for name in PARAMETERS:
        browser, where = opened(world, signed_in, name)
        plain, asked, page = answers(browser, where)
        for question in UNKNOWN:
            status, more, found = answers(browser, f"{where}?{question}")
            if name.startswith("api_"):
                assert (status, more <= asked) == (422, True), (name, question)
            else:
                assert (status, more) == (plain, asked), (name, question)
                assert len(found) - len(page) < 40 * len(question), (name, question, "nothing more stands on it")
