"""Who is quoted: speakers told apart by name and role, and whom typed or written words mean."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core import texts
from bot.core.models import Quote
from bot.knowledge.job_titles import JobTitles, alike
from bot.knowledge.name_mentions import NameMentions
from bot.knowledge.person_names import NameEntry, NameIndex, name_words

MOST = 25
"""How many a platform lets one choose from."""
_SURE = 0.84
"""From here on no word was mistyped."""
_AS_GOOD = 0.04
"""Whoever is no farther behind the best than this may be meant as well."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name with a role."""

    key: str
    """Stays the same as long as name and role do; of 16 letters and digits."""
    name: str
    role: str
    quotes: tuple[Quote, ...] = field(compare=False, repr=False)
    """In the order in which they were given; the same words from several sources are several."""

    @property
    def label(self) -> str:
        """Name and role, which always mean this very speaker."""
        return texts.with_role(self.name, self.role)


class SpeakerIndex:
    """All speakers of some quotes.

    Capitals, diacritics and titles apart, equal names are one; so are roles in other words ("Albanian Prime Minister").
    Quotes of a name without a role join the only role there is. Different roles are different speakers.
    """

    def __init__(self, quotes: Iterable[Quote], aliases: Iterable[Sequence[str]] = ()) -> None:
        """`aliases` are groups of names that mean the same."""
        said: dict[tuple[str, str], list[Quote]] = {}
        for quote in quotes:
            said.setdefault((quote.speaker, quote.role), []).append(quote)
        named: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for name, role in said:
            named.setdefault(name_words(name), []).append((name, role))
        nicknames, others = _nicknames(aliases, named.keys())
        self._offices = JobTitles(others)
        self._of: dict[tuple[str, str], Speaker] = {}
        found: list[tuple[Speaker, NameEntry]] = []
        for words, spellings in named.items():
            forms = tuple(dict.fromkeys((words, *nicknames.get(words, ()))))
            for group in self._by_role(spellings, said):
                speaker = self._speaker(words, group, said)
                self._of.update(dict.fromkeys(group, speaker))
                found.append((speaker, NameEntry(forms, self._offices.words(speaker.role), speaker.role)))
        found.sort(key=lambda item: (name_words(item[0].name), item[0].role))
        self.speakers = tuple(speaker for speaker, _ in found)
        """By name."""
        self._by_key = {speaker.key: speaker for speaker in self.speakers}
        self._by_label: dict[str, list[Speaker]] = {}
        for speaker in self.speakers:
            self._by_label.setdefault(_folded(speaker.label), []).append(speaker)
        self._of_name = Counter(name_words(speaker.name) for speaker in self.speakers)
        listed = [listed for _, listed in found]
        self._roster = NameIndex(listed)
        self._attributing = NameMentions(listed, self._offices)
        self._beginnings = [_beginnings(speaker) for speaker in self.speakers]

    def by_key(self, key: str) -> Speaker | None:
        """Find a speaker by the key."""
        return self._by_key.get(key)

    def of(self, quote: Quote) -> Speaker:
        """Who said a quote that the directory was made of, or another under the same name and role.

        Raises KeyError where there is no such speaker.
        """
        return self._of[quote.speaker, quote.role]

    def find(self, typed: str, limit: int = MOST) -> tuple[Speaker, ...]:
        """Whom the words may mean, best first: any part of a name or a role, mistyped or not. None rather than somebody
        else."""
        return tuple(speaker for speaker, _ in self._ranked(typed)[:limit])

    def meant(self, typed: str, *, sure: bool = False) -> tuple[Speaker, ...]:
        """One where it is clear who is meant, several that are equally likely where it is not, or none; where that must
        be `sure`, without mistyped words."""
        if exactly := self._exactly(typed):
            return exactly
        ranked = self._ranked(typed)
        least = max(ranked[0][1] - _AS_GOOD, _SURE if sure else 0.0) if ranked else 0.0
        return tuple(speaker for speaker, likeness in ranked if likeness >= least)

    def complete(self, typed: str, limit: int = MOST) -> tuple[Speaker, ...]:
        """Who fits what is being typed: names that begin so, then roles, then whoever may be meant; all, those quoted
        most first, where nothing is typed."""
        begun = _folded(typed)
        scored = [
            (next((n for n, part in enumerate(parts) if part.startswith(begun)), None), speaker)
            for parts, speaker in zip(self._beginnings, self.speakers, strict=True)
        ]
        fitting = [(min(n, 2), speaker) for n, speaker in scored if n is not None]
        fitting.sort(key=lambda item: (item[0] if begun else 0, -len(item[1].quotes)))
        found = dict.fromkeys(speaker for _, speaker in fitting[:limit])
        if len(found) < limit:
            found |= dict.fromkeys(self.find(typed, limit))
        return tuple(found)[:limit]

    def words_for(self, speaker: Speaker, most: int) -> str:
        """Words that mean this very speaker, at most so many: name and role, the name alone, or the key."""
        if speaker.role and len(speaker.label) <= most and self._by_label[_folded(speaker.label)] == [speaker]:
            return speaker.label
        alone = self._of_name[name_words(speaker.name)] == 1
        return speaker.name if alone and len(speaker.name) <= most else speaker.key

    def fits(self, claimed: str) -> frozenset[str]:
        """Keys of the speakers of whom the words are surely a name or a role; for telling whether a line is attributed
        rightly, so one word too many or of another name fits nobody."""
        if exactly := self._exactly(claimed):
            return frozenset(speaker.key for speaker in exactly)
        return frozenset(self.speakers[place].key for place in self._attributing.fits(claimed))

    def named(self, text: str) -> tuple[Speaker, ...]:
        """Speakers whose name, last name or office stands in a running text, in the order in which they stand there."""
        return tuple(self.speakers[place] for place in self._attributing.named(text))

    def _exactly(self, typed: str) -> tuple[Speaker, ...]:
        """Whose key or whole label was typed."""
        if speaker := self._by_key.get(typed.strip()):
            return (speaker,)
        found = self._by_label.get(_folded(typed), ())
        return tuple(found) if any("," in typed and speaker.role for speaker in found) else ()

    def _ranked(self, typed: str) -> list[tuple[Speaker, float]]:
        found = self._roster.find(name_words(typed), self._offices.typed(typed))
        ranked = [(self.speakers[place], round(likeness, 4)) for place, likeness in found]
        return sorted(ranked, key=lambda item: (-item[1], -len(item[0].quotes)))

    def _by_role(
        self, spellings: Sequence[tuple[str, str]], said: dict[tuple[str, str], list[Quote]]
    ) -> list[list[tuple[str, str]]]:
        """The spellings of one name in groups of one role each."""
        groups: list[list[tuple[str, str]]] = []
        for spelling in sorted(spellings, key=lambda spelling: (-len(said[spelling]), spelling)):
            words = self._offices.words(spelling[1])
            group = next((g for g in groups if _same(words, self._offices.words(g[0][1]))), None)
            if group is None:
                groups.append([spelling])
            else:
                group.append(spelling)
        without = [group for group in groups if not self._offices.words(group[0][1])]
        if len(groups) == 2 and without:
            (other,) = (group for group in groups if group is not without[0])
            return [[*other, *without[0]]]
        return groups

    def _speaker(
        self, words: tuple[str, ...], group: list[tuple[str, str]], said: dict[tuple[str, str], list[Quote]]
    ) -> Speaker:
        """The speaker of some spellings of one name and one role, the commonest of which are shown."""
        names, roles = Counter[str](), Counter[str]()
        for name, role in group:
            names[name] += len(said[name, role])
            if role:
                roles[role] += len(said[name, role])
        name, role = (max(sorted(c), key=c.__getitem__) if c else "" for c in (names, roles))
        identity = " ".join(words) + "|" + " ".join(sorted(self._offices.words(role)))
        key = hashlib.blake2b(identity.encode(errors="replace"), digest_size=8).hexdigest()
        return Speaker(key, name, role, tuple(quote for spelling in group for quote in said[spelling]))


def _nicknames(
    aliases: Iterable[Sequence[str]], names: Iterable[tuple[str, ...]]
) -> tuple[dict[tuple[str, ...], list[tuple[str, ...]]], list[Sequence[str]]]:
    """What else the names go by, and the groups of aliases that are not about them."""
    known, others = set(names), list[Sequence[str]]()
    nicknames: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for group in aliases:
        forms = [name_words(name) for name in group]
        persons = [form for form in forms if form in known]
        for person in persons:
            nicknames.setdefault(person, []).extend(form for form in forms if form)
        if not persons:
            others.append(group)
    return nicknames, others


def _same(left: Sequence[str], right: Sequence[str]) -> bool:
    return len(left) == len(right) and all(any(alike(a, b) for b in right) for a in left)


def _folded(typed: str) -> str:
    return " ".join(name_words(typed))


def _beginnings(speaker: Speaker) -> tuple[str, ...]:
    """What one may begin to type: the name, each further word of it, the role."""
    words = name_words(speaker.name)
    return (*(" ".join(words[n:]) for n in range(max(len(words), 1))), _folded(speaker.label), _folded(speaker.role))
