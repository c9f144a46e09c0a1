"""Find messages that were written while the bot was not connected to Discord."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Iterator
from typing import TypeAlias

import discord

from bot.adapters.discord.http import HttpRequest, Rest
from bot.adapters.discord.messages import EPOCH
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.posting import post_path
from bot.core.errors import DeliveryError
from bot.core.pending import LookBack

log = logging.getLogger(__name__)

_MOST_CHANNELS, _MOST_DIRECT = 40, 20
_PAGE, _PAGES = 100, 3
"""Messages of a page, and pages of a channel that are read; a channel with more has a crowd that asks again."""

_Place: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


async def missed_messages(rest: Rest, client: discord.Client, look_back: LookBack) -> AsyncIterator[Payload]:
    """Yield the messages since a moment, of channels where something was written since, the oldest first.

    The last message of a server's channel is known. Of direct messages, only the channels are, so all are asked.
    """
    after = snowflake(look_back.since)
    direct = [("", target.channel) for target in look_back.channels if target.direct][:_MOST_DIRECT]
    found = 0
    for guild, channel in [*direct, *_active(client, after)]:
        try:
            async for message in _history(rest, channel, after):
                found += 1
                yield {**message, "guild_id": guild} if guild else message
        except DeliveryError as error:
            log.info("Could not look for missed messages in channel %s: %s", channel, error)
    log.info("Looked at %d messages that may have been missed", found)


async def _history(rest: Rest, channel: str, after: int) -> AsyncIterator[Payload]:
    """Yield the messages of a channel after an id, the oldest first. Raises DeliveryError."""
    path = post_path(channel)
    for _ in range(_PAGES):
        query = f"?limit={_PAGE}&after={after}"
        answer = await rest.send(HttpRequest("the history", "GET", path + query, lane=path + " GET"))
        page: list[Payload] = answer or []
        for message in reversed(page):
            yield message
        if len(page) < _PAGE:
            return
        after = int(page[0]["id"])


def _active(client: discord.Client, after: int) -> Iterator[tuple[str, str]]:
    """Yield server and channel of the channels and threads with messages after an id, the last one first."""
    found: list[tuple[int, str, str]] = []
    for guild in client.guilds:
        channels: list[_Place] = []
        channels += [*guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads]
        for channel in channels:
            last = channel.last_message_id or 0
            if last > after and _may_read(channel):
                found.append((last, str(guild.id), str(channel.id)))
    for _, guild_id, channel_id in sorted(found, reverse=True)[:_MOST_CHANNELS]:
        yield guild_id, channel_id


def _may_read(channel: _Place) -> bool:
    try:
        return channel.permissions_for(channel.guild.me).read_message_history
    except (discord.ClientException, AttributeError):  # the channel of a thread, or the bot itself, isn't known yet
        return False


def snowflake(moment: dt.datetime) -> int:
    """Return the first id that Discord could make at a moment."""
    return max(0, int((moment - EPOCH) / dt.timedelta(milliseconds=1))) << 22
