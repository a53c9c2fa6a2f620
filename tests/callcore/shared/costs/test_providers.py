from __future__ import annotations

import pytest

from callcore.shared.costs.providers import provider_of


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://eu.api.openai.com/v1", "openai"),
        ("https://API.Groq.com/openai/v1", "groq"),
        ("http://127.0.0.1:8000/v1", "local"),
        ("http://[::1]:8000/v1", "local"),
        ("http://10.1.2.3/v1", "local"),
        ("http://localhost:8000/v1", "local"),
    ],
)
def test_a_known_address_has_the_word_of_the_price_table(url, provider):
    assert provider_of(url) == provider


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.acme.example/v1", "api.acme.example"),
        ("https://api.openai.com.acme.example/v1", "api.openai.com.acme.example"),
        ("https://notopenai.com/v1", "notopenai.com"),
        ("http://8.8.8.8/v1", "8.8.8.8"),
        ("http://whisper.internal/v1", "whisper.internal"),
        ("", "unknown"),
        ("http://[", "unknown"),
    ],
)
def test_a_stranger_stands_for_himself_and_is_not_free(url, provider):
    assert provider_of(url) == provider
