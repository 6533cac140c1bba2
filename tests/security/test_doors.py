"""Every address says to whom it opens, and what it says is what happens (AZ-11, AZ-12)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path, reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.signin.sessions import PROVED_AT, PROVEN
from accounts.tokens.actions import make_token
from boundaries import urls
from boundaries.access.checks import check_doors
from boundaries.access.choices import Scope
from boundaries.access.doors import Door, door_of, opened_to, reason_of, views_within
from boundaries.clocks import queries as clock
from boundaries.web.api import View
from tests.accounts.demo import demo_urls
from tests.accounts.signing import equip_everybody
from tests.security.walking import FILLED, Visitor, routes
from tests.security.world import SECRET, known_values

SignedIn = Callable[[object], Client]
VIEWS = dict(views_within(get_resolver().url_patterns))
FOR_EVERYBODY = {
    "about:help", "about:privacy", "about:contact", "healthz", "ready",
    "signin:sign_in", "signin:sign_out", "secondfactor:challenge",
    "passwords:forgotten", "passwords:open", "passwords:new", "invitations:join",
}  # fmt: skip
"""All there is without signing in. Whoever makes this list longer says why on the page itself."""
SETTING_UP = {"setup", "add_app", "add_passkey", "remove_app", "remove_passkey", "codes", "again"}
"""What may be done while a second factor is missing: giving oneself one."""


# --- What is said -------------------------------------------------------------------------------------------------------------
def test_every_address_says_to_whom_it_opens() -> None:
    assert [name for name, view in VIEWS.items() if door_of(view) is None] == []
    assert {route.name for route in routes()} == set(VIEWS)
    assert run_checks(tags=[Tags.urls]) == []


def test_few_open_to_everybody_and_each_says_why() -> None:
    found = {name: reason_of(view) for name, view in VIEWS.items() if door_of(view) is Door.EVERYBODY}
    assert set(found) == FOR_EVERYBODY
    assert all(len(why) > 15 for why in found.values())


def test_the_pages_of_the_demo_open_to_everybody_and_are_the_only_ones_besides() -> None:
    demo = dict(views_within([path("", include(demo_urls))]))
    assert {(door_of(view), bool(reason_of(view))) for name, view in demo.items() if name not in VIEWS} == {
        (Door.EVERYBODY, True)
    }
    assert {name.partition(":")[0] for name in set(demo) - set(VIEWS)} == {"demo"}


def test_whoever_has_not_shown_all_yet_opens_the_setting_up_and_nothing_else() -> None:
    found = {name for name, view in VIEWS.items() if door_of(view) is Door.ARRIVING}
    assert found == {f"secondfactor:{name}" for name in SETTING_UP}


def test_every_method_of_the_api_says_how_far_one_must_reach() -> None:
    for name, view in VIEWS.items():
        if cls := getattr(view, "cls", None):
            assert issubclass(cls, View), f"{name}: a view of the API is a boundaries.web.api.View"
            methods = {each for each in ("GET", "POST", "PUT", "PATCH", "DELETE") if hasattr(cls, each.lower())}
            assert set(cls.scopes) == methods, f"{name}: say in `scopes` what each method asks for"


def test_silence_means_no_by_setting() -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["boundaries.access.api.DenyAll"]
    order = [each.rpartition(".")[2] for each in settings.MIDDLEWARE]
    assert order.index("DeclaredDoors") < order.index("CurrentActor") < order.index("LoginRequiredMiddleware")


@pytest.mark.parametrize(("door", "why"), [(Door.EVERYBODY, ""), (Door.STAFF, "Because.")])
def test_a_reason_is_given_for_everybody_and_for_nobody_else(door: Door, why: str) -> None:
    with pytest.raises(ValueError, match="says why"):
        opened_to(door, why=why)


def test_it_is_said_once() -> None:
    with pytest.raises(ValueError, match="already"):
        opened_to(Door.STAFF)(opened_to(Door.SIGNED_IN)(lambda: None))


# --- What is done -------------------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def addresses(cast: Cast) -> dict[str, str]:
    """Where each is, with ids of nothing that is secret."""
    ids = dict.fromkeys([*SECRET, "mail_id"], cast.ben.pk)
    values = ids | known_values(cast)
    return {route.name: route.address(values) for route in routes()}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_sign_in_wherever_that_is_not_said_otherwise(cast: Cast, method: str) -> None:
    stranger, where = Visitor(Client()), addresses(cast)
    for name, view in VIEWS.items():
        answer = stranger.visit(method, where[name], {}, FILLED if method == "POST" else None)
        asked = answer.status == 401 or answer.leads_to.startswith("/sign-in/?next=")
        assert asked is (door_of(view) is not Door.EVERYBODY), (name, answer.status)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_lacks_a_second_factor_is_led_to_it(cast: Cast, method: str) -> None:
    arriving = Client()
    arriving.force_login(cast.amira.user)  # type: ignore[arg-type]  # she has a login
    session = arriving.session
    del session[PROVEN], session[PROVED_AT]
    session.save()
    visitor, where = Visitor(arriving), addresses(cast)
    for name, view in VIEWS.items():
        answer = visitor.visit(method, where[name], {}, FILLED if method == "POST" else None)
        led = answer.status == 401 or answer.leads_to == reverse("secondfactor:setup")
        assert led or door_of(view) in {Door.EVERYBODY, Door.ARRIVING}, (name, answer.status)


FRESH = {name: view for name, view in VIEWS.items() if getattr(view, "fresh_only", False)}


def test_the_pages_that_ask_again_who_sits_there_do_so_after_five_minutes(cast: Cast, signed_in: SignedIn) -> None:
    assert len(FRESH) > 10
    olga, asked = Visitor(signed_in(cast.olga)), f"{reverse('secondfactor:again')}?"
    places = addresses(cast)
    for name in FRESH:
        where = places[name]
        assert not olga.visit("GET", where, {}).leads_to.startswith(asked), name
        with clock.at(clock.now() + timedelta(minutes=6)):
            for method in ("GET", "POST"):
                assert olga.visit(method, where, {}, FILLED if method == "POST" else None).leads_to.startswith(asked), name


# --- What nobody has said ---------------------------------------------------------------------------------------------------
def forgotten(request: HttpRequest) -> HttpResponse:
    """A page that says nothing."""
    return HttpResponse("open")


class ForgottenAPI(APIView):
    """A view that takes nothing from ours."""

    def get(self, request: Any) -> Response:
        return Response("open")


class HalfSaid(View):
    """A view that says something of reading and nothing of writing."""

    scopes = {"GET": Scope.READ}

    def get(self, request: Any) -> Response:
        return Response("open")

    def post(self, request: Any) -> Response:
        return Response("open")


class Unnamed(APIView):
    """A view that says to whom it opens, and not who may use it."""

    door = Door.STAFF

    def get(self, request: Any) -> Response:
        return Response("open")


urlpatterns = [
    path("forgotten/", forgotten, name="forgotten"),
    path("api/v1/forgotten/", ForgottenAPI.as_view(), name="api_forgotten"),
    path("api/v1/half/", HalfSaid.as_view(), name="half"),
    path("api/v1/unnamed/", Unnamed.as_view(), name="unnamed"),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("where", ["/forgotten/", "/api/v1/forgotten/"])
def test_what_says_nothing_is_there_for_nobody(cast: Cast, signed_in: SignedIn, where: str) -> None:
    for browser in (Client(), *(signed_in(each) for each in (cast.amira, cast.olga, cast.root))):
        assert browser.get(where).status_code == 404


@pytest.mark.urls(__name__)
def test_a_method_that_says_nothing_is_shut_for_session_and_token(cast: Cast, signed_in: SignedIn) -> None:
    equip_everybody()
    shown = make_token(actor=cast.amira, name="x", scopes=list(Scope), last_day=today(cast.organisation))
    for browser in (signed_in(cast.amira), Client(headers={"Authorization": f"Bearer {shown.secret}"})):
        assert browser.get("/api/v1/half/").status_code == 200
        refused = browser.post("/api/v1/half/", {}, content_type="application/json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "undeclared")


@pytest.mark.urls(__name__)
def test_a_view_that_names_no_permission_lets_nobody_in(cast: Cast, signed_in: SignedIn) -> None:
    assert {signed_in(each).get("/api/v1/unnamed/").status_code for each in (cast.amira, cast.olga, cast.root)} == {403}


@pytest.mark.urls(__name__)
def test_the_system_check_names_what_says_nothing() -> None:
    assert [(each.id, each.msg.split("”")[0]) for each in check_doors(None)] == [
        ("BND.E003", "“forgotten"),
        ("BND.E003", "“api_forgotten"),
    ]


def test_a_view_made_of_a_class_says_what_its_class_says() -> None:
    assert door_of(SimpleNamespace(cls=SimpleNamespace(door=Door.STAFF))) is Door.STAFF
