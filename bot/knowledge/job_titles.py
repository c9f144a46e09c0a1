"""Compare job titles: "the Albanian PM" and "Prime Minister of Albania" are the same."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching import text
from bot.matching.aliases import Aliases

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
"""Countries with other names or an irregular adjective; for regular adjectives see `alike`."""
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
    """Reads job titles. `aliases` are groups of names that mean the same, in addition to the built-in ones."""

    def __init__(self, aliases: Iterable[Sequence[str]] = ()) -> None:
        general = [line.split(", ") for line in f"{_COUNTRIES}\n{_OFFICES}".splitlines()]
        self._aliases = Aliases(_merged([*aliases, *general]))
        offices = (line.split(", ")[0] for line in _OFFICES.splitlines())
        self._ranks = frozenset(word for office in offices for word in self.words(office) if word[0] == "=")

    def words(self, office: str) -> tuple[str, ...]:
        """Return the significant words; names that mean the same are replaced by one label, such as "=3"."""
        return self._labelled(plain_words(office))

    def typed(self, words: str) -> tuple[str, ...]:
        """Return `words` of text typed for a speaker; here "us" is the country and not the pronoun."""
        return self._labelled(tuple("usa" if word == "us" else word for word in plain_words(words)))

    def heads(self, office: str) -> tuple[str, ...]:
        """Return the head noun of each job in a title, such as "master" for "Harbour master, Port of Wick"."""
        parts = (self.words(_OF.split(part)[0]) for part in _JOINED.split(office))
        return tuple(words[-1] for words in parts if words)

    def is_rank(self, word: str) -> bool:
        """Return whether a word, as returned by `words`, is a job title by itself, such as "president"."""
        return word in _RANKS or word in self._ranks

    def _labelled(self, words: tuple[str, ...]) -> tuple[str, ...]:
        labelled: list[str] = []
        position = 0
        for start, length, label in self._aliases.find(words):
            labelled += [*words[position:start], label]
            position = start + length
        return (*labelled, *words[position:])


def plain_words(office: str) -> tuple[str, ...]:
    """Return the significant words in American spelling, without articles and prepositions; "P.M." becomes "pm"."""
    bare = _DOTTED.sub(lambda match: match[0].replace(".", ""), office)
    tokens = text.split_hyphens(text.words(text.spelt(bare)))
    return tuple(text.american(token) for token in tokens if token not in _SILENT)


def alike(left: str, right: str) -> bool:
    """Return whether two words are equal, or a country and its adjective, such as Albania and Albanian."""
    if left == right:
        return True
    if left[:3] != right[:3] or "=" in (left[0], right[0]):
        return False
    return not (
        _roots(left, _ADJECTIVE).isdisjoint(_roots(right, _COUNTRY))
        and _roots(left, _COUNTRY).isdisjoint(_roots(right, _ADJECTIVE))
    )


def has_all_words(claimed: Sequence[str], actual: Sequence[str]) -> bool:
    """Return whether the actual job title has every word of the claimed one."""
    return all(any(alike(word, other) for other in actual) for word in claimed)


def missing_modifiers(claimed: Sequence[str], actual: Sequence[str]) -> int:
    """Count the words of the actual job title that change its meaning, such as "deputy", and that the claim lacks."""
    return sum(word in _MODIFIERS and word not in claimed for word in actual)


def _roots(word: str, endings: Sequence[str]) -> set[str]:
    roots = {word.removesuffix(ending) for ending in endings if word.endswith(ending)}
    return {root for root in roots if len(root) >= _SHORTEST_ROOT}


def _merged(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Reduce names to their significant words, and merge groups that share a name."""
    merged: list[dict[str, None]] = []
    for group in groups:
        names = dict.fromkeys(name for name in (" ".join(plain_words(name)) for name in group) if name)
        for other in [other for other in merged if not other.keys().isdisjoint(names)]:
            names = other | names
            merged.remove(other)
        merged.append(names)
    return [list(group) for group in merged]
