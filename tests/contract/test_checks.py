"""Those who look after entries are asked once a week whether they are still right, on every platform alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.models import Fact, Review
from bot.curation.entries import EntryChange
from bot.curation.people import PeopleStorage, owned_by
from bot.curation.storage import EntryStorage
from bot.features.curation import texts as curation_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.test_curation import SHARED, let_curate
from tests.samples.facts import FERRY
from tests.standins.discord.place import MANAGER
from tests.waiting import assert_stays, until

TIDE = replace(
    FERRY, id="tide", text="The tide turns at the north pier at noon.", questions=("When does the tide turn?",)
)  # fmt: skip
PIERS = [replace(TIDE, id=f"pier-{n}", text=f"Pier {n} has room for {n} boats.", questions=()) for n in range(1, 7)]


def due(fact: Fact, owner: str) -> Fact:
    """Return a fact whose check was due yesterday."""
    checked, day = today() - dt.timedelta(days=91), today() - dt.timedelta(days=1)
    return replace(fact, review=Review(owner, checked, day))


async def save(chat: PlatformDriver, facts: Sequence[Fact], platform: str, person: str) -> None:
    """Save facts that a person looks after, whose check is due."""
    key = await chat.store.tables(PeopleStorage).key_of(platform, person, "Ann")
    changes = [EntryChange("add", due(fact, owned_by(key)), key) for fact in facts]
    await chat.store.tables(EntryStorage).save(changes)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_owner_gets_one_list_a_week_and_says_what_is_still_right(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        await save(chat, [TIDE, *PIERS], platform, chat.me or "you")
        await until(lambda: chat.direct_posts())
        if chat.me:
            await chat.restart()

        async def aged() -> bool:
            return "Not re-checked since" in (await chat.ask(TIDE.questions[0])).text

        await until(aged)
        (posted,) = chat.direct_posts()
        for part in (PIERS[0].text, FERRY.source.title, "Not re-checked since", "7 entries"):
            assert part in posted.text
        assert PIERS[5].text not in posted.text
        for label in (curation_texts.STILL_RIGHT, curation_texts.EDIT_TITLE, curation_texts.RETIRE, "Show 2 more"):
            assert label in posted.buttons
        if chat.me:  # in the terminal, a number presses a button of the last reply
            checked = await chat.press(posted, curation_texts.STILL_RIGHT)
            assert "Checked on" in checked.text
            assert "6 entries" in checked.text
            rest = await chat.press(checked, "Show 1 more")
            assert TIDE.text in rest.text
            checked = await chat.press(rest, curation_texts.STILL_RIGHT)
        else:
            shown = await chat.command("fact show", TIDE.id)
            checked = await chat.press(shown, curation_texts.STILL_RIGHT)
        assert f"by you: “{TIDE.text}”" in checked.text
        assert not await aged()
        entry = await chat.store.tables(EntryStorage).entry(TIDE.id)
        assert entry
        assert entry.statement == replace(TIDE, review=entry.statement.review)
        assert entry.statement.review
        assert entry.statement.review.due == today() + dt.timedelta(days=90)
        await assert_stays(lambda: len(chat.direct_posts()) == 1)


@pytest.mark.parametrize("platform", SHARED)
async def test_what_nobody_looks_after_any_more_comes_to_the_review_channels(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.command("review here", manager=True)
        await save(chat, [TIDE], platform, chat.me)  # they are no curator
        await until(lambda: any(TIDE.text in post.text for post in chat.unprompted_posts()))
        assert chat.direct_posts() == []
        posted = next(post for post in chat.unprompted_posts() if TIDE.text in post.text)
        refused = await chat.press(posted, curation_texts.STILL_RIGHT)
        assert "Only curators can do this here" in refused.text
        checked = await chat.press(posted, curation_texts.STILL_RIGHT, manager=True)
        assert curation_texts.NOTHING_DUE in checked.text
