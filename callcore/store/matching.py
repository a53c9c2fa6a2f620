"""Free text to products: sizes, seasons and brands however they were said or spelled.

Pure. What the caller was exact about filters (category, season, size, viscosity); the
rest ranks. Both the memory twin and the reference store answer with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from callcore.store.port import Product

MAX_QUERY_CHARS: Final = 300
_SIMILAR: Final = (
    78  # rapidfuzz ratio: "мишлин" is 83 to "мишлен", "нокиа" 91 to "нокиан"
)
_WORD: Final = re.compile(r"[^\W_]+")
_SURE: Final = 4  # characters; shorter words must be equal

# Word beginnings, so that cases and plurals of three languages need no dictionary.
_CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "tyre": ("tyre", "tire", "шин", "резин", "гум", "покриш", "покрыш"),
    "wheel": ("wheel", "rim", "alloy", "диск"),
    "oil": ("oil", "lubric", "масл", "олив", "олі", "мастил"),
}
_SEASONS: Final[dict[str, tuple[str, ...]]] = {
    "winter": ("winter", "snow", "зим"),
    "summer": ("summer", "літн", "летн", "літо", "лето"),
    "all-season": ("allseason", "всесез", "усесез"),
}
_NOISE: Final = frozenset(
    _WORD.findall(
        "i need want a the for of on and please in size r set what do you have any "
        "мені мне треба потрібні нужны нужна хочу для на і и в є есть розмір размер р "
        "season літр литр liter litre л l радіус радиус"
    )
)

_SIZE: Final = re.compile(r"(?<!\d)(\d{3})\D{0,5}(\d{2})\D{0,5}(\d{2})(?!\d)")
_PROFILE: Final = re.compile(r"(?<!\d)(\d{3})\s*[/ ]\s*(\d{2})(?!\d)")
_DIAMETER: Final = re.compile(r"(?:\b[rр]|радіус|радиус|radius)\s*-?(\d{2})(?!\d)")
_VISCOSITY: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[wвв]\s*-?\s*(\d{2})(?!\d)")
_VOLUME: Final = re.compile(r"(?<!\d)(\d{1,2})\s*-?\s*(?:l\b|lit|л\b|літ|лит)")
_ALL_SEASON: Final = re.compile(r"all[\s-]+season|все[\s-]+сез|усі[\s-]+сез")


@dataclass
class Wish:
    """What a query says: exact attributes to filter by, and words to rank by."""

    exact: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def find(products: Sequence[Product], query: str, limit: int) -> list[Product]:
    """Return at most ``limit`` products that fit ``query``, best first.

    Nothing recognisable gives nothing: a random offer is worse than a question.
    """
    wish = understand(query)
    fitting = [product for product in products if _fits(product, wish.exact)]
    scored = [(_score(product, wish.words), product) for product in fitting]
    best = max((score for score, _ in scored), default=0.0)
    if best == 0.0 and not wish.exact:
        return []
    kept = [(score, product) for score, product in scored if score > best - 0.5]
    kept.sort(key=lambda pair: (-pair[0], pair[1].stock == 0, pair[1].price_kopiykas))
    return [product for _, product in kept][:limit]


def understand(query: str) -> Wish:
    """Return what ``query`` says."""
    text = _ALL_SEASON.sub("allseason", query[:MAX_QUERY_CHARS].casefold())
    wish = Wish()
    text = _take_size(text, wish)
    text = _take_oil(text, wish)
    for word in _WORD.findall(text):
        if not _take_kind(word, wish) and not _is_noise(word):
            wish.words.append(word)
    return wish


def _is_noise(word: str) -> bool:
    """Say whether ``word`` tells nothing; a lone small number is a quantity."""
    return word in _NOISE or (word.isdecimal() and len(word) < 3)


def _take_size(text: str, wish: Wish) -> str:
    if found := _SIZE.search(text):
        width, profile, diameter = found.groups()
        wish.exact["size"] = f"{width}/{profile} R{diameter}"
        return text[: found.start()] + " " + text[found.end() :]
    if found := _PROFILE.search(text):
        wish.exact["profile"] = f"{found[1]}/{found[2]}"
        text = text[: found.start()] + " " + text[found.end() :]
    if found := _DIAMETER.search(text):
        wish.exact["diameter"] = found[1]
        text = text[: found.start()] + " " + text[found.end() :]
    return text


def _take_oil(text: str, wish: Wish) -> str:
    if found := _VISCOSITY.search(text):
        wish.exact["viscosity"] = f"{found[1]}W-{found[2]}"
        text = text[: found.start()] + " " + text[found.end() :]
    if found := _VOLUME.search(text):
        wish.exact["volume_l"] = found[1]
        text = text[: found.start()] + " " + text[found.end() :]
    return text


def _take_kind(word: str, wish: Wish) -> bool:
    for attribute, table in (("category", _CATEGORIES), ("season", _SEASONS)):
        for value, beginnings in table.items():
            if word.startswith(beginnings):
                wish.exact.setdefault(attribute, value)
                return True
    return False


def _fits(product: Product, exact: dict[str, str]) -> bool:
    return all(_attribute(product, key) == value for key, value in exact.items())


def _attribute(product: Product, key: str) -> str:
    if key == "category":
        return product.category
    size = product.attributes.get("size", "")
    if key == "profile":
        return size.partition(" ")[0]
    if key == "diameter" and product.category == "tyre":
        return size.rpartition("R")[2]
    return product.attributes.get(key, "")


def _score(product: Product, words: Iterable[str]) -> float:
    """Return how many of ``words`` the product's names hold, near misses a bit less."""
    own = _own_words(product)
    return sum(
        max((_likeness(word, mine) for mine in own), default=0) for word in words
    )


def _own_words(product: Product) -> set[str]:
    texts = (product.brand, product.sku, product.id, *product.names.values())
    return {word for text in texts for word in _WORD.findall(text.casefold())}


def _likeness(word: str, mine: str) -> float:
    if word == mine:
        return 1.0
    if min(len(word), len(mine)) < _SURE or word[0] != mine[0]:
        return 0.0  # a wrong first letter is another word: "hello" is not "shell"
    ratio = fuzz.ratio(word, mine)
    return ratio / 100 if ratio >= _SIMILAR else 0.0
