"""What may be seen in some places only leaves no trace elsewhere, whatever people ask."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import pytest

from bot import app
from bot.core.audience import may_see, places_of
from bot.core.errors import UserError
from bot.core.events import Action, Target
from bot.core.models import Fact, FactCollection, Statement
from bot.features.ask.answers import nothing, reply_to
from bot.features.digest.composer import DigestScope
from bot.features.digest.contents import DigestContents
from bot.features.digest.rotation import digest_index
from bot.features.digest.sections import digest
from bot.features.quotes.listing import speakers_page
from bot.features.quotes.query import Wanted, find_quotes, missing, random_order
from bot.features.verify.check_form import check_form
from bot.features.verify.checker import quote_checker
from bot.features.verify.verdicts import verdict
from bot.knowledge import offers, presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.question_index import question_index
from bot.matching import Thresholds
from bot.storage.database import Database
from tests.chat_driver import FixedClock
from tests.features.digest.scenario import DigestScenario
from tests.samples.secrets import HARBOUR, MARKS, PLACES, QUAY, SECRETS, STATEMENTS, Asker

TODAY: Final = dt.date(2026, 6, 1)
MENU: Final = app.menu()
_WORD = re.compile(r"[\w-]+")
_MARK = re.compile("|".join(MARKS))


@pytest.fixture(scope="module")
def facts() -> KnowledgeByPlace:
    """The store with secrets."""
    return KnowledgeByPlace(Knowledge(SECRETS, Thresholds.default()))


# ---------------------------------------------------------------- what people can ask


def ask(knowledge: Knowledge, text: str) -> Iterable[object]:
    """Ask a question, why the best candidate is the best, and which topics there are without an answer."""
    result = knowledge.ask(text, today=TODAY)
    for part in result.each:
        yield reply_to(part, knowledge, TODAY, about_bot=lambda: presentation.help_reply(knowledge, MENU, TODAY))
        yield nothing(knowledge, part)
    yield (result.ranked, knowledge.explain(text, result.ranked[0].id, TODAY) if result.ranked else None)


def quote(knowledge: Knowledge, text: str) -> Iterable[object]:
    """Look for a quote."""
    matches = find_quotes(knowledge.quotes, Wanted(words=text))
    yield matches
    yield missing(matches, knowledge.quotes)
    yield random_order(knowledge.quotes, text)


def verify(knowledge: Knowledge, text: str) -> Iterable[object]:
    """Check words as a quote."""
    try:
        checked = quote_checker(knowledge).check(text, None)
    except UserError as error:
        yield error
        return
    yield verdict(checked, presentation.card(knowledge, checked.quote, TODAY) if checked.quote else None)
    yield checked


def complete(knowledge: Knowledge, text: str) -> Iterable[object]:
    """Type the beginning of a question, a speaker and a topic."""
    typed = text[: len(text) // 2]
    yield question_index(knowledge).find(typed, 25)
    yield knowledge.quotes.directory.complete(typed)
    yield knowledge.quotes.complete_topic(typed)


def look(knowledge: Knowledge, text: str) -> Iterable[object]:
    """Look at the help, the welcome, the list of speakers and the form of a check."""
    yield presentation.help_reply(knowledge, MENU, TODAY)
    yield (presentation.examples(knowledge), presentation.greeting(knowledge, TODAY), knowledge.languages)
    yield (offers.examples(knowledge, MENU), offers.topics(knowledge), digest_index(knowledge).topics)
    yield (speakers_page(knowledge.quotes, 1, "e" * 16), speakers_page(knowledge.quotes, 2, "e" * 16))
    yield check_form(knowledge)


KINDS: Final[tuple[Callable[[Knowledge, str], Iterable[object]], ...]] = (ask, quote, verify, complete, look)


# ---------------------------------------------------------------- what they see


def marks_in(shown: str, typed: str = "") -> frozenset[str]:
    """Return the marks of all secret words in what is shown, but for the words that were typed."""
    words = {*_WORD.findall(shown.casefold())}.difference(_WORD.findall(typed.casefold()))
    return frozenset(mark for word in words for mark in _MARK.findall(word))


def leaked(place: Target, marks: Iterable[str]) -> set[str]:
    """Return the marks that nobody may see in a place."""
    return {mark for mark in marks if not may_see(MARKS[mark], places_of(place))}


def check(facts: KnowledgeByPlace, asks: int, texts: int, seed: int) -> None:
    """Ask so many random things in random places. What was asked of the same knowledge before is not asked again."""
    asker, rng = Asker(seed), random.Random(seed)
    pool = [asker.text() for _ in range(texts)]
    seen: dict[tuple[int, str, str], frozenset[str]] = {}
    for _ in range(asks):
        place, kind = asker.place(), rng.choice(KINDS)
        text, knowledge = "" if kind is look else rng.choice(pool), facts.at(place)
        key = (id(knowledge), kind.__name__, text)
        if key not in seen:
            seen[key] = marks_in(repr([*kind(knowledge, text)]), text)
        assert leaked(place, seen[key]) == set(), (place, kind, text)


def test_nothing_leaks_in_two_thousand_asks(facts: KnowledgeByPlace) -> None:
    check(facts, 2_000, 4, seed=7)


@pytest.mark.slow
def test_nothing_leaks_in_a_hundred_thousand_asks(facts: KnowledgeByPlace) -> None:
    check(facts, 100_000, 60, seed=8)


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_would_find_a_leak(
    facts: KnowledgeByPlace, kind: Callable[[Knowledge, str], Iterable[object]]
) -> None:
    texts = [statement.text for statement in STATEMENTS[-12:]]
    nowhere = Target("slack", "T9", "C9")
    assert any(leaked(nowhere, marks_in(repr([*kind(facts.whole, text)]))) for text in texts)


# ---------------------------------------------------------------- as if there were nothing else


@pytest.mark.parametrize("place", [Target("slack", "T9", "C9"), Target("slack", "T1", "C2")])
def test_a_place_answers_as_if_there_were_nothing_but_what_may_be_seen_there(
    facts: KnowledgeByPlace, place: Target
) -> None:
    sees = partial(may_see, places=places_of(place))
    visible = tuple(one for one in STATEMENTS if sees(MARKS.get(one.id.partition("-")[0], ())))
    if not sees((HARBOUR,)):  # then "depth" replaces nothing
        visible = tuple(replace(one, supersedes=()) if isinstance(one, Fact) else one for one in visible)
    negative = tuple(example for example in SECRETS.negative_examples if sees(example.audience))
    alone = Knowledge(FactCollection(visible, negative, SECRETS.aliases), Thresholds.default())
    known, asker = facts.at(place), Asker(9)
    for text in [asker.text() for _ in range(8)]:
        assert [*map(repr, ask(known, text))] == [*map(repr, ask(alone, text))]
    assert [*map(repr, look(known, ""))] == [*map(repr, look(alone, ""))]


def test_what_may_be_seen_is_found_in_each_of_its_places(facts: KnowledgeByPlace) -> None:
    for statement in STATEMENTS[20:40:3]:
        for place in PLACES:
            found = {match.id for match in facts.at(place).ask(statement.questions[1]).ranked}
            assert (statement.id in found) is may_see(statement.audience, places_of(place))


# ---------------------------------------------------------------- digests


def formerly() -> list[Statement]:
    """Return the store as it was before: other texts, and a fact that was a secret then."""
    before = (replace(statement, text=f"Formerly: {statement.text}") for statement in STATEMENTS)
    return [
        replace(old, text="The mole is of flimbryn wood.", audience=(QUAY,)) if old.id == "mole" else old
        for old in before
    ]


def read_whole(contents: DigestContents, knowledge: Knowledge) -> str:
    """Read a digest with everything behind its button, and what is stored of it."""
    first, pages = 0, [repr(contents)]
    while (shown := digest(contents, knowledge, "k", first=first)).sections:
        pages.append(repr(shown))
        first += sum(len(section.items) for section in shown.sections)
    return " ".join(pages)


async def test_digests_tell_only_of_what_may_be_seen_in_their_place(store: Database, clock: FixedClock) -> None:
    scenario = DigestScenario(store, clock)
    wishes = [DigestScope(f"slack:T1:X{n}", place, "UTC") for n, place in enumerate(PLACES)]
    read: dict[Target, str] = {}
    for statements in (formerly(), STATEMENTS):
        await scenario.set_facts(*statements)
        clock.advance(days=1)
        for wish in wishes:
            contents = await scenario.post_digest(wish)
            read[wish.target] = read_whole(contents, scenario.answering.at(wish.target))
            assert leaked(wish.target, marks_in(read[wish.target])) == set()
    changed = {place for place, text in read.items() if "flimbryn" in text}
    new = {place for place, text in read.items() if "mole is made" in text} - changed
    assert changed == {place for place in PLACES if may_see((QUAY,), places_of(place))}
    assert changed | new == set(PLACES)  # where it was a secret, it is new


async def test_the_rest_of_a_digest_is_not_shown_where_less_may_be_seen(store: Database, clock: FixedClock) -> None:
    scenario = DigestScenario(store, clock)
    await scenario.set_facts(*STATEMENTS)
    inside, outside = Target("slack", "T1", "C2"), Target("slack", "T1", "C1")
    more = Action("more", "k", "1")
    for made_for, refused in ((inside, [outside]), (outside, [])):
        contents = await scenario.post_digest(DigestScope(f"slack:T1:{made_for.channel}", made_for, "UTC"))
        await scenario.digests.save(contents, "k")
        for place in (inside, outside):
            if place in refused:
                with pytest.raises(UserError, match="too old"):
                    await scenario.digests.remainder(more, place)
            else:
                assert (await scenario.digests.remainder(more, place)).sections
