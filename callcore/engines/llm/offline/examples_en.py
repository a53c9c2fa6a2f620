"""English paraphrases by concept, for the similarity engine."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "operator": (
        "put me through to a real person",
        "can I talk with someone from the shop",
        "I don't want to speak with a machine",
        "give me a living human being",
        "let me speak with your colleague",
    ),
    "help": (
        "what are you able to do",
        "how does this work",
        "what kind of things can I ask",
        "is this a machine",
        "tell me about your shop",
    ),
    "status": (
        "has my parcel been sent yet",
        "did my delivery leave already",
        "I bought something last week and it has not arrived",
        "when does my parcel come",
    ),
    "price": (
        "what would that set me back",
        "what do I have to pay for it",
        "tell me what it is worth in money",
    ),
    "stock": (
        "do you still have them",
        "can I pick it up today",
        "is it there right now",
    ),
    "bye": (
        "I have to go now",
        "let us end the conversation here",
        "I will call later",
    ),
    "repeat": (
        "I could not make that out",
        "sorry what was that",
        "you are breaking up",
    ),
    "want": (
        "my car needs something new",
        "I would like to get something for my car",
    ),
    "order": (
        "let us do that one",
        "I am happy with that put me down for it",
        "wrap it up for me",
    ),
    "cheaper": ("something that costs less", "that is too much money for me"),
    "": (
        "what is the weather like today",
        "tell me a joke",
        "who won the football match",
        "I would like a pizza with cheese",
        "the dog is barking",
        "my neighbour has painted the fence",
    ),
}
