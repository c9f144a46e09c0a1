"""What is answered or offered for a message: one question, several, or one that goes on from another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.core.models import Quote, Statement
from bot.knowledge import smalltalk, versions
from bot.knowledge.catalogue import MAX_QUESTION, Catalogue, Ranking
from bot.knowledge.negative_examples import file_of
from bot.knowledge.search_results import Context, SearchResult, Suggestion, together
from bot.matching import Match, Thresholds, closeness
from bot.matching.followups import Reading, goes_on, is_fragment, needs_more, own_words, readings, subjects, tells
from bot.matching.intent import WHEN, WHERE, WHO, WHY, kind_of
from bot.matching.questions import Part, split
from bot.matching.similarity import nearest, same_word, telling_words
from bot.matching.text import normalise, words
from bot.matching.timeframes import Timeframe, timeframe
from bot.matching.vetoes import OWN_QUESTION

MAX_SUGGESTIONS = 3

NEARLY_OWN = 0.9
"""The likeness to one of its questions from which a message is that question, whatever it may be split into."""

WORTH_BESIDE = 1 / 2
"""The share of the threshold for suggestions that the second and the third must reach beside a first that reaches it:
they cost the person nothing then."""


def answering(ranked: Sequence[Match], answer: float) -> Match | None:
    """The candidate that is given as the answer from this score on: the best that nothing speaks against; None if it
    is not sure enough, or if two carry the very question, so that nothing tells which is meant."""
    free = [match for match in ranked if not match.veto]
    if not free or free[0].score < answer:
        return None
    return None if len(free) > 1 and free[0].score == free[1].score >= OWN_QUESTION else free[0]


def worth_offering(ranked: Sequence[Match], suggest: float) -> list[Match]:
    """The candidates that are offered if none is sure: those that may well be right, the vetoed ones last."""
    if not any(match.score >= suggest for match in ranked):
        return []
    near = [match for match in ranked if match.score >= WORTH_BESIDE * suggest]
    return sorted(near, key=lambda match: bool(match.veto))[:MAX_SUGGESTIONS]


class Search:
    """Looks for what answers a message in one state of the statements. Takes milliseconds of CPU a question."""

    def __init__(
        self, catalogue: Catalogue, thresholds: Thresholds, limit: int, today: dt.date | None, context: Context | None
    ) -> None:
        """Keep the best `limit` candidates; `today` gives "last year" its meaning, `context` short questions theirs."""
        self._catalogue = catalogue
        self._thresholds = thresholds
        self._limit = limit
        self._today = today
        self._context = context

    def message(self, text: str) -> SearchResult:
        """Answer a message: as the questions that it asks if they lead further than the whole, else as one."""
        whole = self.question(text)
        if whole.silent or whole.smalltalk or len(text) > MAX_QUESTION:
            return whole
        parts = split(text)
        if len(parts) > 1 and not self._is_own(whole) and (several := self._several(text, whole, parts)):
            return several
        asking = [part for part in parts if part.asks]
        if whole.outcome == "none" and len(asking) == 1 and len(parts) > 1:  # beside sentences that only tell
            return replace(self._offered(self.question(asking[0].text)), question=text)
        return self._going_on(whole, self._context, is_fragment(text)) if goes_on(text) else whole

    def question(self, question: str) -> SearchResult:
        """Answer one question as it stands."""
        ranking = self._catalogue.search(question, max(self._limit, MAX_SUGGESTIONS))
        ranked = self._in_time(question, ranking)
        talk = smalltalk.kind(question)
        if talk and not (ranked and ranked[0].score >= OWN_QUESTION):  # which some statement lists
            return SearchResult(question, "none", ranked[: self._limit], smalltalk=talk)
        return self._decided(question, ranked, ranking)

    # ------------------------------------------------------------ one question

    def _decided(self, question: str, ranked: tuple[Match, ...], ranking: Ranking) -> SearchResult:
        """Answer with the best that nothing speaks against if it is sure; else offer what may well be right."""
        kept = ranked[: self._limit]
        if sure := answering(ranked, self._thresholds.answer):
            return SearchResult(question, "answer", _first(sure, kept), self._catalogue.any_version(sure.id))
        likely = self._suggestions(question, ranked)
        silent = not likely and ranking.silence >= self._thresholds.suggest
        return SearchResult(question, "suggestions" if likely else "none", kept, suggestions=likely, silent=silent)

    def _suggestions(self, question: str, ranked: Sequence[Match]) -> tuple[Suggestion, ...]:
        """The likely ones, each by the question it answers; by its text if two would read the same."""
        near = worth_offering(ranked, self._thresholds.suggest)
        likely = [statement for match in near if (statement := self._catalogue.any_version(match.id))]
        labels = [self._label(question, statement) for statement in likely]
        return tuple(
            Suggestion(statement, label if label and labels.count(label) == 1 else statement.text)
            for statement, label in zip(likely, labels, strict=True)
        )

    def _label(self, question: str, statement: Statement) -> str:
        """The question of a statement that comes closest; empty for a version of an earlier time."""
        if self._catalogue.statement(statement.id) is None:
            return ""
        return self._closest(question, statement.id)

    def _closest(self, question: str, statement_id: str) -> str:
        """The question of a statement, or of those that say the same, that comes closest; empty if there is none."""
        listed = [asked for member in self._catalogue.group(statement_id) for asked in member.questions]
        return nearest(question, listed) if listed else ""

    def _in_time(self, question: str, ranking: Ranking) -> tuple[Match, ...]:
        """The candidates with the version of each that was in force at the time which the question names, if one was.

        What superseded another is then looked for without the words of the time, which only one version can know.
        """
        ranked = self._best_of(question, ranking)
        frame = timeframe(question, self._today) if self._catalogue.has_versions else None
        if frame is None or (frame.first and self._today and frame.first > self._today):
            return ranked
        again = self._catalogue.search(frame.rest, max(self._limit, MAX_SUGGESTIONS))
        scores = {match.id: match for match in ranked}
        found: list[Match] = []
        for match in (*self._best_of(frame.rest, again), *ranked):
            version = self._version(frame, match.id, ranking.quiet | again.quiet)
            if version:
                found.append(replace(match, id=version.id, score=max(match.score, scores.get(match.id, match).score)))
            elif match.id in scores:
                found.append(scores[match.id])
        distinct = {match.id: match for match in sorted(found, key=lambda match: match.score)}
        return tuple(sorted(distinct.values(), key=lambda match: -match.score))

    def _best_of(self, question: str, ranking: Ranking) -> tuple[Match, ...]:
        """The candidates, of those that say the same the one to show."""
        matches = ranking.matches
        return tuple(replace(m, id=self._catalogue.best(question, m.id, ranking.quiet).id) for m in matches)

    def _version(self, frame: Timeframe, statement_id: str, quiet: frozenset[str]) -> Statement | None:
        """The version of a statement that a question about a time is after; None if it has but one."""
        statement = self._catalogue.statement(statement_id)
        earlier = self._catalogue.replaces(statement) if statement else ()
        version = versions.at(frame, statement, earlier) if statement and earlier else None
        return version if version and file_of(version) not in quiet else None

    # ------------------------------------------------------------ several questions

    def _several(self, text: str, whole: SearchResult, parts: Sequence[Part]) -> SearchResult | None:
        """The questions of a message if at least two lead somewhere else each, or one is answered beside others that
        find nothing; None if the message is rather one question."""
        kept: list[SearchResult] = []
        seen: set[str] = set()
        context: Context | None = None
        asking = any(part.asks for part in parts)
        for part in parts:
            if asking and not part.asks:  # "I can export a note. But how do I import one?"
                continue
            # "… and where do I return it?"
            result = self._going_on(self.question(part.text), context, needs_more(part.text))
            if result.smalltalk or not telling_words(part.text) or not (part.asks or result.answer):
                continue
            ids = {self._catalogue.representative(s.id) for s in _shown(result)}
            if ids and ids <= seen:
                continue
            seen |= ids
            kept.append(result)
            if result.answer:
                context = Context(result.read_as or result.question, result.answer)
        led = [result for result in kept if result.outcome != "none"]
        answered = any(result.answer for result in led)
        elsewhere = whole.answer and whole.answer not in (result.answer for result in led)
        if len(led) >= 2 or (answered and len(kept) >= 2 and not elsewhere):
            return together(text, tuple(kept), self._limit)
        return None

    def _is_own(self, whole: SearchResult) -> bool:
        """Whether a message is nearly one of the questions of what answers it."""
        if whole.answer is None:
            return False
        group = self._catalogue.group(whole.answer.id)
        return closeness(whole.question, [q for member in group for q in member.questions]) >= NEARLY_OWN

    # ------------------------------------------------------------ a question that goes on from another

    def _going_on(self, result: SearchResult, context: Context | None, doubtful: bool) -> SearchResult:
        """The result of the likeliest full reading of a short question that finds nothing by itself.

        What a `doubtful` one finds by itself, such as a mere fragment ("and the bank?"), is only offered, and only
        if no reading leads to an answer.
        """
        if context is None or result.silent or result.smalltalk or (result.outcome != "none" and not doubtful):
            return result
        best = self._best_reading(result.question, context)
        if best and (best.answer or best.silent or result.outcome == "none"):
            return replace(best, question=result.question, read_as=best.question)
        return self._offered(result)

    def _offered(self, result: SearchResult) -> SearchResult:
        """A result whose answer is not sure enough to be given, but may be meant."""
        if result.answer is None:
            return result
        label = self._label(result.read_as or result.question, result.answer) or result.answer.text
        offered = (Suggestion(result.answer, label),)
        return replace(result, outcome="suggestions", answer=None, suggestions=offered)

    def _best_reading(self, question: str, context: Context) -> SearchResult | None:
        """What the reading leads to that leads furthest; None if none does; one that must not be answered ends it."""
        best: SearchResult | None = None
        for reading in self._readings(question, context):
            found = self._checked(self.question(reading.text), question, reading)
            if found.silent:
                return found
            if _rank(found) > _rank(best):
                best = found
        return best

    def _readings(self, question: str, context: Context) -> tuple[Reading, ...]:
        answer = context.answer
        closest = self._closest(context.question, self._catalogue.newest(answer.id))
        names = (answer.speaker,) if isinstance(answer, Quote) else ()
        about = subjects(closest or context.question, (answer.text,))
        topics = tuple(name for name in (answer.topic,) if name)
        asked = tuple(dict.fromkeys(text for text in (closest, context.question) if text))
        return readings(question, asked, tuple(dict.fromkeys((*names, *about, *topics))))

    def _checked(self, result: SearchResult, question: str, reading: Reading) -> SearchResult:
        """A reading's result without what knows nothing of the words that the short question itself brings in, or of
        those that come from before, or tells nothing of the kind that it asks for."""
        own, kind, frame = own_words(question), kind_of(normalise(question)), timeframe(question, self._today)
        dated = words(normalise(frame.words)) if frame else ()
        fitting: list[Match] = []
        for match in result.ranked:
            statement = self._catalogue.any_version(match.id)
            known = own.difference(dated) if self._has_versions(match.id) else own
            if statement and _fits(statement, known, reading.kept, kind):
                fitting.append(match)
        if result.answer and fitting and fitting[0].id == result.answer.id:
            sure = not reading.swapped or _met(reading.kept, result.answer) >= reading.kept
            return result if sure else self._offered(result)
        likely = self._suggestions(result.question, fitting) if result.outcome != "none" else ()
        return replace(result, outcome="suggestions" if likely else "none", answer=None, suggestions=likely)

    def _has_versions(self, statement_id: str) -> bool:
        statement = self._catalogue.statement(statement_id)
        return statement is None or bool(self._catalogue.replaces(statement))


def _fits(statement: Statement, own: Collection[str], kept: Collection[str], kind: str) -> bool:
    """Whether a statement or its questions have all words of `own` and one of `kept`, in some form, and it tells what
    kind is asked for."""
    met = _met({*own, *kept}, statement)
    if not met.issuperset(own) or (kept and met.isdisjoint(kept)):
        return False
    return kind not in (WHO, WHEN, WHERE, WHY) or tells(kind, statement.text, statement.questions)


def _met(asked: Collection[str], statement: Statement) -> set[str]:
    """The words that a statement or its questions have in some form."""
    beside = (statement.speaker, statement.role, statement.about) if isinstance(statement, Quote) else ()
    said = words(normalise(" ".join((statement.text, *statement.questions, *beside))))
    return {word for word in asked if any(same_word(word, other) for other in said)}


def _first(match: Match, ranked: tuple[Match, ...]) -> tuple[Match, ...]:
    """The candidates with the one that is answered in front."""
    return (match, *(other for other in ranked if other.id != match.id))


def _shown(result: SearchResult) -> tuple[Statement, ...]:
    return (result.answer,) if result.answer else tuple(s.statement for s in result.suggestions)


def _rank(result: SearchResult | None) -> tuple[int, float]:
    """How much a result says: an answer more than suggestions, a sure one more than another."""
    if result is None or result.outcome == "none":
        return 0, 0.0
    return (2 if result.answer else 1), result.score
