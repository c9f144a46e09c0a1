"""Public holidays of countries and of their parts, by the names that people type: "germany", "Bavaria", "US-CA".

The package holidays is imported at the first use, and calendars of countries only if they are asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from bot.matching.spelling import WordShelf
from bot.scheduling.zone_names import country_titles, key, names_of_country, read_table

_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SMALL = frozenset(("and", "the", "of", "da"))
_KNOWN_CODES = frozenset(("uk", "us", "usa", "uae"))
"""Codes of countries that people write in small letters within a sentence."""
_SHORTEST = 5
"""Letters of a name that may have a typo. The country names Iran and Iraq are no typos of each other."""
_LONGEST_CODE = 3
_DIRECTIONS = frozenset(("central", "centre", "coast", "eastern", "north", "northern", "south", "southern", "western"))
"""Names of parts that mean nothing without their country."""
_SAME_NAME = "georgia"
"""A country and a part of another one. Other names of both, such as Luxembourg, mean the country."""


@lru_cache(maxsize=1024)
def _holidays_of(region: str, year: int) -> Mapping[dt.date, str]:
    """Return the names of a region's public holidays in a year, in English if there are English ones."""
    import holidays

    country, _, part = region.partition("-")
    try:
        any_year: Any = holidays.country_holidays(country)
        own = any_year.default_language or ""
        language = own if own.startswith("en") or "en_US" not in any_year.supported_languages else "en_US"
        calendar = holidays.country_holidays(country, part or None, years=year, expand=False, language=language or None)
    except NotImplementedError:  # another version of the package no longer has this region
        return {}
    return {date: name for date, name in calendar.items() if date.year == year}


def holiday_name(region: str, date: dt.date) -> str:
    """Return the name of the public holiday that a region has on a day; empty if it has none."""
    return _holidays_of(region, date.year).get(date, "")


def next_holiday(region: str, first: dt.date) -> tuple[dt.date, str] | None:
    """Return the first public holiday of a region from a day on, within two years."""
    years = (first.year, first.year + 1)
    coming = ((date, name) for year in years for date, name in sorted(_holidays_of(region, year).items()))
    return next((found for found in coming if found[0] >= first), None)


@lru_cache(maxsize=1024)
def region_in_words(region: str) -> str:
    """Write a region, such as "Germany" or "Bavaria, Germany"."""
    country, _, part = region.partition("-")
    titles = country_titles()
    name = next((name for code, name in _countries() if code == country), "") or titles.get(country, country)
    if not part:
        return name
    own = next((names[0] for code, names in _own_names() if code == region), "")
    aliases = (alias for alias, code in _parts_of(country).items() if code == part and len(alias) > _LONGEST_CODE)
    return f"{own or next(aliases, part)}, {name}"


@dataclass(frozen=True, slots=True)
class _RegionNames:
    """Regions by their names, which `zone_names.key` normalises."""

    countries: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, Mapping[str, str]]
    """The parts of each country, by their names and codes."""
    all: Mapping[str, tuple[str, ...]]
    shelf: WordShelf


class HolidayRegions:
    """All regions with known public holidays. Immutable; the first search loads them in half a second."""

    @cached_property
    def _known(self) -> _RegionNames:
        return _load()

    def find(self, typed: str) -> tuple[str, ...]:
        """Find the regions that may be meant, by their names and codes, also with typos; none if none is similar."""
        name = key(typed)
        if found := self._named(typed):
            return found
        if len(name) < _SHORTEST:
            return ()
        near = self._known.shelf.near(name, 1)
        return tuple(dict.fromkeys(code for other in sorted(near) for code in self._known.all[other]))

    def named(self, typed: str) -> tuple[str, ...]:
        """Find the regions of a complete name within a sentence, where codes need capitals."""
        words = key(typed).split()
        small = [word for word in typed.replace(",", " ").split() if len(word) < _LONGEST_CODE and not word.isupper()]
        no_codes = _KNOWN_CODES | (_SMALL if len(words) > 1 else set())
        if not words or any(word.casefold() not in no_codes for word in small):
            return ()
        return self._named(typed)

    def _named(self, typed: str) -> tuple[str, ...]:
        name = key(typed)
        if found := self._known.all.get(name):
            return found
        words = name.split()
        splits = ((" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words)))
        pairs = ((country, part) for left, right in splits for country, part in ((left, right), (right, left)))
        inside = (f"{code}-{self._known.parts[code][part]}" for country, part in pairs
                  for code in self._known.countries.get(country, ()) if part in self._known.parts[code])  # fmt: skip
        return tuple(dict.fromkeys(inside))


def _load() -> _RegionNames:
    names: dict[str, list[str]] = {}
    written: dict[str, list[str]] = {}
    within: dict[str, dict[str, str]] = {}
    parts: dict[str, list[str]] = {}
    titles = country_titles()
    for code, name, *others in _countries(all_names=True):
        for alias in (code, name, *others, *names_of_country(titles.get(code, ""))):
            names.setdefault(key(alias), []).append(code)
        written[key(name)] = [code]
        within[code] = {key(alias): part for alias, part in _parts_of(code).items()}
        for alias, part in within[code].items():
            if len(alias) > _LONGEST_CODE and alias not in _DIRECTIONS:
                parts.setdefault(alias, []).append(f"{code}-{part}")
    names |= written  # "Samoa" is not American Samoa
    for region, aliases in _own_names():
        country, _, part = region.partition("-")
        for alias in map(key, aliases):
            if part:
                within[country][alias] = part
                parts.setdefault(alias, []).insert(0, region)
            else:
                names[alias] = [region]
    names.pop("", None)
    countries = {name: tuple(dict.fromkeys(codes)) for name, codes in names.items()}
    both = {name: tuple(dict.fromkeys(codes)) for name, codes in parts.items()} | countries
    both[_SAME_NAME] = tuple(dict.fromkeys((*names[_SAME_NAME], *parts.get(_SAME_NAME, ()))))
    return _RegionNames(countries, within, both, WordShelf(both))


def _countries(*, all_names: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield code and name of each country, or with `all_names` also its other codes and names."""
    from holidays.registry import COUNTRIES

    for name, code, *others in COUNTRIES.values():
        words = _CAPITALS.sub(" ", name).split()
        written = " ".join(word.lower() if n and word.lower() in _SMALL else word for n, word in enumerate(words))
        more = (other for other in others if not other.startswith("Holidays")) if all_names else ()
        yield (code, written, *(_CAPITALS.sub(" ", other) for other in more))


def _parts_of(country: str) -> dict[str, str]:
    """Return the codes of a country's parts, by their names and codes."""
    import holidays

    calendar: Any = holidays.country_holidays(country)
    return {str(code): str(code) for code in calendar.subdivisions} | dict(calendar.subdivisions_aliases)


def _own_names() -> Iterable[tuple[str, list[str]]]:
    """Yield each code of our own table with its names."""
    for line in read_table(__package__, "holiday_names.txt"):
        code, _, names = line.partition(":")
        yield code, [name.strip() for name in names.split(",")]
