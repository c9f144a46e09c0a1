"""Find IANA time zones by the names that people type: "london", "new york", "tokio", "albania", "utc"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bot.matching.spelling import WordShelf
from bot.matching.text import normalise
from bot.scheduling.zone_names import key, read_zone_names

_OFFSET = re.compile(r"(?:(?:utc|gmt|z) ?)?([+-]) ?(\d\d?)(?::?(\d\d))?")
_AROUND = frozenset("city clock greater in local metro standard summer time timezone winter zone".split())
_MIN_LENGTH = 3  # fewer letters begin too many names
_MAX_LENGTH = 60
_TWO_TYPOS_FROM = 9  # letters
_MAX_RESULTS = 5  # a person can still choose among so many


class Zones:
    """All IANA zones of the package tzdata. Immutable; loads in milliseconds."""

    def __init__(self) -> None:
        known = read_zone_names()
        self._iana, self._names, self._within = known.iana, known.names, known.within
        self._known = known.known
        self._rank = {zone: rank for rank, zone in enumerate(known.known)}
        self._nicknames = known.nicknames
        self._sorted = sorted(known.names)
        self._shelf = WordShelf(known.names)

    def find(self, typed: str) -> tuple[str, ...]:
        """Find the zones that may be meant, most likely first: one if it is clear, none if nothing is similar.

        Old and new names of a zone (Europe/Kiev, Europe/Kyiv) count as one, under the current name.
        """
        if zones := self._named(typed):
            return zones
        name = key(typed)
        if not _MIN_LENGTH <= len(name) <= _MAX_LENGTH:
            return ()
        if name in self._within:  # a continent
            return tuple(zone for zone in self._known if zone in self._within[name])[:_MAX_RESULTS]
        for names in (self._beginning(name), self._containing(name), self._near(name)):
            if zones := self._zones(names):
                return zones[:_MAX_RESULTS]
        return ()

    def named(self, typed: str) -> tuple[str, ...]:
        """Find the zones of a complete name, with or without typos, most likely first."""
        return self._named(typed) or self._zones(self._near(key(typed)))[:_MAX_RESULTS]

    def complete(self, typed: str, limit: int = 25) -> tuple[str, ...]:
        """Complete a typed name: returns IANA names, most likely first."""
        name = key(typed)
        if not name:
            return tuple(self._known[:limit]) if not typed.strip() else self._named(typed)[:limit]
        zones = [*self._named(typed)]
        if len(name) <= _MAX_LENGTH:
            zones += self._zones(self._beginning(name)) + self._zones(self._containing(name))
            zones += self._zones(self._near(name)) if not zones else ()
        return tuple(dict.fromkeys(zones))[:limit]

    def _named(self, typed: str) -> tuple[str, ...]:
        """Find the zones of a complete name: from the tz database, an offset, or a place, perhaps with its country."""
        plain = normalise(typed)
        if "/" in plain and (zone := self._iana.get(plain.replace(" / ", "/").replace(" ", "_"))):
            return (zone,)
        if offset := _OFFSET.fullmatch(plain):
            return self._fixed_offset(*offset.groups())
        name = key(plain)
        bare = " ".join(word for word in name.split() if word not in _AROUND)
        return self._names.get(name) or self._names.get(bare) or self._inside(bare.split()[:_MAX_RESULTS])

    def _fixed_offset(self, sign: str, hours: str, minutes: str | None) -> tuple[str, ...]:
        """Return the zone with a fixed offset from UTC."""
        if int(minutes or 0):
            return self._names.get(f"{'ahead' if sign == '+' else 'behind'} {int(hours):02}{minutes}", ())
        if not int(hours):
            return ("UTC",)
        inverted = "-" if sign == "+" else "+"  # Etc/GMT-2 is two hours ahead of UTC
        zone = self._iana.get(f"etc/gmt{inverted}{int(hours)}")
        return (zone,) if zone else ()

    def _inside(self, words: Sequence[str]) -> tuple[str, ...]:
        """Find a place within a country or continent: "london uk", "usa boston"."""
        for cut in range(1, len(words)):
            left, right = " ".join(words[:cut]), " ".join(words[cut:])
            for place, country in ((left, right), (right, left)):
                country_zones = self._within.get(country, frozenset()).union(self._names.get(country, ()))
                if zones := tuple(zone for zone in self._names.get(place, ()) if zone in country_zones):
                    return zones
        return ()

    def _beginning(self, name: str) -> Iterator[str]:
        """Yield the names that begin with the typed ones."""
        for index in range(bisect_left(self._sorted, name), len(self._sorted)):
            if not self._sorted[index].startswith(name):
                return
            yield self._sorted[index]

    def _containing(self, typed: str) -> Iterator[str]:
        """Yield the names in which the typed words begin after the first word."""
        return (name for name in self._sorted if f" {typed}" in name)

    def _near(self, typed: str) -> list[str]:
        """Find the names that differ from the typed one by the fewest typos."""
        if len(typed) <= _MIN_LENGTH:
            return []
        near = self._shelf.near(typed, 2 if len(typed) >= _TWO_TYPOS_FROM else 1)
        if len(typed) == _MIN_LENGTH + 1:
            near = {name: slips for name, slips in near.items() if name[0] == typed[0]}
        closest = [name for name, slips in near.items() if slips == min(near.values())]
        return [name for name in closest if name not in self._nicknames] or closest

    def _zones(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the zones of several names: names of the tz database first, then those of our own table."""
        ranks: dict[str, tuple[bool, int]] = {}
        for name in names:
            for zone in self._names[name]:
                rank = (name in self._nicknames, self._rank[zone])
                ranks[zone] = min(rank, ranks.get(zone, rank))
        return tuple(sorted(ranks, key=ranks.__getitem__))
