"""What clients send is remembered only where it is short: memory has bounds, and they do not."""

import gc
import tracemalloc
from pathlib import Path
from random import Random

from app.api.query.codes import COUNTRIES
from app.settings import Settings
from tests.live import send, serving


def test_what_is_long_and_never_the_same_is_not_remembered(dataset: Path) -> None:
    """Headers and queries as long as they may be, each sent once, leave nothing behind."""
    with serving(Settings(dataset=dataset, cache_megabytes=0)) as client:

        def send_all(numbers: range) -> None:
            for number in numbers:
                odd = f", x/{number:060000}"
                for field_ in ("Accept", "Accept-Encoding"):  # not by httpx, which remembers some
                    headers = {field_: f"application/json, gzip{odd}"}
                    assert send(client, b"/v1/deals?limit=1", headers=headers).status_code == 200
                for name in ("id", "entity", "country", "document"):
                    values = (f"{name}_not={number}.{place}" for place in range(50))
                    target = f"/v1/deals?{'&'.join(values)}"
                    assert send(client, target.encode()).status_code == 400

        send_all(range(5))
        client.get("/v1/deals/summary?group_by=stage")  # NumPy comes with the first
        tracemalloc.start()
        try:
            send_all(range(5, 55))
            gc.collect()
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert held < 1_000_000  # of seven that came


def test_many_short_values_leave_no_more_behind_than_one(dataset: Path) -> None:
    """Fifty countries that are found, and fifty fields that there are not, others each time."""
    chance = Random(3)  # noqa: S311 (nothing secret)
    codes = sorted(COUNTRIES)
    with serving(Settings(dataset=dataset, cache_megabytes=0)) as client:

        def send_all(number: int) -> None:
            for _ in range(number):
                countries = "&".join(f"country={chance.choice(codes)}" for _ in range(50))
                assert send(client, f"/v1/deals?{countries}".encode()).status_code == 200
                names = ",".join("".join(chance.choices("abcdef", k=2)) for _ in range(50))
                assert send(client, f"/v1/deals?fields={names}".encode()).status_code == 400

        send_all(10)
        tracemalloc.start()
        try:
            send_all(200)
            gc.collect()
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert held < 300_000
