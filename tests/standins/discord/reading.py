"""What a person sees of a message in Discord. A small model of its markup, made apart from the code under test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.standins.discord.components import BUTTON, LABEL, LINK_STYLE, SELECT, TEXT, displays, every

Json: TypeAlias = dict[str, Any]

LINK = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
MASKED = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)", re.DOTALL
)
CODE = re.compile(r"```\n(.+?)\n```", re.DOTALL)
"""A block of code: nothing in it is markup."""
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
STYLED = re.compile(
    r"<t:-?\d{1,11}(?::[tTdDfFsSR])?>|</[^<>:/]{1,98}:\d+>"
    r"|[*_`]|~~|\|\||\|(?=\|)|<(?:@|#|:|a:|t:|/|id:|https?:)|@everyone|@here|:[\w+~-]+:"
)
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
        skipped = (
            style
            or CODE.match(markup, at)
            or ESCAPED.match(markup, at)
            or LINK.match(markup, at)
            or PLAIN.match(markup, at)
        )
        assert skipped
        at = skipped.end()
    return tuple(found)


def _pieces(markup: str, *, strict: bool) -> Iterator[tuple[str, str]]:  # noqa: C901 - a case for each kind
    """Words with the address behind them, if any, in the order in which Discord's own rules apply."""
    at = 0
    while at < len(markup):
        if found := CODE.match(markup, at):
            yield found[1], ""
        elif (at == 0 or markup[at - 1] == "\n") and (found := BLOCK.match(markup, at)):
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
            yield _sign(found[0]), ""
        else:
            found = PLAIN.match(markup, at)
            assert found
            yield found[0], ""
        at = found.end()


def _sign(sign: str) -> str:
    """What is seen of a sign: a moment in UTC, which each reader sees in their own time, or a command's name."""
    if sign.startswith("<t:") and sign.endswith(">"):
        moment = dt.datetime.fromtimestamp(int(sign.strip("<>").split(":")[1]), dt.UTC)
        return f"{moment:%d %B %Y %H:%M} UTC".lstrip("0")
    if sign.startswith("</") and sign.endswith(">"):
        return sign[1:].split(":")[0]
    return sign if sign[0] in "<@:" else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it."""

    id: str
    channel: str
    text: str
    """All of its words from top to bottom, a line each for its parts."""
    main: str
    """The message's own text: content or, in a card, the description; of Components V2 the first that is not small."""
    private: bool
    """One person alone sees it."""
    buttons: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """What there is to choose in its selects."""
    bold: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """The addresses that it leads to: in its texts, and behind its link buttons."""
    link_buttons: tuple[str, ...] = ()
    """The labels of the buttons that open an address."""
    reply_to: str | None = None
    """Id of the message that it is a reply to."""


def show(id_: str, channel: str, body: Json, *, private: bool, reply_to: str | None = None) -> Shown:
    """Read a message's body."""
    parts = _markup(body)
    pressable, opening = buttons(body), link_buttons(body)
    return Shown(
        id=id_,
        channel=channel,
        text="\n".join(_seen(part) for part in parts) + "".join(f"\n{footer}" for footer in _footers(body)),
        main=_seen(_main(body)),
        private=private,
        buttons=tuple(map(label, pressable)),
        choices=tuple(option["label"] for select in selects(body) for option in select["options"]),
        bold=tuple(words for part in parts for words in styled(part, "**")),
        struck=tuple(words for part in parts for words in styled(part, "~~")),
        links=(*(link for part in parts for link in links(part)), *(button["url"] for button in opening)),
        link_buttons=tuple(map(label, opening)),
        reply_to=reply_to,
    )


def shown(body: Json) -> str:
    """All texts of a message's body from top to bottom, a line each at least, with their markup."""
    return "\n".join([*_markup(body), *_footers(body)])


def codes(body: Json) -> dict[str, str]:
    """The custom_id of each button of a message's body, by its label."""
    return {label(button): button["custom_id"] for button in buttons(body)}


def label(button: Json) -> str:
    """What a person reads on a button: its label or, without one, its emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def buttons(body: Json) -> list[Json]:
    """All buttons of a message's body that a bot hears of."""
    return [part for part in _of_type(BUTTON, body) if part.get("style") != LINK_STYLE]


def link_buttons(body: Json) -> list[Json]:
    """All buttons of a message's body that open an address."""
    return [part for part in _of_type(BUTTON, body) if part.get("style") == LINK_STYLE]


def selects(body: Json) -> list[Json]:
    """All selects of a message's body."""
    return _of_type(SELECT, body)


def _of_type(kind: int, body: Json) -> list[Json]:
    return [part for part in every(body.get("components")) if part["type"] == kind]


def _markup(body: Json) -> list[str]:
    """The texts of a message that have markup, in order: its content, then its embeds, or else its text displays."""
    parts = [body.get("content") or ""]
    for embed in body.get("embeds") or []:
        parts += [embed.get("title") or "", embed.get("description") or ""]
        for field in embed.get("fields") or []:
            parts += [field["name"], field["value"]]
    return [part for part in (*parts, *displays(body)) if part]


def _footers(body: Json) -> list[str]:
    return [embed["footer"]["text"] for embed in body.get("embeds") or [] if embed.get("footer")]


def _main(body: Json) -> str:
    own = [embed.get("description") or "" for embed in (body.get("embeds") or [])[:1]]
    large = [text for text in displays(body) if not all(line.startswith("-# ") for line in text.splitlines())]
    return next((text for text in (body.get("content"), *own, *large) if text), "")


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
    """What there is to choose or to tick, by the names of the fields."""
    values: dict[str, str]
    """What stands in each field at first, by its name; of what is ticked, a line each."""
    long: tuple[str, ...]
    """Names of the fields with several lines."""
    required: tuple[str, ...]
    texts: tuple[str, ...] = ()
    """What stands between the fields."""
    notes: tuple[str, ...] = ()
    """What stands below each label."""


def show_form(modal: Json) -> ShownForm:
    """Read the data of a modal."""
    named = [part for part in modal["components"] if part["type"] == LABEL]
    fields = [part["component"] for part in named]
    names = [field["custom_id"] for field in fields]
    return ShownForm(
        title=modal["title"],
        labels=tuple(part["label"] for part in named),
        texts=tuple(read(part["content"]) for part in modal["components"] if part["type"] == TEXT),
        notes=tuple(part.get("description") or "" for part in named),
        hints=tuple(field.get("placeholder") or "" for field in fields),
        choices={f["custom_id"]: tuple(o["label"] for o in f["options"]) for f in fields if "options" in f},
        values=dict(zip(names, map(_first_value, fields), strict=True)),
        long=tuple(field["custom_id"] for field in fields if field.get("style") == 2),
        required=tuple(field["custom_id"] for field in fields if field.get("required", True)),
    )


def filled_form(modal: Json, values: dict[str, str]) -> Json:
    """The data of the interaction with which a modal is sent; refuses what Discord's own window refuses.

    The value of a field with choices has the value or the label of each that is chosen, a line each.
    """
    components: list[Json] = []
    for number, part in enumerate(modal["components"]):
        if part["type"] == TEXT:
            components.append({"type": TEXT, "id": 2 * number + 1})
            continue
        field = part["component"]
        name, value = field["custom_id"], values[field["custom_id"]]
        assert value or not field.get("required", True), f"{name} must be filled in"
        sent: Json = {"type": field["type"], "id": 2 * number + 2, "custom_id": name}
        if "options" in field:
            sent["values"] = _chosen(field, value.splitlines())
        else:
            assert not value or (field.get("min_length") or 0) <= len(value), f"{name} is too short"
            assert len(value) <= field.get("max_length", 4000), f"{name} is too long"
            sent["value"] = value
        components.append({"type": LABEL, "id": 2 * number + 1, "component": sent})
    return {"custom_id": modal["custom_id"], "components": components}


def _chosen(field: Json, wanted: list[str]) -> list[str]:
    chosen = [option["value"] for option in field["options"] if {option["value"], option["label"]} & set(wanted)]
    assert len(chosen) == len(wanted), f"{field['custom_id']} does not offer {wanted}"
    assert len(chosen) <= (field.get("max_values") or 1), f"{field['custom_id']} takes fewer"
    return chosen


def _first_value(field: Json) -> str:
    chosen = [option["value"] for option in field.get("options") or () if option.get("default")]
    return str(field.get("value") or "\n".join(chosen))
