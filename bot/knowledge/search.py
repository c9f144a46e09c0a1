"""Answer a message or offer suggestions: one question, several, or a follow-up question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.core.freshness import is_too_old
from bot.core.models import Quote, Statement
from bot.knowledge import smalltalk, versions
from bot.knowledge.catalogue import MAX_QUESTION, Catalogue, Ranking
from bot.knowledge.negative_examples import file_of
from bot.knowledge.search_results import Context, SearchResult, Suggestion, together
from bot.matching import Match, Thresholds, best_similarity
from bot.matching.followups import FullQuestion, goes_on, is_fragment, needs_more, own_words, readings, subjects, tells
from bot.matching.intent import WHEN, WHERE, WHO, WHY, kind_of
from bot.matching.questions import QuestionPart, split
from bot.matching.similarity import nearest, same_word, telling_words
from bot.matching.text import normalise, words
from bot.matching.timeframes import Timeframe, timeframe
from bot.matching.vetoes import OWN_QUESTION

MAX_SUGGESTIONS = 3

NEARLY_OWN = 0.9
"""Minimum likeness to a listed question for which a message counts as that question and is not split."""

WORTH_BESIDE = 1 / 2
"""Share of the threshold for suggestions that the second and third suggestion need.

If the first one reaches the threshold, suggestions are shown anyway, and more of them disturb nobody.
"""

_MILD = ("", versions.OTHER_TIME, versions.UNCHECKED)
"""Vetoes of candidates that may well be what was meant."""


def best_answer(ranked: Sequence[Match], answer: float) -> Match | None:
    """Return the best candidate without a veto, if its score is at least `answer`.

    Returns None if the score is lower, or if two candidates list exactly this question: then either may be meant.
    """
    free = [match for match in ranked if not match.veto]
    if not free or free[0].score < answer:
        return None
    return None if len(free) > 1 and free[0].score == free[1].score >= OWN_QUESTION else free[0]


def to_suggest(ranked: Sequence[Match], suggest: float) -> list[Match]:
    """Return the candidates to suggest if there is no answer, those that say something else last."""
    if not any(match.score >= suggest for match in ranked):
        return []
    near = [match for match in ranked if match.score >= WORTH_BESIDE * suggest]
    return sorted(near, key=lambda match: match.veto not in _MILD)[:MAX_SUGGESTIONS]


class Search:
    """Searches one state of the statements for answers to a message. Takes milliseconds of CPU for each question."""

    def __init__(
        self, catalogue: Catalogue, thresholds: Thresholds, limit: int, today: dt.date | None, context: Context | None
    ) -> None:
        """Keep the best `limit` candidates; `today` resolves "last year", `context` resolves follow-up questions."""
        self._catalogue = catalogue
        self._thresholds = thresholds
        self._limit, self._count = limit, max(limit, MAX_SUGGESTIONS)
        self._today = today
        self._context = context

    def message(self, text: str) -> SearchResult:
        """Answer a message: as several questions if these find more than the whole message, else as one question."""
        whole = self.question(text)
        if whole.silent or whole.smalltalk or len(text) > MAX_QUESTION:
            return whole
        parts = split(text)
        if len(parts) > 1 and not self._is_own(whole) and (several := self._several(text, whole, parts)):
            return several
        asking = [part for part in parts if part.asks]
        if whole.outcome == "none" and len(asking) == 1 and len(parts) > 1:  # the other sentences ask nothing
            return replace(self._as_suggestion(self.question(asking[0].text)), question=text)
        return self._follow_up(whole, self._context, is_fragment(text)) if goes_on(text) else whole

    def question(self, question: str) -> SearchResult:
        """Answer one question without context."""
        ranking = self._catalogue.search(question, self._count)
        ranked = tuple(self._if_fresh(match) for match in self._in_time(question, ranking))
        talk = smalltalk.kind(question)
        if talk and not (ranked and ranked[0].score >= OWN_QUESTION):  # a statement lists this very question
            return SearchResult(question, "none", ranked[: self._limit], smalltalk=talk)
        return self._decided(question, ranked, ranking)

    # ------------------------------------------------------------ one question

    def _decided(self, question: str, ranked: tuple[Match, ...], ranking: Ranking) -> SearchResult:
        """Decide between an answer, suggestions and nothing."""
        kept = ranked[: self._limit]
        if sure := best_answer(ranked, self._thresholds.answer):
            return SearchResult(question, "answer", _first(sure, kept), self._catalogue.any_version(sure.id))
        likely = self._suggestions(question, ranked)
        silent = not likely and ranking.silence_score >= self._thresholds.suggest
        return SearchResult(question, "suggestions" if likely else "none", kept, suggestions=likely, silent=silent)

    def _suggestions(self, question: str, ranked: Sequence[Match]) -> tuple[Suggestion, ...]:
        """Return the suggestions, each labelled with its closest question; with its text if two labels are equal."""
        return self.offer(question, [match.id for match in to_suggest(ranked, self._thresholds.suggest)])

    def offer(self, question: str, statement_ids: Iterable[str]) -> tuple[Suggestion, ...]:
        """Return suggestions of these statements, labelled as in `_suggestions`. Unknown ids are left out."""
        likely = [statement for i in statement_ids if (statement := self._catalogue.any_version(i))]
        labels = [self._label(question, statement) for statement in likely]
        return tuple(
            Suggestion(statement, label if label and labels.count(label) == 1 else statement.text)
            for statement, label in zip(likely, labels, strict=True)
        )

    def _label(self, question: str, statement: Statement) -> str:
        """Return the statement's question that is closest to the one asked; empty for an earlier version."""
        if self._catalogue.statement(statement.id) is None:
            return ""
        return self._closest(question, statement.id)

    def _closest(self, question: str, statement_id: str) -> str:
        """Return the closest question of a statement or its duplicates; empty if they have none."""
        listed = [asked for member in self._catalogue.group(statement_id) for asked in member.questions]
        return nearest(question, listed) if listed else ""

    def _in_time(self, question: str, ranking: Ranking) -> tuple[Match, ...]:
        """Return the candidates, each in the version that was valid at the time named in the question, if there is one.

        The question is also searched without the words of the time, because only one version may contain them. What was
        not true at the time gets a veto.
        """
        ranked = self._best_of(question, ranking)
        frame = timeframe(question, self._today)
        if frame is None:
            return tuple(self._of_today(question, match) for match in ranked)
        if frame.relative and (year := frame.year):
            dated = f"{frame.rest} in {year}"  # facts and their questions name the year, and not "last year"
            ranked = _best_scores(*ranked, *self._best_of(dated, self._catalogue.search(dated, self._count)))
        if not self._catalogue.has_dated:
            return tuple(self._of_time(frame, question, match) for match in ranked)
        again = self._catalogue.search(frame.rest, self._count)
        silenced = ranking.silenced_files | again.silenced_files
        scores = {match.id: match for match in ranked}
        versioned: list[Match] = []
        for match in (*self._best_of(frame.rest, again), *ranked):
            if self._is_dated(match.id):
                own = replace(match, score=max(match.score, scores.get(match.id, match).score))
                versioned.append(self._of_time(frame, question, own, silenced))
            elif match.id in scores:
                versioned.append(self._of_time(frame, question, scores[match.id]))
        return _best_scores(*versioned)

    def _of_time(self, frame: Timeframe, question: str, match: Match, silenced_files: Collection[str] = ()) -> Match:
        """Return a candidate in the version of a time, with a veto if that is not known to have been true then."""
        statement = self._catalogue.statement(match.id)
        is_future = frame.first is not None and self._today is not None and frame.first > self._today
        if statement is None or (is_future and not versions.begins_after(statement, self._today or dt.date.max)):
            return match
        version, sure = versions.at(frame, question, statement, self._catalogue.replaces(statement), self._today)
        if file_of(version) in silenced_files:
            return match
        return replace(match, id=version.id, veto=match.veto or ("" if sure else versions.OTHER_TIME))

    def _of_today(self, question: str, match: Match) -> Match:
        """Return a candidate in the version of today, if the newest one begins later."""
        statement = self._catalogue.statement(match.id)
        if statement is None or self._today is None:
            return match
        return replace(match, id=versions.on(self._today, question, statement, self._catalogue.replaces(statement)).id)

    def _if_fresh(self, match: Match) -> Match:
        """Return a candidate, with a veto if it was not checked for too long."""
        statement = self._catalogue.any_version(match.id)
        if match.veto or statement is None or self._today is None or not is_too_old(statement, self._today):
            return match
        return replace(match, veto=versions.UNCHECKED)

    def _best_of(self, question: str, ranking: Ranking) -> tuple[Match, ...]:
        """Return the candidates, each as the duplicate to show."""
        matches = ranking.matches
        return tuple(replace(m, id=self._catalogue.best(question, m.id, ranking.silenced_files).id) for m in matches)

    # ------------------------------------------------------------ several questions

    def _several(self, text: str, whole: SearchResult, parts: Sequence[QuestionPart]) -> SearchResult | None:
        """Answer each question of a message; None if the message counts as one question.

        It counts as several if at least two find different statements. It also does if one has an answer and others
        find nothing, unless the whole message has another answer.
        """
        kept: list[SearchResult] = []
        seen: set[str] = set()
        context: Context | None = None
        asking = any(part.asks for part in parts)
        for part in parts:
            if asking and not part.asks:  # "I can export a note. But how do I import one?"
                continue
            # "… and where do I return it?"
            result = self._follow_up(self.question(part.text), context, needs_more(part.text))
            if result.smalltalk or not telling_words(part.text) or not (part.asks or result.answer):
                continue
            ids = {self._catalogue.representative(s.id) for s in _shown(result)}
            if ids and ids <= seen:
                continue
            seen |= ids
            kept.append(result)
            if result.answer:
                context = Context(result.read_as or result.question, result.answer)
        successful = [result for result in kept if result.outcome != "none"]
        answered = any(result.answer for result in successful)
        elsewhere = whole.answer and whole.answer not in (result.answer for result in successful)
        if len(successful) >= 2 or (answered and len(kept) >= 2 and not elsewhere):
            return together(text, tuple(kept), self._limit)
        return None

    def _is_own(self, whole: SearchResult) -> bool:
        """Return whether a message is nearly equal to a listed question of its answer."""
        if whole.answer is None:
            return False
        group = self._catalogue.group(whole.answer.id)
        return best_similarity(whole.question, [q for member in group for q in member.questions]) >= NEARLY_OWN

    # ------------------------------------------------------------ follow-up questions

    def _follow_up(self, result: SearchResult, context: Context | None, doubtful: bool) -> SearchResult:
        """Answer a short question in its context, if it finds nothing by itself or is `doubtful`.

        A fragment such as "and the bank?" is doubtful. What it finds by itself becomes a suggestion, if no reading in
        context has an answer.
        """
        if context is None or result.silent or result.smalltalk or (result.outcome != "none" and not doubtful):
            return result
        best = self._best_reading(result.question, context)
        if best and (best.answer or best.silent or result.outcome == "none"):
            return replace(best, question=result.question, read_as=best.question)
        return self._as_suggestion(result)

    def _as_suggestion(self, result: SearchResult) -> SearchResult:
        """Turn the answer of a result into a suggestion, because it is not certain enough."""
        if result.answer is None:
            return result
        label = self._label(result.read_as or result.question, result.answer) or result.answer.text
        offered = (Suggestion(result.answer, label),)
        return replace(result, outcome="suggestions", answer=None, suggestions=offered)

    def _best_reading(self, question: str, context: Context) -> SearchResult | None:
        """Return the best result of all readings; None if all find nothing. A silent result ends the search."""
        best: SearchResult | None = None
        for reading in self._readings(question, context):
            result = self._checked(self.question(reading.text), question, reading)
            if result.silent:
                return result
            if _rank(result) > _rank(best):
                best = result
        return best

    def _readings(self, question: str, context: Context) -> tuple[FullQuestion, ...]:
        answer = context.answer
        closest = self._closest(context.question, self._catalogue.newest(answer.id))
        names = (answer.speaker,) if isinstance(answer, Quote) else ()
        about = subjects(closest or context.question, (answer.text,))
        topics = tuple(name for name in (answer.topic,) if name)
        previous = tuple(dict.fromkeys(text for text in (closest, context.question) if text))
        return readings(question, previous, tuple(dict.fromkeys((*names, *about, *topics))))

    def _checked(self, result: SearchResult, question: str, reading: FullQuestion) -> SearchResult:
        """Filter a reading's result: a candidate must know the words of the short question and of its context.

        It must also contain what the question word asks for, such as a place for "where".
        """
        own, kind, frame = own_words(question), kind_of(normalise(question)), timeframe(question, self._today)
        dated = words(normalise(frame.words)) if frame else ()
        fitting: list[Match] = []
        for match in result.ranked:
            statement = self._catalogue.any_version(match.id)
            known = own.difference(dated) if self._is_dated(match.id) else own
            if statement and _fits(statement, known, reading.kept, kind):
                fitting.append(match)
        if result.answer and fitting and fitting[0].id == result.answer.id:
            sure = not reading.swapped or _met(reading.kept, result.answer) >= reading.kept
            return result if sure else self._as_suggestion(result)
        likely = self._suggestions(result.question, fitting) if result.outcome != "none" else ()
        return replace(result, outcome="suggestions" if likely else "none", answer=None, suggestions=likely)

    def _is_dated(self, statement_id: str) -> bool:
        """Return whether a statement was found for its time, so that it need not contain the words for it."""
        statement = self._catalogue.statement(statement_id)
        return statement is None or self._catalogue.is_dated(statement)


def _fits(statement: Statement, own: Collection[str], kept: Collection[str], kind: str) -> bool:
    """Return whether a statement or its questions have all words of `own` and one of `kept`, in some inflected form.

    If the kind is who, when, where or why, the statement must also contain an answer of that kind.
    """
    met = _met({*own, *kept}, statement)
    if not met.issuperset(own) or (kept and met.isdisjoint(kept)):
        return False
    return kind not in (WHO, WHEN, WHERE, WHY) or tells(kind, statement.text, statement.questions)


def _met(asked: Collection[str], statement: Statement) -> set[str]:
    """Return the words that a statement or its questions have in some inflected form."""
    quote_fields = (statement.speaker, statement.role, statement.about) if isinstance(statement, Quote) else ()
    known = words(normalise(" ".join((statement.text, *statement.questions, *quote_fields))))
    return {word for word in asked if any(same_word(word, other) for other in known)}


def _best_scores(*matches: Match) -> tuple[Match, ...]:
    """Return each candidate once, with its best score, best first."""
    distinct = {match.id: match for match in sorted(matches, key=lambda match: match.score)}
    return tuple(sorted(distinct.values(), key=lambda match: -match.score))


def _first(match: Match, ranked: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return the candidates with the answer first."""
    return (match, *(other for other in ranked if other.id != match.id))


def _shown(result: SearchResult) -> tuple[Statement, ...]:
    return (result.answer,) if result.answer else tuple(s.statement for s in result.suggestions)


def _rank(result: SearchResult | None) -> tuple[int, float]:
    """Return a sort key: answers before suggestions before nothing, then by score."""
    if result is None or result.outcome == "none":
        return 0, 0.0
    return (2 if result.answer else 1), result.score
