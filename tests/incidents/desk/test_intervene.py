"""Writing down how one stepped in, and when."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.clocks.queries import at
from incidents.reports.models import Intervention
from tests.incidents.desk.pages import FILLED, Desk, page_of
from tests.incidents.told import send
from tests.seeing import every

GOOD = FILLED["intervene"]


def test_what_was_done_is_kept_with_its_moment_by_the_organisation_s_clock(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("intervene", report, **GOOD)
    note = every(Intervention).get()
    assert note.happened_at == datetime(2026, 1, 2, 14, 30, tzinfo=ZoneInfo(cast.organisation.zone))
    assert (note.text, note.recorded_by) == ("I spoke with both.", cast.elif_)
    assert "Elif Demir, 2 January 2026, 14:30" in page_of(desk.open(report))


def test_today_stands_there_already(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    form = Desk(cast.elif_).get("intervene", report).context["form"]
    assert form["day"].value() == today(cast.organisation)


def date_fields(day: Any) -> dict[str, str]:
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"day_day": ""}, "day", "must include a day"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "day", "Enter a date"),
        ({"day_day": "45"}, "day", "from 1 to 31"),
        ({"day_month": "x" * 20_001}, "day", "from 1 to 12"),
        ({"day_year": "3026"}, "day", "today or in the past"),
        ({"hour": ""}, "hour", "Enter"),
        ({"hour": "25:00"}, "hour", ""),
        ({"hour": "3"}, "hour", "am or pm"),
        ({"hour": "x" * 20_001}, "hour", ""),
    ],
)
def test_a_wrong_day_or_hour_is_said_beside_it_and_the_words_stay(
    cast: Cast, fields: dict[str, str], field: str, words: str
) -> None:
    report = send(cast.amira, cast.ben)
    answer = Desk(cast.elif_).do("intervene", report, **(GOOD | fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in page_of(answer).split(f'id="id_{field}-error"')[1].split("</div>")[0]
    assert "I spoke with both." in page_of(answer)
    assert every(Intervention).count() == 0


def test_what_is_still_to_come_today_is_refused_beside_the_hour(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    noon = datetime.combine(today(cast.organisation), datetime.min.time(), ZoneInfo(cast.organisation.zone)) + timedelta(hours=12)
    with at(noon):
        fields = GOOD | date_fields(noon.date()) | {"hour": "12:01"}
        answer = Desk(cast.elif_).do("intervene", report, **fields)
        assert answer.status_code == 422
        assert "This has not happened yet." in page_of(answer).split('id="id_hour-error"')[1].split("</div>")[0]
        assert Desk(cast.elif_).do("intervene", report, **(fields | {"hour": "12:00"})).status_code == 302
