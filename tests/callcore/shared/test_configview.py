from __future__ import annotations

from pathlib import Path

from callcore.shared.config import load
from callcore.shared.configview import as_markdown, as_text, shown
from callcore.shared.settings import SETTINGS, variable_of

ROOT = Path(__file__).parents[3]


def test_secrets_are_not_shown():
    config = load({"HOME": "/h", "CALLCORE_LLM_KEY": "sk-very-secret"})
    text = as_text(config)
    assert "very-secret" not in text
    assert "hidden" in text


def test_every_setting_is_listed_with_its_origin():
    lines = as_text(load({"HOME": "/h", "CALLCORE_CAPACITY": "7"})).splitlines()
    assert [line.split()[0] for line in lines] == [variable_of(s) for s in SETTINGS]
    assert "CALLCORE_CAPACITY 7 environment" in {" ".join(x.split()) for x in lines}


def test_what_is_shown_can_be_set_again():
    given = {
        "CALLCORE_AUDIO_PORTS": "9000-9003",
        "CALLCORE_DID_LANGUAGES": "38044=uk,7495=ru",
        "CALLCORE_TARGETS": "sales,s,1 parts,s,1",
        "CALLCORE_RECORD": "true",
        "CALLCORE_WORKERS": "1",
    }
    config = load({"HOME": "/h"} | given)
    for name, value in given.items():
        assert shown(getattr(config, name.removeprefix("CALLCORE_").lower())) == value


def test_the_page_in_the_docs_is_the_one_that_the_code_writes():
    page = ROOT / "docs" / "configuration.md"
    assert page.read_text() == as_markdown(), "run `just docs`"
