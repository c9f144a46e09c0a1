"""Forms as the platforms mean them: every kind of field, shortcuts that open one, and nothing typed is ever lost.

The feature below saves entries as a real one would; no adapter and no conversation knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.conversation.feature import Feature
from bot.conversation.form_submissions import NOT_LOST
from bot.conversation.kept_forms import EDIT_AGAIN, GONE, OPEN, PRESS_TO_OPEN
from bot.core.commands import Command, Option
from bot.core.controls import Button, Picker
from bot.core.declarations import action, command, form, makes_form
from bot.core.document import Actions, Document, Text
from bot.core.errors import FormRefusedError, UserError
from bot.core.events import NO_EXCHANGE, Action, Choice, FormSubmission, Invocation, Press
from bot.core.forms import TEXT_LENGTH, Form, FormField
from bot.core.ports import Responder
from bot.core.subjects import MessageSubject
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.strange import ARABIC, HEBREW, MARKUP

KINDS = (Choice("fact", "A fact"), Choice("quote", "A quote"))
PHRASINGS = (Choice("1", "When does it open?"), Choice("2", "Since when?"), Choice("3", "Until when?"))
TOPICS = (Choice("ships", "Ships"), Choice("fog", "Fog"))
OWNERS = (Choice("ann", "Ann"), Choice("bo", "Bo"))
NO_SOURCE, WRONG_SOURCE, KNOWN = "I need a source.", "I can't open this source.", "I know this already."
FILLED = {"Text": "The lock opens in May.", "Source": "The Log", "Date": "2026-05-01", "Kind": "A quote",
          "Questions": "When does it open?\nUntil when?"}  # fmt: skip
HOSTILE = (
    MARKUP, "@everyone @here <!channel> <!here> <@U0ALICE> <@200000000000000001> <#C1> &amp; <b>", ARABIC, HEBREW,
    "\u202eright to left\u202c \u2066and\u2069 \u200f\u200e", "a\x00b\x07\x1b[31mred\x7f", "\ud800 alone \udfff",
    "😀" * 1_500, "x" * TEXT_LENGTH, " \u200b\u00a0 . \u3000", "/cancelled", "-- ", "e\u0301 \u00e9 \ufeff",
)  # fmt: skip


@dataclass(frozen=True)
class SavedCard:
    """What was saved, with a second step: three pickers, and two buttons that open forms."""

    text: str
    chosen: str = ""
    private: bool = True

    def document(self) -> Document:
        """Return the text, what was chosen, the pickers and the buttons."""
        pickers = (
            Picker("Owner", Action("owner", NO_EXCHANGE), OWNERS),
            Picker("Topic", Action("topic-of", NO_EXCHANGE), TOPICS, chosen=("fog",)),
            Picker("Which questions?", Action("asked-by", NO_EXCHANGE), PHRASINGS, chosen=("2",), most=3),
        )
        buttons = (Button("More", Action("extend", NO_EXCHANGE, "more")), Button("Edit", Action("extend", "-", "edit")))
        actions = Actions(buttons, pickers)
        return Document.of(Text(f"Saved: {self.text}"), Text(self.chosen), actions, private=self.private)


def save_form(text: str = "", value: str = "") -> Form:
    """Make the form with every kind of field."""
    return Form(
        "save",
        "Save as fact",
        (
            FormField("text", "Text", "paragraph", value=text, limit=TEXT_LENGTH, help="One statement"),
            FormField("source", "Source", required=False, hint="Where does it stand?", least=3),
            FormField("date", "Date", "date", required=False),
            FormField("kind", "Kind", "choice", choices=KINDS, value="fact"),
            FormField("asks", "Questions", "choices", required=False, choices=PHRASINGS, chosen=("2",)),
        ),
        value=value,
        submit="Save",
    )


def problems(sent: FormSubmission) -> Mapping[str, str]:
    """Refuse an entry without a source."""
    return {} if sent.values["source"].strip() else {"source": NO_SOURCE}


class SaveHandlers(Feature):
    """A feature that only these tests have."""

    sent: list[FormSubmission]
    subjects: list[MessageSubject]

    @command(
        Command("save", "Save an entry", "save", (Option("words", "The words"),), shortcut="Save this",
                opens_form="always", private=True)
    )  # fmt: skip
    async def save(self, invocation: Invocation, responder: Responder) -> None:
        """Open the form, filled in from a message."""
        text = ""
        if invocation.subject:
            self.subjects.append(await responder.look_up(invocation.subject))
            text = invocation.subject.text
        await self._services.forms.open(save_form(text, "entry-1"), invocation, responder)

    @action("extend", opens_form=True)
    async def extend(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form in the second step."""
        await self._services.forms.open(save_form(action.value), press, responder)

    @makes_form("save")
    async def again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return save_form(value=sent.code.partition(":")[2])

    @form("save", check=problems)
    async def submit(self, sent: FormSubmission, responder: Responder) -> None:
        """Save the entry, or refuse it because of its source or its text, or fail."""
        self.sent.append(sent)
        if sent.values["source"] == "gone":
            raise FormRefusedError({"source": WRONG_SOURCE})
        if sent.values["source"] == "known":
            raise UserError(KNOWN)
        if sent.values["source"] == "broken":
            raise RuntimeError
        await responder.send(SavedCard(sent.values["text"]))

    @action("owner", in_place=True)
    async def choose_owner(self, action: Action, press: Press, responder: Responder) -> None:
        """Say who was chosen."""
        await responder.send(SavedCard("again", f"Owner: {action.value}"))

    @action("topic-of", in_place=True)
    async def choose_topic(self, action: Action, press: Press, responder: Responder) -> None:
        """Say which topic was chosen."""
        await responder.send(SavedCard("again", f"Topic: {action.value}"))

    @action("asked-by", in_place=True, takes_value=False)
    async def choose_questions(self, action: Action, press: Press, responder: Responder) -> None:
        """Say which questions were chosen."""
        await responder.send(SavedCard("again", f"Questions: {', '.join(press.chosen)}"))


@pytest.fixture(autouse=True)
def saved() -> None:
    """Begin with nothing saved."""
    SaveHandlers.sent, SaveHandlers.subjects = [], []


async def begin(chat: PlatformDriver, platform: str) -> None:
    """Open the form."""
    if platform == "terminal":
        await chat.begin_form_by("save")
    else:
        await chat.begin_form_on("Save this", "The lock opens.")


async def refused(chat: PlatformDriver, platform: str, source: str) -> Rendered:
    """Send an entry that is refused, or that fails, because of its source; return what the person is told."""
    await begin(chat, platform)
    return await chat.send_form({**FILLED, "Source": source})


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_kind_of_field_reaches_the_feature(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        await begin(chat, platform)
        assert "Saved: The lock opens in May." in (await chat.send_form(FILLED)).text
    (sent,) = SaveHandlers.sent
    assert sent.code == "save:entry-1"
    assert sent.values == {"text": FILLED["Text"], "source": "The Log", "date": "2026-05-01", "kind": "quote"}
    assert sent.chosen == {"asks": ("1", "3")}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_is_left_alone_stays_and_what_is_left_out_is_empty(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        await begin(chat, platform)
        kept = {"Date": "", "Kind": "", "Questions": ""} if platform == "terminal" else {}
        await chat.send_form({"Text": "Less.", "Source": "The Log", **kept})
    (sent,) = SaveHandlers.sent
    assert sent.values == {"text": "Less.", "source": "The Log", "date": "", "kind": "fact"}
    assert sent.chosen == {"asks": ("2",)}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_the_check_of_a_form_refuses_is_corrected_in_the_form_or_behind_a_button(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        told = await refused(chat, platform, "")
        assert NO_SOURCE in told.text
        assert SaveHandlers.sent == []
        assert (EDIT_AGAIN in told.buttons) == (platform == "discord")  # Slack's form is still open
        if platform == "discord":
            await chat.begin_form(told, EDIT_AGAIN)
        await chat.send_form({"Source": "The Log"})
    (sent,) = SaveHandlers.sent
    assert [sent.values[name] for name in ("text", "source", "date")] == [FILLED["Text"], "The Log", "2026-05-01"]
    assert sent.chosen == {"asks": ("1", "3")}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_a_feature_refuses_is_shown_again_as_it_was_filled_in_also_after_a_restart(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        told = await refused(chat, platform, "gone")
        assert WRONG_SOURCE in told.text
        if platform != "terminal":  # which asks for the source again
            assert f"“Source”: {WRONG_SOURCE} {NOT_LOST}" in told.text
            assert told.private
            await chat.restart()
            await chat.begin_form(told, EDIT_AGAIN)
        await chat.send_form({"Source": "The Log"})
    first, second = SaveHandlers.sent
    assert second.values == {**first.values, "source": "The Log"}
    assert (second.code, second.chosen) == (first.code, first.chosen)


@pytest.mark.parametrize("source", ["known", "broken"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_was_typed_comes_back_after_any_refusal_and_any_error(
    platform: str, run_bot: RunBot, knowledge: Knowledge, source: str
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        told = await refused(chat, platform, source)
        assert (KNOWN if source == "known" else "Something went wrong on my side.") in told.text
        if platform == "terminal":
            kept = {"Text": "", "Source": "The Log", "Date": "", "Kind": "", "Questions": ""}
        else:
            await chat.begin_form(told, EDIT_AGAIN)
            kept = {"Source": "The Log"}
        await chat.send_form(kept)
    first, second = SaveHandlers.sent
    assert second.values == {**first.values, "source": "The Log"}


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_only_the_person_who_typed_it_sees_it_again(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        told = await refused(chat, platform, "gone")
        assert GONE in (await chat.press_as_other(told, EDIT_AGAIN)).text


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_where_no_form_can_be_opened_a_button_opens_it(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        told = await chat.ask("/save")
        assert PRESS_TO_OPEN in told.text
        await chat.begin_form(told, OPEN)
        await chat.send_form(FILLED)
    (sent,) = SaveHandlers.sent
    assert (sent.code, sent.values["text"]) == ("save:entry-1", FILLED["Text"])


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_shortcut_opens_a_form_filled_in_from_the_message(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        await chat.begin_form_on("Save this", "Fog <b> *never* reads & waits.")
        await chat.send_form({"Source": "The Log"})
    (subject,) = SaveHandlers.subjects
    (sent,) = SaveHandlers.sent
    assert subject.text == sent.values["text"] == "Fog <b> never reads & waits."
    assert (subject.author, subject.channel, subject.public) == {
        "discord": ("olga", "#general", True),
        "slack": ("bob", "#general", True),
    }[platform]
    assert subject.author_id
    assert subject.sent is not None
    assert subject.link.startswith(
        {"discord": "https://discord.com/channels/", "slack": "https://stand-in.slack.com/"}[platform]
    )


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_pickers_and_buttons_for_forms_are_a_second_step(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        await begin(chat, platform)
        card = await chat.send_form(FILLED)
        assert card.private in (True, None)
        for label, said in (("Bo", "Owner: bo"), ("Ships", "Topic: ships"), ("Until when?", "Questions:")):
            card = await chat.choose(card, label)
            assert said in card.text
        await chat.begin_form(card, "More")
        await chat.send_form({**FILLED, "Text": "And more."})
    assert [sent.values["text"] for sent in SaveHandlers.sent] == [FILLED["Text"], "And more."]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_hostile_text_comes_back_unchanged_and_pings_nobody(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    """The stand-ins note every mention that would ping. In the terminal a line is the whole text."""
    async with run_bot(platform, knowledge, SaveHandlers) as chat:
        for text in HOSTILE:
            if platform == "terminal" and "\n" in text:
                continue
            SaveHandlers.sent.clear()
            await begin(chat, platform)
            told = await chat.send_form({**FILLED, "Text": text, "Source": "gone"})
            assert WRONG_SOURCE in told.text
            if platform != "terminal":
                await chat.begin_form(told, EDIT_AGAIN)
            assert "Saved: " in (await chat.send_form({"Source": "The Log"})).text
            assert [sent.values["text"] for sent in SaveHandlers.sent] == [text, text]
