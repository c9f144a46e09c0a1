"""Facts are saved, changed and reviewed from inside the chat, on every platform alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.curators import CuratorStorage
from bot.conversation.kept_forms import EDIT_AGAIN
from bot.core.mentions import Mention
from bot.curation.editing import CurationRules
from bot.curation.entries import EntryChange
from bot.curation.people import PeopleStorage
from bot.curation.storage import EntryStorage
from bot.curation.texts import CHOOSE_REACH, OWN_DRAFT
from bot.features.curation import texts as curation_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.standins.discord.place import GUILD, MANAGER
from tests.standins.discord.place import OWNER as OWNER_OF_SERVER
from tests.standins.slack import OWNER, TEAM
from tests.waiting import until

FILLED = {"Fact": "The north lock opens at seven in the morning.", "Source": "Notice 12",
          "Publisher": "Harbour office", "Date of the source": "2026-03-02", "Address": ""}  # fmt: skip
SAME = {"Source": FERRY.source.title, "Publisher": FERRY.source.publisher,
        "Date of the source": "2026-03-02", "Address": str(FERRY.source.url)}  # fmt: skip
QUESTION = "When does the north lock open in the morning?"
SHARED = tuple(platform for platform in PLATFORMS if platform != "terminal")
"""The platforms with several people."""


async def begin(chat: PlatformDriver, words: str = FILLED["Fact"]) -> None:
    """Open the form: with a shortcut on a message or, in the terminal, with the command."""
    if chat.me:
        await chat.begin_form_on(curation_texts.SAVE_FACT, words)
    else:
        await chat.begin_form_by("fact add")


async def let_curate(chat: PlatformDriver, person: str) -> None:
    """Let a person curate. In the terminal, everybody may."""
    if not chat.me:
        return
    rule = Mention("person", person, "A curator")
    tables = chat.store.tables(CuratorStorage)
    await tables.change_curators("discord", GUILD, add=[rule], remove=[])
    await tables.change_curators("slack", TEAM, add=[rule], remove=[])
    await chat.restart()


async def drafted(chat: PlatformDriver) -> Rendered:
    await begin(chat)
    preview = await chat.send_form(FILLED)
    return await chat.press(preview, curation_texts.PROPOSE)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_curator_saves_a_fact_and_it_answers(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        await begin(chat)
        preview = await chat.send_form(FILLED)
        assert preview.private is not False
        for shown in (FILLED["Fact"], "Notice 12", curation_texts.NOT_SAVED_YET):
            assert shown in preview.text
        saved = await chat.press(preview, curation_texts.SAVE)
        assert "is saved as “the-north-lock-opens-at-seven”" in saved.text
        assert FILLED["Fact"] in (await chat.ask(QUESTION)).text
        if chat.me:  # in the terminal, a number presses a button of the last reply
            await chat.press(saved, curation_texts.UNDO)
            assert FILLED["Fact"] not in (await chat.ask(QUESTION)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_fact_without_a_source_is_refused_and_nothing_is_lost(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await begin(chat)
        refused = await chat.send_form({**FILLED, "Source": "", "Publisher": ""})
        assert "nothing without its source" in refused.text
        if platform == "discord":  # Slack's form is still open
            await chat.begin_form(refused, EDIT_AGAIN)
        if chat.me:
            preview = await chat.send_form({"Source": FILLED["Source"], "Publisher": FILLED["Publisher"]})
            assert FILLED["Fact"] in preview.text
        assert await chat.store.tables(EntryStorage).entries() == []


@pytest.mark.parametrize("platform", SHARED)
async def test_what_a_member_proposes_answers_only_after_approval(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.command("review here", manager=True)
        before = len(chat.unprompted_posts())
        proposed = await drafted(chat)
        assert curation_texts.PROPOSED in proposed.text
        await until(lambda: len(chat.unprompted_posts()) > before)
        card = chat.unprompted_posts()[-1]
        assert FILLED["Fact"] in card.text
        assert FILLED["Fact"] not in (await chat.ask(QUESTION)).text
        refused = await chat.press(card, curation_texts.APPROVE)
        assert "Only curators can do this here" in refused.text
        assert FILLED["Fact"] not in (await chat.ask(QUESTION)).text
        approved = await chat.press(card, curation_texts.APPROVE, manager=True)
        assert "Approved by" in approved.text
        assert FILLED["Fact"] in (await chat.ask(QUESTION)).text
        await until(lambda: chat.direct_posts())
        assert "What you proposed was approved" in chat.direct_posts()[-1].text
        opened = await chat.press(approved, curation_texts.UNDO, manager=True)
        assert FILLED["Fact"] not in (await chat.ask(QUESTION)).text
        await chat.begin_form(opened, curation_texts.REJECT, manager=True)
        rejected = await chat.send_form({curation_texts.REASON: "The notice is from last year."})
        assert "The notice is from last year." in rejected.text
        await until(lambda: "rejected" in chat.direct_posts()[-1].text)
        assert "The notice is from last year." in chat.direct_posts()[-1].text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_edit_keeps_every_version_with_who_and_why(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        shown = await chat.command("fact show", FERRY.id)
        assert FERRY.text in shown.text
        await chat.begin_form(shown, curation_texts.EDIT_TITLE)
        preview = await chat.send_form({"Fact": "The ferries carried 1.3 million passengers in 2025.", **SAME})
        await chat.press(preview, curation_texts.SAVE)
        assert "1.3 million" in (await chat.ask(FERRY_QUESTION)).text
        history = await chat.command("fact history", FERRY.id)
        for part in ("1. Written by the fact file", FERRY.text, "2. Edited by", "1.3 million"):
            assert part in history.text
        await chat.command("fact retire", FERRY.id, why="The count was wrong.")
        assert "passengers" not in (await chat.ask(FERRY_QUESTION)).text
        assert "The count was wrong." in (await chat.command("fact history", FERRY.id)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_of_two_curators_the_second_sees_the_conflict_and_loses_nothing(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    mine, theirs = (f"The ferries carried 1.{n} million passengers in 2025." for n in (3, 4))
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        shown = await chat.command("fact show", FERRY.id)
        await chat.begin_form(shown, curation_texts.EDIT_TITLE)
        entries = chat.store.tables(EntryStorage)
        await entries.save([EntryChange("edit", replace(FERRY, text=theirs), "other", original=FERRY)])
        preview = await chat.send_form({"Fact": mine, **SAME})
        conflict = await chat.press(preview, curation_texts.SAVE)
        assert curation_texts.CONFLICT in conflict.text
        assert mine in conflict.text
        await chat.press(conflict, curation_texts.SAVE)
        assert mine in (await chat.ask(FERRY_QUESTION)).text
        assert [v.statement.text for v in await entries.versions(FERRY.id)] == [mine, theirs, FERRY.text]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_newer_fact_replaces_an_older_one(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    newer = "The ferries carried 1.5 million passengers in 2025, by the corrected count."
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        shown = await chat.command("fact show", FERRY.id)
        await chat.begin_form(shown, "Replace")
        preview = await chat.send_form({"Fact": newer, **SAME})
        saved = await chat.press(preview, curation_texts.SAVE)
        assert f"From now on it replaces “{FERRY.id}”" in saved.text
        answer = await chat.ask(FERRY_QUESTION)
        assert newer in answer.text
        assert FERRY.text in answer.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_who_said_it_who_reported_it_and_who_saved_it_are_three(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    words = {"Words": "Lamps are for those who read.", "Speaker": "Ida Marlow", "Source": "Evening post",
             "Publisher": "The Herald", "Date of the source": "2026-03-02"}  # fmt: skip
    details = {"Role of the speaker": "Warden", "About": "lamps", "Said on": "2026-03-01", "Address": "",
               "Reported by": "Ben Tide"}  # fmt: skip
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        if chat.me:
            await chat.begin_form_on(curation_texts.SAVE_QUOTE, words["Words"])
        else:
            await chat.begin_form_by("fact quote")
        preview = await chat.send_form(words)
        await chat.begin_form(preview, curation_texts.DETAILS)
        preview = await chat.send_form(details)
        await chat.press(preview, curation_texts.SAVE)
        quote = await chat.command("quote", "Ida Marlow")
        assert "Ida Marlow, Warden" in quote.text
        (entry,) = await chat.store.tables(EntryStorage).entries()
        assert entry.statement.reported_by == "Ben Tide"
        shown = await chat.command("fact show", entry.id)
        assert "Ben Tide" in shown.text
        (version,) = await chat.store.tables(EntryStorage).versions(entry.id)
        assert version.by in await chat.store.tables(PeopleStorage).people([version.by])


@pytest.mark.parametrize("platform", SHARED)
async def test_a_member_can_only_propose_changes(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        retired = await chat.command("fact retire", FERRY.id)
        assert curation_texts.PROPOSED in retired.text
        assert FERRY.text in (await chat.ask(FERRY_QUESTION)).text
        drafts = await chat.command("review list", manager=True)
        assert "Retire a fact" in drafts.text
        card = await chat.press(drafts, curation_texts.SHOW, manager=True)
        await chat.press(card, curation_texts.APPROVE, manager=True)
        assert FERRY.text not in (await chat.ask(FERRY_QUESTION)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_curators_see_what_a_fact_file_contradicts(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    edited, older = (replace(FERRY, text=text) for text in ("The ferries are full.", "The ferries are empty."))
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.store.tables(EntryStorage).save([EntryChange("edit", edited, "other", original=older)])

        async def is_listed() -> bool:
            return "its fact file" in (await chat.command("review list", manager=True)).text

        await until(is_listed)
        waiting = await chat.command("review list", manager=True)
        assert f"“{FERRY.id}” was edited here, but its fact file" in waiting.text
        shown = await chat.press(waiting, curation_texts.SHOW, manager=True)
        assert "The file counts." in shown.text
        assert FERRY.text in (await chat.ask(FERRY_QUESTION)).text


@pytest.mark.parametrize("platform", SHARED)
async def test_with_two_eyes_another_curator_approves(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge, rules=CurationRules(two_eyes=True)) as chat:
        await let_curate(chat, chat.me)
        await begin(chat)
        saved = await chat.press(await chat.send_form(FILLED), curation_texts.PROPOSE)
        assert curation_texts.TWO_EYES in saved.text
        card = await chat.press(await chat.command("review list"), curation_texts.SHOW)
        refused = await chat.press(card, curation_texts.APPROVE)
        assert OWN_DRAFT in refused.text
        assert FILLED["Fact"] not in (await chat.ask(QUESTION)).text
        chat.me = OWNER_OF_SERVER if platform == "discord" else OWNER
        card = await chat.press(await chat.command("review list"), curation_texts.SHOW)
        assert "Approved by" in (await chat.press(card, curation_texts.APPROVE)).text
        assert FILLED["Fact"] in (await chat.ask(QUESTION)).text


@pytest.mark.parametrize("platform", SHARED)
async def test_from_a_private_channel_nothing_is_saved_before_the_saver_says_for_whom(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        await chat.hide_channel()
        await begin(chat)
        preview = await chat.send_form(FILLED)
        assert curation_texts.NOT_CHOSEN in preview.text
        refused = await chat.press(preview, curation_texts.SAVE)
        assert CHOOSE_REACH in refused.text
        assert await chat.store.tables(EntryStorage).entries() == []
        chosen = await chat.choose(preview, curation_texts.REACHES["channel"])
        assert "is saved as" in (await chat.press(chosen, curation_texts.SAVE)).text
        assert FILLED["Fact"] in (await chat.ask(QUESTION)).text
        assert FILLED["Fact"] not in (await chat.ask_directly(QUESTION)).text
