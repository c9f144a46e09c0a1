"""Who or what was mentioned in a command: a person, or people who have something in common. No platform's markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast
from urllib.parse import quote, unquote

from bot.core.directions import isolated
from bot.core.shorten import shorten

MentionKind: TypeAlias = Literal["role", "group", "permission", "person"]
"""A role or a permission of Discord, a user group of Slack, or one person."""

_TEXT = re.compile(r"(role|group|permission|person):([\w-]+)(?::(\S*))?")
"""The name is missing if it is only the word “private”, which the parser of a typed line takes away."""
_LONGEST_NAME: Final = 60
_SHARED: Final[Mapping[MentionKind, str]] = {
    "role": "with the role", "group": "in the group", "permission": "with the permission"
}  # fmt: skip
_WITH_SIGN: Final = ("role", "group")
"""Kinds whose names begin with "@", so that they are not taken for words of the sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody, or all who have a role, are in a group or have a permission."""

    kind: MentionKind
    id: str
    """The platform's own id; of a permission its name in small letters, such as "manage_messages"."""
    name: str = ""
    """As the platform gives it, so it may be anything; empty if it is not known."""

    @property
    def text(self) -> str:
        """Return it as the value of an option: one word without quotation marks, so it may be in a typed line."""
        return f"{self.kind}:{self.id}:{quote(self.name, safe='', errors='replace')}"

    @classmethod
    def read(cls, text: str) -> Mention | None:
        """Read the value of an option. Return None for a name that somebody typed."""
        match = _TEXT.fullmatch(text)
        return cls(cast(MentionKind, match[1]), match[2], unquote(match[3] or "")) if match else None

    @property
    def shown(self) -> str:
        """Write the name for people, such as "@Editors", in one short line and without signs that turn it around."""
        name = "".join(filter(str.isprintable, " ".join(self.name.split())))
        name = shorten(name, _LONGEST_NAME).strip() or self.id
        return isolated(f"@{name.removeprefix('@')}" if self.kind in _WITH_SIGN else name)

    def is_called(self, typed: str) -> bool:
        """Return whether somebody who typed a name may have meant this."""
        name = _plain(typed)
        return bool(name) and name in (_plain(self.name), _plain(self.id))


def read_mentions(value: str) -> tuple[Mention, ...]:
    """Return all that is mentioned in the value of an option, each once; none if only names were typed."""
    found = (Mention.read(word) for word in value.replace(",", " ").split())
    return tuple(dict.fromkeys(mention for mention in found if mention))


def in_words(mentions: Iterable[Mention]) -> list[str]:
    """Write who is mentioned as parts of a sentence, such as "people with the role @Editors" and "Ann"."""
    names: dict[MentionKind, list[str]] = {}
    for mention in mentions:
        names.setdefault(mention.kind, []).append(mention.shown)
    people = names.pop("person", [])
    return [*(f"people {_SHARED[kind]} {' or '.join(shown)}" for kind, shown in names.items()), *people]


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split()).removeprefix("@")
