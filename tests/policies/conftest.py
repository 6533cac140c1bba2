"""The library, with the five policies of the packs in it."""

import pytest


@pytest.fixture
def library(db: None) -> None:
    """Every pack is loaded."""
    from policies.library.actions import PACKS, load_policies, packs_in

    load_policies(files=packs_in(PACKS))
