from __future__ import annotations

import pytest

from chaos.training.people import lists
from chaos.training.people.lists import load

FILES = {
    "uk": {
        "first.txt": "# імена\nБорис m Боря\nОльга f Оля\nЮрій m\n",
        "surnames.txt": "Гончаренко n\nПавлов ov\n",
        "said.txt": "мене звати {full}\nЦе {first:nom:f}, для {surname#2:gen:m}.\n",
        "plain.txt": "Які шини {size}?\nПривезіть у {city} {date}\n",
        "words.txt": "шини\nпривезіть\nзвати\n",
        "brands.txt": "рено логан\n",
        "places.txt": "львів\n",
        "streets.txt": "гончаренко\nзелена\n",
    },
    "ru": {
        "first.txt": "Пётр m Петя\nАнна f Аня\n",
        "surnames.txt": "Киселёв ov\n",
        "said.txt": "меня зовут {all}\n",
        "plain.txt": "сколько стоит\n",
        "words.txt": "сколько\nстоит\n",
    },
    "en": {
        "first.txt": "Alice f Ali\nMartin m\n",
        "surnames.txt": "Baker eng\nO'Hara cel\n",
        "compound.txt": "De La Cruz\n",
        "census_first.txt": "Baker m\nSmall f\n",
        "census_surnames.txt": "Smalling census\n",
        "said.txt": "{first:pos} order, {phone}\n",
        "plain.txt": "A small order.\n",
        "words.txt": "small\norder\n",
    },
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a few names and sentences of three languages."""
    for language, files in FILES.items():
        (tmp_path / language).mkdir()
        for name, text in files.items():
            (tmp_path / language / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(lists, "HERE", tmp_path)
    return tmp_path


@pytest.fixture
def small(folder):
    """Return the lists of the folder by language."""
    assert folder.exists()
    return {code: load(code) for code in ("uk", "ru", "en")}
