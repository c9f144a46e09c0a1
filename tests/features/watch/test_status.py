"""The list of watched channels."""

from __future__ import annotations

from bot.core.document import Text
from bot.features.watch import texts as watch_texts
from bot.features.watch.replies import WatchedChannel, WatchStatus


def test_the_status_says_what_is_the_same_for_several_channels_once() -> None:
    missing = "I am not in the channel."
    channels = (WatchedChannel("#one"), WatchedChannel("#two", missing), WatchedChannel("#three"))
    elements = WatchStatus(channels, here=True).document().elements
    shown = [element.text for element in elements if isinstance(element, Text)]
    assert shown[:-1] == ["#one · #three", watch_texts.WORKS, "#two", missing]
