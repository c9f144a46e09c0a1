"""Test the stand-in of Discord: servers that come and go, places where the bot is a guest, permissions, presence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.adapters.discord.conftest import Bot
from tests.adapters.discord.standin_requests import Caller, Json, calling, layout, row, select, text
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    ASKER,
    BOT_ROLE,
    DIRECT,
    EMBED_LINKS,
    FOREIGN,
    FOREIGN_GUILD,
    GENERAL,
    GROUP,
    GUILD,
    MANAGE_MESSAGES,
    SECOND_GENERAL,
    SECOND_GUILD,
    SEND_MESSAGES,
    THREAD,
    TWO_PEOPLE,
    VIEW_CHANNEL,
    guild_of,
    second_guild,
)

MEANT_FOR_ALL: Json = {"description": "x", "contexts": [0, 1, 2], "integration_types": [0, 1]}


async def called(caller: Caller, channel: str) -> str:
    """Register a command that is meant for every place, and use it."""
    caller.standin.rest.commands = [{"type": 1, "name": "ask", **MEANT_FOR_ALL}]
    return await caller.standin.invoke("ask", channel=channel)


@asynccontextmanager
async def listening(standin: DiscordStandIn, presence: Json | None = None) -> AsyncIterator[Any]:
    """Begin a session of the gateway; gives the socket."""
    identify = {"token": standin.token, "intents": 1, "properties": {}, **({"presence": presence} if presence else {})}
    address = standin.url.replace("http", "ws").removesuffix("/api/v10") + "/"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        await socket.receive_json()
        before = len(standin.gateway.live)
        await socket.send_json({"op": 2, "d": identify})
        await standin.until(lambda: len(standin.gateway.live) > before)
        yield socket


async def heard(socket: Any, name: str) -> Json:
    """Wait for an event."""
    while (packet := await socket.receive_json(timeout=5))["t"] != name:
        pass
    return dict(packet["d"])


@pytest.mark.parametrize(
    ("channel", "context", "kind", "server"),
    [(FOREIGN, 0, 0, FOREIGN_GUILD), (GROUP, 2, 3, None), (TWO_PEOPLE, 2, 1, None)],
)
async def test_a_guest_is_told_where_it_is_and_for_whom(
    channel: str, context: int, kind: int, server: str | None
) -> None:
    async with calling() as caller, listening(caller.standin) as socket:
        ready = await heard(socket, "READY")
        assert [one["id"] for one in ready["guilds"]] == [GUILD]
        await called(caller, channel)
        told = await heard(socket, "INTERACTION_CREATE")
        assert (told["context"], told["channel"]["type"], told.get("guild_id")) == (context, kind, server)
        assert told["authorizing_integration_owners"] == {"1": ASKER}
        assert ("member" in told, "user" in told) == (server is not None, server is None)


@pytest.mark.parametrize(("channel", "owners"), [(GENERAL, {"0": GUILD}), (DIRECT, {"0": "0"})])
async def test_a_server_or_a_direct_message_is_no_guest_place(channel: str, owners: Json) -> None:
    async with calling() as caller, listening(caller.standin) as socket:
        await caller.standin.invoke("ask", channel=channel)
        told = await heard(socket, "INTERACTION_CREATE")
        assert (told["context"], told["authorizing_integration_owners"]) == (int(channel == DIRECT), owners)


@pytest.mark.parametrize("channel", [FOREIGN, GROUP, TWO_PEOPLE])
async def test_a_guest_has_five_follow_ups_and_no_way_into_the_channel(channel: str) -> None:
    async with calling() as caller:
        asked = await called(caller, channel)
        assert (await caller.answer(asked, 4, layout(text("here"))))[0] == 204
        statuses = [(await caller.follow(asked, {"content": str(n)}))[0] for n in range(5)]
        assert statuses == [200] * 5
        status, told = await caller.follow(asked, {"content": "more"})
        assert (status, told["code"]) == (400, 40094)
        assert (await caller.edit_original(asked, layout(text("there"))))[0] == 200
        written = await caller.standin.say("hello", channel=channel)
        for method, path in (
            ("GET", ""), ("GET", "/messages"), ("POST", "/messages"), ("DELETE", f"/messages/{written}"),
        ):  # fmt: skip
            body = layout(text()) if method == "POST" else None
            status, told = await caller.send(method, f"/channels/{channel}{path}", body)
            assert (method, path, status, told["code"]) == (method, path, 403, 50001)


async def test_in_a_server_of_its_own_follow_ups_have_no_limit() -> None:
    async with calling() as caller:
        asked = await caller.standin.invoke("ask")
        await caller.answer(asked, 4, layout(text("here")))
        assert {(await caller.follow(asked, {"content": str(n)}))[0] for n in range(8)} == {200}


@pytest.mark.parametrize("channel", [FOREIGN, GROUP, TWO_PEOPLE])
async def test_the_library_understands_a_call_by_a_guest(discord: DiscordStandIn, bot: Bot, channel: str) -> None:
    await discord.until(lambda: discord.rest.commands)
    for registered in discord.rest.commands:
        registered |= {"contexts": [0, 1, 2], "integration_types": [0, 1]}
    asked = await discord.invoke("ask", channel=channel, question="x")
    await discord.until(lambda: discord.interaction(asked).answer is not None)
    assert (await bot.event()).target.channel == channel
    pointed = await discord.point("Check quote", "Fog is no excuse.", channel=channel)
    await discord.until(lambda: discord.interaction(pointed).answer is not None)


async def test_the_bot_is_added_to_a_server_and_taken_out_of_it(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.until(lambda: bot.platform._connection is not None)
    assert bot.platform._connection
    client: Any = bot.platform._connection.client
    added = await discord.add_server()
    await discord.until(lambda: client.get_guild(int(SECOND_GUILD)))
    server = client.get_guild(int(SECOND_GUILD))
    assert (str(server.system_channel.id), server.me.joined_at is not None) == (SECOND_GENERAL, True)
    assert added["joined_at"] > discord.guilds[0]["joined_at"]
    await discord.mention("x", channel=SECOND_GENERAL)
    assert (await bot.event()).target.workspace == SECOND_GUILD
    await discord.remove_server(SECOND_GUILD)
    await discord.until(lambda: client.get_guild(int(SECOND_GUILD)) is None)


async def test_a_server_can_be_used_only_while_the_bot_is_in_it() -> None:
    async with calling() as caller, listening(caller.standin) as socket:
        assert (await caller.post(layout(text()), SECOND_GENERAL))[1]["code"] == 50001
        await caller.standin.add_server(second_guild(system_channel=None))
        assert (await heard(socket, "GUILD_CREATE"))["id"] == GUILD
        assert (await heard(socket, "GUILD_CREATE"))["system_channel_id"] is None
        assert (await caller.post(layout(text()), SECOND_GENERAL))[0] == 200
        assert (await heard(socket, "MESSAGE_CREATE"))["guild_id"] == SECOND_GUILD
        await caller.standin.overwrite(SECOND_GENERAL, SECOND_GUILD, deny=SEND_MESSAGES)
        await caller.standin.remove_server(SECOND_GUILD, broken=True)
        assert await heard(socket, "GUILD_DELETE") == {"id": SECOND_GUILD, "unavailable": True}
        async with listening(caller.standin) as another:
            assert [one["id"] for one in (await heard(another, "READY"))["guilds"]] == [GUILD, SECOND_GUILD]
        await caller.standin.remove_server(SECOND_GUILD)
        assert await heard(socket, "GUILD_DELETE") == {"id": SECOND_GUILD}
        assert (await caller.post(layout(text()), SECOND_GENERAL))[1]["code"] == 50001


@pytest.mark.parametrize(
    ("denied", "channel", "body", "code"),
    [
        (EMBED_LINKS, GENERAL, {"embeds": [{"description": "x"}]}, 50013),
        (EMBED_LINKS, GENERAL, {"content": "x"}, None),
        (EMBED_LINKS, GENERAL, layout(text("https://example.org"), row(select())), None),
        (EMBED_LINKS, THREAD, {"embeds": [{"description": "x"}]}, 50013),
        (SEND_MESSAGES, GENERAL, layout(text()), 50013),
        (SEND_MESSAGES, THREAD, layout(text()), None),
        (VIEW_CHANNEL, GENERAL, layout(text()), 50001),
    ],
)
async def test_embeds_need_a_permission_and_layouts_do_not(
    denied: int, channel: str, body: Json, code: int | None
) -> None:
    async with calling() as caller:
        await caller.standin.permit(ALLOWED & ~denied)
        status, told = await caller.post(body, channel)
        assert (status, told.get("code")) == ((403, code) if code else (200, None))


async def test_a_message_of_somebody_else_goes_only_with_a_permission() -> None:
    async with calling() as caller, listening(caller.standin) as socket:
        written = await caller.standin.say("a question")
        path = f"/channels/{GENERAL}/messages/{written}"
        status, told = await caller.send("DELETE", path)
        assert (status, told["code"]) == (403, 50013)
        await caller.standin.overwrite(GENERAL, BOT_ROLE, allow=MANAGE_MESSAGES)
        assert (await caller.send("DELETE", path))[0] == 204
        assert await heard(socket, "MESSAGE_DELETE") == {"id": written, "channel_id": GENERAL, "guild_id": GUILD}
        assert (await caller.send("DELETE", path))[1]["code"] == 10008
        await caller.standin.overwrite(GENERAL, BOT_ROLE, deny=MANAGE_MESSAGES)
        other = await caller.standin.say("another")
        assert (await caller.send("DELETE", f"/channels/{GENERAL}/messages/{other}"))[0] == 403
        private = await caller.standin.dm("in private")
        assert (await caller.send("DELETE", f"/channels/{DIRECT}/messages/{private}"))[1]["code"] == 50003


async def test_the_bot_takes_its_own_message_away_without_a_permission() -> None:
    async with calling() as caller:
        _, told = await caller.post(layout(text()))
        assert (await caller.send("DELETE", f"/channels/{GENERAL}/messages/{told['id']}"))[0] == 204
        assert caller.standin.seen() == []


def presence(state: str) -> Json:
    """Return a presence with words of the bot's own."""
    return {"since": None, "afk": False, "status": "online", "activities": [{"name": "x", "type": 4, "state": state}]}


async def test_the_presence_is_remembered_and_its_changes_are_limited() -> None:
    async with calling() as caller:
        gateway = caller.standin.gateway
        assert gateway.activity == ""
        first = {"status": "online", "since": 0, "afk": False, "game": {"name": "25 facts", "type": 0}}
        async with listening(caller.standin, first) as socket:
            await caller.standin.until(lambda: gateway.activity == "25 facts")
            for number in range(5):
                await socket.send_json({"op": 3, "d": presence(f"{number} facts")})
            await caller.standin.until(lambda: gateway.activity == "4 facts")
            assert caller.standin.problems == []
            await socket.send_json({"op": 3, "d": presence("6 facts")})
            await caller.standin.until(lambda: caller.standin.problems)
            assert "5 times in 20 s" in caller.standin.problems[0]


def test_each_channel_has_its_server() -> None:
    assert [guild_of(channel) for channel in (GENERAL, THREAD, SECOND_GENERAL, FOREIGN, DIRECT, GROUP, "4999")] == [
        GUILD, GUILD, SECOND_GUILD, FOREIGN_GUILD, None, None, GUILD,
    ]  # fmt: skip
