"""Check a line with the verifier against the known quotations and their speakers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.core.errors import UserError
from bot.core.models import Quote
from bot.features.verify.quotation_parser import PART, ParsedQuotation, parse_quotation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.speakers import Speaker, SpeakerIndex
from bot.verification import Change, Flag, IndexedQuote, VerdictKind, Verifier, mixed_script_word, tokenize
from bot.verification.tokens import Words

MAX_CLAIM = 5_000
"""Characters of a line to check."""
_SIGNED = re.compile(r"(?P<said>.+?[.,;:!?…–—-])[\s–—-]+(?P<name>[^.,;:!?…–—]{2,80})\.?", re.DOTALL)
_SAID = r"(?:said|says|stated|states|wrote|writes|claimed|claims|declared|tweeted)"
_SAID_BY = re.compile(rf"(?P<said>.+?)[\s,;–—-]+(?:{_SAID}|by|from)\s+(?P<name>[^.,;:!?…–—]{{2,80}})\.?", re.DOTALL)
_SAID_FIRST = re.compile(
    rf"(?:(?:that|whether|if)\s+)?(?P<name>[^.,;:!?…–—]{{2,80}}?)"
    rf"(?:\s*:|\s+(?:(?:really|actually|once|also|has|had)\s+)*{_SAID}(?:\s+that)?\s*[:,]?)\s+(?P<said>.+)",
    re.DOTALL | re.IGNORECASE,
)
_MOST_BESIDE = 12
"""Most words around a quotation in a line that is only the quotation with its speaker."""

GIVE_WORDS = "Please give me at least two words to check, exactly as quoted. You can add the speaker after them."
NO_QUOTATION = (
    "I see no quote in this message. Choose a message with words in quotation marks, or type /verify and the words."
)


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A checked line with the closest quotation."""

    text: str
    """The line that was checked, as typed."""
    claimed_speaker: str | None
    """The name of the speaker, as typed."""
    verdict: VerdictKind
    similarity: float
    """Similarity of the words, from 0 to 1, independent of the speaker."""
    flags: tuple[Flag, ...]
    diff: tuple[Change, ...]
    """The comparison, from the first to the last word that the line shares with the quotation."""
    quote: Quote | None
    """The closest quotation; None if there is no similar one."""
    speaker_matches: bool
    """The quotation is by the named speaker, or no speaker was named."""
    runs: tuple[tuple[int, int], ...] = ()
    """The runs of the quotation's text that the line is compared with: start and end of each."""
    claimed_person: str = ""
    """The stored name of the claimed speaker, if the quotation is by somebody else and one person is meant."""
    also: tuple[Quote, ...] = ()
    """Quotations of other speakers with the same words, if no speaker was named."""

    @property
    def is_confirmed(self) -> bool:
        """Return whether the line is the whole quotation or an excerpt, by the named speaker."""
        return self.verdict in ("verbatim", "excerpt")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quotation found in a message."""

    text: str
    speaker: str | None
    """Who is named next to it."""
    among: tuple[Speaker, ...] = ()
    """The possible speakers, if it is unclear who is meant."""


class QuoteChecker:
    """Checks lines against one state of the quotations."""

    def __init__(self, directory: SpeakerIndex) -> None:
        """Index the quotations of all speakers. This takes some seconds for 100,000."""
        self._directory = directory
        self._quotes = {quote.id: quote for speaker in directory.speakers for quote in speaker.quotes}
        newest = sorted(self._quotes.values(), key=lambda quote: (-quote.as_of.toordinal(), quote.id))
        self._verifier = Verifier(IndexedQuote(quote.id, quote.text, directory.of(quote).key) for quote in newest)

    def check(self, text: str, speaker: str | None = None) -> CheckedClaim:
        """Check a line and, if one is named, its speaker.

        A line may have quotation marks, with the speaker next to them. Raises UserError if it can't be checked, with
        a sentence that says what to type.
        """
        speaker = (speaker or "").strip() or None
        if len(text) > MAX_CLAIM:
            raise UserError(f"That is too long for a quote. Please give at most {MAX_CLAIM:,} characters of it.")
        checked = self._verify(_without_marks(text), speaker)
        if not checked.is_confirmed and speaker is None:
            checked = self._verify_attributed(text) or self._verify_signed(text) or checked
        _refuse_unusable(text, checked)
        return replace(checked, text=text)

    def claims(self, message: str) -> tuple[Claim, ...]:
        """Return the quotations of a message, each once, with the speaker who is named next to them.

        Raises UserError if there is none.
        """
        parsed = parse_quotation(message[: 2 * MAX_CLAIM])
        usable = [part for part in parsed.parts if _spoken(tokenize(part)) > 1]
        if not usable:
            raise UserError(NO_QUOTATION)
        speaker, among = self._speaker(parsed)
        if len(parsed.parts) > 1:
            usable = next(([text] for text in _joined(parsed) if _is_verbatim(self._verify(text, speaker))), usable)
        return tuple(Claim(part, speaker, among) for part in dict.fromkeys(usable))

    def claims_of_text(self, text: str) -> tuple[Claim, ...]:
        """Return the quotations of a text if it has several that are not one together; else none."""
        parts = parse_quotation(text).parts
        return self.claims(text) if sum(_spoken(tokenize(part)) > 1 for part in parts) > 1 else ()

    def _verify(self, text: str, speaker: str | None) -> CheckedClaim:
        keys = None if speaker is None else self._directory.fits(speaker)
        result = self._verifier.verify(text, keys)
        quote = self._quotes.get(result.id or "")
        speaker_matches = keys is None or (quote is not None and self._directory.of(quote).key in keys)
        also = tuple(self._quotes[quote_id] for quote_id in result.also)
        return CheckedClaim(
            text,
            speaker,
            result.verdict,
            result.similarity,
            result.flags,
            result.diff,
            quote,
            speaker_matches=speaker_matches,
            runs=result.runs,
            claimed_person="" if speaker_matches else self._stored_name(keys or ()),
            also=also,
        )

    def _verify_attributed(self, text: str) -> CheckedClaim | None:
        """Check a line that is a quotation in marks and its speaker, with few other words; None if it is not."""
        parsed = parse_quotation(text)
        if not parsed.parts or len(tokenize(parsed.beside)) > _MOST_BESIDE:
            return None
        speaker, _ = self._speaker(parsed)
        beside = parsed.beside.replace(PART, "").strip()
        if speaker is None and self._directory.fits(beside):  # typed without a capital: “…” rama
            speaker = beside
        if speaker is None and not (
            parsed.has_speech_verb and len(tokenize(parsed.whole)) > 2 * len(tokenize(parsed.beside))
        ):
            return None
        checked = next((claim for text in _joined(parsed) if _is_verbatim(claim := self._verify(text, speaker))), None)
        if checked is None and speaker is not None:
            checked = self._verify(" … ".join(parsed.parts), speaker)
        return checked if checked and checked.quote else None

    def _verify_signed(self, text: str) -> CheckedClaim | None:
        """Check a line without marks that names the speaker at its end or its beginning. Return None if it has none."""
        for pattern in (_SIGNED, _SAID_BY, _SAID_FIRST):
            match = pattern.fullmatch(text.strip())
            if match and self._directory.fits(match["name"]):
                checked = self._verify(match["said"], match["name"])
                if checked.quote:
                    return checked
        return None

    def _speaker(self, parsed: ParsedQuotation) -> tuple[str | None, tuple[Speaker, ...]]:
        """Return the named speaker of a quotation, or all possible speakers if that is unclear.

        A name elsewhere in the message does not make somebody the speaker.
        """
        around_verbs, beside_quotation = parsed.attributions()
        people = self._named_in(around_verbs) or self._named_in(beside_quotation)
        unknown = parsed.unknown_name
        if unknown and self._is_unknown(unknown, people):
            return unknown, ()
        if len(people) == 1:
            return self._name(people[0]), ()
        if len({person.name for person in people}) == 1:
            return people[0].name, ()
        return None, people or self._named(parsed.beside)

    def _stored_name(self, keys: Collection[str]) -> str:
        """Return how the speaker with a key is called; empty for no key or several."""
        person = self._directory.by_key(next(iter(keys))) if len(keys) == 1 else None
        return self._name(person) if person else ""

    def _name(self, person: Speaker) -> str:
        """Return the name of a speaker, with the role if others have the same name."""
        is_unique = self._directory.fits(person.name) == {person.key}
        return person.name if is_unique else person.label

    def _is_unknown(self, name: str, people: tuple[Speaker, ...]) -> bool:
        """Return whether nobody of this name is known. The end of an office, as in "mayor of Wick", doesn't count."""
        if self._directory.fits(name) or self._directory.named(name):
            return False
        return not any(name.casefold() in person.role.casefold() for person in people)

    def _named_in(self, candidates: Iterable[tuple[str, ...]]) -> tuple[Speaker, ...]:
        """Return the speakers who are named in the texts. Of each tuple, only the first text with a name counts."""
        speakers: dict[str, Speaker] = {}
        for windows in candidates:
            named = next((people for window in windows if (people := self._named(window))), ())
            speakers |= {person.key: person for person in named}
        return tuple(speakers.values())

    def _named(self, words: str) -> tuple[Speaker, ...]:
        """Return who is named in a text. Of several with one name, prefer the one whose role is mentioned, too."""
        people = self._directory.named(words)
        if len(people) < 2 or len({person.name for person in people}) > 1:
            return people
        folded = words.casefold()
        matching = [p for p in people if p.role and all(w in folded for w in p.role.casefold().split() if len(w) > 3)]
        return (matching[0],) if len(matching) == 1 else people


def _joined(parsed: ParsedQuotation) -> tuple[str, str]:
    """Join several parts as one quotation, with inner marks or interrupted, as in “so”, she said, “it is”."""
    return parsed.whole, " … ".join(parsed.parts)


def _without_marks(text: str) -> str:
    """Return a line without the marks around it, which would otherwise show as a part of its first and last word."""
    parsed = parse_quotation(text)
    return parsed.parts[0] if len(parsed.parts) == 1 and parsed.whole == text.strip() else text


def _is_verbatim(checked: CheckedClaim) -> bool:
    """Return whether the words are verbatim, by any speaker."""
    return checked.similarity == 1.0


def _spoken(words: Words) -> int:
    """Return how many of the words have a letter or a digit, and are no signs."""
    return sum(any(map(str.isalnum, key)) for key in words.keys)


def _refuse_unusable(text: str, checked: CheckedClaim) -> None:
    """Refuse what makes a verdict meaningless: a single word of a longer quotation, or letters that only look right.

    Raises UserError.
    """
    words = tokenize(text)
    if _spoken(words) < 2 and not (checked.quote and tokenize(checked.quote.text).keys == words.keys and words.keys):
        raise UserError(GIVE_WORDS)
    if checked.similarity < 1.0 and (word := mixed_script_word(text)):
        raise UserError(f"“{word[:40]}” mixes letters of different alphabets that look alike. Please type it again.")


def quote_checker(knowledge: Knowledge) -> QuoteChecker:
    """Return the checker of a state of the facts; built at the first call, in seconds for 100,000 quotations."""
    return knowledge.derived(_build)


def _build(knowledge: Knowledge) -> QuoteChecker:
    return QuoteChecker(knowledge.quotes.directory)
