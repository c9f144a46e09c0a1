"""Write what Discord gets as HTML: messages, old and new components, and modals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from tests.gallery.discord_markdown import markdown
from tests.gallery.markup import NOTHING, Html, UnknownPartError, check_keys, div, element, joined, link, span, text

Json: TypeAlias = Mapping[str, Any]
EPHEMERAL, COMPONENTS_V2, SILENT = 1 << 6, 1 << 15, 1 << 12
SUPPRESS_EMBEDS: Final = 1 << 2
_STYLES: Final = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}
_UNSEEN: Final = ("allowed_mentions", "nonce", "enforce_nonce", "message_reference", "flags", "tts")
"""Keys of a message that change nothing of how it looks, or are shown by its frame."""


def message(body: Json) -> Html:
    """Write the contents of a message. Raises UnknownPartError."""
    check_keys("a Discord message", body, "content", "embeds", "components", *_UNSEEN)
    flags = int(body.get("flags") or 0)
    if unknown := flags & ~(EPHEMERAL | COMPONENTS_V2 | SILENT | SUPPRESS_EMBEDS):
        raise UnknownPartError(f"a Discord message has the flags {unknown}")
    content, embeds = body.get("content") or "", body.get("embeds") or ()
    if flags & COMPONENTS_V2 and (content or embeds):
        raise UnknownPartError("a message of components has content or embeds, and Discord refuses that")
    return joined(
        (
            div("content", markdown(content)) if content else NOTHING,
            *map(_embed, embeds),
            _components(body.get("components") or ()),
        )
    )


def is_private(body: Json) -> bool:
    """Return whether only one person sees a message."""
    return bool(int(body.get("flags") or 0) & EPHEMERAL)


def modal(data: Json) -> Html:
    """Write a modal. Raises UnknownPartError."""
    check_keys("a Discord modal", data, "title", "custom_id", "components")
    return div(
        "modal",
        div("modal-head", element("h1", "", text(data["title"])), span("close", text("✕"))),
        div("modal-body", *map(_component, data["components"])),
        div("modal-foot", span("button secondary", text("Cancel")), span("button primary", text("Submit"))),
    )


# ---------------------------------------------------------------- embeds


def _embed(embed: Json) -> Html:
    check_keys("an embed", embed, "type", "title", "url", "description", "color", "fields", "footer", "flags")
    parts: list[Html] = []
    if title := embed.get("title"):
        shown = markdown(title)
        parts.append(div("embed-title", link(embed["url"], shown) if embed.get("url") else shown))
    if description := embed.get("description"):
        parts.append(div("embed-text", markdown(description)))
    if fields := embed.get("fields"):
        parts.append(div("embed-fields", *map(_field, fields)))
    if footer := embed.get("footer"):
        check_keys("a footer", footer, "text")
        parts.append(div("embed-footer", text(footer["text"])))
    return div("embed", *parts, style=f"border-left-color: #{int(embed.get('color') or 0x1E1F22):06x}")


def _field(field: Json) -> Html:
    check_keys("a field", field, "name", "value", "inline")
    kind = "embed-field inline" if field.get("inline") else "embed-field"
    return div(kind, div("field-name", markdown(field["name"])), div("field-value", markdown(field["value"])))


# ---------------------------------------------------------------- components


def _components(components: Any) -> Html:
    return div("components", *map(_component, components)) if components else NOTHING


def _component(component: Json) -> Html:  # noqa: C901 - a case for each type
    """Write a component. `id` is a number that nobody sees. Raises UnknownPartError."""
    match component["type"]:
        case 1:
            check_keys("an action row", component, "type", "id", "components")
            return div("row", *map(_component, component["components"]))
        case 2:
            return _button(component)
        case 3 | 5 | 6 | 7 | 8:
            return _select(component)
        case 4:
            return _text_input(component)
        case 9:
            check_keys("a section", component, "type", "id", "components", "accessory")
            texts = div("section-texts", *map(_component, component["components"]))
            return div("section", texts, div("accessory", _component(component["accessory"])))
        case 10:
            check_keys("a text display", component, "type", "id", "content")
            return div("text-display", markdown(component["content"]))
        case 11:
            check_keys("a thumbnail", component, "type", "id", "media", "description", "spoiler")
            return div("thumbnail", text(component.get("description") or ""))
        case 14:
            check_keys("a separator", component, "type", "id", "divider", "spacing")
            line = "line" if component.get("divider", True) else ""
            return div(f"separator {line} {'wide' if component.get('spacing') == 2 else ''}".strip())
        case 17:
            return _container(component)
        case 18:
            return _label(component)
        case 21 | 22:
            return _choices(component)
        case 23:
            check_keys("a checkbox", component, "type", "id", "custom_id", "default")
            return _box(component.get("default"))
    raise UnknownPartError(f"a component of type {component['type']}")


def _button(button: Json) -> Html:
    check_keys("a button", button, "type", "id", "style", "label", "emoji", "custom_id", "url", "disabled")
    style = _STYLES.get(button["style"])
    if style is None:
        raise UnknownPartError(f"a button of style {button['style']}")
    words = [span("emoji", text(emoji["name"])) if (emoji := button.get("emoji")) else NOTHING]
    words.append(span("button-label", text(button["label"])) if button.get("label") else NOTHING)
    words.append(span("out", text("↗\ufe0e")) if style == "link" else NOTHING)
    return span(f"button {style}{' disabled' if button.get('disabled') else ''}", *words)


def _select(select: Json) -> Html:
    check_keys(
        "a select", select, "type", "id", "custom_id", "placeholder", "options", "min_values", "max_values",
        "disabled", "required", "channel_types", "default_values",
    )  # fmt: skip
    options = select.get("options") or ()
    for option in options:
        check_keys("an option", option, "label", "value", "description", "emoji", "default")
    chosen = [option["label"] for option in options if option.get("default")]
    shown = ", ".join(chosen) if chosen else select.get("placeholder") or "Make a selection"
    return div("select" if chosen else "select empty", span("select-text", text(shown)), span("arrow", text("⌄")))


def _container(container: Json) -> Html:
    check_keys("a container", container, "type", "id", "accent_color", "components", "spoiler")
    colour = container.get("accent_color")
    inner = map(_component, container["components"])
    if colour is None:
        return div("container", *inner)
    return div("container accent", *inner, style=f"border-left-color: #{int(colour):06x}")


# ---------------------------------------------------------------- in modals


def _label(label: Json) -> Html:
    check_keys("a label", label, "type", "id", "label", "description", "component")
    inner = label["component"]
    star = NOTHING if inner.get("required", inner["type"] != 23) is False else span("star", text(" *"))
    below = label.get("description")
    return div(
        "label",
        div("label-text", text(label["label"]), star),
        div("label-note", text(below)) if below else NOTHING,
        _component(inner),
    )


def _text_input(box: Json) -> Html:
    check_keys(
        "a text input", box, "type", "id", "custom_id", "style", "label", "required", "min_length", "max_length",
        "value", "placeholder",
    )  # fmt: skip
    value, hint = box.get("value") or "", box.get("placeholder") or ""
    kind = "input" + (" tall" if box["style"] == 2 else "") + ("" if value else " empty")
    above = div("label-text", text(box["label"])) if box.get("label") else NOTHING
    return joined((above, div(kind, text(value or hint))))


def _choices(group: Json) -> Html:
    check_keys(
        "a group of choices", group, "type", "id", "custom_id", "options", "required", "min_values", "max_values"
    )
    return div("choices", *_options(group))


def _options(group: Json) -> Iterator[Html]:
    for option in group["options"]:
        check_keys("an option", option, "label", "value", "description", "default")
        note = option.get("description")
        words = div("choice-words", text(option["label"]), div("label-note", text(note)) if note else NOTHING)
        yield div("choice", _box(option.get("default"), "box round" if group["type"] == 21 else "box"), words)


def _box(checked: object, kind: str = "box") -> Html:
    return span(f"{kind} checked" if checked else kind, text("✓" if checked else ""))
