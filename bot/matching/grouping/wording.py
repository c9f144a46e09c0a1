"""Read the wording of many questions, with typing mistakes corrected and verbs in their base form.

The questions serve as the vocabulary. A word is known if it is English, or a name, or if two of the questions have it.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.matching import intent, signs, text
from bot.matching.aliases import Aliases
from bot.matching.embeddings import Background, load_background
from bot.matching.encoding import forbids, view_question
from bot.matching.grouping.asked import aspects_of, lead
from bot.matching.plain import plain
from bot.matching.reading import index_words
from bot.matching.spelling import Speller
from bot.matching.turns import NEGATED, PREFIXES, RoleWords, Turns, load_opposites
from bot.matching.vocabulary import NUMBER, SPAN, TIME, Vocabulary

MOST_WORDS = 12  # content words of a question that are compared

_BASE = {
    form: base
    for base, *forms in map(
        str.split,
        "beat beaten|begin began begun|break broke broken|build built|buy bought|choose chose chosen|come came|"
        "draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feed fed|find found|get got gotten|"
        "give gave given|go went gone|grow grew grown|hold held|keep kept|know knew known|lead led|leave left|"
        "lend lent|lose lost|make made|meet met|pay paid|ride rode ridden|rise rose risen|run ran|say said|"
        "see saw seen|sell sold|send sent|show shown|sing sang sung|sit sat|speak spoke spoken|spend spent|stand stood|"
        "steal stole stolen|take took taken|teach taught|tell told|throw threw thrown|wear wore worn|win won|"
        "write wrote written|borrow loan loans".split("|"),  # a loan is what somebody borrows
    )
    for form in forms
}
_REPLACED = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), word)
    for pattern, word in (
        (r"(?:go|goes|going|went|gone) up", "rise"), (r"(?:go|goes|going|went|gone) down", "fall"),
        (r"predecessor of|preceded|precedes", "before"), (r"successor of|succeeded|succeeds", "after"),
        (r"who (?:runs|heads|is (?:the )?(?:head|boss|leader) of|is in charge of)", "who leads"),
        (r"in favou?r of", "for_pro"), (r"kick off", "kickoff"), (r"wlan", "wifi"),
        (r"daily", "day"), (r"weekly", "week"), (r"monthly", "month"), (r"yearly|annual|annually", "year"),
    )
)  # fmt: skip
_PROBLEM = frozenset(("how", "why"))
"""Aspects of questions about a problem, in which a negation changes nothing: why can't I log in, I can't log in."""
_ENDS = {"open": "close", "closed": "open"}
_STATE_UNTIL = re.compile(r"(.*\b(?:until|till|how late)\b.*?) (?:is|are) (.*)\b(open|closed)\b(.*)")
_ASKING = "who when what where how many much why which".split()
_OTHER_TIMES = frozenset((intent.PAST, intent.NEXT, intent.IN_TURN))
_PROPER = re.compile(r"(?<=[\w,] )[A-Z][a-zß-öø-ÿ]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of one question."""

    meant: str
    """The asking part in plain words, for the sentence encoder."""
    short: str
    """What it asks for and about, in a few words, also for the encoder: "price of ferry orsa"."""
    words: tuple[str, ...]
    """All its words, in order."""
    aspects: frozenset[str]
    """What it asks for, such as a price."""
    content: tuple[str, ...]
    """The distinct words for what it is about."""
    periods: frozenset[str]
    """Another time than now that it asks about."""
    turns: RoleWords


class WordingReader:
    """Reads questions with the vocabulary that they have together."""

    def __init__(self, questions: Sequence[str], aliases: Iterable[Sequence[str]]) -> None:
        """Take all questions, and groups of names that mean the same (`aliases`)."""
        self._background = load_background()
        self._aliases = Aliases(aliases)
        self._questions = [_with_question_words(question, self._background) for question in questions]
        self._proper = frozenset(name for question in self._questions for name in _proper_names(question))
        counts = Counter(word for question in self._questions for word in _distinct(question))
        sure = self._aliases.words() | self._proper
        known = {
            word: count
            for word, count in sorted(counts.items())
            if count > 1 or word in sure or not word.isalpha() or _is_english(word, self._background)
        }
        self.vocabulary = Vocabulary(self._background, known, len(questions))
        self.vocabulary.take_aliases(self._aliases)
        stored = {word for words in self.vocabulary.words_of_key.values() for word in words}
        self._speller = Speller(sorted(stored), lambda word: bool(self.vocabulary.stored(word)), self._background)
        self._turns = Turns(self.vocabulary.stemmer.key, load_opposites())

    def read(self) -> list[Wording]:
        """Read all questions, in their order."""
        return [self._read(question) for question in self._questions]

    def stem(self, word: str) -> str:
        """Return a key that is equal for forms of one word."""
        return self.vocabulary.stemmer.key(word) if word else ""

    def oppose(self, left: Wording, right: Wording) -> bool:
        """Return whether two questions ask for opposites, in other directions, or only one of them has a negation."""
        turn = self._turns.compare(left.turns, right.turns)
        if turn == NEGATED:
            return _PROBLEM.isdisjoint(left.aspects | right.aspects)
        return bool(turn)

    def is_number(self, word: str) -> bool:
        """Return whether a word is a number, such as a year."""
        return bool(self.vocabulary.kind(word) & NUMBER)

    def is_date(self, word: str) -> bool:
        """Return whether a word is a weekday, a month or a length of time."""
        return bool(self.vocabulary.kind(word.removesuffix("s")) & (TIME | SPAN))

    def is_name(self, word: str) -> bool:
        """Return whether a word is a proper name."""
        proper = word in self._proper or word in self._aliases.proper or signs.is_signed(word)
        return proper and not self.is_number(word) and forbids(word, self.vocabulary.kind(word), self.vocabulary)

    def _read(self, question: str) -> Wording:
        view = view_question(question, self.vocabulary, self._speller, self._aliases)
        spoken = view.spoken if view else " ".join(text.words(plain(question)))
        periods = intent.periods(spoken) & _OTHER_TIMES
        for pattern, word in _REPLACED:
            spoken = pattern.sub(word, spoken)
        spoken = _STATE_UNTIL.sub(lambda match: f"{match[1]} does {match[2]}{_ENDS[match[3]]}{match[4]}", spoken)
        words = [_BASE.get(word, word) for word in text.split_hyphens(spoken.split())]
        turns = self._turns.read(" ".join(words))
        words = self._with_names(words)
        aspects, rest = aspects_of(" ".join(words))
        content = dict.fromkeys(
            word for word in rest.split() if word not in text.FUNCTION_WORDS and word not in text.FILLERS
        )
        meant = self._in_full(view.meant if view else plain(question)) or question
        short = f"{lead(aspects)} {self._shown(content)}".strip() if content else meant
        return Wording(meant, short, tuple(words), aspects, tuple(content)[:MOST_WORDS], periods, turns)

    def _shown(self, words: Iterable[str]) -> str:
        """Return words of a question as a reader sees them, and each name that has aliases in the longest way."""
        longest = {label: max(group, key=len) for label, group in self._aliases.names.items()}
        return " ".join(longest.get(word) or signs.shown(word) for word in words)

    def _with_names(self, words: list[str]) -> list[str]:
        """Replace each name that has aliases by the label of its group."""
        named = words.copy()
        for start, length, label in reversed(self._aliases.find(words)):
            named[start : start + length] = [label]
        return named

    def _in_full(self, meant: str) -> str:
        """Write names that have aliases in the longest way, so that the encoder reads the same text."""
        for group in self._aliases.names.values():
            longest = max(group, key=len)
            if longest not in meant:
                meant = re.sub(rf"\b(?:{'|'.join(map(re.escape, group))})\b", longest, meant)
        return meant


def _is_english(word: str, background: Background) -> bool:
    """Return whether a word is English, also with a negating prefix: unshare is no typing mistake of share."""
    return word in background or any(
        word.startswith(prefix) and len(word) > len(prefix) + 3 and word.removeprefix(prefix) in background
        for prefix in PREFIXES
    )


def _proper_names(question: str) -> list[str]:
    """Return the words with a capital inside of a sentence; none if all of it is in capitals."""
    return [] if question == question.upper() else [name.lower() for name in _PROPER.findall(question)]


def _distinct(question: str) -> set[str]:
    return {*text.split_hyphens(text.words(text.spelt(question))), *index_words([question])}


def _with_question_words(question: str, background: Background) -> str:
    """Correct a short unknown word that is one typing mistake away from one question word: whn, mny."""
    words = question[: text.MAX_QUESTION].split(" ")
    for index, word in enumerate(words):
        bare = word.strip("?!.,").lower()
        known = bare in background or bare in text.CHAT or bare in text.FUNCTION_WORDS
        if 2 < len(bare) < 6 and bare.isalpha() and not known:
            near = [asking for asking in _ASKING if OSA.distance(bare, asking) == 1]
            if len(near) == 1:
                words[index] = near[0]
    return " ".join(words)
