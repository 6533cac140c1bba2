"""The doors of the API: shut for everybody where nothing is said, open for whoever is signed in where that is said."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from boundaries.access.api import DenyAll, SignedIn

SOMEBODY = SimpleNamespace(is_authenticated=True)


class Silent(APIView):
    """A view that declares nothing."""

    authentication_classes = ()

    def get(self, _request: Request) -> Response:
        return Response({"secret": "told"})


class Open(Silent):
    permission_classes = (SignedIn,)


def status_of(view: type[APIView], **given: object) -> int:
    request = APIRequestFactory().get("/")
    for name, value in given.items():
        setattr(request, name, value)
    return int(view.as_view()(request).status_code)


def test_a_view_that_declares_nothing_is_shut_even_for_who_is_signed_in(db: None) -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["boundaries.access.api.DenyAll"]
    assert Silent.permission_classes == [DenyAll]
    assert status_of(Silent, actor=SOMEBODY) in {401, 403}


@pytest.mark.parametrize("given", [{}, {"actor": None}])
def test_a_view_for_who_is_signed_in_is_shut_for_others(db: None, given: dict[str, object]) -> None:
    assert status_of(Open, **given) in {401, 403}


def test_and_open_for_who_is(db: None) -> None:
    assert status_of(Open, actor=SOMEBODY) == 200
