"""The form in which people paste the words to check, and the buttons that lead on if words are not found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.controls import Button
from bot.core.events import CHOICES
from bot.core.forms import TEXT_LENGTH, Form, FormField
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import Claim
from bot.knowledge import offers
from bot.knowledge.choices import speaker_choice
from bot.knowledge.knowledge import Knowledge

CHECK_FORM: Final = "verify"
"""Name of the form. Forms that people have open carry it, so it never changes."""
_WORDS, _SPEAKER = "words", "speaker"
"""Names of its fields. They never change, either."""


def check_form(knowledge: Knowledge, speaker: str = "") -> Form:
    """Make the form. `speaker` is who said it, as typed. If there are few speakers, people choose one."""
    quotes = knowledge.quotes
    people = quotes.speakers
    who = FormField(_SPEAKER, verify_texts.WHO_SAID_IT, required=False, value=speaker, limit=200)
    if 0 < len(people) <= CHOICES:
        chosen = quotes.directory.fits(speaker) if speaker else frozenset[str]()
        choices = tuple(speaker_choice(quotes, person, key=True, counted=False) for person in people)
        value = next(iter(chosen)) if len(chosen) == 1 else ""
        who = FormField(_SPEAKER, verify_texts.WHO_SAID_IT, "choice", required=False, value=value, choices=choices)
    words = FormField(_WORDS, verify_texts.THE_WORDS, "paragraph", hint=verify_texts.PASTE, limit=TEXT_LENGTH)
    return Form(CHECK_FORM, verify_texts.CHECK_A_QUOTE, (words, who), submit=verify_texts.CHECK)


def read_form(knowledge: Knowledge, values: Mapping[str, str]) -> Claim:
    """Read what was filled in. A speaker who was chosen is named with the role."""
    given = values.get(_SPEAKER, "").strip()
    speaker = knowledge.quotes.directory.by_key(given) if given else None
    return Claim(values.get(_WORDS, "").strip(), speaker.label if speaker else given or None)


def ways_on(knowledge: Knowledge, speaker: str | None) -> tuple[Button, ...]:
    """Make the buttons under words that were not found: what the speaker said, who is quoted, and a new check."""
    directory = knowledge.quotes.directory
    people = [directory.by_key(key) for key in directory.fits(speaker)] if speaker else []
    known = [person for person in people if person is not None]
    return (
        *(map(offers.quotes_by, known) if len(known) == 1 else ()),
        offers.who_is_quoted(),
        Button.calling(verify_texts.CHECK_ANOTHER, "verify"),
    )
