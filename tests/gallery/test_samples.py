"""The gallery has every kind of reply, and its page has only elements of its own."""

from __future__ import annotations

import inspect
import pkgutil
from html.parser import HTMLParser
from importlib import import_module

import bot
from bot.core.replies import Notice
from tests.gallery.discord_page import is_private
from tests.gallery.page import page
from tests.gallery.pictures import README
from tests.gallery.samples import all_samples
from tests.gallery.sending import Sample, for_discord

TAGS = {
    "html", "head", "meta", "title", "style", "body", "nav", "a", "section", "div", "span", "h1", "h2", "h3", "b",
    "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "ul", "ol", "li",
}  # fmt: skip
"""Elements of the page. A text that became an element would have another one, such as a script."""


class Elements(HTMLParser):
    """Collects the names of elements, the names of their attributes, and their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id" and value]


def kinds_of_replies() -> set[str]:
    """Return the names of all classes of the bot that make a document."""
    names = (found.name for found in pkgutil.walk_packages(bot.__path__, "bot."))
    modules = [import_module(name) for name in names if name.endswith((".replies", "core.explanation"))]
    classes = [one for module in modules for _, one in inspect.getmembers(module, inspect.isclass)]
    return {one.__name__ for one in classes if hasattr(one, "document") and not getattr(one, "_is_protocol", False)}


async def test_the_gallery_has_every_kind_of_reply() -> None:
    kinds = kinds_of_replies()
    assert {"Card", "Digest", "Verdict", "Explanation", "WatchStatus"} <= kinds
    assert kinds - {type(sample.shown).__name__ for sample in await all_samples()} == set()


def test_on_discord_only_commands_and_buttons_get_private_replies() -> None:
    for prompt, hidden in (("/watch on", True), ("", True), ("@Factbot ?!", False)):
        assert is_private(for_discord(Sample("Notice", "for managers", Notice("Not you."), prompt))) == hidden
    assert not is_private(for_discord(Sample("Notice", "to all", Notice("All of you.", private=False), "/watch on")))


async def test_no_text_becomes_an_element_of_the_page() -> None:
    samples = await all_samples()
    elements = Elements()
    elements.feed(page(samples))
    assert elements.tags <= TAGS
    assert elements.attributes <= {"class", "style", "id", "href", "rel", "title", "dir", "lang", "charset", "value"}
    assert len(elements.ids) == len(set(elements.ids))
    assert set(README.values()) <= set(elements.ids)
    assert len(elements.ids) > 5 * len(samples)  # a card, with its panels
