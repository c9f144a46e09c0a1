"""Test the stand-in of Discord: what it refuses of Components V2, and how it shows them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.discord.standin_requests import (
    Caller,
    Json,
    button,
    calling,
    container,
    layout,
    link,
    message,
    row,
    section,
    select,
    text,
    without,
)
from tests.standins.discord.checking import problems
from tests.standins.discord.components import LAYOUT, MOST_BYTES, makes_discord_fail
from tests.standins.discord.place import GENERAL
from tests.standins.discord.reading import codes, link_buttons, read, show, shown

POST = "/channels/{channel_id}/messages"
SEPARATOR = {"type": 14, "divider": True, "spacing": 1}
EMBED = {"description": "A fact."}


def found(body: Json) -> str:
    """Return what is wrong with a message that is posted."""
    return "; ".join(problems("POST", POST, body))


VALID = layout(
    text("# Ada Quill"),
    section(text("> Fog is no excuse."), text("-# Annual report · 2026")),
    SEPARATOR,
    container(text("inside"), row(button("Wrong", custom_id="wrong"), link())),
    row(select(25, min_values=0, max_values=3)),
    row(button(None, custom_id="delete", emoji={"name": "🗑️"})),
)


def test_a_message_with_everything_is_accepted() -> None:
    assert found(VALID) == ""
    # 40 are accepted, with what is nested: the row and its two buttons are three.
    assert found(layout(*[text()] * 37, row(button(), link()))) == ""
    assert found(layout(text("x" * 4_000))) == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (layout(text(), content="x"), "content: cannot be used"),
        (layout(text(), embeds=[EMBED]), "embeds: cannot be used"),
        (layout(text(), sticker_ids=["1"]), "sticker_ids: cannot be used"),
        (layout(text(), poll={"question": {"text": "?"}}), "poll: cannot be used"),
        (layout(), "has none"),
        (message(flags=LAYOUT), "has none"),
        (layout(*[text()] * 41), "41 components"),
        (layout(*[text()] * 38, row(button(), link())), "41 components"),
        (layout(*[section(text())] * 14), "42 components"),
        (layout(container(*[text()] * 40)), "41 components"),
        (layout(text("x" * 2_001), container(text("x" * 2_000))), "4001 characters"),
        (layout(section()), "not 1 to 3 texts"),
        (layout(section(*[text()] * 4)), "not 1 to 3 texts"),
        (layout(without(section(text()), "accessory")), "no accessory"),
        (layout(row()), "0 components"),
        (layout(row(*[button(custom_id=str(n)) for n in range(6)])), "6 components"),
        (layout(row(select(), button())), "shares its row"),
        (layout(row(select(), select(custom_id="b"))), "shares its row"),
        (layout(row(text())), "stands in a row"),
        (layout(row(button("x" * 81))), "81 characters"),
        (layout(row(button(None))), "neither label nor emoji"),
        (layout(row(button(" "))), "neither label nor emoji"),
        (layout(row(link(custom_id="a"))), "has a custom_id"),
        (layout(row(without(link(), "url"))), "no address"),
        (layout(row(link(url="https://example.org/" + "x" * 500))), "at most 512"),
        (layout(row(link(url="ftp://example.org"))), "leads to ftp"),
        (layout(row(button(url="https://example.org"))), "is no link"),
        (layout(row(without(button(), "custom_id"))), "1 to 100"),
        (layout(row(button(custom_id="x" * 101))), "1 to 100"),
        (layout(row(button()), section(text())), "same custom_id why"),
        (layout(row(select(0))), "0 options"),
        (layout(row(select(26))), "26 options"),
        (layout(row(select(options=[{"label": "x" * 101, "value": "v"}]))), "too long"),
        (layout(row(select(options=[{"label": "a", "value": "v"}, {"label": "b", "value": "v"}]))), "same value"),
        (layout(row(select(placeholder="x" * 151))), "longer than 150"),
        (layout(row(select(max_values=3))), "1 to 3 of 2"),
        (layout(container(container(text()))), "a container stands in a container"),
        (layout(container()), "should be non-empty"),
        (layout(text("")), "is empty"),
        (layout(text(" ")), "is empty"),
        (layout(text(), row(button(colour="red"))), "colour"),
        (layout(text() | {"id": 7}, text() | {"id": 7}), "same id"),
        (layout(button()), "not valid"),
        (message(flags=LAYOUT, components=[text()], allowed_mentions=None), "may ping"),
        # Without the flag there are only rows.
        (message(content="x", components=[text()]), "needs the flag"),
        (message(content="x", components=[section(text())]), "needs the flag"),
        (message(content="x", components=[container(text())]), "needs the flag"),
    ],
)
def test_what_discord_refuses_is_reported(body: Json, expected: str) -> None:
    assert expected in found(body)


def test_a_problem_in_a_component_is_reported_where_it_is() -> None:
    assert "$.components[0].components[0].label: " in found(layout(row(button("x" * 81))))


def test_bytes_count_and_not_only_characters() -> None:
    assert not makes_discord_fail(layout(text("x" * 4_000)))
    most = (MOST_BYTES - 12) // 3
    assert not makes_discord_fail(layout(text("湾" * most)))
    assert makes_discord_fail(layout(text("湾" * (most + 1))))
    assert makes_discord_fail(layout(container(text("湾" * (most // 2)), text("湾" * (most // 2 + 1)))))


async def test_a_refusal_has_the_shape_of_discord() -> None:
    async with calling() as caller:
        status, told = await caller.post(layout(text(), content="x"))
        assert (status, told["code"], told["message"]) == (400, 50035, "Invalid Form Body")
        assert told["errors"]["content"]["_errors"][0]["message"] == "cannot be used with Components V2"
        assert len(caller.standin.problems) == 1
        assert caller.standin.seen() == []


async def test_too_many_bytes_are_answered_with_500_and_noted() -> None:
    async with calling() as caller:
        assert (await caller.post(layout(text("湾" * 3_900))))[0] == 500
        assert "too many bytes" in caller.standin.problems[0]
        assert caller.standin.seen() == []


async def posted(caller: Caller, body: Json) -> str:
    """Post a message and return its id."""
    status, told = await caller.post(body)
    assert status == 200
    return str(told["id"])


@pytest.mark.parametrize("given", [{}, {"flags": LAYOUT}])
async def test_a_layout_stays_a_layout_when_it_is_edited(given: Json) -> None:
    async with calling() as caller:
        id_ = await posted(caller, layout(text("old"), row(button())))
        assert (await caller.edit(id_, {"components": [text("new")], **given}))[0] == 200
        assert [s.text for s in caller.standin.seen()] == ["new"]
        assert caller.standin.problems == []


@pytest.mark.parametrize(
    "edit", [{"flags": 0}, {"content": "x"}, {"embeds": [EMBED]}, {"components": []}, {"components": [text("")]}]
)
async def test_no_edit_takes_from_a_layout_what_it_needs(edit: Json) -> None:
    async with calling() as caller:
        id_ = await posted(caller, layout(text("old")))
        assert (await caller.edit(id_, edit))[0] == 400
        assert [s.text for s in caller.standin.seen()] == ["old"]


@pytest.mark.parametrize(
    ("before", "cleared", "status"),
    [
        ({"content": "x"}, {}, 400),
        ({"content": "x"}, {"content": None}, 200),
        ({"embeds": [EMBED]}, {"content": None}, 400),
        ({"embeds": [EMBED]}, {"embeds": []}, 200),
        ({"content": "x", "embeds": [EMBED]}, {"content": "", "embeds": []}, 200),
    ],
)
async def test_an_edit_to_a_layout_clears_what_was_there(before: Json, cleared: Json, status: int) -> None:
    async with calling() as caller:
        id_ = await posted(caller, before)
        assert (await caller.edit(id_, layout(text("new"), **cleared)))[0] == status


async def test_an_interaction_is_answered_with_a_layout() -> None:
    async with calling() as caller:
        asked = await caller.standin.invoke("ask")
        assert (await caller.answer(asked, 4, layout(text(), content="x")))[0] == 400
        assert (await caller.answer(asked, 4, layout(text("a"), row(button()))))[0] == 204
        assert (await caller.follow(asked, layout(text("b"), text(""))))[0] == 400
        assert (await caller.follow(asked, layout(text("b"))))[0] == 200
        assert (await caller.edit_original(asked, {"flags": 0}))[0] == 400
        assert (await caller.edit_original(asked, layout(text("c"), row(button()))))[0] == 200
        assert [s.text for s in caller.standin.seen()] == ["c", "b"]
        pressed = await caller.standin.press(caller.standin.seen()[0], "Why this?")
        assert (await caller.answer(pressed, 7, message(content="x")))[0] == 400
        assert (await caller.answer(pressed, 7, layout(text("d"))))[0] == 204
        assert [s.text for s in caller.standin.seen()] == ["d", "b"]


@pytest.mark.parametrize("way", ["edit", "follow-up"])
async def test_what_was_deferred_becomes_a_layout(way: str) -> None:
    async with calling() as caller:
        asked = await caller.standin.invoke("ask")
        assert (await caller.answer(asked, 5, {"flags": 1 << 6}))[0] == 204
        give = caller.edit_original if way == "edit" else caller.follow
        assert (await give(asked, layout(text("a"))))[0] == 200
        assert [(s.text, s.private) for s in caller.standin.seen()] == [("a", True)]
        assert caller.standin.problems == []


async def test_a_channel_with_a_container_can_not_be_read() -> None:
    async with calling() as caller:
        first = await posted(caller, layout(container(text("x"))))
        last = await posted(caller, layout(text("y")))
        path = f"/channels/{GENERAL}/messages"
        assert (await caller.send("GET", path))[0] == 500
        assert (await caller.send("GET", f"{path}?after={int(first) - 1}&limit=1"))[0] == 500
        status, told = await caller.send("GET", f"{path}?after={first}")
        assert (status, [m["id"] for m in told]) == (200, [last])
        # What one person alone sees is not in the history.
        await caller.send("DELETE", f"{path}/{first}")
        asked = await caller.standin.invoke("ask")
        await caller.answer(asked, 4, layout(container(text("private"))) | {"flags": LAYOUT | 1 << 6})
        assert (await caller.send("GET", path))[0] == 200
        assert caller.standin.problems == []


async def test_a_layout_is_told_with_its_flag_and_numbered_components() -> None:
    async with calling() as caller:
        await posted(caller, layout(section(text("a")), text("b") | {"id": 2}))
        _, (told,) = await caller.send("GET", f"/channels/{GENERAL}/messages")
        assert told["flags"] == LAYOUT
        assert (told["content"], told["embeds"]) == ("", [])
        (first, second) = told["components"]
        assert (first["id"], first["components"][0]["id"], first["accessory"]["id"], second["id"]) == (1, 3, 4, 2)


def test_a_layout_is_read_as_a_person_reads_it() -> None:
    seen = show("1", GENERAL, VALID, private=False)
    assert seen.text.splitlines() == ["Ada Quill", "Fog is no excuse.", "Annual report · 2026", "inside"]
    assert seen.main == "Ada Quill"
    assert seen.buttons == ("Why this?", "Wrong", "🗑️")
    assert (seen.link_buttons, seen.links) == (("Read it",), ("https://example.org/a",))
    assert len(seen.choices) == 25
    assert shown(VALID) == "# Ada Quill\n> Fog is no excuse.\n-# Annual report · 2026\ninside"
    assert codes(VALID) == {"Why this?": "why", "Wrong": "wrong", "🗑️": "delete"}
    assert [b["url"] for b in link_buttons(VALID)] == ["https://example.org/a"]


def test_an_old_message_is_read_the_same_way() -> None:
    old: dict[str, Any] = {"content": "**a**", "embeds": [{"title": "b", "footer": {"text": "c"}}]}
    old |= {"components": [row(button("d"), link())]}
    assert shown(old) == "**a**\nb\nc"
    assert codes(old) == {"d": "why"}
    assert show("1", GENERAL, layout(text("-# small"), text("large")), private=False).main == "large"


def test_moments_and_commands_are_read() -> None:
    assert read("at <t:1760000000:F>, </digest on:123> **now**") == "at 9 October 2025 08:53 UTC, /digest on now"
    assert read("<t:1760000000>") == "9 October 2025 08:53 UTC"
    assert read("<t:soon>") == "<t:soon>"


async def test_what_is_chosen_may_stand_in_any_select() -> None:
    async with calling() as caller:
        days = select(options=[{"label": day, "value": day.lower()} for day in ("Monday", "Friday")], max_values=2)
        await posted(caller, layout(row(select(custom_id="zone")), row(days)))
        (panel,) = caller.standin.seen()
        await caller.standin.choose(panel, "Friday", "Monday")
        with pytest.raises(AssertionError):
            await caller.standin.choose(panel, "Option 0", "Option 1")
