"""Where one is signed in, by the API."""

from datetime import timedelta

import pytest

from accounts.demo.cast import Cast
from accounts.sessions.actions import note_session
from boundaries.clocks.queries import at, now
from tests.accounts.calling import calling
from tests.incidents.api.calls import Programme

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast) -> Programme:
    """A programme in a session that is known as one."""
    programme = calling(cast.amira)
    assert cast.amira.user is not None
    note_session(user=cast.amira.user, session_key=str(programme.browser.session.session_key), agent="Firefox/140.0 (Linux)")
    return programme


def test_one_sees_and_ends_ones_own_sessions(cast: Cast) -> None:
    here, there = signed_in(cast), signed_in(cast)
    shown = here.get("sessions/")["sessions"]
    assert [each["is_this_one"] for each in shown] == [True, False]
    assert calling(cast.ben).delete(f"sessions/{shown[1]['id']}/").status == 404
    assert here.delete(f"sessions/{shown[1]['id']}/").status == 204
    assert there.get("sessions/").status == 401
    assert here.get("sessions/").status == 200


def test_all_others_are_ended_with_a_fresh_proof(cast: Cast) -> None:
    here, there = signed_in(cast), signed_in(cast)
    with at(now() + timedelta(minutes=6)):
        assert here.delete("sessions/others/").code == "not-fresh"
    assert there.get("sessions/").status == 200
    assert here.delete("sessions/others/").status == 204
    assert there.get("sessions/").status == 401
    assert len(here.get("sessions/")["sessions"]) == 1
