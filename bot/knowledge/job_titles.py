"""Offices as people call them: "the Albanian PM" and "Prime Minister of Albania" are one."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching import text
from bot.matching.encoding import Aliases

_COUNTRIES = """\
usa, united states, united states of america, america, american
uk, united kingdom, britain, great britain, gb, british
france, french
netherlands, holland, dutch
spain, spanish
germany, german
poland, polish
greece, greek
turkey, turkiye, turkish
denmark, danish
finland, finnish
switzerland, swiss
ireland, irish
wales, welsh
scotland, scottish
england, english
china, chinese
norway, norwegian
portugal, portuguese
czechia, czech republic, czech
bosnia and herzegovina, bosnia, bosnian, bih
north macedonia, macedonia, macedonian
cyprus, cypriot
luxembourg, luxembourgish
catalonia, catalan
thailand, thai
philippines, philippine, filipino
afghanistan, afghan
kazakhstan, kazakh
uzbekistan, uzbek
argentina, argentine, argentinian
peru, peruvian
niger, nigerien
nigeria, nigerian
united arab emirates, uae, emirati
european union, eu
united nations, un"""
"""Countries and those that an adjective of other beginnings names; the regular ones need no entry, see `alike`."""
_OFFICES = """\
prime minister, pm, premier
foreign minister, fm, minister of foreign affairs, foreign affairs minister, foreign secretary
member of the european parliament, mep
member of parliament, mp
vice president, vp
chief executive officer, chief executive, ceo
chief financial officer, cfo
chief technology officer, cto
chief operating officer, coo
secretary general, sec gen, sg
chairman, chairwoman, chairperson, chair
spokesman, spokeswoman, spokesperson
professor, prof"""
_SILENT = frozenset("a an and at affairs by for from his her in its of on the their to".split())
_MODIFIERS = frozenset(
    "acting assistant associate co deputy designate elect ex former interim junior late outgoing past prime retired "
    "shadow vice".split()
)
_ADJECTIVE = ("ians", "ian", "ean", "ans", "an", "n", "ese", "ish", "ic", "in", "ar", "is", "i", "s", "")
_COUNTRY = ("ium", "ia", "on", "a", "o", "y", "e", "")
_SHORTEST_ROOT = 4
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_RANKS = frozenset(
    "admiral ambassador archbishop bishop captain chancellor colonel commissioner congressman congresswoman councillor "
    "general governor judge justice king mayor minister pope president prince princess queen secretary senator".split()
)
_JOINED = re.compile(r" (?:and|&) |[/;]")
_OF = re.compile(r",| (?:of|for|in|at|to|from|on) ")


class JobTitles:
    """Reads offices; `aliases` are groups of names that mean the same, beside the general ones."""

    def __init__(self, aliases: Iterable[Sequence[str]] = ()) -> None:
        general = [line.split(", ") for line in f"{_COUNTRIES}\n{_OFFICES}".splitlines()]
        self._aliases = Aliases(_merged([*aliases, *general]))
        offices = (line.split(", ")[0] for line in _OFFICES.splitlines())
        self._ranks = frozenset(word for office in offices for word in self.words(office) if word[0] == "=")

    def words(self, office: str) -> tuple[str, ...]:
        """The words that count, names that mean the same replaced by one label."""
        return self._labelled(plain_words(office))

    def typed(self, words: str) -> tuple[str, ...]:
        """The same of what somebody typed into a field for a speaker, where "us" is no pronoun."""
        return self._labelled(tuple("usa" if word == "us" else word for word in plain_words(words)))

    def heads(self, office: str) -> tuple[str, ...]:
        """The word that says what the office is, not of what: master of "Harbour master, Port of Wick"; of two offices
        in one, two."""
        parts = (self.words(_OF.split(part)[0]) for part in _JOINED.split(office))
        return tuple(words[-1] for words in parts if words)

    def is_rank(self, word: str) -> bool:
        """Whether a word, as `words` gives it, is an office of itself, such as "president"."""
        return word in _RANKS or word in self._ranks

    def _labelled(self, words: tuple[str, ...]) -> tuple[str, ...]:
        labelled: list[str] = []
        place = 0
        for start, length, label in self._aliases.find(words):
            labelled += [*words[place:start], label]
            place = start + length
        return (*labelled, *words[place:])


def plain_words(office: str) -> tuple[str, ...]:
    """The words that count, as written: no articles, no "of", one spelling; P.M. is pm."""
    bare = _DOTTED.sub(lambda found: found[0].replace(".", ""), office)
    found = text.split_hyphens(text.words(text.spelt(bare)))
    return tuple(text.american(word) for word in found if word not in _SILENT)


def alike(left: str, right: str) -> bool:
    """Whether two words of offices are the same, or a country and its adjective: Albania and Albanian."""
    if left == right:
        return True
    if left[:3] != right[:3] or "=" in (left[0], right[0]):
        return False
    return not (
        _roots(left, _ADJECTIVE).isdisjoint(_roots(right, _COUNTRY))
        and _roots(left, _COUNTRY).isdisjoint(_roots(right, _ADJECTIVE))
    )


def lacks_none(claimed: Sequence[str], held: Sequence[str]) -> bool:
    """Whether every word claimed stands in the office that is held."""
    return all(any(alike(word, other) for other in held) for word in claimed)


def unsaid(claimed: Sequence[str], held: Sequence[str]) -> int:
    """How many words of the office that is held, of those that make another office, such as "deputy", are missing."""
    return sum(word in _MODIFIERS and word not in claimed for word in held)


def _roots(word: str, endings: Sequence[str]) -> set[str]:
    roots = {word.removesuffix(ending) for ending in endings if word.endswith(ending)}
    return {root for root in roots if len(root) >= _SHORTEST_ROOT}


def _merged(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """The groups without words that do not count, those that share a name made one."""
    merged: list[dict[str, None]] = []
    for group in groups:
        mine = dict.fromkeys(name for name in (" ".join(plain_words(name)) for name in group) if name)
        for other in [other for other in merged if not other.keys().isdisjoint(mine)]:
            mine = other | mine
            merged.remove(other)
        merged.append(mine)
    return [list(group) for group in merged]
