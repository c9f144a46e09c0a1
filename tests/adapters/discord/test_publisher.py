"""Post each digest once under its key, and name the reason if the bot can't post in a channel."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.errors import ClosedError, DeliveryError, LateError, RefusedError
from bot.core.events import Target
from bot.core.ports import Delivery, LeaseLost, Reach
from bot.core.replies import Notice
from bot.features.digest.replies import Digest, Item, Section
from tests.adapters.discord.conftest import QUICK, Bot, FakeNoteStorage, running
from tests.samples.discord import CLOSING, MORE
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import ASKER, BOT, DIRECT, GENERAL, GUILD, RANDOM, guild
from tests.waiting import until

DIGEST = Digest("Digest", "One thing is new.\n ", (Section("Fog", (Item("It came in. " * 30),) * 40),), CLOSING, MORE)
KEY = "0123456789abcdef"


class Lease:
    """A lease that another process takes after `lost_after` renewals."""

    def __init__(self, lost_after: int = 1000) -> None:
        self.left = lost_after
        self.calls: list[str] = []

    async def renew(self) -> None:
        self.calls.append("renew")
        self.left -= 1
        if self.left < 0:
            raise LeaseLost

    def check(self) -> None:
        self.calls.append("check")


def delivery(
    bot: Bot, channel: str = GENERAL, lease: Lease | None = None, again: dt.datetime | None = None
) -> Delivery:
    return Delivery(Target("discord", GUILD, channel), bot.platform.render(DIGEST), KEY, lease or Lease(), again)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def nonces(discord: DiscordStandIn, channel: str = GENERAL) -> list[str]:
    return [post.body["nonce"] for post in discord.posts(channel)]


async def test_two_posts_with_the_same_key_become_one_message(discord: DiscordStandIn, bot: Bot) -> None:
    lease = Lease()
    posted = await bot.platform.post(delivery(bot, lease=lease))
    (post,) = discord.posts(GENERAL)
    assert (post.id, post.body["nonce"], post.body["enforce_nonce"]) == (posted, KEY, True)
    assert post.shown.text.startswith("Digest\nOne thing is new.")
    assert lease.calls == ["renew", "check"]
    assert await bot.platform.post(delivery(bot)) == posted
    assert len(discord.posts(GENERAL)) == 1


@pytest.mark.parametrize(
    ("status", "carried_out"), [(500, False), (503, True), (429, False), (None, False), (None, True)]
)
async def test_a_digest_is_retried_after_errors_and_appears_once(
    discord: DiscordStandIn, bot: Bot, status: int | None, carried_out: bool
) -> None:
    lease = Lease()
    discord.fail("POST", "/messages", status, times=2, carried_out=carried_out)
    posted = await bot.platform.post(delivery(bot, lease=lease))
    assert [post.id for post in discord.posts(GENERAL)] == [posted]
    assert lease.calls == ["renew", "check"] * 3


async def test_posting_is_not_retried_after_the_lease_is_lost(discord: DiscordStandIn, bot: Bot) -> None:
    discord.fail("POST", "/messages", 503)
    with pytest.raises(LeaseLost):
        await bot.platform.post(delivery(bot, lease=Lease(lost_after=1)))
    assert discord.posts(GENERAL) == []
    assert len([r for r in discord.requests if r.path.endswith("/messages")]) == 1


async def test_a_posted_digest_is_found_by_its_content_if_discord_lost_its_key(
    discord: DiscordStandIn, bot: Bot
) -> None:
    began = now()
    posted = await bot.platform.post(delivery(bot))
    discord.board.nonces.clear()
    for n in range(230):
        await discord.say(f"idle talk {n}")
    lease = Lease()
    assert await bot.platform.post(delivery(bot, lease=lease, again=began)) == posted
    assert len(discord.posts(GENERAL)) == 1
    assert lease.calls == []


async def test_other_digests_and_messages_of_others_are_not_mistaken_for_the_digest(
    discord: DiscordStandIn, bot: Bot
) -> None:
    began = now()
    body = json.loads(bot.platform.render(DIGEST))
    await discord.say("", **body)
    await bot.platform.post(delivery(bot, channel=RANDOM))
    earlier = replace(DIGEST, more=replace(MORE, exchange="e" * 16))
    await bot.platform.post(replace(delivery(bot), body=bot.platform.render(earlier), key="fedcba9876543210"))
    discord.board.nonces.clear()
    posted = await bot.platform.post(delivery(bot, again=began))
    assert [p.id for p in discord.posts(GENERAL)][1:] == [posted]
    assert nonces(discord)[1:] == [KEY]


async def test_only_messages_after_the_first_attempt_are_searched_for_the_digest(
    discord: DiscordStandIn, bot: Bot
) -> None:
    first = await bot.platform.post(delivery(bot))
    discord.board.nonces.clear()
    later = now() + dt.timedelta(hours=1)
    assert await bot.platform.post(delivery(bot, again=later)) != first


async def test_the_key_prevents_a_second_post_if_the_history_is_not_readable(discord: DiscordStandIn, bot: Bot) -> None:
    posted = await bot.platform.post(delivery(bot))
    discord.fail("GET", "/messages", 403, body={"code": 50001, "message": "Missing Access"})
    assert await bot.platform.post(delivery(bot, again=now())) == posted
    assert len(discord.posts(GENERAL)) == 1


async def test_a_history_with_a_container_of_another_bot_is_not_read_for_long(
    discord: DiscordStandIn, bot: Bot
) -> None:
    posted = await bot.platform.post(delivery(bot))
    container = {"type": 17, "components": [{"type": 10, "content": "x"}]}
    discord.board.post(GENERAL, {"flags": 1 << 15, "components": [container]})
    assert await bot.platform.post(delivery(bot, again=now())) == posted
    assert len([r for r in discord.requests if r.method == "GET" and "/messages" in r.path]) == 3


async def test_a_post_of_an_earlier_version_is_found_by_its_content(discord: DiscordStandIn, bot: Bot) -> None:
    old = json.dumps({"content": "Digest", "embeds": [{"description": "Fog"}], "components": []})
    other = replace(delivery(bot), body=bot.platform.render(Notice("other", private=False)), key="fedcba9876543210")
    posted = await bot.platform.post(replace(delivery(bot), body=old))
    await bot.platform.post(other)
    discord.board.nonces.clear()
    assert await bot.platform.post(replace(delivery(bot, again=now()), body=old)) == posted


async def test_nothing_is_posted_while_reading_the_history_fails(discord: DiscordStandIn, bot: Bot) -> None:
    discord.fail("GET", "/messages", 503)
    assert await bot.platform.post(delivery(bot, again=now()))
    discord.fail("GET", "/messages", 503, times=1000)
    with pytest.raises(DeliveryError) as caught:
        await bot.platform.post(replace(delivery(bot, again=now()), key="another"))
    assert type(caught.value) is LateError
    assert nonces(discord) == [KEY]


async def test_a_deleted_digest_is_not_posted_again(discord: DiscordStandIn, bot: Bot) -> None:
    discord.board.delete(await bot.platform.post(delivery(bot)))
    assert await bot.platform.post(delivery(bot)) == ""
    assert discord.posts(GENERAL) == []


@pytest.mark.parametrize(
    ("status", "code", "named"),
    [
        (404, 10003, "gone"),
        (403, 50001, "View Channel"),
        (403, 50013, "Send Messages"),
        (403, 50007, "direct messages"),
    ],
)
async def test_posting_in_a_closed_channel_raises_an_error_with_the_reason(
    discord: DiscordStandIn, bot: Bot, status: int, code: int, named: str
) -> None:
    discord.shut(GENERAL, status, code)
    for again in (None, now()):
        with pytest.raises(ClosedError, match=named) as caught:
            await bot.platform.post(delivery(bot, again=again))
        assert caught.value.gone == (code == 10003)
    assert await bot.platform.post(delivery(bot, channel=RANDOM))
    assert len([r for r in discord.requests if r.method == "POST" and GENERAL in r.path]) == 2


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(400, 50035, RefusedError), (403, 200000, RefusedError), (401, 0, DeliveryError), (404, 0, DeliveryError)],
)
async def test_a_refused_post_does_not_count_as_a_closed_channel(
    discord: DiscordStandIn, bot: Bot, status: int, code: int, kind: type[Exception]
) -> None:
    discord.fail("POST", "/messages", status, body={"code": code, "message": "no"})
    with pytest.raises(kind) as caught:
        await bot.platform.post(delivery(bot))
    assert isinstance(caught.value, RefusedError) == (kind is RefusedError)
    assert not isinstance(caught.value, ClosedError)


async def test_a_digest_posted_despite_errors_is_found_by_a_later_attempt(discord: DiscordStandIn, bot: Bot) -> None:
    discord.fail("POST", "/messages", 503, times=1000, carried_out=True)
    with pytest.raises(DeliveryError, match="503"):
        await bot.platform.post(delivery(bot))
    discord.rest.faults.clear()
    discord.board.nonces.clear()
    await bot.platform.post(delivery(bot, again=now()))
    assert len(discord.posts(GENERAL)) == 1


async def test_a_notice_is_sent_to_one_person_as_a_direct_message(discord: DiscordStandIn, bot: Bot) -> None:
    target = await bot.platform.open_dm(ASKER)
    assert target == Target("discord", "", DIRECT, direct=True)
    notice = bot.platform.render(Notice("Your channel is gone."))
    await bot.platform.post(Delivery(target, notice, KEY, Lease()))
    assert [p.shown.text for p in discord.posts(DIRECT)] == ["Your channel is gone."]
    with pytest.raises(DeliveryError):
        await bot.platform.open_dm("9999")


async def test_nothing_is_posted_before_connecting_or_after_stopping(discord: DiscordStandIn) -> None:
    bot = Bot(discord, FakeNoteStorage(), QUICK)
    calls: tuple[Callable[[], object], ...] = (
        lambda: bot.platform.post(delivery(bot)),
        lambda: bot.platform.open_dm(ASKER),
    )
    async with running(discord) as ended:
        pass
    for platform in (bot.platform, ended.platform):
        bot.platform = platform
        for call in calls:
            with pytest.raises(DeliveryError, match="not connected"):
                await call()  # type: ignore[misc]
    assert discord.posts(GENERAL) == []


async def test_a_post_under_way_fails_with_a_delivery_error_when_the_bot_stops(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        discord.fail("POST", "/messages", 429, body={"retry_after": 0.3}, times=1000)
        posting = asyncio.create_task(bot.platform.post(delivery(bot)))
        await discord.until(lambda: [r for r in discord.requests if r.method == "POST" and "/messages" in r.path])
    with pytest.raises(DeliveryError, match="no longer connected"):
        await posting


async def test_the_reach_is_the_bot_with_its_servers_while_it_runs(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        await until(lambda: bot.platform.reach == Reach(BOT, frozenset((GUILD,))))
        empty: dict[str, list[object]] = {"roles": [], "channels": [], "threads": [], "members": []}
        await discord.gateway.dispatch("GUILD_CREATE", {**guild(), **empty, "id": "777"})
        await until(lambda: bot.platform.reach == Reach(BOT, frozenset((GUILD, "777"))))
    unconnected = Bot(discord, FakeNoteStorage(), QUICK)
    assert [one.platform.reach for one in (bot, unconnected)] == [None, None]


async def test_a_direct_message_belongs_to_the_bot_that_has_its_channel(discord: DiscordStandIn, bot: Bot) -> None:
    own, foreign = (Target("discord", "", channel, direct=True) for channel in (DIRECT, "4242"))
    assert await bot.platform.owns_direct(own, ASKER)
    assert not await bot.platform.owns_direct(foreign, ASKER)
    assert await bot.platform.owns_direct(foreign, "9999")  # nobody can open a channel with them
    discord.fail("POST", "/users/@me/channels", 503, times=1000)
    with pytest.raises(DeliveryError):
        await bot.platform.owns_direct(own, ASKER)


async def test_a_channel_is_named_if_its_name_is_known(discord: DiscordStandIn, bot: Bot) -> None:
    address = f"https://discord.com/channels/{GUILD}"
    known, gone = (Target("discord", GUILD, channel) for channel in (GENERAL, "4999"))
    await until(lambda: bot.platform.link(known) == f"#general ({address}/{GENERAL})")
    assert bot.platform.link(gone) == f"{address}/4999"
    assert bot.platform.link(Target("discord", "", DIRECT, direct=True)).endswith(f"/@me/{DIRECT}")
