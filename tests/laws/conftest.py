"""What the laws are tested over, beside generated datasets: the seed, read once."""

import httpx
import pytest

from tests.laws.contract import Contract
from tests.laws.oracle import COLLECTIONS
from tests.laws.world import World


@pytest.fixture(scope="session")
def contract(client: httpx.Client) -> Contract:
    """What the API promises."""
    return Contract(client.get("/openapi.json").raise_for_status().json())


@pytest.fixture(scope="session")
def world(client: httpx.Client) -> World:
    """All that the seed holds."""
    return World.of(client, COLLECTIONS)
