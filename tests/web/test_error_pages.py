"""Error pages say what to do next, and the two for when we are broken need nothing at all."""

import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("status", [500, 503])
def test_a_page_for_when_we_are_broken_needs_no_request(status: int) -> None:
    page = render_to_string(f"errors/{status}.html")
    assert "<h1" in page
    assert "try again" in page


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429])
def test_a_refusal_names_itself_in_title_and_heading(status: int) -> None:
    page = render_to_string(f"errors/{status}.html", {"message": "<b>why</b>"})
    heading = page.split('<h1 class="govuk-heading-l">')[1].split("</h1>")[0]
    assert f"<title>{heading} – Boundaries</title>" in page
    assert "&lt;b&gt;why&lt;/b&gt;" in page
