"""What may be seen in some places only is seen there, and leaves no trace anywhere else."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core import texts
from bot.core.models import Audience, Fact, FactCollection, Quote, Source, Statement
from bot.features.ask import texts as ask_texts
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import PlatformDriver, Rendered, assert_answers, assert_nothing, assert_verdict, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import HARBOUR, REPORT
from tests.standins.discord.place import GENERAL, GUILD
from tests.standins.slack import CHANNEL, TEAM

QUESTION, WORDS = "Who lights the lamp of pier nine?", "Nobody lights that lamp but me at night."
HERE = {"terminal": "terminal", "discord": f"discord:{GUILD}:{GENERAL}", "slack": f"slack:{TEAM}:{CHANNEL}"}
"""The channel in which the drivers talk, as the `audience` of a fact names it."""
ELSEWHERE: Audience = ("slack:T9", "slack:T0STANDIN:C9", "discord:9", "discord:2001:9", "terminals")


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform."""
    return str(request.param)


def secrets(*audience: str) -> tuple[Fact, Quote]:
    """Make a fact and a quote for some places. All that nobody types has the word "zorb"."""
    source = Source("Log of the zorb", "Zorb office", dt.datetime.now(dt.UTC).date())
    fact = Fact(
        "zorb-lamp", "The lamp of pier nine is lit by the zorb crew.", source, source.published, "Zorb lamps",
        (QUESTION, "pier nine lamp"), audience=audience,
    )  # fmt: skip
    quote = Quote(
        "zorb-words", WORDS, "Ada Zorb", source, "Keeper of the zorb", "Zorb lamps", "the zorb lamp",
        questions=("What did the keeper say about the lamp?",), audience=audience,
    )  # fmt: skip
    return fact, quote


def store(*more: Statement) -> Knowledge:
    """Make the harbour's facts with a crew that is quoted, so that Slack offers speakers, and with further ones."""
    crew = (
        Quote(f"crew-{n}", f"Rope {chr(65 + n)}x is long.", f"Crew {chr(65 + n)}an", REPORT, "Sailor")
        for n in range(26)
    )
    return Knowledge(FactCollection((*HARBOUR.statements, *crew, *more)), Thresholds.default())


def read(reply: Rendered) -> str:
    """Return all words of a reply."""
    return " ".join((reply.text, *reply.buttons, *reply.choices)).casefold()


async def everything(chat: PlatformDriver, *, platform: str) -> list[str]:
    """Ask in every way that needs no secret word, and return all that is shown."""
    asked = await chat.ask(QUESTION)
    seen = [asked, await chat.command("ask", QUESTION), await chat.command("verify", WORDS)]
    for name, text in (("quote", "the lamp"), ("quote", ""), ("quotes", ""), ("help", ""), ("digest preview", "")):
        seen.append(await chat.command(name, text))
    completed = [await chat.complete(typed) for typed in ("", "a", "keeper")]
    if platform != "slack":  # it offers no questions
        completed += [await chat.complete_question(typed) for typed in ("", "who lights")]
    return [*map(read, seen), " ".join(word for words in completed for word in words).casefold()]


async def test_a_secret_is_shown_in_its_place(platform: str, run_bot: RunBot) -> None:
    fact, quote = secrets(HERE[platform])
    async with run_bot(platform, store(fact, quote)) as chat:
        assert_answers(await chat.ask(QUESTION), fact)
        assert_verdict(await chat.command("verify", WORDS), "verbatim", quote)
        assert fact.source.title in (await chat.command("digest preview")).text
        assert presentation.summary(store(fact, quote), today()) in (await chat.command("help")).text
        assert "Ada Zorb, Keeper of the zorb (1)" in await chat.complete("keeper")


async def test_elsewhere_nothing_of_a_secret_is_seen(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, store(*secrets(*ELSEWHERE))) as chat:
        assert_nothing(await chat.ask(QUESTION), ask_texts.NO_FACT)
        assert_verdict(await chat.command("verify", WORDS), "not_held", None)
        assert presentation.summary(store(), today()) in (await chat.command("help")).text
        assert [text for text in await everything(chat, platform=platform) if "zorb" in text] == []
        page = await chat.command("quotes")
        for code in ("whole:-:zorb-words", "part:-:1-zorb-words", "cite:-:zorb-words"):
            assert texts.TEXT_GONE in (await chat.press_code(page, code)).text


@pytest.mark.parametrize("name", [name for name in PLATFORMS if name != "terminal"])
async def test_a_button_shows_in_another_channel_only_what_may_be_seen_there(name: str, run_bot: RunBot) -> None:
    async with run_bot(name, store(*secrets(HERE[name]))) as chat:
        page = await chat.command("quotes")
        assert WORDS in (await chat.press_code(page, "part:-:1-zorb-words")).text
        assert texts.TEXT_GONE in (await chat.press_elsewhere(page, "part:-:1-zorb-words")).text


@pytest.mark.parametrize("name", [name for name in PLATFORMS if name != "terminal"])
async def test_a_direct_message_belongs_to_the_workspace_only_on_slack(name: str, run_bot: RunBot) -> None:
    fact, quote = secrets(HERE[name].rpartition(":")[0])
    async with run_bot(name, store(fact, quote)) as chat:
        assert_answers(await chat.ask(QUESTION), fact)
        reply = await chat.ask_directly(QUESTION)
        if name == "slack":
            assert_answers(reply, fact)
        else:
            assert "zorb" not in read(reply)
