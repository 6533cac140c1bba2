"""Whoever speaks in a process, one line comes out, and no word of what was at hand."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries import urls
from boundaries.access.doors import Door, opened_to
from boundaries.logs.lines import chosen, configure, formatter, process_name
from boundaries.logs.middleware import HEADER
from boundaries.logs.rules import KEYS

MARK = "zephyr-marigold"
SignedIn = Callable[[Any], Client]


@opened_to(Door.STAFF)
def crash(request: HttpRequest, word: str) -> HttpResponse:
    """A view that breaks with words of a person in the message, in the locals and in the cause."""
    typed = {"narrative": f"{MARK}-local", "word": word}
    try:
        return HttpResponse(typed[f"{MARK}-key"])
    except KeyError as error:
        raise ValueError(f"{MARK}-message {typed}") from error


@opened_to(Door.STAFF)
def speak(request: HttpRequest) -> HttpResponse:
    """A view that says what it must not."""
    logging.getLogger("anybody").warning("%s told us", f"{MARK}-argument")
    structlog.get_logger("ours").warning("report.told", text=MARK, status=7)
    return HttpResponse("")


urlpatterns = [path("crash/<word>/", crash, name="crash"), path("speak/", speak, name="speak"), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture(params=["json", "plain"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written() -> Iterator[StringIO]:
    """All that is said from now on, as the product's processes write it, from the lowest level on."""
    yield from listening("json")


def listening(form: str) -> Iterator[StringIO]:
    stream, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(form))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def last(written: StringIO) -> dict[str, Any]:
    return lines(written)[-1]


# --- What is said -----------------------------------------------------------------------------------------------------------
def test_a_line_is_json_with_keys_of_the_list_only(written: StringIO) -> None:
    structlog.get_logger("boundaries.outbox.drain").warning("outbox.failed", kind="notices.mail", row=3, tries=1, error="OSError")
    line = last(written)
    assert set(line) <= set(KEYS)
    assert {key: line[key] for key in ("level", "event", "kind", "row", "tries", "error", "logger")} == {
        "level": "warning",
        "event": "outbox.failed",
        "kind": "notices.mail",
        "row": 3,
        "tries": 1,
        "error": "OSError",
        "logger": "boundaries.outbox.drain",
    }


def test_a_key_or_a_value_that_is_not_allowed_never_comes_out(written: StringIO) -> None:
    structlog.get_logger("x").warning("outbox.failed", text=MARK, kind=f"{MARK} was told", tries=1)
    assert MARK not in written.getvalue()
    assert (last(written)["tries"], last(written)["withheld"]) == (1, 2)


def test_an_event_that_was_put_together_is_withheld(written: StringIO) -> None:
    structlog.get_logger("x").warning(f"report of {MARK}")
    assert MARK not in written.getvalue()
    assert "event" not in last(written)


def test_a_library_is_heard_without_what_it_filled_in(written: StringIO) -> None:
    logging.getLogger("django.request").error("Not Found: %s", f"/join/{MARK}/")
    assert last(written)["said"] == "Not Found: …"
    logging.getLogger("kombu").error("cannot reach " + MARK)  # noqa: G003 -- a slip like this is what it is about
    assert (last(written)["withheld"], last(written)["place"].partition(":")[0]) == (1, "tests/boundaries/logs/test_lines.py")
    logging.getLogger("other").error("Somebody", extra={"request": MARK, "user": MARK, "report": MARK})
    assert MARK not in written.getvalue()


class Narrative(Exception):
    """An error that carries what somebody wrote."""


def tell(narrative: str) -> None:
    """Breaks with words in hand."""
    raise Narrative(narrative)


@pytest.mark.parametrize("logger", [logging.getLogger("celery.app.trace"), structlog.get_logger("ours")], ids=["library", "ours"])
def test_of_an_error_only_type_and_place_are_kept(written: StringIO, logger: Any) -> None:
    try:
        tell(f"{MARK}-local")
    except Narrative:
        logger.exception("outbox.failed")
    assert MARK not in written.getvalue()
    assert last(written)["error"] == "Narrative"
    assert last(written)["place"].startswith("tests/boundaries/logs/test_lines.py:")


def test_a_model_is_never_shown(cast: Cast, written: StringIO) -> None:
    StaffMember.objects.filter(pk=cast.ben.pk).update(name=MARK)
    ben = StaffMember.objects.get(pk=cast.ben.pk)
    structlog.get_logger("ours").warning("outbox.failed", kind=ben, row=ben)
    logging.getLogger("library").warning("Saved %s", ben)
    assert MARK not in written.getvalue()
    assert str(ben.pk) not in written.getvalue()


def test_a_plain_line_is_as_silent(form: str) -> None:
    for stream in listening(form):
        structlog.get_logger("x").warning("outbox.failed", text=MARK, tries=1)
        logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 7)
        assert MARK not in stream.getvalue()
        assert len(stream.getvalue().splitlines()) == 2
        assert "tries" in stream.getvalue()


# --- Requests ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def browser(cast: Cast, signed_in: SignedIn) -> Iterator[Client]:
    browser = signed_in(cast.amira)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        yield browser


def test_a_request_leaves_one_line_and_says_its_reference(browser: Client, written: StringIO) -> None:
    response = browser.get(
        f"/notices/?words={MARK}", headers={"user-agent": MARK, "x-request-id": MARK}, REMOTE_ADDR="192.0.2.77"
    )
    (line,) = [each for each in lines(written) if each.get("event") == "request.answered"]
    assert (line["route"], line["method"], line["status"], line["request"]) == ("notices:list", "GET", 200, response[HEADER])
    assert set(line) == {"time", "level", "process", "pid", "event", "logger", "request", "route", "method", "status", "ms"}
    assert MARK not in written.getvalue()
    assert "192.0.2.77" not in written.getvalue()


def test_a_secret_in_an_address_stays_there(browser: Client, written: StringIO) -> None:
    for address in (
        f"/join/{MARK}/",
        f"/password/link/{MARK}/",
        f"/account/address/link/{MARK}/",
        f"/{MARK}/",
        f"/crash/{MARK}/",
    ):
        browser.get(address)
    browser.generic(MARK.upper(), "/")
    assert MARK not in written.getvalue().lower()
    routes = [each["route"] for each in lines(written) if each.get("event") == "request.answered"]
    assert routes == ["invitations:join", "passwords:open", "addresses:confirm", "none", "crash", "home"]


def test_a_crash_is_told_without_a_word_of_anybody(browser: Client, written: StringIO) -> None:
    response = browser.post(f"/crash/{MARK}-path/", {"narrative": f"{MARK}-posted"})
    assert MARK not in written.getvalue()
    broken = [each for each in lines(written) if each.get("error")]
    assert [(each["logger"], each["error"], each["request"]) for each in broken if each["level"] == "error"] == [
        ("django.request", "ValueError", response[HEADER])
    ]
    assert broken[-1]["place"].startswith("tests/boundaries/logs/test_lines.py:")
    page = response.content.decode()
    assert response.status_code == 500
    assert response[HEADER] in page
    assert MARK not in page


def test_what_is_said_meanwhile_carries_the_reference(browser: Client, written: StringIO) -> None:
    response = browser.get("/speak/")
    meanwhile = [each for each in lines(written) if each["logger"] in {"anybody", "ours"}]
    assert [each["request"] for each in meanwhile] == [response[HEADER]] * 2
    assert MARK not in written.getvalue()
    structlog.get_logger("afterwards").warning("outbox.failed")
    assert "request" not in last(written)


def test_whoever_only_looks_whether_it_lives_is_not_written_down(client: Client, db: None, written: StringIO) -> None:
    client.get("/healthz")
    assert last(written)["level"] == "debug"


# --- How it is set up -------------------------------------------------------------------------------------------------------
ONLY_IN_TESTS = {"lark"}
"""What schemathesis brings with it, once its tests have run in the same process; the product does not have it."""


def test_there_is_one_handler_and_no_way_past_it() -> None:
    configure(settings.LOGGING)
    ours = [each for each in logging.getLogger().handlers if not type(each).__module__.startswith("_pytest")]
    assert [type(each.formatter) for each in ours] == [structlog.stdlib.ProcessorFormatter]
    loggers = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    speaking = [each.name for each in loggers if any(not isinstance(way, logging.NullHandler) for way in each.handlers)]
    assert set(speaking) <= ONLY_IN_TESTS
    assert [each.name for each in loggers if not each.propagate] == []


@pytest.mark.parametrize(
    ("environ", "form"),
    [({}, "json"), ({"DEMO": "0"}, "json"), ({"DEMO": "1"}, "plain"), ({"DEMO": "1", "LOG_FORMAT": "json"}, "json")],
)
def test_machines_read_json_and_the_demo_is_calm(environ: dict[str, str], form: str) -> None:
    assert chosen(environ) == {"form": form, "level": "INFO"}


@pytest.mark.parametrize("environ", [{"LOG_FORMAT": "xml"}, {"LOG_LEVEL": "LOUD"}])
def test_a_bad_choice_stops_the_start(environ: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="must be one of"):
        chosen(environ)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["/x/bin/gunicorn", "boundaries.wsgi:application"], "web"),
        (["/x/celery/__main__.py", "-A", "boundaries.celery", "worker"], "worker"),
        (["/x/celery/__main__.py", "-A", "boundaries.celery", "beat"], "beat"),
        (["manage.py", "relay"], "relay"),
        (["/x/manage.py", "migrate", "accounts"], "migrate"),
        (["manage.py", "Hana was hit"], "python"),
        ([], "python"),
    ],
)
def test_each_process_says_which_it_is(arguments: list[str], name: str) -> None:
    assert process_name(arguments) == name
