from __future__ import annotations

from tests.kit.hall import Hall


async def test_a_call_needs_no_more_than_engines_and_phrases():
    """Languages, patience and the end of a silent call have defaults."""
    services = Hall()._services(60.0)
    assert services.languages == ()
    assert services.profiles is None
    assert services.no_input == "goodbye"
