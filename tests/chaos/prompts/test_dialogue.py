from __future__ import annotations

import pytest

from chaos.prompts.dialogue import (
    MAX_FILE_BYTES,
    DialogueError,
    load_dialogues,
    parse_dialogues,
    read_dialogues,
)

WHOLE = """
- id: en-g-007
  category: change
  about: everything that may be said
  caller: ""
  language: uk
  orders:
    - {id: "412345", phone: "+380671234567", state: shipped, lines: [{product: t12, quantity: 4}]}
  trouble: slow
  queues: {sales: "sales,s,1"}
  turns: [yes, 4, 0671234567, no]
  answers: {how_many: four, confirm: [no, yes]}
  end:
    orders: [{product: t12, quantity: 4, delivery: courier, city: Kyiv}]
    outcome: [ended, operator]
    reason: asked
    queue: sales
    old_orders: {"412345": cancelled}
    callbacks: 1
    says: ["tomorrow|today"]
    never: ["4242"]
    tools: [order_status]
    not_tools: [confirm_order]
"""
LEAST = "- {id: en-a-001, category: leak, about: x, turns: [hello]}\n"


def parsed(text, folder="en"):
    return parse_dialogues(text, folder, "file.yaml")


def test_everything_that_may_be_said_is_read():
    (one,) = parsed(WHOLE)
    assert (one.kind, one.folder, one.language, one.caller) == (
        "golden",
        "en",
        "uk",
        "",
    )
    assert one.turns == ("yes", "4", "0671234567", "no")
    assert one.answers == {"how_many": ("four",), "confirm": ("no", "yes")}
    assert one.orders[0].lines == (("t12", 4),)
    assert one.end.orders[0].lines == (("t12", 4),)
    assert (one.end.orders[0].city, one.end.orders[0].place) == ("Kyiv", None)
    assert one.end.outcome == ("ended", "operator")
    assert one.end.old_orders == {"412345": "cancelled"}
    assert one.end.says[0].search("TODAY")
    assert one.trouble == "slow"


def test_what_is_left_out_wants_no_order_and_takes_any_outcome():
    (one,) = parsed(LEAST)
    assert one.kind == "adversarial"
    assert one.end.orders == ()
    assert one.end.outcome == ("ended", "operator", "open")
    assert one.caller.startswith("+380")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("en-a-001", "ru-a-001"), "id must be en-g-NNN or en-a-NNN"),
        (("leak", "order"), "category must be one of abuse"),
        (("[hello]", "[]"), "turns must hold 1 to 30 texts"),
        (("about: x", "aboot: x"), "about is missing"),
        (("turns:", "answers: {wat: x}, turns:"), "answers: unknown key wat"),
        (("turns:", "extra: x, turns:"), "unknown key extra"),
        (("turns:", "end: {says: ['(']}, turns:"), "says: not a regular expression"),
        (("turns:", "end: {outcome: died}, turns:"), "outcome died is none of"),
        (("turns:", "end: {queue: x}, turns:"), "queue x is not in queues"),
        (
            ("turns:", "end: {orders: [{}]}, turns:"),
            "an order needs lines or a product",
        ),
        (("turns:", "end: {old_orders: {a: b}}, turns:"), "a must be one of draft"),
        (("- {", "{"), "must be a list of dialogues"),
        (("- {", "- {["), "no YAML"),
    ],
)
def test_a_mistake_is_one_clear_sentence_with_its_place(change, why):
    with pytest.raises(DialogueError) as caught:
        parsed(LEAST.replace(*change))
    assert str(caught.value).startswith("file.yaml: ")
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folders_are_read_by_language_and_kind(tmp_path):
    for language in ("en", "uk"):
        folder = tmp_path / language
        folder.mkdir()
        text = LEAST.replace("en-a-001", f"{language}-a-001")
        golden = text.replace("-a-", "-g-").replace("leak", "order")
        (folder / "some.yaml").write_text(text + golden)
    assert [one.id for one in load_dialogues(folder=tmp_path)] == [
        "en-a-001", "en-g-001", "uk-a-001", "uk-g-001",
    ]  # fmt: skip
    (only,) = load_dialogues("uk", "golden", tmp_path)
    assert only.id == "uk-g-001"


def test_an_id_stands_once(tmp_path):
    (tmp_path / "en").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / "en" / name).write_text(LEAST)
    with pytest.raises(DialogueError, match="en-a-001 is there twice"):
        load_dialogues(folder=tmp_path)


def test_a_file_without_an_end_is_not_read(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_text("#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(DialogueError, match="longer than"):
        read_dialogues(path, "en")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_dialogues_of_the_house_are_well_written_and_many(language):
    assert len(load_dialogues(language, "golden")) >= 40
    assert len(load_dialogues(language, "adversarial")) >= 60
