"""A statement with an audience is seen only in its places."""

from __future__ import annotations

import pytest

from bot.core.audience import may_see, places_of
from bot.core.events import Target

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
