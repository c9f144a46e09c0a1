"""IANA time zones by the names that people give them: "london", "new york", "tokio", "albania", "utc"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bot.matching.spelling import WordShelf
from bot.matching.text import normalise
from bot.scheduling import zone_names
from bot.scheduling.zone_names import key

_OFFSET = re.compile(r"(?:(?:utc|gmt|z) ?)?([+-]) ?(\d\d?)(?::?(\d\d))?")
_AROUND = frozenset("city clock greater in local metro standard summer time timezone winter zone".split())
_SHORTEST = 3  # fewer letters are the beginning of too much
_LONGEST = 60
_TWO_SLIPS_FROM = 9  # letters
_MOST = 5  # zones between which one may still choose


class Zones:
    """All IANA zones of the tz database that the package tzdata brings. Made in milliseconds; immutable."""

    def __init__(self) -> None:
        known = zone_names.read()
        self._iana, self._names, self._within = known.iana, known.names, known.within
        self._known = known.known
        self._place = {zone: place for place, zone in enumerate(known.known)}
        self._nicknames = known.nicknames
        self._sorted = sorted(known.names)
        self._shelf = WordShelf(known.names)

    def find(self, typed: str) -> tuple[str, ...]:
        """The zones that may be meant, the likeliest first: one where it is clear, none where nothing comes near.

        Names that mean the same clock (Europe/Kiev, Europe/Kyiv) count as one, by the name in use today.
        """
        if zones := self._named(typed):
            return zones
        said = key(typed)
        if not _SHORTEST <= len(said) <= _LONGEST:
            return ()
        if said in self._within:  # a continent
            return tuple(zone for zone in self._known if zone in self._within[said])[:_MOST]
        for names in (self._beginning(said), self._holding(said), self._near(said)):
            if zones := self._zones(names):
                return zones[:_MOST]
        return ()

    def named(self, typed: str) -> tuple[str, ...]:
        """The zones of a name that was typed whole, if perhaps not quite right; the likeliest first."""
        return self._named(typed) or self._zones(self._near(key(typed)))[:_MOST]

    def complete(self, typed: str, limit: int = 25) -> tuple[str, ...]:
        """IANA names that fit what is being typed, the likeliest first."""
        said = key(typed)
        if not said:
            return tuple(self._known[:limit]) if not typed.strip() else self._named(typed)[:limit]
        zones = [*self._named(typed)]
        if len(said) <= _LONGEST:
            zones += self._zones(self._beginning(said)) + self._zones(self._holding(said))
            zones += self._zones(self._near(said)) if not zones else ()
        return tuple(dict.fromkeys(zones))[:limit]

    def _named(self, typed: str) -> tuple[str, ...]:
        """Zones of a name that is typed whole: of the tz database, an offset, a place, perhaps with its country."""
        plain = normalise(typed)
        if "/" in plain and (zone := self._iana.get(plain.replace(" / ", "/").replace(" ", "_"))):
            return (zone,)
        if offset := _OFFSET.fullmatch(plain):
            return self._ahead(*offset.groups())
        said = key(plain)
        bare = " ".join(word for word in said.split() if word not in _AROUND)
        return self._names.get(said) or self._names.get(bare) or self._inside(bare.split()[:_MOST])

    def _ahead(self, sign: str, hours: str, minutes: str | None) -> tuple[str, ...]:
        """The zone of a clock that is always that far ahead of UTC or behind it."""
        if int(minutes or 0):
            return self._names.get(f"{'ahead' if sign == '+' else 'behind'} {int(hours):02}{minutes}", ())
        if not int(hours):
            return ("UTC",)
        turned = "-" if sign == "+" else "+"  # these names tell how far UTC is ahead
        zone = self._iana.get(f"etc/gmt{turned}{int(hours)}")
        return (zone,) if zone else ()

    def _inside(self, words: Sequence[str]) -> tuple[str, ...]:
        """The place in the country or continent: "london uk", "usa boston"."""
        for cut in range(1, len(words)):
            one, other = " ".join(words[:cut]), " ".join(words[cut:])
            for place, country in ((one, other), (other, one)):
                around = self._within.get(country, frozenset()).union(self._names.get(country, ()))
                if zones := tuple(zone for zone in self._names.get(place, ()) if zone in around):
                    return zones
        return ()

    def _beginning(self, said: str) -> Iterator[str]:
        for place in range(bisect_left(self._sorted, said), len(self._sorted)):
            if not self._sorted[place].startswith(said):
                return
            yield self._sorted[place]

    def _holding(self, said: str) -> Iterator[str]:
        """Names with these words, or the beginnings of them, further on."""
        return (name for name in self._sorted if f" {said}" in name)

    def _near(self, said: str) -> list[str]:
        """Names that were mistyped."""
        if len(said) <= _SHORTEST:
            return []
        near = self._shelf.near(said, 2 if len(said) >= _TWO_SLIPS_FROM else 1)
        if len(said) == _SHORTEST + 1:
            near = {name: slips for name, slips in near.items() if name[0] == said[0]}
        found = [name for name, slips in near.items() if slips == min(near.values())]
        return [name for name in found if name not in self._nicknames] or found

    def _zones(self, names: Iterable[str]) -> tuple[str, ...]:
        """The zones of several names: first those of the tz database, then those that only people use."""
        found: dict[str, tuple[bool, int]] = {}
        for name in names:
            for zone in self._names[name]:
                rank = (name in self._nicknames, self._place[zone])
                found[zone] = min(rank, found.get(zone, rank))
        return tuple(sorted(found, key=found.__getitem__))
