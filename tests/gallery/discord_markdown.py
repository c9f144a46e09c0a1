"""Read Discord's markdown as its client does, and write it as HTML.

The rules, their patterns and their order are those of Discord's parser, as far as a bot can use them. Discord gives no
text a direction of its own: Arabic and Hebrew begin at the left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from tests.gallery import reader
from tests.gallery.markup import Html, div, element, joined, link, span, text

_EMOJI: Final = {"tada": "🎉", "smile": "😄", "warning": "⚠️", "fire": "🔥"}
"""Some names, to see whether a name in a text becomes a picture."""
_BLOCK = re.compile(
    r"```(?:[\w+.-]+\n)?\n*(?P<fence>[\s\S]+?)\n*```\n?"
    r"|^>>> ?(?P<rest>[\s\S]*)"
    r"|(?P<quote>(?:^> [^\n]*(?:\n|\Z))+)"
    r"|^(?P<marks>\#{1,3}) +(?P<heading>[^\n]+)(?:\n|\Z)"
    r"|^-\# +(?P<small>[^\n]+)(?:\n|\Z)"
    r"|(?P<list>(?:^ *[-*] +[^\n]+(?:\n|\Z))+|(?:^ *\d+\. +[^\n]+(?:\n|\Z))+)",
    re.MULTILINE,
)
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*]|\d+\.) +(?P<item>[^\n]+)", re.MULTILINE)


def markdown(content: str) -> Html:
    """Write a text as HTML. Discord removes white space at its ends."""
    return joined(_blocks(content.strip()))


def _blocks(content: str) -> Iterator[Html]:
    start = 0
    for match in _BLOCK.finditer(content):
        if before := content[start : match.start()]:
            # The end of a line before a block is no empty line.
            yield div("md-text", inline(before.removesuffix("\n"))) if before != "\n" else div("md-gap")
        yield _block(match)
        start = match.end()
    if rest := content[start:]:
        yield div("md-text", inline(rest))


def _block(match: re.Match[str]) -> Html:
    if (fence := match["fence"]) is not None:
        return element("pre", "md-pre", text(fence))
    if (rest := match["rest"]) is not None:
        return element("blockquote", "md-quote", joined(_blocks(rest)))
    if (quote := match["quote"]) is not None:
        words = "\n".join(line.removeprefix("> ") for line in quote.removesuffix("\n").split("\n"))
        return element("blockquote", "md-quote", joined(_blocks(words)))
    if (heading := match["heading"]) is not None:
        return element(f"h{len(match['marks'])}", "md-heading", inline(heading))
    if (small := match["small"]) is not None:
        return div("md-small", inline(small))
    return _list(match["list"])


def _list(lines: str) -> Html:
    items: list[Html] = []
    for item in _ITEM.finditer(lines):
        number = {"value": item["mark"].rstrip(".")} if item["mark"][0].isdigit() else {}
        items.append(element("li", "md-nested" if item["indent"] else "", inline(item["item"]), **number))
    return element("ol" if "value=" in items[0] else "ul", "md-list", *items)


# ---------------------------------------------------------------- inside of a line


def inline(words: str) -> Html:
    """Write styles, links, mentions and moments inside of a line."""
    parts: list[Html] = []
    position = 0
    while position < len(words):
        for pattern, render in _RULES:
            if (match := pattern.match(words, position)) and match.end() > position:
                parts.append(render(match))
                position = match.end()
                break
    return joined(parts)


def _styled(name: str) -> Callable[[re.Match[str]], Html]:
    return lambda match: element(name, "", inline(next(filter(None, match.groups()))))


def _mention(match: re.Match[str]) -> Html:
    return span("mention", text(match[0] if match[0].startswith("@") else f"@{match['id']}"))


def _link(match: re.Match[str]) -> Html:
    # Discord makes no link of words that have an address of their own.
    if "://" in match["label"]:
        return text(match[0])
    return link(match["address"], inline(match["label"]))


def _moment(match: re.Match[str]) -> Html:
    at = reader.local(int(match["seconds"]))
    forms = {
        "t": f"{at:%H:%M}",
        "T": f"{at:%H:%M:%S}",
        "d": f"{at:%d/%m/%Y}",
        "D": reader.day(at),
        "f": f"{reader.day(at)} at {at:%H:%M}",
        "F": f"{at:%A} {reader.day(at)} at {at:%H:%M}",
        "R": reader.relative(at),
    }
    return span("moment", text(forms[match["form"] or "f"]))


def _emoji(match: re.Match[str]) -> Html:
    return text(_EMOJI.get(match["name"], match[0]))


_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Html]], ...]] = (
    (re.compile(r"\\([^0-9A-Za-z\s])"), lambda match: text(match[1])),
    (re.compile(r"<t:(?P<seconds>-?\d{1,13})(?::(?P<form>[tTdDfFR]))?>"), _moment),
    (re.compile(r"</(?P<name>[^:>\n]+):(?P<id>\d+)>"), lambda match: span("mention", text(f"/{match['name']}"))),
    (re.compile(r"<(?:@[!&]?|#|id:)(?P<id>\w+)>|@(?:everyone|here)"), _mention),
    (re.compile(r"<a?:(?P<name>\w+):\d+>"), lambda match: span("mention", text(f":{match['name']}:"))),
    (re.compile(r"<(?P<address>https?://[^ >]+)>"), lambda match: link(match["address"], text(match["address"]))),
    (
        re.compile(
            r"\[(?P<label>(?:\\.|[^\[\]\\])+)\]\(\s*<?(?P<address>https?://(?:\([^)]*\)|[^\s\\()<>]|\\.)*)>?\s*\)"
        ),
        _link,
    ),
    (
        re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]"),
        lambda match: link(match[0], text(match[0])),
    ),
    (re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"), lambda match: element("code", "md-code", text(match[2].strip()))),
    (re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), _styled("strong")),
    (re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), _styled("u")),
    (
        re.compile(
            r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
            r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        ),
        _styled("em"),
    ),
    (re.compile(r"~~([\s\S]+?)~~(?!_)"), _styled("s")),
    (re.compile(r"\|\|([\s\S]+?)\|\|"), lambda match: span("spoiler", inline(match[1]))),
    (re.compile(r":(?P<name>[\w+~-]+):"), _emoji),
    (re.compile(r"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\w+:\S|\Z)"), lambda match: text(match[0])),
)
"""What begins at a position: the first rule that fits. The last one fits everywhere."""
