from __future__ import annotations

from callcore.engines.spelled import spell
from chaos.standins.ears import DeafEar, Hearing, Listening, PluggedEar, same_language


def test_the_spelled_ear_reads_what_was_spelled():
    ear = PluggedEar()
    assert ear.instant
    heard = ear.hear(Listening(spell("шина 4"), ("uk-UA", "ru-RU")))
    assert heard == Hearing("шина 4", "uk-UA")


def test_any_function_may_hear_and_tell_the_language():
    plain = PluggedEar(lambda pcm, language: f"{len(pcm)} {language}")
    assert not plain.instant
    assert plain.hear(Listening(b"12", ("en",))) == Hearing("2 en", "en")
    telling = PluggedEar(lambda _pcm, _language: ("да", "ru-RU"))
    assert telling.hear(Listening(b"", ("uk-UA",))) == Hearing("да", "ru-RU")


def test_the_deaf_ear_says_a_word_a_second():
    ear = DeafEar()
    texts = {n: ear.hear(Listening(bytes(16_000 * n), ("en",))).text for n in (0, 1, 3)}
    assert texts == {0: "one", 1: "one", 3: "one one one"}


def test_a_language_is_named_as_it_was_asked_for():
    assert same_language("ru", ("uk-UA", "ru-RU")) == "ru-RU"
    assert same_language("en", ("uk-UA", "ru-RU")) == "uk-UA"
