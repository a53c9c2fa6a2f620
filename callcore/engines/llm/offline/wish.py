"""What the caller is looking for, gathered over turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class Wish:
    """Attributes of the wanted product; empty means not said."""

    category: str = ""
    season: str = ""
    brand: str = ""
    profile: str = ""  # "205/55"
    diameter: str = ""  # "16"
    viscosity: str = ""
    volume: str = ""

    @property
    def told(self) -> bool:
        """Say whether anything is known."""
        return any(asdict(self).values())

    @property
    def kind(self) -> str:
        """Return the category, inferred where it was not said."""
        if self.category:
            return self.category
        if self.viscosity or self.volume:
            return "oil"
        return "tyre" if self.profile or self.season else ""

    @property
    def size(self) -> str:
        """Return the size as it is written, as far as it is known."""
        if self.profile and self.diameter:
            return f"{self.profile} R{self.diameter}"
        return self.profile or (f"R{self.diameter}" if self.diameter else "")

    @property
    def query(self) -> str:
        """Return the words for the shop's search."""
        litres = f"{self.volume} l" if self.volume else ""
        parts = (self.season, self.kind, self.brand, self.size, self.viscosity, litres)
        return " ".join(part for part in parts if part)

    @property
    def enough(self) -> bool:
        """Say whether a search makes sense: a hundred tyres cannot be read out."""
        if self.kind == "oil":
            return bool(self.viscosity or self.brand)
        if self.kind == "wheel":
            return bool(self.diameter or self.brand)
        return bool(self.profile or self.diameter)

    def without_brand(self) -> Wish:
        """Return the same for any brand."""
        return replace(self, brand="")

    def merged(self, new: Wish) -> Wish:
        """Return this wish after the caller said more; another kind starts afresh."""
        if new.category and self.kind and new.category != self.kind:
            return new
        said = {name: value for name, value in asdict(new).items() if value}
        if new.profile and not new.diameter:
            said["diameter"] = ""  # of the size before, not of this one
            if not self.profile:
                said.pop("diameter")
        return replace(self, **said)

    def fits(self, brand: str, attributes: Mapping[str, str]) -> bool:
        """Say whether a product is what was asked for."""
        size = attributes.get("size", "")
        rim = size.rpartition("R")[2] or attributes.get("diameter", "")
        return (
            self.brand in ("", brand)
            and self.season in ("", attributes.get("season", ""))
            and (not self.profile or size.startswith(self.profile))
            and self.diameter in ("", rim)
            and self.viscosity in ("", attributes.get("viscosity", ""))
            and self.volume in ("", attributes.get("volume_l", self.volume))
        )
