"""What a person sees of a message in Discord. A small model of its markup, made apart from the code under test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

LINK = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
MASKED = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)", re.DOTALL
)
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
STYLED = re.compile(r"[*_`]|~~|\|\||\|(?=\|)|<(?:@|#|:|a:|t:|/|id:|https?:)|@everyone|@here|:[\w+~-]+:")
PLAIN = re.compile(r"(?:[^\\\[*_`~|<@:hs\n]|h(?!ttps?://)|s(?!team://))+|.", re.DOTALL)
"""As much as there is without any sign that could begin one of the others, at least one character."""
BLOCK = re.compile(r"[^\S\n]*(?:>>> |> |#{1,3} |-# |[-*+] |\d+\. )")
STYLES = {
    "**": re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL),
    "~~": re.compile(r"~~(.+?)~~(?!_)", re.DOTALL),
}
"""Bold, and struck out."""
UNSEEN = "\u200b"


class StyledError(AssertionError):
    """Something would not show to the letter."""


def read(markup: str, *, strict: bool = False) -> str:
    """The words that a reader sees. With `strict`, raises StyledError where any of it would show as markup."""
    return "".join(text for text, _ in _pieces(markup, strict=strict))


def links(markup: str) -> tuple[str, ...]:
    """The addresses that a reader can follow."""
    return tuple(address for _, address in _pieces(markup, strict=False) if address)


def styled(markup: str, sign: str) -> tuple[str, ...]:
    """The words that stand in the style of a sign, such as "**" for bold."""
    found, at = [], 0
    while at < len(markup):
        if style := STYLES[sign].match(markup, at):
            found.append(read(style[1]).strip(UNSEEN))
        skipped = style or ESCAPED.match(markup, at) or LINK.match(markup, at) or PLAIN.match(markup, at)
        assert skipped
        at = skipped.end()
    return tuple(found)


def _pieces(markup: str, *, strict: bool) -> Iterator[tuple[str, str]]:
    """Words with the address behind them, if any, in the order in which Discord's own rules apply."""
    at = 0
    while at < len(markup):
        if (at == 0 or markup[at - 1] == "\n") and (found := BLOCK.match(markup, at)):
            if strict:
                raise StyledError(f"a line would be set apart: {markup[at : at + 40]!r}")
            # Of a list, the sign is seen; of a quotation or a heading, it is not.
            yield found[0] if found[0].strip()[0] not in ">#" and found[0].strip() != "-#" else "", ""
        elif found := ESCAPED.match(markup, at):
            yield found[1], ""
        elif found := LINK.match(markup, at):
            yield found[0], found[0]
        elif found := MASKED.match(markup, at):
            if strict:
                raise StyledError(f"a link would show under other words: {found[0]!r}")
            yield read(found[1]), found[2]
        elif found := STYLED.match(markup, at):
            if strict:
                raise StyledError(f"{found[0]!r} would not show as it is, in {markup[max(0, at - 20) : at + 20]!r}")
            yield found[0] if found[0][0] in "<@:" else "", ""
        else:
            found = PLAIN.match(markup, at)
            assert found
            yield found[0], ""
        at = found.end()


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it."""

    id: str
    channel: str
    text: str
    """All of its words from top to bottom, a line each for its parts."""
    main: str
    """The message's own text: content or, in a card, the description."""
    private: bool
    """One person alone sees it."""
    buttons: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """What there is to choose in its selects."""
    bold: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: str | None = None
    """Id of the message that it is a reply to."""


def show(id_: str, channel: str, body: Json, *, private: bool, reply_to: str | None = None) -> Shown:
    """Read a message's body."""
    parts = [body.get("content") or ""]
    for embed in body.get("embeds") or []:
        parts += [embed.get("title") or "", embed.get("description") or ""]
        for field in embed.get("fields") or []:
            parts += [field["name"], field["value"]]
    footers = [embed["footer"]["text"] for embed in body.get("embeds") or [] if embed.get("footer")]
    descriptions = [embed.get("description") or "" for embed in body.get("embeds") or []]
    return Shown(
        id=id_,
        channel=channel,
        text="\n".join(_seen(part) for part in parts if part) + "".join(f"\n{footer}" for footer in footers),
        main=_seen(body.get("content") or "".join(descriptions[:1])),
        private=private,
        buttons=tuple(button["label"] for button in buttons(body)),
        choices=tuple(option["label"] for select in selects(body) for option in select["options"]),
        bold=tuple(words for part in parts for words in styled(part, "**")),
        struck=tuple(words for part in parts for words in styled(part, "~~")),
        links=tuple(link for part in parts for link in links(part)),
        reply_to=reply_to,
    )


def buttons(body: Json) -> list[Json]:
    """All buttons of a message's body."""
    return [component for component in _components(body) if component["type"] == 2]


def selects(body: Json) -> list[Json]:
    """All selects of a message's body."""
    return [component for component in _components(body) if component["type"] == 3]


def _components(body: Json) -> list[Json]:
    return [component for row in body.get("components") or [] for component in row.get("components") or []]


def _seen(markup: str) -> str:
    """Discord takes white space away at the ends; nobody sees a space without width that stands there instead."""
    return read(markup.strip()).strip(UNSEEN)


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as a person sees it."""

    title: str
    labels: tuple[str, ...]
    hints: tuple[str, ...]
    """What stands in each field while it is empty."""
    choices: dict[str, tuple[str, ...]]
    """What there is to choose, by the names of the fields."""
    values: dict[str, str]
    """What stands in each field at first, by its name."""
    long: tuple[str, ...]
    """Names of the fields with several lines."""
    required: tuple[str, ...]


def show_form(modal: Json) -> ShownForm:
    """Read the data of a modal."""
    fields = [label["component"] for label in modal["components"]]
    names = [field["custom_id"] for field in fields]
    return ShownForm(
        title=modal["title"],
        labels=tuple(label["label"] for label in modal["components"]),
        hints=tuple(field.get("placeholder") or "" for field in fields),
        choices={f["custom_id"]: tuple(o["label"] for o in f["options"]) for f in fields if f["type"] == 3},
        values=dict(zip(names, map(_first_value, fields), strict=True)),
        long=tuple(field["custom_id"] for field in fields if field.get("style") == 2),
        required=tuple(field["custom_id"] for field in fields if field.get("required", True)),
    )


def filled_form(modal: Json, values: dict[str, str]) -> Json:
    """The data of the interaction with which a modal is sent; refuses what Discord's own window refuses."""
    components = []
    for number, label in enumerate(modal["components"]):
        field = label["component"]
        name, value = field["custom_id"], values[field["custom_id"]]
        assert value or not field.get("required", True), f"{name} must be filled in"
        sent: Json = {"type": field["type"], "id": 2 * number + 2, "custom_id": name}
        if field["type"] == 3:
            assert value in ("", *(option["value"] for option in field["options"])), f"{name} does not offer {value}"
            sent["values"] = [value] if value else []
        else:
            assert len(value) <= field.get("max_length", 4000), f"{name} is too long"
            sent["value"] = value
        components.append({"type": 18, "id": 2 * number + 1, "component": sent})
    return {"custom_id": modal["custom_id"], "components": components}


def _first_value(field: Json) -> str:
    chosen = [option["value"] for option in field.get("options") or () if option.get("default")]
    return str(field.get("value") or next(iter(chosen), ""))
