"""The speakers of quotes, distinguished by name and role, and how to find them by typed or written words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core import texts
from bot.core.events import CHOICES
from bot.core.models import Quote
from bot.knowledge.job_titles import JobTitles, alike
from bot.knowledge.name_mentions import NameMentions
from bot.knowledge.person_names import NameEntry, NameIndex, name_words

_SURE = 0.84
"""Minimum likeness without a typo in any word."""
_AS_GOOD = 0.04
"""Speakers whose likeness is within this distance of the best may be meant as well."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person with a name and a role."""

    key: str
    """16 hexadecimal digits, a hash of name and role."""
    name: str
    role: str
    quotes: tuple[Quote, ...] = field(compare=False, repr=False)
    """All quotes in the order of the fact files, including duplicates from several sources."""

    @property
    def label(self) -> str:
        """Name and role; this text always finds this speaker."""
        return texts.with_role(self.name, self.role)


class SpeakerIndex:
    """All speakers of a set of quotes.

    Names are equal if they differ only in capitals, diacritics or titles. Roles are equal if they mean the same
    ("Albanian Prime Minister"). One name with different roles is several speakers. If a name has only one role, its
    quotes without a role belong to the same speaker.
    """

    def __init__(self, quotes: Iterable[Quote], aliases: Iterable[Sequence[str]] = ()) -> None:
        """Index the speakers of `quotes`. `aliases` are groups of names that mean the same."""
        by_spelling: dict[tuple[str, str], list[Quote]] = {}
        for quote in quotes:
            by_spelling.setdefault((quote.speaker, quote.role), []).append(quote)
        named: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for name, role in by_spelling:
            named.setdefault(name_words(name), []).append((name, role))
        nicknames, others = _nicknames(aliases, named.keys())
        self._offices = JobTitles(others)
        self._of: dict[tuple[str, str], Speaker] = {}
        entries: list[tuple[Speaker, NameEntry]] = []
        for words, spellings in named.items():
            forms = tuple(dict.fromkeys((words, *nicknames.get(words, ()))))
            for group in self._by_role(spellings, by_spelling):
                speaker = self._speaker(words, group, by_spelling)
                self._of.update(dict.fromkeys(group, speaker))
                entries.append((speaker, NameEntry(forms, self._offices.words(speaker.role), speaker.role)))
        entries.sort(key=lambda item: (name_words(item[0].name), item[0].role))
        self.speakers = tuple(speaker for speaker, _ in entries)
        """All speakers, sorted by name."""
        self._by_key = {speaker.key: speaker for speaker in self.speakers}
        self._by_label: dict[str, list[Speaker]] = {}
        for speaker in self.speakers:
            self._by_label.setdefault(_folded(speaker.label), []).append(speaker)
        self._of_name = Counter(name_words(speaker.name) for speaker in self.speakers)
        people = [person for _, person in entries]
        self._name_index = NameIndex(people)
        self._mentions = NameMentions(people, self._offices)
        self._beginnings = [_beginnings(speaker) for speaker in self.speakers]

    def by_key(self, key: str) -> Speaker | None:
        """Find a speaker by key."""
        return self._by_key.get(key)

    def of(self, quote: Quote) -> Speaker:
        """Return the speaker of a quote, by its exact name and role.

        Raises KeyError if no quote of the index has this name and role.
        """
        return self._of[quote.speaker, quote.role]

    def find(self, typed: str, limit: int = CHOICES) -> tuple[Speaker, ...]:
        """Find speakers by any part of a name or role, with or without typos, best first."""
        return tuple(speaker for speaker, _ in self._ranked(typed)[:limit])

    def meant(self, typed: str, *, sure: bool = False) -> tuple[Speaker, ...]:
        """Return the speaker who is meant: several if they are equally likely, none if nobody matches.

        If `sure`, matches with typos are left out.
        """
        if exactly := self._exactly(typed):
            return exactly
        ranked = self._ranked(typed)
        least = max(ranked[0][1] - _AS_GOOD, _SURE if sure else 0.0) if ranked else 0.0
        return tuple(speaker for speaker, likeness in ranked if likeness >= least)

    def complete(self, typed: str, limit: int = CHOICES) -> tuple[Speaker, ...]:
        """Complete a typed speaker: names that begin with the text, then roles, then the results of `find`.

        If nothing is typed, returns the speakers with most quotes.
        """
        begun = _folded(typed)
        scored = [
            (next((n for n, part in enumerate(parts) if part.startswith(begun)), None), speaker)
            for parts, speaker in zip(self._beginnings, self.speakers, strict=True)
        ]
        starting = [(min(n, 2), speaker) for n, speaker in scored if n is not None]
        starting.sort(key=lambda item: (item[0] if begun else 0, -len(item[1].quotes)))
        matches = dict.fromkeys(speaker for _, speaker in starting[:limit])
        if len(matches) < limit:
            matches |= dict.fromkeys(self.find(typed, limit))
        return tuple(matches)[:limit]

    def words_for(self, speaker: Speaker, most: int) -> str:
        """Return a text of at most `most` characters that finds this speaker: name and role, the name, or the key."""
        if speaker.role and len(speaker.label) <= most and self._by_label[_folded(speaker.label)] == [speaker]:
            return speaker.label
        alone = self._of_name[name_words(speaker.name)] == 1
        return speaker.name if alone and len(speaker.name) <= most else speaker.key

    def fits(self, claimed: str) -> frozenset[str]:
        """Return the keys of the speakers for whom the words are certainly a name or role.

        Used to check attributions, so a single wrong word rules a speaker out.
        """
        if exactly := self._exactly(claimed):
            return frozenset(speaker.key for speaker in exactly)
        return frozenset(self.speakers[index].key for index in self._mentions.fits(claimed))

    def named(self, text: str) -> tuple[Speaker, ...]:
        """Return the speakers mentioned in a text by name, last name or job title, in order of first mention."""
        return tuple(self.speakers[index] for index in self._mentions.named(text))

    def _exactly(self, typed: str) -> tuple[Speaker, ...]:
        """Return the speakers whose key or complete label was typed."""
        if speaker := self._by_key.get(typed.strip()):
            return (speaker,)
        matches = self._by_label.get(_folded(typed), ())
        return tuple(matches) if any("," in typed and speaker.role for speaker in matches) else ()

    def _ranked(self, typed: str) -> list[tuple[Speaker, float]]:
        matches = self._name_index.find(name_words(typed), self._offices.typed(typed))
        ranked = [(self.speakers[index], round(likeness, 4)) for index, likeness in matches]
        return sorted(ranked, key=lambda item: (-item[1], -len(item[0].quotes)))

    def _by_role(
        self, spellings: Sequence[tuple[str, str]], by_spelling: dict[tuple[str, str], list[Quote]]
    ) -> list[list[tuple[str, str]]]:
        """Group the spellings of one name by role."""
        groups: list[list[tuple[str, str]]] = []
        for spelling in sorted(spellings, key=lambda spelling: (-len(by_spelling[spelling]), spelling)):
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
        self, words: tuple[str, ...], group: list[tuple[str, str]], by_spelling: dict[tuple[str, str], list[Quote]]
    ) -> Speaker:
        """Make the speaker for the spellings of one name and one role; shows the most common spelling."""
        names, roles = Counter[str](), Counter[str]()
        for name, role in group:
            names[name] += len(by_spelling[name, role])
            if role:
                roles[role] += len(by_spelling[name, role])
        name, role = (max(sorted(c), key=c.__getitem__) if c else "" for c in (names, roles))
        identity = " ".join(words) + "|" + " ".join(sorted(self._offices.words(role)))
        key = hashlib.blake2b(identity.encode(errors="replace"), digest_size=8).hexdigest()
        return Speaker(key, name, role, tuple(quote for spelling in group for quote in by_spelling[spelling]))


def _nicknames(
    aliases: Iterable[Sequence[str]], names: Iterable[tuple[str, ...]]
) -> tuple[dict[tuple[str, ...], list[tuple[str, ...]]], list[Sequence[str]]]:
    """Return the other forms of each name, and the groups of aliases that contain none of the names."""
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
    """Return the texts that a completion may begin: the name from each of its words on, the label and the role."""
    words = name_words(speaker.name)
    return (*(" ".join(words[n:]) for n in range(max(len(words), 1))), _folded(speaker.label), _folded(speaker.role))
