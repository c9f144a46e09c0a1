"""The forms in which people write an entry. What does not fit into the first one is in further ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from bot.core.events import FormSubmission
from bot.core.forms import TEXT_LENGTH, FieldKind, Form, FormField
from bot.core.shorten import label as short_label
from bot.curation.composing import Kind, label, problems_of
from bot.curation.working_copies import WorkingCopy
from bot.features.curation import texts as curation_texts

MAIN, DETAILS, MORE = "entry", "entry-details", "entry-more"
"""Names of the forms. Forms that people have open have them, so they never change."""
Step: TypeAlias = Literal["entry", "entry-details", "entry-more"]

_WHY: Final = "why"
STEPS: Final[Mapping[Kind, Mapping[str, tuple[str, ...]]]] = {
    "fact": {
        MAIN: ("text", "title", "publisher", "published", "url"),
        DETAILS: ("topic", "questions", "valid_from", "valid_until", _WHY),
        MORE: ("as_of", "paragraph", "tags"),
    },
    "quote": {
        MAIN: ("text", "speaker", "title", "publisher", "published"),
        DETAILS: ("role", "about", "said", "url", "reported_by"),
        MORE: ("topic", "questions", "where", "paragraph", _WHY),
    },
}
"""The fields of each form. Five fit into one."""
_KINDS: Final[Mapping[str, FieldKind]] = {
    "text": "paragraph", "questions": "paragraph", "tags": "paragraph", "published": "date", "valid_from": "date",
    "valid_until": "date", "as_of": "date", "said": "date",
}  # fmt: skip
_LIMITS: Final[Mapping[str, int]] = {
    "text": TEXT_LENGTH, "questions": TEXT_LENGTH, "url": 2_000, "about": 500, "paragraph": 6, "why": 500,
}  # fmt: skip
_HELP: Final[Mapping[str, str]] = {
    "questions": curation_texts.LINE_EACH, "tags": curation_texts.LINE_EACH, _WHY: curation_texts.WHY_HINT,
}  # fmt: skip
_LINE = 300


def form(copy: WorkingCopy, step: str) -> Form:
    """Make one of the forms of a working copy, with what was filled in so far."""
    fields = tuple(_field(copy, name) for name in STEPS[copy.of][step])
    submit = curation_texts.NEXT if step == MAIN else curation_texts.KEEP
    return Form(step, _title(copy, step), fields, copy.id, submit)


def with_values(copy: WorkingCopy, step: str, sent: Mapping[str, str]) -> WorkingCopy:
    """Return the working copy with what was filled in."""
    given = {name: sent.get(name, "") for name in STEPS[copy.of][step]}
    why = given.pop(_WHY, copy.why)
    return replace(copy, values={**copy.values, **given}, why=why)


def check(sent: FormSubmission) -> Mapping[str, str]:
    """Return what is wrong with the fields of a form, by their names, before its working copy is known.

    Days may be typed in many ways, such as "yesterday". So they are read later, and only whether one is missing is
    said here.
    """
    step = sent.code.partition(":")[0]
    kind: Kind = "quote" if sent.values.keys() - STEPS["fact"].get(step, ()) - {_WHY} else "fact"
    read = {
        name: value
        for name, value in sent.values.items()
        if name in STEPS[kind].get(step, ()) and name != _WHY and (_KINDS.get(name) != "date" or not value.strip())
    }
    return problems_of(kind, read)


def _field(copy: WorkingCopy, name: str) -> FormField:
    value = copy.why if name == _WHY else copy.values.get(name, "")
    named = curation_texts.WHY if name == _WHY else label(copy.of, name)
    # What is required is checked here, in a sentence, so that no platform keeps back what was typed.
    return FormField(
        name, named, _KINDS.get(name, "line"), required=name == "text", value=value,
        limit=_LIMITS.get(name, _LINE), help=_HELP.get(name, ""),
    )  # fmt: skip


def _title(copy: WorkingCopy, step: str) -> str:
    if step != MAIN:
        return curation_texts.DETAILS if step == DETAILS else curation_texts.MORE
    if copy.draft:
        return curation_texts.DRAFT_TITLE
    if copy.kind == "supersede":
        return curation_texts.REPLACE_TITLE
    if copy.before:
        return short_label(f"{curation_texts.EDIT_TITLE} {copy.before.id}", 24)
    return curation_texts.FACT_TITLE if copy.of == "fact" else curation_texts.QUOTE_TITLE
