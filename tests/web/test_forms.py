"""What forms understand, how they say what is wrong, and that nothing typed is lost."""

from datetime import date, time
from typing import Any

import pytest
from django import forms

from boundaries.web.forms import ClockTimeField, DateInputField, PageForm
from boundaries.web.templatetags.page import error_links
from tests.web.gallery import FULL, Categories, EveryInput, OneQuestion, bound


class When(PageForm):
    day = DateInputField(label="When was it?", not_after=date(2026, 11, 23))
    hour = ClockTimeField(label="At what time?", required=False)


def when(day: Any = "27", month: Any = "3", year: Any = "2026", hour: str = "") -> forms.Form:
    return bound(When, day_day=day, day_month=month, day_year=year, hour=hour)


@pytest.mark.parametrize("month", ["3", "03", " 3 ", "March", "mar", "MARCH", "Mar."])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    form = when(month=month)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "boxes"),
    [
        ("", "", "", "Enter a date", ("day", "month", "year")),
        ("", "3", "2026", "The date must include a day", ("day",)),
        ("27", "", "2026", "The date must include a month", ("month",)),
        ("27", "3", "", "The date must include a year", ("year",)),
        ("", "", "2026", "The date must include a day and a month", ("day", "month")),
        ("", "3", "", "The date must include a day and a year", ("day", "year")),
        ("27", "", "", "The date must include a month and a year", ("month", "year")),
        ("32", "3", "2026", "The day must be a number from 1 to 31", ("day",)),
        ("x", "3", "2026", "The day must be a number from 1 to 31", ("day",)),
        ("٣٣", "3", "2026", "The day must be a number from 1 to 31", ("day",)),
        ("27", "13", "2026", "The month must be a number from 1 to 12, or its name", ("month",)),
        ("27", "Brumaire", "2026", "The month must be a number from 1 to 12, or its name", ("month",)),
        ("27", "3", "26", "The year must have four numbers, like 2026", ("year",)),
        ("27", "3", "0000", "The year must have four numbers, like 2026", ("year",)),
        ("31", "2", "2026", "That month does not have that many days", ("day",)),
        ("24", "11", "2026", "The date must be today or in the past", ("day", "month", "year")),
    ],
)
def test_a_wrong_date_names_its_box_and_keeps_what_was_typed(
    day: str, month: str, year: str, message: str, boxes: tuple[str, ...]
) -> None:
    form = when(day, month, year)
    field: Any = form["day"]
    assert form.errors["day"] == [message]
    assert field.wrong_boxes == boxes
    shown = str(field)
    assert shown.count("govuk-input--error") == len(boxes)
    for typed in filter(None, (day, month, year)):
        assert f'value="{typed}"' in shown


def test_a_date_that_need_not_be_given_may_be_left_out() -> None:
    assert DateInputField(required=False).clean(["", "", ""]) is None


def test_a_date_knows_whether_it_was_changed() -> None:
    field = DateInputField()
    assert not field.has_changed(date(2026, 3, 27), ["27", "3", "2026"])
    assert field.has_changed(None, ["27", "3", "2026"])


def test_a_known_date_is_shown_in_its_boxes() -> None:
    shown = str(When(initial={"day": date(2026, 3, 27)})["day"])
    assert [f'value="{part}"' in shown for part in (27, 3, 2026)] == [True, True, True]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", time(14, 30)), ("2:30pm", time(14, 30)), ("2.30 PM", time(14, 30)), ("2pm", time(14)), ("12am", time(0)),
        ("12pm", time(12)), ("9:05", time(9, 5)), ("14h30", time(14, 30)), ("1430", time(14, 30)), ("noon", time(12)),
        ("Midnight", time(0)), ("2 p.m.", time(14)), ("", None),
    ],
)  # fmt: skip
def test_a_time_may_be_typed_as_people_write_it(typed: str, meant: time | None) -> None:
    form = when(hour=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["hour"] == meant


@pytest.mark.parametrize("typed", ["25:00", "13pm", "0pm", "soon", "14:61", "24:00", "99999"])
def test_what_is_no_time_is_refused_and_kept(typed: str) -> None:
    form = when(hour=typed)
    assert form.errors["hour"] == ["Enter a time, like 2:30pm or 14:30"]
    assert f'value="{typed}"' in str(form["hour"])


def test_three_alone_could_be_night_or_day() -> None:
    assert when(hour="3").errors["hour"] == ["Say whether it was am or pm, like 3pm"]


def test_errors_name_their_question_in_its_order() -> None:
    links = error_links(bound(EveryInput))
    assert [(link.field_id, link.message) for link in links] == [
        ("id_name", "Write an answer to “Where was it?”"),
        ("id_story", "Write an answer to “What did you see or hear yourself?”"),
        ("id_kind_0", "Choose an answer to “What is it about?”"),
        ("id_named_0", "Choose an answer to “May we tell others who you are?”"),
        ("id_where_0", "Choose at least one answer to “Who saw it?”"),
        ("id_site", "Choose an answer to “Which site?”"),
        ("id_day_day", "Enter a date"),
        ("id_hour", "Enter a time, like 2:30pm or 14:30"),
        ("id_people", "Write an answer to “How many people?”"),
        ("id_password", "Enter “Your password”"),
        ("id_sure", "Tick the box “I have talked it over with my manager”"),
        ("", "This field is required."),
    ]


def test_a_form_that_nobody_sent_has_no_errors() -> None:
    assert error_links(EveryInput()) == []


def test_a_forms_own_words_stay() -> None:
    assert bound(Categories).errors["categories"] == ["Choose what it touches, or say that you are not sure"]


def test_a_revealed_question_counts_only_while_its_choice_is_taken() -> None:
    assert bound(OneQuestion, kind="told").errors == {"told_by": ["Write an answer to “Who told you?”"]}
    other = bound(OneQuestion, kind="self", told_by="Lena")
    assert other.is_valid()
    assert other.cleaned_data == {"kind": "self", "told_by": ""}


def test_the_question_that_is_the_heading_stands_once() -> None:
    shown = str(OneQuestion())
    assert shown.count("<h1") == 1
    assert shown.count("Who told you?") == 1


def test_nothing_is_cut_or_refused_by_the_browser() -> None:
    shown = str(bound(EveryInput, **FULL))
    assert "maxlength=" not in shown.replace("data-maxlength=", "")
    assert " required" not in shown
    assert str(FULL["name"]) in shown
    assert str(FULL["note"]) in shown
    assert str(FULL["story"]) in shown


def test_what_was_typed_is_never_markup() -> None:
    shown = str(bound(EveryInput, name="<script>alert(1)</script>", story="</textarea><b>"))
    assert "<script>" not in shown
    assert "</textarea><b>" not in shown


def test_every_input_names_what_describes_it() -> None:
    shown = str(bound(EveryInput))
    assert 'aria-describedby="id_name-hint id_name-error"' in shown
    assert 'aria-describedby="id_story-hint id_story-error id_story-info"' in shown
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_kind-hint id_kind-error">' in shown
    assert '<fieldset class="govuk-fieldset" role="group" aria-describedby="id_day-hint id_day-error">' in shown


def test_a_plain_django_form_is_shown_as_well() -> None:
    class Plain(forms.Form):
        name = forms.CharField()

    shown = str(Plain({}))
    assert 'class="govuk-input govuk-input--error"' in shown
    assert "(optional)" not in shown


def test_errors_of_several_forms_are_gathered() -> None:
    many: Any = forms.formset_factory(OneQuestion)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-kind": ""}
    assert [link.field_id for link in error_links(many(data))] == ["id_form-0-kind_0"]
