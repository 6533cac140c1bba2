"""Pages weigh little on a slow line: they are sent compressed to whoever can read that."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_page_is_sent_compressed_to_browsers_that_ask_for_it() -> None:
    plain, packed = (Client().get(reverse("signin:sign_in"), headers={"accept-encoding": each}) for each in ("identity", "gzip"))
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)
