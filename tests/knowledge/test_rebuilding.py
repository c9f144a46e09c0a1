"""New knowledge takes over what did not change from the knowledge before, and the result is the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.core.models import Fact, FactCollection, Statement
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.facts import HARBOUR

KINDS = st.sampled_from(["as it is", "gone", "other text", "other question", "twin", "superseded"])


def changed(statements: tuple[Statement, ...], kinds: dict[int, str]) -> tuple[Statement, ...]:
    """Change the statements with these numbers."""
    result: list[Statement] = []
    for number, statement in enumerate(statements):
        kind = kinds.get(number, "as it is")
        if kind == "other text":
            result.append(replace(statement, text=f"Now {statement.text}"))
        elif kind == "other question":
            result.append(replace(statement, questions=("What is new here?",)))
        elif kind == "twin":
            result += [statement, replace(statement, id=f"{statement.id}-twin", questions=("Is this a twin?",))]
        elif kind == "superseded" and isinstance(statement, Fact):
            newer = replace(
                statement, id=f"{statement.id}-2", text=f"{statement.text} Or more.", supersedes=(statement.id,)
            )
            result += [replace(statement, status="superseded"), newer]
        elif kind != "gone":
            result.append(statement)
    return tuple(result)


CHANGES = st.dictionaries(st.integers(0, len(HARBOUR.statements) - 1), KINDS, max_size=6)


@settings(max_examples=15)
@given(CHANGES, CHANGES, st.booleans())
def test_rebuilt_knowledge_is_the_same_as_new_knowledge(
    first: dict[int, str], second: dict[int, str], other_aliases: bool
) -> None:
    def collection(kinds: dict[int, str], aliases: tuple[tuple[str, ...], ...]) -> FactCollection:
        return replace(HARBOUR, statements=changed(HARBOUR.statements, kinds), aliases=aliases)

    before = Knowledge(collection(first, HARBOUR.aliases), Thresholds.default())
    wanted = collection(second, (("fog", "mist"),) if other_aliases else HARBOUR.aliases)
    after, new = (Knowledge(wanted, Thresholds.default(), before=old) for old in (before, None))
    assert [after.group(s.id) for s in after.shown] == [new.group(s.id) for s in new.shown]
    for statement in (*wanted.statements, *before.shown):
        for question in (*statement.questions[:2], statement.text):
            assert after.ask(question) == new.ask(question)


def test_knowledge_is_freed_without_the_garbage_collector() -> None:
    """After each change of the facts, what is in memory is hidden from the collector, so it must have no cycles."""
    knowledge = Knowledge(HARBOUR, Thresholds.default())
    for feature in app.FEATURES:
        feature.prepare(knowledge)
    knowledge.ask("Who is the harbour master, and what did she say about fog?")
    parts: list[Callable[[], object]] = [weakref.ref(knowledge.matcher), weakref.ref(knowledge)]
    gc.disable()
    try:
        del knowledge
        assert [part() for part in parts] == [None, None]
    finally:
        gc.enable()
