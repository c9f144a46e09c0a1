"""The imitation of Discord reads its markup as Discord does, and shows every part or refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gallery.discord_markdown import inline, markdown
from tests.gallery.discord_page import COMPONENTS_V2, EPHEMERAL, is_private, message, modal
from tests.gallery.markup import UnknownPartError
from tests.samples.strange import MARKUP


def shown(*components: dict[str, Any]) -> str:
    """Return a message of components as HTML."""
    return message({"flags": COMPONENTS_V2, "components": list(components)})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**bold** *it* _it_", "<strong>bold</strong> <em>it</em> <em>it</em>"),
        ("__under__ ~~gone~~", "<u>under</u> <s>gone</s>"),
        (r"\*\*not\*\* \_bold\_ \~\~ \` \\", "**not** _bold_ ~~ ` \\"),
        (r"~~a \*b\* c~~", "<s>a *b* c</s>"),
        ("snake_case_word 2 * 3 * 4", "snake_case_word 2 * 3 * 4"),
        ("`*code*`", '<code class="md-code">*code*</code>'),
        ("||hidden||", '<span class="spoiler">hidden</span>'),
        ("[text](<https://a.example/b>)", '<a href="https://a.example/b" rel="noopener">text</a>'),
        ("[text](https://a.example/b_(c))", '<a href="https://a.example/b_(c)" rel="noopener">text</a>'),
        ("see https://a.example/b.", 'see <a href="https://a.example/b" rel="noopener">https://a.example/b</a>.'),
        ("<https://a.example>", '<a href="https://a.example" rel="noopener">https://a.example</a>'),
        ("<t:1760000000:F>", '<span class="moment">Thursday 9 October 2025 at 10:53</span>'),
        ("<t:1780318800:R>", '<span class="moment">in 1 hour</span>'),
        ("</digest on:123>", '<span class="mention">/digest on</span>'),
        ("<@77> @everyone", '<span class="mention">@77</span> <span class="mention">@everyone</span>'),
        (r"\<@77> \@everyone", "&lt;@77&gt; @everyone"),
        (":tada: :unknown:", "🎉 :unknown:"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
    ],
)  # fmt: skip
def test_markup_inside_of_a_line(written: str, expected: str) -> None:
    assert inline(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("# One\n## Two\n### Three", ["<h1", ">One</h1>", "<h2", ">Two</h2>", "<h3", ">Three</h3>"]),
        ("-# small", ['<div class="md-small">small</div>']),
        ("> one\n> two\nafter", ['<div class="md-text">one\ntwo</div></blockquote>', '<div class="md-text">after']),
        (">>> one\n\n**two**", ["<blockquote", "one\n\n<strong>two</strong></div></blockquote>"]),
        ("- one\n- two", ["<ul", "<li>one</li><li>two</li></ul>"]),
        ("3. three\n4. four", ["<ol", '<li value="3">three</li>']),
        ("- one\n1. two", ["<li>one</li></ul>", '<li value="1">two</li></ol>']),
        ("```\n# code\n```", ['<pre class="md-pre"># code</pre>']),
        (r"\# no heading", ['<div class="md-text"># no heading</div>']),
        ("a\n\nb", ['<div class="md-text">a\n\nb</div>']),
    ],
)
def test_markup_of_lines(written: str, expected: list[str]) -> None:
    html = markdown(written)
    assert [part for part in expected if part not in html] == []


def test_hostile_text_is_only_text() -> None:
    for html in (markdown(MARKUP), shown({"type": 10, "content": MARKUP}), message({"embeds": [{"title": MARKUP}]})):
        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_every_part_of_a_message_is_shown() -> None:
    button = {"type": 2, "style": 5, "label": "Open", "url": "https://a.example", "emoji": {"name": "🔎"}}
    select = {"type": 3, "custom_id": "s", "placeholder": "Choose", "options": [{"label": "One", "value": "1"}]}
    section = {"type": 9, "components": [{"type": 10, "content": "Beside"}], "accessory": button}
    html = shown(
        {"type": 17, "accent_color": 0xFF0000, "components": [{"type": 10, "content": "**Inside**"}, section]},
        {"type": 14, "divider": True, "spacing": 2},
        {"type": 1, "components": [{"type": 2, "style": 4, "label": "Delete", "custom_id": "d", "disabled": True}]},
        {"type": 1, "components": [select]},
    )
    for part in ("<strong>Inside</strong>", "Beside", "Open", "🔎", "↗\ufe0e", "separator line wide", "Choose",
                 "button danger disabled", "border-left-color: #ff0000"):  # fmt: skip
        assert part in html, part


def test_every_part_of_an_embed_is_shown() -> None:
    field = {"name": "Name", "value": "`Value`", "inline": True}
    embed = {"title": "Title", "description": "Text", "color": 255, "fields": [field], "footer": {"text": "*Foot*"}}
    html = message({"content": "Above", "embeds": [embed], "components": [], "allowed_mentions": {}})
    for part in ("Above", "Title", "Text", "#0000ff", "Name", "<code", ">*Foot*<"):
        assert part in html, part


def test_a_modal_is_shown_with_what_is_filled_in() -> None:
    options = [{"label": "One", "value": "1", "default": True}, {"label": "Two", "value": "2"}]
    kind = {"type": 3, "custom_id": "k", "required": False, "options": options}
    fields = [
        {"type": 18, "label": "Kind", "component": kind},
        {"type": 18, "label": "Text", "description": "In short", "component": {
            "type": 4, "custom_id": "t", "style": 2, "placeholder": "Type", "required": True}},
    ]  # fmt: skip
    html = modal({"title": "Form <1>", "custom_id": "form:x", "components": fields})
    for part in ("Form &lt;1&gt;", "Kind", "One", "In short", "Type", "Submit"):
        assert part in html, part
    assert html.count('<span class="star">') == 1


def test_only_one_person_sees_an_ephemeral_message() -> None:
    assert is_private({"flags": EPHEMERAL | COMPONENTS_V2})
    assert not is_private({"content": "Hello"})


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"poll": {}}, "poll"),
        ({"flags": 1 << 10}, "1024"),
        ({"flags": COMPONENTS_V2, "content": "Above"}, "content"),
        ({"components": [{"type": 99}]}, "99"),
        ({"components": [{"type": 1, "components": [{"type": 2, "style": 6, "sku_id": "1"}]}]}, "sku_id"),
        ({"components": [{"type": 10, "content": "Text", "weight": 3}]}, "weight"),
        ({"embeds": [{"title": "Title", "image": {"url": "https://a.example"}}]}, "image"),
    ],
)
def test_a_part_that_is_not_known_is_refused(body: dict[str, Any], named: str) -> None:
    with pytest.raises(UnknownPartError, match=named):
        message(body)
