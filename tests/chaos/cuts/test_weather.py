from __future__ import annotations

import pytest

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Database, open_database
from chaos.cuts import weather
from chaos.cuts.weather import url_in

NAMES = ("well", "goes", "deaf", "")


@pytest.fixture
def whole(monkeypatch):
    """What the weather was put around is as before after the test."""
    monkeypatch.setattr(Database, "run", Database.run)


async def answers(url: str, times: int = 3) -> list[object]:
    found: list[object] = []
    async with open_database(url) as database:
        for _ in range(times):
            try:
                found.append(await database.run(lambda _found: "answer"))
            except DatabaseDown as error:
                found.append(str(error))
    return found


@pytest.mark.integration
@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("well", ["answer"] * 3),
        ("goes", ["answer", "gone", "gone"]),
        ("deaf", ["deaf"] * 3),
    ],
)
async def test_each_weather_is_felt(database_url: str, whole, name, heard) -> None:
    weather.install(name)
    assert await answers(url_in(name, database_url)) == heard


@pytest.mark.integration
async def test_what_is_away_is_really_not_there() -> None:
    (found,) = await answers(url_in("away", "postgresql:///there"), 1)
    assert found == "unreachable"


def test_only_who_is_away_looks_elsewhere() -> None:
    assert {url_in(name, "here") for name in NAMES} == {"here"}  # type: ignore[arg-type]
    assert url_in("away", "here") != "here"
