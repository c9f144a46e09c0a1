"""Each group of places has a knowledge of its own, and without audiences there is only one."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.audience import target_of
from bot.core.events import Target
from bot.core.models import FactCollection
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.loading import knowledge_builder
from bot.matching import Thresholds
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.samples.facts import FERRY, FOG, HARBOUR
from tests.samples.secrets import CLUB, PLACES, QUAY, SECRETS
from tests.samples.secrets import HARBOUR as TEAM

ANYWHERE = Target("slack", "T9", "C9")
FERRY_OF_T1 = replace(FERRY, audience=("slack:T1",))
FOG_OF_C2 = replace(FOG, audience=("slack:T1:C2", "slack:T2"))


def by_place(*statements: object, before: KnowledgeByPlace | None = None) -> KnowledgeByPlace:
    """Make everything that places see of some statements."""
    earlier = before.whole if before else None
    whole = Knowledge(FactCollection(statements), Thresholds.default(), before=earlier)  # type: ignore[arg-type]
    facts = KnowledgeByPlace(whole)
    facts.complete(before)
    return facts


def test_without_audiences_there_is_one_knowledge() -> None:
    facts = by_place(*HARBOUR.statements)
    assert facts.parts == (facts.whole,)
    assert all(facts.at(place) is facts.whole for place in (ANYWHERE, *PLACES))
    assert facts.public is facts.whole


def test_places_that_see_the_same_share_one_knowledge() -> None:
    facts = by_place(FERRY_OF_T1, FOG_OF_C2)
    public, team, channel, other = (
        facts.at(target_of(name)) for name in ("slack", "slack:T1", "slack:T1:C2", "slack:T2")
    )
    assert [[s.id for s in each.shown] for each in (public, team, other)] == [[], [FERRY.id], [FOG.id]]
    assert channel is facts.whole  # it sees everything, so nothing was made twice
    assert set(facts.parts) == {public, team, channel, other}
    assert public is facts.public is facts.at(ANYWHERE)
    assert (
        team
        is facts.at(Target("slack", "T1", "C7", thread="1.1"))
        is facts.at(Target("slack", "T1", "D1", direct=True))
    )


def test_a_thread_that_is_named_beside_its_channel_never_shows_too_much() -> None:
    facts = by_place(FERRY, replace(FERRY, id="b", audience=("discord:1:5",)), replace(FOG, audience=("discord:1:9",)))
    shown = {statement.id for statement in facts.at(Target("discord", "1", "5", thread="5", parent="9")).shown}
    assert shown in ({FERRY.id, "b"}, {FERRY.id, FOG.id})


def test_after_a_change_each_place_takes_over_what_did_not_change() -> None:
    old = by_place(FERRY_OF_T1, FOG_OF_C2, *HARBOUR.statements[2:])
    new = by_place(FERRY_OF_T1, FOG_OF_C2, *HARBOUR.statements[3:], before=old)
    for name in ("slack:T1", "slack:T1:C2", "slack:T2", "terminal"):
        before, after = old.at(target_of(name)), new.at(target_of(name))
        assert after is not before
        index = after.matcher.index_of(after.shown[0].id)
        assert after.matcher.entry(index) is before.matcher.entry(before.matcher.index_of(after.shown[0].id))


def test_a_place_sees_all_of_another_one_or_not() -> None:
    facts = CurrentKnowledge(KnowledgeByPlace(Knowledge(SECRETS, Thresholds.default())))
    here = target_of(QUAY)
    assert facts.sees_all(here, frozenset(["slack", TEAM]))
    assert facts.sees_all(here, frozenset())
    assert not facts.sees_all(target_of(TEAM), frozenset(["slack", TEAM, QUAY]))
    assert not facts.sees_all(here, frozenset([CLUB]))


def test_somebody_can_look_from_another_place() -> None:
    state = KnowledgeByPlace(Knowledge(SECRETS, Thresholds.default()))
    facts = CurrentKnowledge(state, seen_from=target_of(CLUB))
    assert facts.at(ANYWHERE) is state.at(target_of(CLUB)) is not state.public
    assert facts.sees_all(ANYWHERE, frozenset([QUAY]))


@pytest.mark.parametrize("audience", [(), ("slack:T1",)])
def test_what_every_place_sees_gets_its_vectors_from_one_reading(tmp_path: Path, audience: tuple[str, ...]) -> None:
    reader = FakeEncoder()
    vectors = VectorSource(lambda: reader, VectorCache(tmp_path, None))
    build = knowledge_builder(Settings(cache_dir=tmp_path), vectors)
    collection = FactCollection((replace(FERRY, audience=audience), FOG))
    facts = build(collection)
    assert len(facts.parts) == (2 if audience else 1)
    assert all(part.matcher.has_sentence_vectors for part in facts.parts)
    assert reader.read == facts.whole.matcher.texts()  # each text once
    reader.read.clear()
    again = build(FactCollection((*collection.statements, replace(FOG, id="wet", text="Fog is wet."))), facts)
    assert reader.read == ["fog is wet."]
    assert all(part.matcher.has_sentence_vectors for part in again.parts)


def test_all_parts_are_freed_without_the_garbage_collector() -> None:
    facts = by_place(FERRY_OF_T1, FOG_OF_C2, before=by_place(FERRY_OF_T1))
    parts = [weakref.ref(part) for part in (*facts.parts, facts.whole)]
    gc.disable()
    try:
        del facts
        assert {part() for part in parts} == {None}
    finally:
        gc.enable()
