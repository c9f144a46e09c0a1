"""Find IANA time zones by the names that people type: "london", "new york", "tokio", "albania", "utc"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.matching.embeddings import load_background
from bot.matching.spelling import WordShelf
from bot.matching.text import CHAT, FILLERS, FUNCTION_WORDS, LIGHT, normalise
from bot.scheduling.zone_names import key, read_zone_names

_OFFSET = re.compile(r"(?:(?:utc|gmt|z) ?)?([+-]) ?(\d\d?)(?::?(\d\d)|(\.[05]0?))?(?: ?(?:hours?|hrs?|h))?")
_AROUND = frozenset("city clock greater in local metro standard summer time timezone tz winter zone".split())
_OWN = re.compile(
    r"(?:in |at |by )?(?:(?:(?:my|our|mine) )?(?:own |local |home |current )*(?:time ?zones?|times?|zones?|tz|clock)"
    r"(?: (?:where )?(?:here|i am|i live))?|where i (?:am|live)|my (?:own|local)|local(?:ly)?"
    r"|(?:(?:zu |nach )?(?:meiner|meine|unserer|unsere|hiesiger) (?:orts|lokal)?(?:zeit|zeitzone)|ortszeit|lokalzeit)"
    r"|(?:a |en )?(?:mi|nuestra) (?:hora|zona horaria)(?: local)?|(?:a la )?hora local"
    r"|(?:a |dans )?(?:mon|notre|a mon) (?:heure|fuseau(?: horaire)?)(?: locale)?|(?:a l')?heure locale)"
)
_SAYS_WHOSE = re.compile(r"\b(?:my|our|mine|own|local(?:ly)?|home|here|i)\b|zeit|hora|heure|fuseau")
_WORDS = (
    FUNCTION_WORDS
    | FILLERS
    | LIGHT
    | CHAT.keys()
    | frozenset(
        "afternoon afternoons daily digest digests evening evenings every fact facts hour hours midday midnight minute "
        "minutes month monthly morning mornings news night nights noon post posts private quiet report reports send "
        "share tomorrow today tonight topic topics update updates week weekly weekday weekdays weekend weekends year "
        "home please time zone bitte danke merci gracias turn switch start stop only channel server team group "
        "everyone manana amanha demain domani morgen heute hoy hoje oggi aujourd'hui semana semaine woche "
        "curators ad id ma pa pm re no ten due".split()
    )
) - {"us"}
"""Words that are no names of places. They may be typos of some, and the codes of countries."""
_IN_CAPITALS = frozenset("act art brt car cat eat met sst wat wet ut".split())
_CAPITALISED = frozenset(
    "angers billings cairns canaries canary christmas easter flint gent hue limerick male mesa midway natal oral pecs "
    "perm resolute reunion saint split states stoke tamale troll universal virgin wake whistler yap".split()
)
"""Names of zones that are also common words. In a line of several options they need capitals, or a capital."""
_SMALL_WORDS = _WORDS | frozenset("al de en la mi".split())
"""Words that mean no state unless they are in capitals: in Spanish, "Bogotá de lunes a viernes" is not in Delaware."""
_MIN_LENGTH = 3  # fewer letters begin too many names
_CODE_LENGTH = 2
_MAX_LENGTH = 60
_SHORT = 4  # letters, which only the name of a zone may begin with: "mars" is not the Marshall Islands
_TWO_TYPOS_FROM = 9  # letters
_MAX_RESULTS = 5  # a person can still choose among so many
_MOST_WORDS = 7  # of a place with its state and country


def is_own_zone(typed: str) -> bool:
    """Return whether the person's own zone is meant: "my time", "local time", "in my timezone", "hora local"."""
    text = normalise(typed).strip(" .,!")
    return bool(_OWN.fullmatch(text) and _SAYS_WHOSE.search(text))


def is_offset(typed: str) -> bool:
    """Return whether a distance from UTC was typed, such as "UTC+2" or "+05:30"; perhaps no zone has it."""
    return bool(_OFFSET.fullmatch(normalise(typed)))


def _is_code(name: str, nicknames: Collection[str]) -> bool:
    """Return whether a name is two letters that stand for a country, and not a common short name such as "uk"."""
    return len(name) <= _CODE_LENGTH and name.isascii() and name not in nicknames and name != "us"


class Zones:
    """All IANA zones of the package tzdata. Immutable; loads in milliseconds."""

    def __init__(self) -> None:
        known = read_zone_names()
        self._iana, self._names, self._within = known.iana, known.names, known.within
        self._known, self._states = known.known, known.states
        self._rank = {zone: rank for rank, zone in enumerate(known.known)}
        self._nicknames, self._countries = known.nicknames, known.countries
        self._cities = frozenset(key(name.rpartition("/")[2].replace("_", " ")) for name in known.iana)
        self._sorted = sorted(known.names)
        self._shelf = WordShelf(known.names)

    def find(self, typed: str) -> tuple[str, ...]:
        """Find the zones that may be meant, most likely first: one if it is clear, none if nothing is similar.

        Old and new names of a zone (Europe/Kiev, Europe/Kyiv) count as one, under the current name.
        """
        if zones := self._named(typed):
            return zones
        name = key(typed)
        if not _MIN_LENGTH <= len(name) <= _MAX_LENGTH or name in _WORDS:
            return ()
        if name in self._within:  # a continent
            return tuple(zone for zone in self._known if zone in self._within[name])[:_MAX_RESULTS]
        is_short = len(name) <= _SHORT
        for names in (self._beginning(name), self._containing(name), () if is_short else self._near(name)):
            found = [other for other in names if not is_short or other in self._cities]
            if zones := self._zones([name for name in found if name not in self._nicknames] or found):
                return zones[:_MAX_RESULTS]
        return ()

    def named(self, typed: str) -> tuple[str, ...]:
        """Find the zones of a complete name within a line of several options, most likely first.

        Common words, and codes of countries in small letters, are no names there. Typos are corrected in long names.
        """
        name, plain = key(typed), typed.strip()
        bare = " ".join(word for word in name.split() if word not in _AROUND)
        if not bare or bare.isdigit() or plain[1:2] == " " or not (plain[0].isalnum() or is_offset(plain)):
            return ()
        if bare in _WORDS or (bare in _CAPITALISED and plain == plain.lower()):
            return ()
        if (bare in _IN_CAPITALS or _is_code(bare, self._nicknames)) and plain != plain.upper():
            return ()
        return self._named(plain) or self._mistyped(name)

    def country(self, zone: str) -> str:
        """Return the code of the country that a zone is in, such as "GB"; empty if it is in none, such as UTC."""
        return self._countries.get(zone, "")

    def _mistyped(self, name: str) -> tuple[str, ...]:
        """Find the zones of a name with typos. English words are no typos."""
        if len(name) <= _MIN_LENGTH + 1 or all(word in load_background() for word in name.split()):
            return ()
        return self._zones(self._near(name))[:_MAX_RESULTS]

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
        if name != bare and _is_code(bare, self._nicknames) and bare in _WORDS:  # "it time" is not Italy's
            return ()
        if _is_code(name, self._nicknames) and name in _WORDS and typed.strip() != typed.strip().upper():
            return ()
        found = self._names.get(name) or self._names.get(bare)
        words = typed.split()
        is_state = words[-1:] != [] and words[-1].isupper() and not typed.isupper()  # "Portland ME", not "ON MONDAYS"
        return found or self._in_region(typed) or self._inside(bare.split()[:_MOST_WORDS], is_state=is_state)

    def _fixed_offset(self, sign: str, hours: str, minutes: str | None, half: str | None) -> tuple[str, ...]:
        """Return the zone with a fixed offset from UTC."""
        minutes = "30" if half and half.startswith(".5") else minutes
        if int(minutes or 0):
            return self._names.get(f"{'ahead' if sign == '+' else 'behind'} {int(hours):02}{minutes}", ())
        if not int(hours):
            return ("UTC",)
        inverted = "-" if sign == "+" else "+"  # Etc/GMT-2 is two hours ahead of UTC
        zone = self._iana.get(f"etc/gmt{inverted}{int(hours)}")
        return (zone,) if zone else ()

    def _in_region(self, typed: str) -> tuple[str, ...]:
        """Find a place with its state or country after a comma: "Springfield, Illinois", "Paris, TX, USA".

        The place may be unknown if all of the region has one time.
        """
        place, *regions = (key(part) for part in typed.split(","))
        if not place or not regions or not all(self._zones_of_region(region) for region in regions):
            return ()
        if regions[0] in _WORDS and not typed.split(",")[1].isupper():  # "london, on mondays" is not in Ontario
            return ()
        inside = self._zones_of_region(regions[0])
        if zones := tuple(zone for zone in self._names.get(place, ()) if zone in inside):
            return zones
        is_state = regions[0] in self._states and (regions[0] not in _SMALL_WORDS or typed.split(",")[1].isupper())
        if is_state and (place in self._names or len(regions[0]) > _CODE_LENGTH):
            return self._states[regions[0]][:1]
        return inside if len(inside) == 1 and place in self._names else ()

    def _zones_of_region(self, region: str) -> tuple[str, ...]:
        """Return all zones of a country, a continent or a state."""
        inside = self._within.get(region, frozenset()).union(self._names.get(region, ()))
        return tuple(sorted(inside, key=self._rank.__getitem__)) if region in self._within else ()

    def _inside(self, words: Sequence[str], *, is_state: bool = False) -> tuple[str, ...]:
        """Find a place within a state, country or continent: "london uk", "usa boston", "london ontario canada".

        If `is_state`, a last word such as "me" or "on" stands for a state, and is no common word.
        """
        for cut in range(1, len(words)):
            left, right = " ".join(words[:cut]), " ".join(words[cut:])
            for place, country in ((left, right), (right, left)):
                inside = self._zones_of_region(country)
                named = self._names.get(place) or (self._inside(place.split()) if inside else ())
                if zones := tuple(zone for zone in named if zone in inside):
                    return zones
            if left in self._names and right in self._states and (is_state or right not in _SMALL_WORDS):
                return self._states[right][:1]
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
