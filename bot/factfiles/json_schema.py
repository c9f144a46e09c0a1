"""Generate the JSON Schema of a fact file, so that editors complete keys and mark mistakes during typing.

It is made from the tables of the loader, and never refuses what the loader accepts. The loader checks more: lengths,
invisible characters, days that do not exist, and problems across files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.factfiles.fields import SCHEMAS, Read
from bot.factfiles.schema import AUDIENCE, FACT_KEYS, QUOTE_KEYS, REQUIRED, SECTIONS, SILENCE, SOURCE_KEYS, TOPIC

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The version of JSON Schema that most editors support."""

_OF_BOTH: Final = {
    "id": "Its name: lower-case letters, digits and hyphens. No other fact or quote may have it.",
    "questions": "Questions that this should answer, as people type them. It is found by them and tested with them.",
    "paragraph": "The paragraph in which the source says it.",
    "status": "active, draft, superseded or retired. Drafts and what is retired are never shown.",
    "tags": "Words to find it by.",
    "audience": "The only places in which it may be seen, such as slack:T0123 or discord:42:99.",
    "owner": "Who looks after it: a platform and a person's id, such as slack:U0123.",
    "checked": "The day on which it was last checked.",
    "review": "When it must be checked again: a day, or a number of days.",
}
DESCRIPTIONS: Final[dict[str, dict[str, str]]] = {
    "file": {
        "source": "Where the facts and quotes of this file come from.",
        "topic": "What this file is about. The digest is sorted by it.",
        "audience": "The only places in which anything of this file may be seen, such as slack:T0123.",
        "facts": "Statements in your own words.",
        "quotes": "What somebody said, word for word.",
        "stay_silent": "Questions that this file must not answer.",
    },
    "source": {
        "title": "The title of the article or document.",
        "publisher": "Who published it.",
        "published": "The day it was published, such as 2025-10-22.",
        "url": "Its address on the web.",
    },
    "fact": _OF_BOTH
    | {
        "text": "One statement, in your own words. It is shown word for word.",
        "as_of": "The day as of which it is true; the day of the source if you leave it out.",
        "valid_from": "The first day on which it is true.",
        "valid_until": "The last day on which it is true.",
        "supersedes": "The id of the fact that this one replaces, or a list of them.",
    },
    "quote": _OF_BOTH
    | {
        "speaker": "Who said it.",
        "role": "What the speaker is, such as Prime Minister of Albania.",
        "text": "The words exactly as they were spoken, without quotation marks around them.",
        "about": "What was being talked about.",
        "said": "The day it was said.",
        "where": "The place of the speech or interview.",
        "reported_by": "Who reported the words, if it is not the publisher.",
    },
}
"""The description that an editor shows for each key."""


def fact_file_schema() -> dict[str, Any]:
    """Return the schema of a fact file (not of `aliases.yaml`)."""
    sections: dict[str, Mapping[str, Any]] = {
        "source": _object("source", SOURCE_KEYS),
        "topic": SCHEMAS[TOPIC],
        "audience": SCHEMAS[AUDIENCE],
        "facts": {"type": "array", "items": _object("fact", FACT_KEYS)},
        "quotes": {"type": "array", "items": _object("quote", QUOTE_KEYS)},
        "stay_silent": {"type": "array", "items": SCHEMAS[SILENCE]},
    }
    return {
        "$schema": DIALECT,
        "title": "Factbot fact file",
        "type": "object",
        "properties": {key: {"description": DESCRIPTIONS["file"][key], **sections[key]} for key in SECTIONS},
        "required": ["source"],
        "additionalProperties": False,
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(fact_file_schema(), indent=2, ensure_ascii=False) + "\n"


def _object(what: str, keys: Mapping[str, Read]) -> dict[str, Any]:
    """Describe a mapping with these keys, each with its reader."""
    return {
        "type": "object",
        "properties": {key: {"description": DESCRIPTIONS[what][key], **SCHEMAS[read]} for key, read in keys.items()},
        "required": list(REQUIRED[what]),
        "additionalProperties": False,
    }
