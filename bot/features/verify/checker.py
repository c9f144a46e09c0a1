"""Whether a line is what was said: the quotations and the verifier taken together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.errors import UserError
from bot.core.models import Quote
from bot.features.verify.quotation_parser import ParsedQuotation, parse_quotation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.speakers import Speaker, SpeakerIndex
from bot.verification import Change, Flag, IndexedQuote, VerdictKind, Verifier, mixed, read

MAX_CLAIM = 5_000
"""Characters of a line to check."""
MOST_CLAIMS = 3
"""Quotations of one message that are checked."""
_SIGNED = re.compile(r"(?P<said>.+?[.,;:!?…–—-])[\s–—-]+(?P<name>[^.,;:!?…–—]{2,80})\.?", re.DOTALL)
_MOST_BESIDE = 12
"""Words that may stand beside a quotation and only say whose it is."""

GIVE_WORDS = "Please give me at least two words to check, exactly as quoted. You can add the speaker after them."
NO_QUOTATION = (
    "I see no quote in this message. Choose a message with words in quotation marks, or type /verify and the words."
)


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A line beside what is held."""

    text: str
    """The words that were judged."""
    claimed_speaker: str | None
    """Who was named as the speaker, as it was given."""
    verdict: VerdictKind
    similarity: float
    """Of the words, whoever said them: 0 to 1."""
    flags: tuple[Flag, ...]
    diff: tuple[Change, ...]
    """From the first to the last word that the line shares with the quotation."""
    quote: Quote | None
    """What is held; None where nothing like it is."""
    theirs: bool
    """The quotation is by whoever was named, or nobody was named."""
    also: tuple[Quote, ...] = ()
    """The same words by others, where nobody was named."""

    @property
    def stands(self) -> bool:
        """The line is what was said, or a run of it, by whoever was named."""
        return self.verdict in ("verbatim", "excerpt")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quotation found in a message."""

    text: str
    speaker: str | None
    """Who is named beside it."""
    among: tuple[Speaker, ...] = ()
    """Who may be meant, where that is unclear."""


class QuoteChecker:
    """Judges lines against one state of the quotations."""

    def __init__(self, directory: SpeakerIndex) -> None:
        """Index the quotations of all speakers; takes some seconds for 100,000."""
        self._directory = directory
        self._quotes = {quote.id: quote for speaker in directory.speakers for quote in speaker.quotes}
        newest = sorted(self._quotes.values(), key=lambda quote: (-quote.as_of.toordinal(), quote.id))
        self._verifier = Verifier(IndexedQuote(quote.id, quote.text, directory.of(quote).key) for quote in newest)

    def check(self, text: str, speaker: str | None = None) -> CheckedClaim:
        """Judge a line and, where one is named, its speaker.

        A line may bring its own quotation marks with the speaker beside them. Raises UserError for what can't be
        judged, with a sentence that says what to give.
        """
        speaker = (speaker or "").strip() or None
        if len(text) > MAX_CLAIM:
            raise UserError(f"That is too long for a quote. Please give at most {MAX_CLAIM:,} characters of it.")
        checked = self._checked(text, speaker)
        if not checked.stands and speaker is None:
            checked = self._attributed(text) or self._signed(text) or checked
        _refuse_unusable(text, checked)
        return checked

    def claims(self, message: str) -> tuple[Claim, ...]:
        """The quotations of a message, each with the speaker who is named beside them.

        Raises UserError where there is none.
        """
        found = parse_quotation(message[: 2 * MAX_CLAIM])
        usable = [part for part in found.parts if len(read(part)) > 1]
        if not usable:
            raise UserError(NO_QUOTATION)
        speaker, among = self._speaker(found)
        if len(found.parts) > 1:
            usable = next(([text] for text in _as_one(found) if _held(self._checked(text, speaker))), usable)
        longest = sorted(usable, key=len, reverse=True)[:MOST_CLAIMS]
        return tuple(Claim(part, speaker, among) for part in usable if part in longest)

    def _checked(self, text: str, speaker: str | None) -> CheckedClaim:
        keys = None if speaker is None else self._directory.fits(speaker)
        found = self._verifier.verify(text, keys)
        quote = self._quotes.get(found.id or "")
        theirs = keys is None or (quote is not None and self._directory.of(quote).key in keys)
        also = tuple(self._quotes[one] for one in found.also)
        return CheckedClaim(
            text, speaker, found.verdict, found.similarity, found.flags, found.diff, quote, theirs=theirs, also=also
        )

    def _attributed(self, text: str) -> CheckedClaim | None:
        """A line that is a quotation in its marks with little but its speaker beside it; None where it is not."""
        found = parse_quotation(text)
        if not found.parts or len(read(found.beside)) > _MOST_BESIDE:
            return None
        speaker, _ = self._speaker(found)
        if speaker is None and not (found.says and len(read(found.whole)) > 2 * len(read(found.beside))):
            return None
        checked = next((c for t in _as_one(found) if _held(c := self._checked(t, speaker))), None)
        if checked is None and speaker is not None:
            checked = self._checked(" … ".join(found.parts), speaker)
        return checked if checked and checked.quote else None

    def _signed(self, text: str) -> CheckedClaim | None:
        """A line with its speaker's name behind it, without marks; None where it has none."""
        said, name = _signature(text)
        if not said or not self._directory.fits(name):
            return None
        checked = self._checked(said, name)
        return checked if checked.quote else None

    def _speaker(self, found: ParsedQuotation) -> tuple[str | None, tuple[Speaker, ...]]:
        """Who is named as the speaker of a quotation, and all who may be meant where that is unclear.

        A name that only stands in the message is not taken for the speaker's.
        """
        saying, near = found.attributions()
        people = self._named_in(saying) or self._named_in(near)
        stranger = found.stranger
        if stranger and self._is_stranger(stranger, people):
            return stranger, ()
        if len(people) == 1:
            only = self._directory.fits(people[0].name) == {people[0].key}
            return people[0].name if only else people[0].label, ()
        if len({person.name for person in people}) == 1:
            return people[0].name, ()
        return None, people or self._named(found.beside)

    def _is_stranger(self, name: str, people: tuple[Speaker, ...]) -> bool:
        """Whether a name is that of somebody who is not held, and not the end of an office that is named, such as the
        mayor of Wick."""
        if self._directory.fits(name) or self._directory.named(name):
            return False
        return not any(name.casefold() in person.role.casefold() for person in people)

    def _named_in(self, places: Iterable[tuple[str, ...]]) -> tuple[Speaker, ...]:
        """Who is named in the places, of each tuple in the first where somebody is."""
        found: dict[str, Speaker] = {}
        for windows in places:
            named = next((people for window in windows if (people := self._named(window))), ())
            found |= {person.key: person for person in named}
        return tuple(found.values())

    def _named(self, words: str) -> tuple[Speaker, ...]:
        """Who is named; of several of one name, the one whose role stands there, too."""
        people = self._directory.named(words)
        if len(people) < 2 or len({person.name for person in people}) > 1:
            return people
        folded = words.casefold()
        told = [p for p in people if p.role and all(w in folded for w in p.role.casefold().split() if len(w) > 3)]
        return (told[0],) if len(told) == 1 else people


def _as_one(found: ParsedQuotation) -> tuple[str, str]:
    """Several parts as one quotation: with marks within it, or interrupted, such as “so”, she said, “it is”."""
    return found.whole, " … ".join(found.parts)


def _held(checked: CheckedClaim) -> bool:
    """The words stand as they were said, whoever said them."""
    return checked.similarity == 1.0


def _signature(text: str) -> tuple[str, str]:
    """A line and what stands behind its last mark of punctuation, which may be a name."""
    found = _SIGNED.fullmatch(text.strip())
    return (found["said"], found["name"]) if found else ("", "")


def _refuse_unusable(text: str, checked: CheckedClaim) -> None:
    """Raise UserError where a verdict would mean nothing: on less than two words that are not all that was said, and
    on words whose letters only look right."""
    words = read(text)
    if len(words) < 2 and not (checked.quote and read(checked.quote.text).keys == words.keys and words.keys):
        raise UserError(GIVE_WORDS)
    if checked.similarity < 1.0 and (word := mixed(text)):
        raise UserError(f"“{word[:40]}” mixes letters of different alphabets that look alike. Please type it again.")


def quote_checker(knowledge: Knowledge) -> QuoteChecker:
    """Give what tells said words from others; built when it is first asked for, which takes seconds for 100,000."""
    return knowledge.derived(_build)


def _build(knowledge: Knowledge) -> QuoteChecker:
    return QuoteChecker(knowledge.quotes.directory)
