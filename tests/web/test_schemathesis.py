"""The API holds what its schema promises, whatever a programme sends: schemathesis, with all its checks, as three people.

A request that fits the schema may still be refused by a rule that no schema can say (422 with the rule's own code). What may
not happen is that its shape is refused: then the schema said less than is asked. `shape_is_told_in_full` holds that.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, Phase
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.web.openapi import schema
from tests.security.world import make_world

pytestmark = pytest.mark.django_db
SEED = 20261122
"""What is drawn is the same each time; another number draws something else."""
HERE, ELSEWHERE, STORIES, STEPS = 5, 2, 24, 6
MAY_BE_ANSWERED = ["2xx", "3xx", "401", "403", "404", "409", "422", "429"]
"""To what fits the schema: what schemathesis would expect, and 422 for the rules that no schema can say."""
KEPT = {"get", "patch", "delete"}
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
DRAWN = hypothesis.settings(
    max_examples=HERE, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
PLACES = {
    "amira": (
        "/me/",
        "/drafts/",
        "/reports/",
        "/situations/",
        "/reflection/",
        "/contacts/",
        "/notices/",
        "/sessions/",
        "/tokens/",
    ),
    "elif_": ("/desk/", "/clients/", "/assignments/"),
    "olga": ("/organisation/", "/people/", "/teams/", "/appointments/", "/imports/", "/exports/"),
    "noor": ("/policies/", "/campaigns/", "/clauses/", "/topics/", "/library/", "/versions/"),
}
"""Worker, supervisor, administrator, director, and where each has the most to do: there everything is tried, elsewhere some of it."""


MAKING = ("amira", "elif_", "olga")
"""Those in whose places something is made that is found below it by its id."""


class ShapeRefused(Failure):
    """What fits the schema was refused for its shape."""


def shape_is_told_in_full(ctx: CheckContext, response: Any, case: Any) -> None:
    """What fits the schema is never refused for its shape."""
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if fits and response.status_code == 422 and response.json()["error"]["code"] == "invalid":
        raise ShapeRefused(operation=case.operation.label, title="The schema says too little", message=response.text)


schemathesis.check(shape_is_told_in_full)


@pytest.fixture(scope="module")
def api() -> Any:
    """The schema as a programme reads it, and the product behind it, in this process."""
    told = {
        "seed": SEED,
        "generation": {"with-security-parameters": False},  # everybody here is signed in, or taken for nobody on purpose
        "checks": {"positive_data_acceptance": {"expected-statuses": MAY_BE_ANSWERED}},
    }
    loaded = schemathesis.openapi.from_dict(with_links(schema()), config=SchemathesisConfig.from_dict(told))
    loaded.app = get_wsgi_application()
    return loaded


def with_links(told: dict[str, Any]) -> dict[str, Any]:
    """The schema, which also says that what is made at an address is found below it by its id."""
    for path, methods in told["paths"].items():
        created = made_at(methods)
        below = [each for each in told["paths"] if re.fullmatch(re.escape(path) + r"\{\w+_id\}/", each)]
        if not created or not below:
            continue
        *above, own = re.findall(r"\{(\w+)\}", below[0])
        ids = {name: f"$request.path.{name}" for name in above} | {own: "$response.body#/id"}
        names = [told["paths"][below[0]][method]["operationId"] for method in KEPT & told["paths"][below[0]].keys()]
        created["links"] = {name: {"operationId": name, "parameters": ids} for name in sorted(names)}
    return told


def made_at(methods: dict[str, Any]) -> dict[str, Any]:
    """The answer to what makes something at an address."""
    found: dict[str, Any] = methods.get("post", {}).get("responses", {}).get("201", {})
    return found


@pytest.fixture
def credentials(cast: Cast, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The session of the person, and the database left open between requests, as the test's transaction is in it."""
    browser, person = Browser(), getattr(cast, request.param)
    assert isinstance(person, StaffMember)
    assert person.user is not None
    browser.force_login(person.user)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"session": browser.cookies["session"].value, "csrf": "c" * 32}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def sign(case: Any, credentials: dict[str, Any]) -> None:
    """Let a request come from the person."""
    case.cookies = {**(case.cookies or {}), **credentials}
    case.headers["X-CSRFToken"], case.headers["Accept-Encoding"] = credentials["csrf"], "identity"
    case._has_explicit_auth = True


class Trial:
    """Sends requests and gathers what was wrong; what a request does is undone."""

    def __init__(self, credentials: dict[str, Any]) -> None:
        self.credentials = credentials
        self.wrong: list[str] = []
        self.statuses: dict[str, set[int]] = {}

    def send(self, case: Any) -> None:
        """One request, with every check."""
        sign(case, self.credentials)
        with transaction.atomic():
            try:
                response = case.call_and_validate()
                self.statuses.setdefault(case.operation.label, set()).add(response.status_code)
            except FailureGroup as group:
                self.wrong += [f"{case.operation.label}: {each}\n{case.as_curl_command()}" for each in group.exceptions]
            transaction.set_rollback(True)


@pytest.mark.parametrize(("credentials", "key"), [(key, key) for key in PLACES], indirect=["credentials"])
def test_every_operation_keeps_its_word(api: Any, cast: Cast, credentials: dict[str, Any], key: str) -> None:
    values = {name: str(value) for name, value in make_world(cast).values.items()}
    trial = Trial(credentials)
    for found in api.get_all_operations():
        operation = found.ok()
        real = {each.name: values.get(each.name, str(uuid4())) for each in operation.path_parameters}
        is_here = operation.path.startswith(tuple(f"/api/v1{place}" for place in PLACES[key]))
        if is_here:
            config = api.config.generation_for(operation=operation)
            for case in api.iter_coverage_cases(operation, generation_modes=BOTH, generation_config=config):
                if not case.meta.is_negative_at(ParameterLocation.PATH):
                    case.path_parameters = dict(real)
                trial.send(case)
        for mode in BOTH if operation.query or operation.body else BOTH[:1]:
            draw(trial, operation.as_strategy(generation_mode=mode, path_parameters=real or None), HERE if is_here else ELSEWHERE)
    assert trial.wrong == [], f"{len(trial.wrong)} faults with the seed {SEED}:\n" + "\n".join(trial.wrong)
    done = {label for label, statuses in trial.statuses.items() if statuses & {200, 201, 204}}
    assert len(done) > len(trial.statuses) / 4, f"hardly anything was done: {sorted(done)}"


def draw(trial: Trial, strategy: Any, number: int) -> None:
    """Send what is drawn."""

    @hypothesis.seed(SEED)
    @hypothesis.settings(DRAWN, max_examples=number)
    @hypothesis.given(case=strategy)
    def sent(case: Any) -> None:
        trial.send(case)

    sent()


@pytest.mark.parametrize(("credentials", "key"), [(key, key) for key in MAKING], indirect=["credentials"])
def test_what_is_made_is_there_and_what_is_taken_away_is_not(api: Any, cast: Cast, credentials: dict[str, Any], key: str) -> None:
    """Stories of several requests, each with what the one before made."""
    made = set[tuple[str, int]]()
    make_world(cast)
    here = tuple(f"/api/v1{place}" for place in ("/drafts/", *PLACES[key]))  # a draft anybody can begin
    paths = [methods for path, methods in api.raw_schema["paths"].items() if path.startswith(here)]
    links = [link for path in paths for link in made_at(path).get("links", {})]
    begun = [path["post"]["operationId"] for path in paths if "links" in made_at(path)]

    class Story(api.include(operation_id=[*begun, *links]).as_state_machine()):  # type: ignore[misc]  # made while it runs
        def setup(self) -> None:
            self.undone = transaction.atomic()
            self.undone.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

        def before_call(self, case: Any) -> None:
            sign(case, credentials)

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            made.add((case.operation.label, response.status_code))

    told = hypothesis.settings(DRAWN, max_examples=STORIES, stateful_step_count=STEPS)
    hypothesis.seed(SEED)(Story)
    Story.run(settings=told)
    assert {label for label, status in made if label.startswith("POST") and status == 201}, sorted(made)
    assert [label for label, status in made if label.startswith("GET") and label.endswith("_id}/") and status == 200], sorted(
        made
    )
