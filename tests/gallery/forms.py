"""The forms: each as it opens, and filled in with content that is hard to show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.forms import Form
from bot.features.digest import texts as digest_texts
from tests.gallery.sending import Sample
from tests.gallery.stage import open_stage
from tests.samples import facts as harbour
from tests.samples import quotes, strange


async def forms() -> AsyncIterator[Sample]:
    """To check a quote, and to set up the digest."""
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
