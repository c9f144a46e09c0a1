"""The page: every card in the frame of each platform, light and dark side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bot.core.forms import Form
from tests.gallery import discord_page, slack_page
from tests.gallery.discord_markdown import markdown
from tests.gallery.markup import NOTHING, Html, div, element, joined, span, text
from tests.gallery.sending import Sample, for_discord, for_slack, for_terminal
from tests.gallery.slack_mrkdwn import mrkdwn
from tests.menu import MENU

Theme: TypeAlias = Literal["light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
_FOLDER = Path(__file__).parent
_TIME = "12:00"
_ASKER = "Ann Berg"
CHECK: Final = (_FOLDER / "check.js").read_text(encoding="utf-8")
"""Defines `findings()`, which lists what overlaps, is cut or can't be seen."""


def page(samples: Iterable[Sample]) -> Html:
    """Write the whole page."""
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.group, []).append(sample)
    contents = (element("a", "", text(group), href=f"#{_slug(group)}") for group in groups)
    parts = (
        joined((element("h2", "", text(group), id=_slug(group)), *map(_card, cards))) for group, cards in groups.items()
    )
    return document(element("nav", "", *contents), *parts)


def document(*parts: Html) -> Html:
    """Put parts of a page into a document with all styles."""
    styles = Html((_FOLDER / "page.css").read_text(encoding="utf-8"))
    head = element(
        "head", "", Html('<meta charset="utf-8">'), element("title", "", text("Factbot")), element("style", "", styles)
    )
    return Html(f"<!doctype html>\n{element('html', '', head, element('body', '', *parts), lang='en')}\n")


def _card(sample: Sample) -> Html:
    return element("section", "card", element("h3", "", text(sample.name)), *_panels(sample), id=sample.key)


def _panels(sample: Sample) -> Iterator[Html]:
    shown = (
        {"slack": _slack(sample)} if sample.place == "home" else {"discord": _discord(sample), "slack": _slack(sample)}
    )
    for platform, contents in shown.items():
        for theme in THEMES:
            yield div(f"panel {platform} {theme}", contents, id=f"{sample.key}-{platform}-{theme}")
    if sample.place != "home":
        yield div("panel terminal", for_terminal(sample), id=f"{sample.key}-terminal")


def _slug(name: str) -> str:
    return "group-" + "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _mentioning(prompt: str) -> str:
    """Write the bot's name in a message as the mention that it is, in the markup of both platforms."""
    return prompt.replace("@Factbot", "<@Factbot>")


def _command(line: str) -> str:
    """Return the name of the command in a line such as "/digest on time: 9am"."""
    names = sorted((command.name for command in MENU.commands), key=len, reverse=True)
    return next(name for name in names if f"{line} ".startswith(f"/{name} "))


# ---------------------------------------------------------------- Discord


def _discord(sample: Sample) -> Html:
    body = for_discord(sample)
    if isinstance(sample.shown, Form):
        return discord_page.modal(body)
    hidden = discord_page.is_private(body)
    above, before = NOTHING, NOTHING
    if sample.prompt.startswith("/"):
        used = (span("name", text(_ASKER)), text(" used "), span("used", text(f"/{_command(sample.prompt)}")))
        above = div("reference", span("tiny person", text("A")), span("reference-text", *used))
    elif sample.prompt:
        before = _discord_frame("A", "person", _ASKER, div("content", markdown(_mentioning(sample.prompt))))
        reference = span("reference-text", span("name", text(_ASKER)), text(" "), text(sample.prompt))
        above = div("reference", span("tiny person", text("A")), reference) if sample.place == "channel" else NOTHING
    only = (span("", text("👁 Only you can see this • ")), span("dismiss", text("Dismiss message")))
    below = div("only-you", *only) if hidden else NOTHING
    frame = _discord_frame("F", "bot", "Factbot", discord_page.message(body), below, above=above, hidden=hidden)
    return joined((before, frame))


def _discord_frame(
    letter: str, kind: str, name: str, *inner: Html, above: Html = NOTHING, hidden: bool = False
) -> Html:
    badge = span("badge", text("APP")) if kind == "bot" else NOTHING
    head = div("head", span("name", text(name)), badge, span("time", text(f"Today at {_TIME}")))
    message = (above, span(f"avatar {kind}", text(letter)), div("body", head, *inner))
    return div("message hidden" if hidden else "message", *message)


# ---------------------------------------------------------------- Slack


def _slack(sample: Sample) -> Html:
    body = for_slack(sample)
    if isinstance(sample.shown, Form) or sample.place == "home":
        return slack_page.view(body)
    before = NOTHING
    if sample.answers_message:
        before = _slack_frame("A", "person", _ASKER, div("line", mrkdwn(_mentioning(sample.prompt))))
    above = div("only-you", text("👁 Only visible to you")) if sample.is_private else NOTHING
    return joined((before, _slack_frame("F", "bot", "Factbot", slack_page.message(body), above=above)))


def _slack_frame(letter: str, kind: str, name: str, *inner: Html, above: Html = NOTHING) -> Html:
    badge = span("badge", text("APP")) if kind == "bot" else NOTHING
    head = div("head", span("name", text(name)), badge, span("time", text(_TIME)))
    return div("message", above, span(f"avatar {kind}", text(letter)), div("body", head, *inner))
