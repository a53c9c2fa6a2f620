from __future__ import annotations

from callcore.shared.observe.masking import recalled
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.recalled import claim_recalled, note_names
from callcore.shared.observe.pii import Sanitizer


def remembered(text, *names, memory=None):
    """Return a memory that has seen ``names`` masked in ``text``."""
    memory = memory or Memory(recalls=True)
    claims = Claims(text)
    for name in names:
        claims.replace(text.index(name), text.index(name) + len(name), "PERSON")
    note_names(read(text), claims, memory)
    return memory


def again(text, memory):
    claims = Claims(text)
    claim_recalled(read(text), claims, memory)
    return claims.masked()


def test_a_name_is_found_again_in_other_cases():
    memory = remembered("це жмудоляка", "жмудоляка")
    assert again("передайте жмудоляці шини", memory) == "передайте [PERSON] шини"
    assert again("жмудоляка, жмудоляку", memory) == "[PERSON], [PERSON]"


def test_neighbours_are_one_person():
    memory = remembered("зорімира жмудоляка", "зорімира жмудоляка")
    assert again("для зорімири жмудоляки шини", memory) == "для [PERSON] шини"


def test_an_ordinary_word_that_was_masked_once_does_not_spread():
    memory = remembered("дякую, надія і шини", "надія", "шини")
    assert again("є шини?", memory) == "є шини?"


def test_short_words_and_other_labels_are_not_remembered():
    memory = remembered("це яна", "яна")
    assert memory.named == frozenset()


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(recalled, "MOST", 1)
    memory = remembered("жмудоляка", "жмудоляка")
    remembered("бримблекум", "бримблекум", memory=memory)
    assert len(memory.named) == 1


def test_a_call_remembers_and_a_preview_does_not():
    call = Sanitizer()
    call.preview("my name is zorymyra brimblecombe")
    first = call.aside("brimblecombe tyres")
    call.feed("my name is zorymyra brimblecombe")
    assert "brimblecombe" not in call.aside("brimblecombe tyres")
    assert call.aside("brimblecombe tyres").endswith(" tyres")
    assert first.endswith(" tyres")
