"""Names of the time zones: those of the tz database, names of countries, and colloquial names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from bot.matching.text import normalise

_MARKS = str.maketrans("", "", ".'")
_APART = re.compile(r"[\W_]+")
_OMITTED = frozenset(("and", "the"))
_REGIONS = frozenset(  # other prefixes, such as US/ and Etc/, are not followed by cities
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
_DIRECTIONS = frozenset(("north", "south", "west", "center"))  # these parts identify nothing by themselves
_LINK = re.compile(r"^L (\S+) (\S+)$", re.MULTILINE)
_STATE = re.compile(r"[A-Z]{2}-[A-Z]{2,3}")
_BRACKETS = re.compile(r"(.+?) \((.+?)\)(.*)")


@dataclass(frozen=True, slots=True)
class ZoneNames:
    """Zones by their names. Names are normalised by `key`; zones have their current IANA names, most likely first."""

    iana: Mapping[str, str]
    """The current name of each name of the tz database, in lower case."""
    names: Mapping[str, tuple[str, ...]]
    """The zones of a place, a country or the name of a clock, such as "cet"."""
    nicknames: frozenset[str]
    """The names from our own table."""
    within: Mapping[str, frozenset[str]]
    """All zones of a country or continent."""
    states: Mapping[str, tuple[str, ...]]
    """The zones of a state or province, by its name and by its abbreviation; most of it has the first."""
    known: Sequence[str]
    """Every zone once, the best-known first."""
    countries: Mapping[str, str]
    """The code of the country that a zone is in. Zones such as UTC are in none."""


def key(name: str) -> str:
    """Normalise a name: no "the" and "and", no accents or punctuation, "st" for "saint"."""
    words = _APART.sub(" ", normalise(name).translate(_MARKS)).split()
    kept = [word for word in words if word not in _OMITTED] or words  # "And" alone may become Andorra
    return " ".join("st" if word == "saint" else word for word in kept)


def read_zone_names() -> ZoneNames:
    """Read the tables of the package tzdata and our own table."""
    own = _Own(read_table(__package__, "zone_names.txt"))
    database = _Database()
    iana = {name: database.today(name, own.names) for name in database.listed}
    known = list(dict.fromkeys((*own.zones, *sorted(set(iana.values())))))
    order = {zone: index for index, zone in enumerate(known)}
    names: dict[str, list[str]] = {}
    for name, zone in sorted(iana.items(), key=lambda item: (item[0] != item[1], order[item[1]])):
        for alias in _names_of(name):
            names.setdefault(alias, []).append(zone)
    within = {region.lower(): frozenset(z for z in known if z.startswith(f"{region}/")) for region in _REGIONS}
    for code, zones in database.countries.items():
        for alias in (code.lower(), *names_of_country(database.titles[code]), *own.countries.get(code, ())):
            names[alias] = [*own.main.get(code, zones), *names.get(alias, ())]
            within[alias] = within.get(alias, frozenset()) | frozenset(zones)
    for alias, state_zones in own.states.items():
        within[alias] = within.get(alias, frozenset()) | frozenset(state_zones)
    names |= own.names
    return ZoneNames(
        {name.lower(): zone for name, zone in iana.items()},
        {alias: tuple(dict.fromkeys(zones)) for alias, zones in names.items()},
        frozenset(own.names),
        within,
        {alias: tuple(zones) for alias, zones in own.states.items()},
        known,
        {zone: code for code, zones in database.countries.items() for zone in zones},
    )


def country_titles() -> dict[str, str]:
    """Return the names of countries in the tz database, by their codes."""
    return dict(line.split("\t")[:2] for line in read_table("tzdata", "zoneinfo", "iso3166.tab"))


@dataclass(slots=True)
class _Own:
    """The table `zone_names.txt`."""

    lines: Sequence[str]
    names: dict[str, list[str]] = field(default_factory=dict)
    main: dict[str, list[str]] = field(default_factory=dict)
    """Zones of a country, most likely first, without zones of few inhabitants."""
    countries: dict[str, list[str]] = field(default_factory=dict)
    """Additional names of a country."""
    states: dict[str, list[str]] = field(default_factory=dict)
    """Zones of a state, by its names and its abbreviation."""
    zones: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line in self.lines:
            left, _, right = line.partition(":")
            zones, aliases = left.split(), [key(name) for name in right.split(",") if name.strip()]
            if len(zones[0]) == 2:
                code = zones.pop(0)
                self.main[code], self.countries[code] = zones, aliases
            elif _STATE.fullmatch(zones[0]):
                zones = self._add_state(zones[0], zones[1:], aliases)
            self.zones += zones[:1]
            for name in aliases:
                self.names.setdefault(name, []).extend(zones)

    def _add_state(self, code: str, zones: Sequence[str], aliases: Sequence[str]) -> list[str]:
        """Add a state. Return the zone that its name alone stands for."""
        for alias in (code[3:].lower(), *(name.removesuffix(" state") for name in aliases)):
            self.states[alias] = list(dict.fromkeys((*self.states.get(alias, ()), *zones)))
        return list(zones[:1])


class _Database:
    """The tables of the tz database."""

    def __init__(self) -> None:
        self.listed = [name for name in read_table("tzdata", "zones") if name != "Factory"]
        self.titles = country_titles()
        self.countries: dict[str, list[str]] = {}
        for line in read_table("tzdata", "zoneinfo", "zone.tab"):
            code, _, zone, *_ = line.split("\t")
            self.countries.setdefault(code, []).append(zone)
        rules = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
        self._links = {name: zone for zone, name in _LINK.findall(rules)}
        self._country_zones = {zone for zones in self.countries.values() for zone in zones}

    def today(self, name: str, own: Mapping[str, Sequence[str]]) -> str:
        """Return the current name of a zone. The zone of a country keeps its name, even if it is a link to another."""
        while name not in self._country_zones:
            if zones := own.get(key(name)):
                return zones[0]
            if name not in self._links:
                break
            name = self._links[name]
        return "UTC" if name in ("Etc/UTC", "Etc/GMT") else name


def _names_of(zone: str) -> Iterator[str]:
    """Yield the names in a zone of the tz database: "america indiana knox", "indiana knox", "knox"."""
    region, *parts = zone.split("/")
    if region == "Etc":
        return
    yield key(zone)
    if region in _REGIONS:
        for start in range(len(parts)):
            if (name := key(" ".join(parts[start:]))) not in _DIRECTIONS:
                yield name


def names_of_country(title: str) -> Iterator[str]:
    """Yield the names of a country: "Korea (South)" gives "korea", "south korea" and "korea south"."""
    if brackets := _BRACKETS.fullmatch(title):
        name, more, rest = brackets.groups()
        yield key(f"{name}{rest}")
        yield key(f"{more} {name}{rest}")
    yield key(title)


def read_table(package: str, *path: str) -> list[str]:
    """Return the lines of a table without comments; a line that begins with a space continues the one before."""
    table = files(package).joinpath(*path).read_text(encoding="utf-8").replace("\n ", " ")
    return [line for line in table.splitlines() if line and not line.startswith("#")]
