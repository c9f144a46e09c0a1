"""A statement with an audience is seen only in its places."""

from __future__ import annotations

import pytest

from bot.core.audience import audiences_of, count_sights, may_see, places_of, seen, sights, target_of
from bot.core.events import Target
from bot.core.models import Audience, Fact, FactCollection, NegativeExample, Status
from tests.samples.facts import FERRY, HARBOUR

CHANNEL = Target("slack", "T1", "C2")


@pytest.mark.parametrize(
    ("audience", "target", "seen"),
    [
        ((), CHANNEL, True),
        (("slack",), CHANNEL, True),
        (("slack:T1",), CHANNEL, True),
        (("slack:T1:C2",), CHANNEL, True),
        (("slack:T1:C3", "slack:T1:C2"), CHANNEL, True),
        (("slack:T1:C3",), CHANNEL, False),
        (("slack:T2",), CHANNEL, False),
        (("discord:T1",), CHANNEL, False),
        (("slack:T",), CHANNEL, False),
        (("discord:1:2",), Target("discord", "1", "9", thread="9", parent="2"), True),
        (("discord:1:9",), Target("discord", "1", "9", thread="9", parent="2"), True),
        (("discord:1",), Target("discord", "", "7", direct=True), False),
        (("discord",), Target("discord", "", "7", direct=True), True),
        (("slack:T1",), Target("slack", "T1", "D7", direct=True), True),
        (("discord:1",), Target("discord", "1", "2", guest=True), False),
        (("discord",), Target("discord", "1", "2", guest=True), False),
    ],
)
def test_an_audience_names_platforms_workspaces_or_channels(
    audience: tuple[str, ...], target: Target, seen: bool
) -> None:
    assert may_see(audience, places_of(target)) is seen


@pytest.mark.parametrize("place", ["slack", "slack:T1", "slack:T1:C2"])
def test_the_name_of_a_place_leads_to_the_place(place: str) -> None:
    assert place in places_of(target_of(place))
    assert max(places_of(target_of(place)), key=len) == place


def test_each_group_of_places_has_its_sight() -> None:
    one: Audience = ("slack:T1",)
    two: Audience = ("slack:T1:C2", "discord:4")
    assert sights([]) == {frozenset(): frozenset()}
    assert sights([one, two]) == {
        frozenset(): frozenset(),
        frozenset(["slack:T1"]): {one},
        frozenset(["slack:T1", "slack:T1:C2"]): {one, two},
        frozenset(["discord:4"]): {two},
    }
    assert count_sights([one, two]) == 4
    assert count_sights([("slack:T1", "slack:T2")]) == 2  # both see the same


# ---------------------------------------------------------------- what is seen of a collection


def fact(name: str, *supersedes: str, audience: Audience = (), status: Status = "active") -> Fact:
    """Make a fact with an id."""
    return Fact(name, f"{name}.", FERRY.source, FERRY.as_of, supersedes=supersedes, audience=audience, status=status)


SECRET: Audience = ("slack:T1",)


@pytest.mark.parametrize(
    ("facts", "visible"),
    [
        ((fact("a"), fact("b", audience=SECRET)), "a"),
        ((fact("old"), fact("new", "old", audience=SECRET), fact("other")), "other"),
        ((fact("first"), fact("old", "first"), fact("new", "old", audience=SECRET)), ""),
        ((fact("old"), fact("new", "old", audience=SECRET, status="retired")), ""),
        ((fact("old"), fact("new", "old", audience=SECRET, status="draft")), "old"),
        ((fact("old", audience=SECRET), fact("new", "old")), "new"),
        ((fact("first"), fact("old", "first", audience=SECRET), fact("new", "old")), "new"),
    ],
)
def test_elsewhere_a_secret_and_all_that_it_replaces_are_not_seen(facts: tuple[Fact, ...], visible: str) -> None:
    collection = FactCollection(facts)
    shown = seen(collection, frozenset()).statements
    assert " ".join(statement.id for statement in shown) == visible
    assert all(statement.supersedes == () for statement in shown if isinstance(statement, Fact))
    assert seen(collection, frozenset([SECRET])) is collection


def test_a_file_that_is_a_secret_silences_nothing_elsewhere() -> None:
    quiet = NegativeExample("How old is it?", audience=SECRET)
    collection = FactCollection((FERRY,), (quiet, NegativeExample("How big is it?")))
    assert audiences_of(collection) == {SECRET}
    assert seen(collection, frozenset()).negative_examples == (NegativeExample("How big is it?"),)


def test_without_audiences_everything_is_seen() -> None:
    assert seen(HARBOUR, frozenset()) is HARBOUR
