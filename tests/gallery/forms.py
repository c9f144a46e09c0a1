"""The forms: each as it opens, and filled in with content that is hard to show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.events import Choice
from bot.core.forms import Form, FormField
from bot.features.digest import texts as digest_texts
from tests.gallery.sending import Sample
from tests.gallery.stage import open_stage
from tests.samples import facts as harbour
from tests.samples import quotes, strange

KINDS = (Choice("fact", "A fact"), Choice("quote", "A quote"))
ASKS = (Choice("1", "When does the lock open?"), Choice("2", "Since when is the lock closed?"), Choice("3", "Why?"))
EVERY_KIND = Form(
    "save",
    "Save as fact",
    (
        FormField("text", "The fact in your own words", "paragraph", help="One statement that is true for itself"),
        FormField("said", "When was it said?", "date", required=False),
        FormField("kind", "Kind", "choice", choices=KINDS, value="fact"),
        FormField("asks", "Questions that it answers", "choices", choices=ASKS, chosen=("1", "3"), required=False),
    ),
    note="This is from a private channel. Nothing of it is shown elsewhere before you confirm that.",
    submit="Save",
)
REFUSED = EVERY_KIND.filled_in(
    {"text": "Fog.", "said": "2026-05-01"},
    {"asks": ("2",)},
    {"text": "Please write a whole sentence.", "said": "This day is in the future.", "": "I need a source."},
)


async def forms() -> AsyncIterator[Sample]:
    """To check a quote, and to set up the digest; and one with every kind of field."""
    yield Sample("Form", "every kind of field", EVERY_KIND)
    yield Sample("Form", "refused", REFUSED)
    yield Sample("Form", "hard to show", REFUSED.filled_in({"text": strange.MARKUP}, {}, {"": strange.MARKUP[:300]}))
    async with open_stage(*quotes.QUOTES) as stage:
        check = await stage.open_by_command("verify")
        yield Sample("Form", "check a quote", check)
        yield Sample("Form", "check a quote, filled in", _filled(check, strange.MARKUP[:400]))
    async with open_stage(collection=harbour.HARBOUR) as stage:
        settings = await stage.open(await stage.command("digest settings"), digest_texts.SET_UP_AND_ON)
        yield Sample("Form", "settings of the digest", settings)
        yield Sample("Form", "settings of the digest, filled in", _filled(settings, *[strange.ARABIC[:90]] * 4))


def _filled(form: Form, *values: str) -> Form:
    """Fill in the first fields."""
    filled = tuple(replace(field, value=value) for field, value in zip(form.fields, values, strict=False))
    return replace(form, fields=(*filled, *form.fields[len(filled) :]))
