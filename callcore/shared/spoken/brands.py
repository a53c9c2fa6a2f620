"""How brand names are said in Cyrillic: for the voice, and for recognising them.

Key: the name in lower case. Value: Russian, Ukrainian, then spellings that recognisers
were seen to write for it, in any alphabet.
"""

from __future__ import annotations

from typing import Final

SPOKEN_BRANDS: Final[dict[str, tuple[str, ...]]] = {
    "michelin": ("мишлен", "мішлен", "мишлин", "мішлін", "mishlan", "missiling"),
    "nokian": ("нокиан", "нокіан", "нокия", "нокіа", "nokia", "нокиян", "nokion"),
    "continental": ("континенталь", "континенталь", "континентал", "конти"),
    "premiorri": ("премиорри", "преміоррі", "премиори", "преміорі", "premiori"),
    "rosava": ("росава", "росава", "россава", "rosava", "розава"),
    "goodyear": ("гудиер", "гудієр", "гудир", "гудьир", "good year", "гуд ер"),
    "hankook": ("ханкук", "ханкук", "хенкук", "han cook", "hancock", "хан кук"),
    "kumho": ("кумхо", "кумхо", "кумго", "kum ho", "кум хо", "cumho"),
    "bridgestone": ("бриджстоун", "бріджстоун", "бриджстон"),
    "pirelli": ("пирелли", "піреллі", "пирели", "пірелі"),
    "yokohama": ("йокогама", "йокогама", "ёкохама"),
    "dunlop": ("данлоп", "данлоп"),
    "toyo": ("тойо", "тойо"),
    "matador": ("матадор", "матадор"),
    "debica": ("дебица", "дебіца"),
    "castrol": ("кастрол", "кастрол", "кастролл", "castrel", "кастрал"),
    "mobil": ("мобил", "мобіл", "мобиль", "мобіль", "mobile"),
    "shell": ("шелл", "шелл", "шел", "шэлл", "shel"),
    "motul": ("мотюль", "мотюль", "мотуль", "motule", "motel", "мотул"),
    "helix": ("хеликс", "хелікс"),
    "edge": ("эдж", "едж"),
    "ultra": ("ультра", "ультра"),
    "snow": ("сноу", "сноу"),
    "ice": ("айс", "айс"),
    "winter": ("винтер", "вінтер"),
    "contact": ("контакт", "контакт"),
    "premium": ("премиум", "преміум"),
    "eco": ("эко", "еко"),
    "sport": ("спорт", "спорт"),
    "alpin": ("альпин", "альпін"),
    "primacy": ("праймаси", "праймасі"),
    "energy": ("энерджи", "енерджі"),
    "green": ("грин", "грін"),
    "drive": ("драйв", "драйв"),
    "cross": ("кросс", "крос"),
    "climate": ("климат", "клімат"),
}
