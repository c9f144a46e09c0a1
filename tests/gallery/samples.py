"""Every card of the gallery. A new kind of reply gets a line here, with content that is hard to show if it has any.

Most lines drive the real features on a `Stage`, so that their words are real. What no stage can reach is made by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeAlias

from bot.conversation.unserved import refusal
from bot.core import texts
from bot.core.controls import Button
from bot.core.mentions import Mention, in_words
from bot.core.models import Source
from bot.core.replies import Card, Notice
from bot.factfiles import FactFolder
from bot.features.ask.replies import Suggestions
from bot.features.curators import texts as curator_texts
from bot.features.curators.replies import CuratorPanel
from bot.features.digest import texts as digest_texts
from bot.features.digest.replies import Details
from bot.features.verify import texts as verify_texts
from bot.features.watch.replies import WatchedChannel, WatchStatus
from bot.settings import shipped_facts
from tests.chat_driver import CHANNEL
from tests.features.digest.scenario import DigestScenario
from tests.gallery.curation import curation
from tests.gallery.forms import forms
from tests.gallery.gaps import changes, gaps
from tests.gallery.presses import presses
from tests.gallery.sending import Sample
from tests.gallery.stage import open_database, open_stage
from tests.samples import facts as harbour
from tests.samples import quotes, strange, versions
from tests.samples.digest import BUOYS, CAR_FERRY, FOG, LOG, TUG_ANNA, WISH
from tests.samples.documents import EveryElement
from tests.samples.explanations import longest_explanation

Samples: TypeAlias = AsyncIterator[Sample]
UNSURE = {"answer": 1.01, "suggest": 0.0}
"""Thresholds that allow no answer and every suggestion."""


# ---------------------------------------------------------------- questions


async def answers() -> Samples:
    """Answers: current, out of date, replaced, not valid yet, one of several sources, by mention and by command."""
    shipped = FactFolder(shipped_facts()).load()
    async with open_stage(collection=shipped, example=True) as stage:
        question = "Who set up the Berlin Process?"
        yield Sample("Answer", "current", await stage.ask(question), f"@Factbot {question}")
        yield Sample("Answer", "by command", await stage.command("ask", question=question), f"/ask {question}")
    async with open_stage(collection=harbour.HARBOUR) as stage:
        for name, fact in (("replaces another", harbour.DREDGING), ("out of date", harbour.CRANE)):
            yield Sample("Answer", name, await stage.ask(fact.questions[0]), f"@Factbot {fact.questions[0]}")
        question = "How long is the eastern lock? And what can crane 4 lift?"
        yield Sample("Answer", "one of two questions", await stage.ask(question), f"@Factbot {question}")
    async with open_stage(*versions.FACTS) as stage:
        for name, question in (
            ("two earlier versions", "How much is a day ticket?"),
            ("superseded", "How much was a day ticket in 2024?"),
        ):
            yield Sample("Answer", name, await stage.ask(question), f"@Factbot {question}")
        question = "How much was a day ticket in 2019?"
        chosen = await stage.press(await stage.ask(question), "How much is a day ticket?")
        yield Sample("Answer", "chosen for another time", chosen, f"@Factbot {question}")
        dearer = replace(versions.PRICE, id="dearer", text="A day ticket costs 11 guilders.", supersedes=("price",))
        stage.set_facts(versions.PRICE, replace(dearer, valid_from=dt.date(2027, 1, 1)))
        question = versions.PRICE.questions[0]
        yield Sample("Answer", "to be replaced", await stage.ask(question), f"@Factbot {question}")
        await stage.ask("How much hemp did the ropeworks use in 2025?")
        yield Sample("Answer", "to a follow-up", await stage.ask("and in 2024?"), "@Factbot and in 2024?")
    again = replace(harbour.FERRY, id="ferry-again", source=Source("The ferries", "The Gull", dt.date(2026, 3, 9)))
    async with open_stage(harbour.FERRY, again) as stage:
        yield Sample(
            "Answer", "two sources", await stage.ask(harbour.FERRY_QUESTION), f"@Factbot {harbour.FERRY_QUESTION}"
        )


async def hard_answers() -> Samples:
    """Answers whose content is hard to show."""
    async with open_stage(*strange.ALL) as stage:
        for name, fact in (
            ("not valid yet", strange.UPCOMING_FACT),
            ("a paragraph", strange.PARAGRAPH_FACT),
            ("long text", strange.LONG_FACT),
            ("markup", strange.MARKUP_FACT),
            ("marks at the start of lines", strange.LINES_FACT),
            ("long words", strange.WORD_FACT),
            ("characters without width", strange.UNSEEN_FACT),
            ("emoji", strange.EMOJI_FACT),
            ("right to left", strange.ARABIC_FACT),
            ("Chinese", strange.CHINESE_FACT),
        ):
            question = fact.questions[0]
            shown = await stage.ask(question)
            yield Sample("Answer", name, shown, f"@Factbot {question}")
            if name == "long text":
                yield Sample("Answer", "whole text", await stage.press(shown, texts.WHOLE))


async def other_replies_to_questions() -> Samples:
    """Suggestions, nothing found, and why this."""
    question = "How long is the lock?"
    async with open_stage(collection=harbour.HARBOUR, thresholds=UNSURE) as stage:
        yield Sample("Suggestions", "three", await stage.ask(question), f"@Factbot {question}")
        yield Sample("Suggestions", "by command", await stage.command("ask", question=question), f"/ask {question}")
        yield Sample("Suggestions", "chosen", await stage.press(stage.replies[-1], "How long is the eastern lock?"))
    async with open_stage(*strange.ALL, thresholds=UNSURE) as stage:
        suggestions = await stage.ask("What does the strange long company say?")
        assert isinstance(suggestions, Suggestions)
        yield Sample("Suggestions", "hard to show", suggestions, "@Factbot What does the strange long company say?")
    async with open_stage(collection=harbour.HARBOUR) as stage:
        question = "Who invented the telescope?"
        yield Sample("Nothing found", "by mention", await stage.ask(question), f"@Factbot {question}")
        shown = await stage.command("ask", question=question)
        yield Sample("Nothing found", "by command", shown, f"/ask {question}")
        question = "Wer hat eigentlich das Fernrohr erfunden, und wann war das?"
        yield Sample("Nothing found", "another language", await stage.ask(question), f"@Factbot {question}")
        await stage.ask("What can crane 4 lift? And who invented the telescope?")
        yield Sample("Nothing found", "one of two", stage.replies[-1])
        card = await stage.ask("How many people took the ferries in 2025")
        why = await stage.press(card, "Why this?")
        yield Sample("Why this?", "in words", why)
        yield Sample("Why this?", "figures", await stage.press(why, "Details"))
    yield Sample("Why this?", "the longest", longest_explanation("*"))


# ---------------------------------------------------------------- quotes


async def quotations() -> Samples:
    """Quotes, the list of speakers, and a question back."""
    async with open_stage(collection=quotes.QUAYSIDE) as stage:
        yield Sample(
            "Quote", "by a speaker", await stage.command("quote", speaker="Elio Rima"), "/quote speaker: Elio Rima"
        )
        yield Sample("Quote", "citation", await stage.press(stage.replies[-1], texts.CITE))
        yield Sample("Quote", "at random", await stage.command("quote"), "/quote")
        yield Sample("Quote", "which speaker", await stage.command("quote", speaker="minister"), "/quote minister")
        yield Sample("Quote", "nobody", await stage.command("quote", speaker="Napoleon"), "/quote speaker: Napoleon")
        shown = await stage.command("quote", speaker="Ada Quill", about="whales")
        yield Sample("Quote", "no such topic", shown, "/quote speaker: Ada Quill about: whales")
        yield Sample("Quote", "speakers", await stage.command("quotes"), "/quotes")
    async with open_stage(*strange.ALL) as stage:
        for name, quote in (
            ("markup", strange.MARKUP_QUOTE),
            ("right to left", strange.HEBREW_QUOTE),
            ("long text", strange.LONG_QUOTE),
            ("several lines", strange.LINES_QUOTE),
        ):
            yield Sample("Quote", name, await stage.command("quote", speaker=quote.speaker), "/quote")
        yield Sample("Quote", "strange speakers", await stage.command("quotes"), "/quotes")


async def verdicts() -> Samples:
    """Verdicts of every kind, to one person and to everybody."""
    lock, fog, ships = quotes.LOCK.text, quotes.FOG.text, quotes.SHIPS.text
    async with open_stage(collection=quotes.QUAYSIDE) as stage:
        for name, words, speaker in (
            ("verbatim", fog, ""),
            ("excerpt", "we may have to if the €10 million isn’t found", ""),
            ("excerpt with a warning", "the coast needs fewer guards", ""),
            ("with an omission", "Fog does […] read timetables", ""),
            ("altered", ships.replace("Nobody", "Everybody").replace("nine", "five"), ""),
            ("altered a little", lock.replace("may have to", "will").replace("10", "20"), "Bo Reed"),
            ("small differences", "Fog doesn't read timetabels", ""),
            ("wrong speaker", fog, "Bo Reed"),
            ("superseded quote", quotes.WHITE.text, ""),
            ("said by two", quotes.TUG.text, ""),
            ("not found", "The gulls will vote on Tuesday at noon.", "Ada Quill"),
        ):
            options: dict[str, str] = {"speaker": speaker} if speaker else {}
            shown = await stage.command("verify", text=words, **options)
            prompt = f"/verify text: {words}" + (f" speaker: {speaker}" if speaker else "")
            yield Sample("Verdict", name, shown, prompt)
            if name == "altered":
                yield Sample("Verdict", "shared", await stage.press(shown, verify_texts.SHARE))
        message = f"He said “{fog}” and “{ships}” and “{lock}” and “{quotes.RISE.text}” all day."
        yield Sample("Verdict", "shortcut on a message", await stage.command("verify", message=message))
        await stage.command("verify", message="Well, “Fog never reads the timetables.” they said.")
        yield Sample("Verdict", "not found in a message", stage.replies[-1])
    async with open_stage(*strange.ALL) as stage:
        for name, words in (
            ("markup", strange.MARKUP.replace("strong", "weak")),
            ("right to left", f"{strange.HEBREW[:-1]} היום."),
            ("long text", strange.LONG[:2500].replace("nine pilots", "ten pilots")),
            ("long text with two changes", strange.LONG[:2500].replace("3,982", "3,892").replace("4,012", "4,021")),
            ("long text that is not found", "Nobody ever said these words about the harbour. " * 50),
        ):
            yield Sample("Verdict", name, await stage.command("verify", text=words), f"/verify text: {words[:60]}…")


# ---------------------------------------------------------------- digests


async def digests() -> Samples:
    """Digests: the first one, a normal day, many changes, the rest, and a quiet day."""
    dredging = replace(BUOYS, id="dredging", text="Dredging of the north basin ends in May 2026.", topic="Harbour")
    week = tuple(replace(one, source=replace(LOG, published=dt.date(2026, 5, 29))) for one in (BUOYS, TUG_ANNA, FOG))
    async with open_database() as (store, clock):
        scenario = DigestScenario(store, clock)
        await scenario.set_facts(*week, dredging, *harbour.LOCKS)
        first = await scenario.post_digest(WISH)
        yield Sample("Digest", "first", scenario.shown(first))
        changed = replace(dredging, text="Dredging of the north basin ends in August 2026.")
        ending = replace(harbour.CRANE, valid_until=dt.date(2026, 6, 20))
        await scenario.set_facts(*week, changed, CAR_FERRY, ending, *harbour.LOCKS)
        normal = await scenario.post_digest(WISH, days=1)
        yield Sample("Digest", "normal day", scenario.shown(normal))
        quiet = await scenario.post_digest(WISH, days=1)
        yield Sample("Digest", "nothing new", scenario.shown(quiet))
        many = tuple(
            replace(CAR_FERRY, id=f"ferry-{n}", text=f"Ferry {n} carries {n * 7} cars at a time.", topic=topic)
            for topic in ("Ships", "Harbour", "Channel")
            for n in range(ord(topic[0]), ord(topic[0]) + 14)
        )
        new_locks = tuple(replace(lock, text=lock.text.replace("metres", "yards")) for lock in harbour.LOCKS)
        await scenario.set_facts(*week, dredging, *new_locks, ending, *many)
        full = await scenario.post_digest(WISH, days=1)
        yield Sample("Digest", "many changes", scenario.shown(full))
        yield Sample("Digest", "the rest", scenario.shown(full, first=len(full.shown)))
    async with open_database() as (store, clock):
        scenario = DigestScenario(store, clock)
        await scenario.set_facts(*week)
        await scenario.post_digest(WISH)
        await scenario.set_facts(*week, *strange.ALL)
        yield Sample("Digest", "hard to show", scenario.shown(await scenario.post_digest(WISH, days=1)))


async def digest_commands() -> Samples:
    """Replies to the commands of the digest."""
    async with open_stage(collection=harbour.HARBOUR) as stage:
        for name, command, options in (
            ("not on", "digest status", {}),
            ("settings while it is off", "digest settings", {}),
            ("on", "digest on", {"time": "9am", "zone": "Berlin", "days": "weekdays", "quiet": True}),
            ("a time that is none", "digest on", {"time": "quarter past never"}),
            ("status", "digest status", {}),
            ("settings", "digest settings", {}),
            ("preview", "digest preview", {}),
            ("off", "digest off", {}),
        ):
            prompt = " ".join((f"/{command}", *(f"{key}: {value}" for key, value in options.items())))
            yield Sample("Digest command", name, await stage.command(command, **options), prompt)
        settings = await stage.command("digest settings")
        yield Sample("Digest command", "settings after it was turned off", settings)
        form = await stage.open(settings, digest_texts.SET_UP_AND_ON)
        yield Sample("Digest command", "form", form)
        refused = await stage.send(form, more="until the end, Germany")
        yield Sample("Digest command", "a form that can't be read", refused)
        saved = await stage.send(form, more="31 December, Germany")
        yield Sample("Digest command", "a form that was saved", saved)
    button = Button.calling(digest_texts.SETTINGS, "digest settings")
    shown = Notice(texts.BEHIND_BUTTON, private=False, buttons=(button,))
    yield Sample("Digest command", "settings after a mention", shown, "@Factbot digest settings")
    rows = (
        ("When", "Every day at 09:00 (Europe/Berlin)"),
        ("Topics", "; ".join(("Harbour", "Western Balkans summit", strange.ARABIC[:20], strange.LONG_WORD[:90]))),
        ("If nothing is new", "I post a quote and an older fact"),
        ("Paused", digest_texts.with_advice("I may not post here.", "After that, type /digest on to start it again.")),
        *((f"{day} {n} June 2026", f"Posted at 09:0{n}") for n, day in enumerate(("Monday", "Tuesday", "Friday"), 1)),
    )
    yield Sample("Digest command", "a long status", Details(digest_texts.STATUS, rows))


# ---------------------------------------------------------------- the rest


async def help_and_notices() -> Samples:
    """Help, the Home tab, watching and errors."""
    async with open_stage(collection=FactFolder(shipped_facts()).load(), example=True) as stage:
        yield Sample("Help", "by command", await stage.command("help"), "/help")
        yield Sample("Help", "Home tab", await stage.home(), place="home")
        yield Sample("Help", "in a direct message", await stage.ask("hello"), "hello", place="direct")
        yield Sample("Help", "all commands", await stage.command("help", command="all"), "/help all")
        yield Sample("Welcome", "in a server or a channel", await stage.welcome(CHANNEL))
        yield Sample("Welcome", "in a chat", await stage.welcome(replace(CHANNEL, direct=True)), place="direct")
        yield Sample("Notice", "no words", await stage.ask("?!"), "@Factbot ?!")
        yield Sample("Notice", "too long", await stage.ask("why " * 400), "@Factbot why why why why why …")
    async with open_stage() as stage:
        yield Sample("Help", "without facts", await stage.command("help"), "/help")
    announcement = "From now on I read all messages in this channel, and answer without being mentioned if I am sure."
    yield Sample("Watch", "on", Notice(f"{announcement} Ann Berg switched this on.", private=False), "/watch on")
    channels = (
        WatchedChannel("#harbour"),
        WatchedChannel("#" + "a-long-name-" * 6, "I may not read messages there. Please allow me to view the channel."),
        WatchedChannel("#الميناء"),
    )
    yield Sample("Watch", "status", WatchStatus(channels, here=False), "/watch status")
    yield Sample("Watch", "nothing watched", WatchStatus((), here=False), "/watch status")
    yield Sample("Curators", "without a list", CuratorPanel(note=curator_texts.ADMINS_CHANGE_IT), "/curators")
    rules = (
        Mention("role", "1", "Editors"),
        Mention("role", "2", strange.MARKUP[:100]),
        Mention("role", "3", strange.HEBREW),
        Mention("group", "4", "desk"),
        Mention("permission", "manage_messages", "Manage Messages"),
        Mention("person", "5", strange.LONG_WORD[:100]),
        Mention("person", "6", "Ann Berg"),
    )
    note = f"{curator_texts.IS_ONE} {curator_texts.HOW_TO} {curator_texts.THE_MENU}"
    shown = tuple((rule, rule.name != "desk") for rule in rules)
    changed = CuratorPanel(shown, curator_texts.added(rules[-1:]), note, can_change=True)
    yield Sample("Curators", "after a change", changed, "/curators add: @Ann Berg")
    for_curators = texts.curators_only(in_words(rules), 2)
    yield Sample("Notice", "for curators", Notice(for_curators), "/curators")
    yield Sample("Notice", "in a place that is not served", refusal(private=False), "@Factbot Hello")
    yield Sample("Notice", "for managers", Notice(texts.managers_only("watch on")), "/watch on")
    yield Sample("Notice", "markup", Notice(strange.MARKUP, private=False))


async def every_element() -> Samples:
    """A reply with all elements, also if it is too long for a message."""
    yield Sample("All elements", "short", EveryElement())
    yield Sample("All elements", "long", EveryElement(150))
    async with open_stage(*strange.ALL) as stage:
        card = await stage.ask(strange.MARKUP_FACT.questions[0])
        assert isinstance(card, Card)
        yield Sample(
            "All elements",
            "asked by a strange name",
            replace(card, asked=texts.asked_by("Zoë *★* <b>", strange.MARKUP)),
        )


GROUPS: tuple[Callable[[], Samples], ...] = (
    answers, hard_answers, other_replies_to_questions, presses, quotations, verdicts, digests, digest_commands,
    help_and_notices, curation, gaps, changes, forms, every_element,
)  # fmt: skip


async def all_samples() -> list[Sample]:
    """Make every card."""
    samples = [sample for group in GROUPS async for sample in group()]
    keys = [sample.key for sample in samples]
    assert len(set(keys)) == len(keys), sorted(key for key in set(keys) if keys.count(key) > 1)
    return samples
