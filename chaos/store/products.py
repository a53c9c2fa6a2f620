"""What the reference shop sells: some 60 products as a Ukrainian tyre shop lists them.

Names in Ukrainian and Russian are Cyrillic throughout, because they are spoken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from callcore.shared.ids import Language
from callcore.store.port import Product

# brand | model | as said in Ukrainian | in Russian | season | size = UAH x stock, ...
TYRES: Final = """
Michelin | Alpin 6 | Мішлен Альпін 6 | Мишлен Альпин 6 | winter | 195/65 R15 = 3890 x 24, 205/55 R16 = 4650 x 32, 225/45 R17 = 6890 x 8
Michelin | Primacy 4 | Мішлен Прімасі 4 | Мишлен Примаси 4 | summer | 205/55 R16 = 4480 x 20, 215/60 R16 = 5390 x 12, 225/45 R17 = 6590 x 16
Michelin | CrossClimate 2 | Мішлен Кроссклаймет 2 | Мишлен Кроссклаймет 2 | all-season | 205/55 R16 = 5120 x 12, 235/65 R17 = 8240 x 6
Nokian | Hakkapeliitta R5 | Нокіан Хакапеліта ер 5 | Нокиан Хакапелита эр 5 | winter | 195/65 R15 = 4150 x 16, 205/55 R16 = 5240 x 20, 215/65 R16 = 5980 x 8
Nokian | Hakka Green 3 | Нокіан Хакка Грін 3 | Нокиан Хакка Грин 3 | summer | 185/65 R15 = 3120 x 12, 205/55 R16 = 3990 x 4
Continental | WinterContact TS 870 | Континенталь Вінтерконтакт 870 | Континенталь Винтерконтакт 870 | winter | 195/65 R15 = 4020 x 20, 205/55 R16 = 4890 x 16, 225/45 R17 = 7120 x 4
Continental | PremiumContact 6 | Континенталь Преміумконтакт 6 | Континенталь Премиумконтакт 6 | summer | 205/55 R16 = 4720 x 24, 225/45 R17 = 6740 x 12, 235/65 R17 = 7890 x 2
Premiorri | ViaMaggiore Z Plus | Преміоррі Віамаджоре | Премиорри Виамаджоре | winter | 175/70 R13 = 1450 x 40, 185/65 R14 = 1690 x 36, 195/65 R15 = 1980 x 28, 205/55 R16 = 2290 x 24
Premiorri | Solazo | Преміоррі Солазо | Премиорри Солазо | summer | 175/70 R13 = 1320 x 32, 185/65 R15 = 1720 x 24, 205/55 R16 = 2150 x 20
Rosava | Snowgard | Росава Сноугард | Росава Сноугард | winter | 175/70 R13 = 1390 x 28, 185/65 R14 = 1590 x 20, 195/65 R15 = 1890 x 16
Rosava | Itegro | Росава Інтегро | Росава Интегро | summer | 185/65 R14 = 1480 x 24, 195/65 R15 = 1790 x 12
Goodyear | UltraGrip 9 Plus | Гудієр Ультрагріп 9 | Гудиер Ультрагрип 9 | winter | 195/65 R15 = 3640 x 12, 205/55 R16 = 4390 x 16
Goodyear | EfficientGrip 2 | Гудієр Ефішентгріп 2 | Гудиер Эфишентгрип 2 | summer | 205/55 R16 = 4190 x 12, 215/60 R16 = 4980 x 8
Goodyear | Vector 4Seasons | Гудієр Вектор | Гудиер Вектор | all-season | 195/65 R15 = 3780 x 8, 205/55 R16 = 4560 x 0
Hankook | Winter i*cept RS3 | Ханкук Вінтер Айсепт | Ханкук Винтер Айсепт | winter | 185/65 R15 = 2890 x 20, 205/55 R16 = 3690 x 24, 225/60 R17 = 5420 x 8
Hankook | Ventus Prime 4 | Ханкук Вентус Прайм 4 | Ханкук Вентус Прайм 4 | summer | 205/55 R16 = 3540 x 16, 225/45 R17 = 4980 x 12
Kumho | WinterCraft WP52 | Кумхо Вінтеркрафт | Кумхо Винтеркрафт | winter | 195/65 R15 = 2790 x 16, 205/55 R16 = 3390 x 12
Kumho | Ecsta HS52 | Кумхо Екста | Кумхо Экста | summer | 205/55 R16 = 3240 x 20, 235/65 R17 = 5640 x 4
"""

# ... | viscosity | litres = UAH x stock, ...
OILS: Final = """
Castrol | EDGE | Кастрол Едж | Кастрол Эдж | 5W-30 | 1 = 520 x 40, 4 = 1890 x 24, 5 = 2290 x 12
Castrol | Magnatec | Кастрол Магнатек | Кастрол Магнатек | 10W-40 | 4 = 1240 x 20
Mobil | Super 3000 | Мобіл Супер 3000 | Мобил Супер 3000 | 5W-40 | 1 = 390 x 30, 4 = 1420 x 28
Mobil | 1 ESP | Мобіл 1 | Мобил 1 | 5W-30 | 4 = 2150 x 16
Shell | Helix Ultra | Шелл Хелікс Ультра | Шелл Хеликс Ультра | 5W-40 | 1 = 450 x 24, 4 = 1650 x 20, 5 = 1990 x 8
Motul | 8100 X-clean | Мотюль 8100 | Мотюль 8100 | 5W-30 | 1 = 640 x 12, 5 = 2890 x 10
"""

# ... | width bolts diameter | diameter = UAH x stock
WHEELS: Final = """
Borbet | CW3 | Борбет | Борбет | 7.0J 5x112 R16 | 16 = 5490 x 8
Rial | Milano | Ріал Мілано | Риал Милано | 6.5J 5x114.3 R16 | 16 = 4890 x 12
Dezent | TZ | Дезент | Дезент | 6.0J 4x100 R15 | 15 = 3990 x 16
OZ Racing | Superturismo | О Зет Рейсинг | О Зет Рейсинг | 7.5J 5x112 R17 | 17 = 9890 x 4
"""

_SEASONS: Final[dict[str, tuple[str, str, str]]] = {
    "winter": ("Winter", "Зимова", "Зимняя"),
    "summer": ("Summer", "Літня", "Летняя"),
    "all-season": ("All-season", "Всесезонна", "Всесезонная"),
}


class Item(NamedTuple):
    """One row and one of its variants."""

    brand: str
    model: str
    uk: str  # brand and model as they are said
    ru: str
    kind: str  # season, viscosity, shape
    variant: str  # size, litres, diameter
    price_uah: int
    stock: int


def catalogue() -> list[Product]:
    """Return everything for sale, in a fixed order, with stock as on the first day."""
    return [
        *(_tyre(f"t{n:02}", item) for n, item in enumerate(_items(TYRES), 1)),
        *(_oil(f"o{n:02}", item) for n, item in enumerate(_items(OILS), 1)),
        *(_wheel(f"w{n:02}", item) for n, item in enumerate(_items(WHEELS), 1)),
    ]


def _items(table: str) -> Iterator[Item]:
    for row in table.strip().splitlines():
        brand, model, uk, ru, kind, variants = row.split(" | ")
        for variant in variants.split(", "):
            what, _, rest = variant.partition(" = ")
            price, _, stock = rest.partition(" x ")
            yield Item(brand, model, uk, ru, kind, what, int(price), int(stock))


def _tyre(product_id: str, item: Item) -> Product:
    en, uk, ru = _SEASONS[item.kind]
    size = item.variant
    names: dict[Language, str] = {
        "en": f"{en} tyre {item.brand} {item.model} {size}",
        "uk": f"{uk} шина {item.uk} {size}",
        "ru": f"{ru} шина {item.ru} {size}",
    }
    attributes = {"size": size, "season": item.kind}
    return _product(product_id, "tyre", item, names, attributes)


def _oil(product_id: str, item: Item) -> Product:
    pack = f"{item.kind} {item.variant}"
    names: dict[Language, str] = {
        "en": f"Engine oil {item.brand} {item.model} {pack} l",
        "uk": f"Моторна олива {item.uk} {pack} л",
        "ru": f"Моторное масло {item.ru} {pack} л",
    }
    attributes = {"viscosity": item.kind, "volume_l": item.variant}
    return _product(product_id, "oil", item, names, attributes)


def _wheel(product_id: str, item: Item) -> Product:
    names: dict[Language, str] = {
        "en": f"Alloy wheel {item.brand} {item.model} {item.kind}",
        "uk": f"Литий диск {item.uk} {item.kind}",
        "ru": f"Литой диск {item.ru} {item.kind}",
    }
    width, bolts, _ = item.kind.split()
    attributes = {"diameter": item.variant, "width": width, "bolts": bolts}
    return _product(product_id, "wheel", item, names, attributes)


def _product(
    product_id: str,
    category: str,
    item: Item,
    names: dict[Language, str],
    attributes: dict[str, str],
) -> Product:
    variant = "".join(filter(str.isalnum, item.variant))
    return Product(
        id=product_id,
        sku=f"{category[0].upper()}-{item.brand[:3].upper()}-{variant}-{product_id[1:]}",
        names=names,
        category=category,
        brand=item.brand,
        attributes={**attributes, "model": item.model},
        price_kopiykas=item.price_uah * 100,
        stock=item.stock,
    )
