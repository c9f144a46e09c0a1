"""What the time zones are called: the names of the tz database, of its countries, and those that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from bot.matching.text import normalise

_MARKS = str.maketrans("", "", ".'")
_APART = re.compile(r"[\W_]+")
_UNSAID = frozenset(("and", "the"))
_REGIONS = frozenset(  # the other beginnings, such as US/ and Etc/, have no cities after them
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
_DIRECTIONS = frozenset(("north", "south", "west", "center"))  # these last parts tell nothing alone
_LINK = re.compile(r"^L (\S+) (\S+)$", re.MULTILINE)
_BRACKETS = re.compile(r"(.+?) \((.+?)\)(.*)")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Zones by their names; names as `key` gives them. Zones are those in use today, in the order of likelihood."""

    iana: Mapping[str, str]
    """All names of the tz database, in small letters."""
    names: Mapping[str, tuple[str, ...]]
    """Names of places, countries and clocks."""
    nicknames: frozenset[str]
    """Those of the names that only people use."""
    within: Mapping[str, frozenset[str]]
    """All zones of a country or continent."""
    known: Sequence[str]
    """Every zone once, the best-known first."""


def key(name: str) -> str:
    """A name without what people leave out or write in more than one way."""
    words = _APART.sub(" ", normalise(name).translate(_MARKS)).split()
    told = [word for word in words if word not in _UNSAID] or words  # "And" alone may become Andorra
    return " ".join("st" if word == "saint" else word for word in told)


def read() -> Gazetteer:
    """Read the tables of the package tzdata and our own."""
    own = _Own(_lines(__package__, "zone_names.txt"))
    database = _Database()
    iana = {name: database.today(name, own.names) for name in database.listed}
    known = list(dict.fromkeys((*own.zones, *sorted(set(iana.values())))))
    order = {zone: place for place, zone in enumerate(known)}
    names: dict[str, list[str]] = {}
    for name, zone in sorted(iana.items(), key=lambda item: (item[0] != item[1], order[item[1]])):
        for said in _names_of(name):
            names.setdefault(said, []).append(zone)
    within = {region.lower(): frozenset(z for z in known if z.startswith(f"{region}/")) for region in _REGIONS}
    for code, zones in database.countries.items():
        for said in (code.lower(), *_names_of_country(database.titles[code]), *own.countries.get(code, ())):
            names[said] = [*own.main.get(code, zones), *names.get(said, ())]
            within[said] = within.get(said, frozenset()) | frozenset(zones)
    names |= own.names
    return Gazetteer(
        {name.lower(): zone for name, zone in iana.items()},
        {said: tuple(dict.fromkeys(zones)) for said, zones in names.items()},
        frozenset(own.names),
        within,
        known,
    )


@dataclass(slots=True)
class _Own:
    """Our own table."""

    lines: Sequence[str]
    names: dict[str, list[str]] = field(default_factory=dict)
    main: dict[str, list[str]] = field(default_factory=dict)
    """Zones of a country in the order of likelihood, without those of few people."""
    countries: dict[str, list[str]] = field(default_factory=dict)
    """More names of a country."""
    zones: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line in self.lines:
            left, _, right = line.partition(":")
            zones, said = left.split(), [key(name) for name in right.split(",") if name.strip()]
            if len(zones[0]) == 2:
                code = zones.pop(0)
                self.main[code], self.countries[code] = zones, said
            self.zones.append(zones[0])
            for name in said:
                self.names.setdefault(name, []).extend(zones)


class _Database:
    """The tables of the tz database."""

    def __init__(self) -> None:
        self.listed = [name for name in _lines("tzdata", "zones") if name != "Factory"]
        self.titles = dict(line.split("\t")[:2] for line in _lines("tzdata", "zoneinfo", "iso3166.tab"))
        self.countries: dict[str, list[str]] = {}
        for line in _lines("tzdata", "zoneinfo", "zone.tab"):
            code, _, zone, *_ = line.split("\t")
            self.countries.setdefault(code, []).append(zone)
        rules = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
        self._links = {name: zone for zone, name in _LINK.findall(rules)}
        self._kept = {zone for zones in self.countries.values() for zone in zones}

    def today(self, name: str, own: Mapping[str, Sequence[str]]) -> str:
        """The name in use. A zone that is some country's keeps its name, though its clock may be that of another."""
        while name not in self._kept:
            if said := own.get(key(name)):
                return said[0]
            if name not in self._links:
                break
            name = self._links[name]
        return "UTC" if name in ("Etc/UTC", "Etc/GMT") else name


def _names_of(zone: str) -> Iterator[str]:
    """What a name of the tz database says: "america indiana knox", "indiana knox", "knox"."""
    region, *parts = zone.split("/")
    if region == "Etc":
        return
    yield key(zone)
    if region in _REGIONS:
        for start in range(len(parts)):
            if (said := key(" ".join(parts[start:]))) not in _DIRECTIONS:
                yield said


def _names_of_country(title: str) -> Iterator[str]:
    """Korea (South) is "korea", "south korea" and "korea south"."""
    if brackets := _BRACKETS.fullmatch(title):
        name, more, rest = brackets.groups()
        yield key(f"{name}{rest}")
        yield key(f"{more} {name}{rest}")
    yield key(title)


def _lines(package: str, *path: str) -> list[str]:
    """The lines of a table but for its comments; one that begins with a space goes on with the one before."""
    table = files(package).joinpath(*path).read_text(encoding="utf-8").replace("\n ", " ")
    return [line for line in table.splitlines() if line and not line.startswith("#")]
