"""Write what Slack gets as HTML: messages of blocks, and views, which are modals and the Home tab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from tests.gallery.markup import NOTHING, Html, UnknownPartError, check_keys, div, element, joined, link, span, text
from tests.gallery.slack_mrkdwn import emoji_sign, moment, mrkdwn, plain

Json: TypeAlias = Mapping[str, Any]
_MARKS: Final = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "underline": "u"}
_SELECTS: Final = (
    "static_select", "external_select", "multi_static_select", "multi_external_select", "conversations_select",
    "channels_select", "users_select",
)  # fmt: skip
_UNSEEN: Final = (
    "text", "channel", "thread_ts", "metadata", "unfurl_links", "unfurl_media", "mrkdwn", "parse", "link_names",
    "response_type", "replace_original", "delete_original", "user", "ts", "as_user",
)  # fmt: skip
"""Keys of a message that change nothing of how it looks. `text` is for notifications if there are blocks."""


def message(body: Json) -> Html:
    """Write the contents of a message. Raises UnknownPartError."""
    check_keys("a Slack message", body, "blocks", *_UNSEEN)
    return joined(map(_block, body["blocks"])) if body.get("blocks") else div("line", mrkdwn(body["text"]))


def view(view: Json) -> Html:
    """Write a modal or the Home tab. Raises UnknownPartError."""
    check_keys(
        "a view", view, "type", "callback_id", "private_metadata", "external_id", "title", "submit", "close", "blocks",
        "clear_on_close", "notify_on_close",
    )  # fmt: skip
    blocks = joined(map(_block, view["blocks"]))
    if view["type"] == "home":
        return div("home", blocks)
    submit = view.get("submit")
    return div(
        "modal",
        div("modal-head", span("modal-title", _text(view["title"])), span("close", text("✕"))),
        div("modal-body", blocks),
        div(
            "modal-foot",
            span("button", _text(view["close"]) if view.get("close") else text("Cancel")),
            span("button primary", _text(submit)) if submit else NOTHING,
        ),
    )


# ---------------------------------------------------------------- blocks


def _block(block: Json) -> Html:
    """Write a block. Raises UnknownPartError."""
    kind = block["type"]
    match kind:
        case "section":
            return _section(block)
        case "header":
            check_keys(kind, block, "type", "block_id", "text", "level")
            return div("block header", _text(block["text"]))
        case "context":
            check_keys(kind, block, "type", "block_id", "elements")
            return div("block context", *(span("context-part", _text(part)) for part in block["elements"]))
        case "divider":
            check_keys(kind, block, "type", "block_id")
            return div("block divider")
        case "actions" | "context_actions":
            check_keys(kind, block, "type", "block_id", "elements")
            return div(f"block {kind.replace('_', '-')}", *map(_element, block["elements"]))
        case "rich_text":
            check_keys(kind, block, "type", "block_id", "elements")
            return div("block rich", *map(_rich, block["elements"]), dir="auto")
        case "input":
            return _input(block)
    raise UnknownPartError(f"a block of type {kind}")


def _section(block: Json) -> Html:
    check_keys("section", block, "type", "block_id", "text", "fields", "accessory", "expand")
    parts = [div("section-text", _text(block["text"]))] if "text" in block else []
    if fields := block.get("fields"):
        parts.append(div("fields", *(div("field", _text(field)) for field in fields)))
    accessory = block.get("accessory")
    beside = div("accessory", _element(accessory)) if accessory else NOTHING
    return div("block section", div("section-words", *parts), beside)


def _input(block: Json) -> Html:
    check_keys("input", block, "type", "block_id", "label", "element", "hint", "optional", "dispatch_action")
    optional = span("optional", text(" (optional)")) if block.get("optional") else NOTHING
    hint = div("hint", _text(block["hint"])) if block.get("hint") else NOTHING
    return div("block input", div("label", _text(block["label"]), optional), _element(block["element"]), hint)


def _text(part: Json) -> Html:
    """Write a text object, of either kind. Its first letter decides on the direction inside of it."""
    match part["type"]:
        case "plain_text":
            check_keys("plain_text", part, "type", "text", "emoji")
            return span("", plain(part["text"], emoji=part.get("emoji", True)), dir="auto")
        case "mrkdwn":
            check_keys("mrkdwn", part, "type", "text", "verbatim")
            return span("", mrkdwn(part["text"]), dir="auto")
    raise UnknownPartError(f"a text of type {part['type']}")


# ---------------------------------------------------------------- what can be pressed


def _element(part: Json) -> Html:
    kind = part["type"]
    match kind:
        case "button":
            return _button(part)
        case "overflow":
            check_keys(kind, part, "type", "action_id", "options", "confirm")
            return span("button overflow", text("⋯"))
        case "datepicker" | "timepicker":
            return _picked(part, f"initial_{kind.removesuffix('picker')}", "timezone")
        case "feedback_buttons":
            check_keys(kind, part, "type", "action_id", "positive_button", "negative_button")
            return span("feedback", _thumb("👍", part["positive_button"]), _thumb("👎", part["negative_button"]))
        case "icon_button":
            check_keys(
                kind, part, "type", "action_id", "icon", "text", "value", "accessibility_label",
                "visible_to_user_ids", "confirm",
            )  # fmt: skip
            return span("icon", text("🗑" if part["icon"] == "trash" else str(part["icon"])), title=part["text"]["text"])
        case "plain_text_input":
            check_keys(
                kind, part, "type", "action_id", "multiline", "max_length", "min_length", "initial_value",
                "placeholder", "focus_on_load",
            )  # fmt: skip
            value = part.get("initial_value") or ""
            words = text(value) if value else _placeholder(part)
            tall = "tall" if part.get("multiline") else ""
            return div(f"box {tall} {'' if value else 'empty'}", words)
        case "checkboxes" | "radio_buttons":
            return _boxes(part)
    if kind in _SELECTS:
        return _picked(part, "initial_option", "initial_options", "options", "option_groups", "min_query_length",
                       "max_selected_items", "initial_conversation", "initial_channel", "filter",
                       "default_to_current_conversation", "response_url_enabled")  # fmt: skip
    raise UnknownPartError(f"an element of type {kind}")


def _button(part: Json) -> Html:
    check_keys("button", part, "type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label")
    style = part.get("style", "")
    if style not in {"", "primary", "danger"}:
        raise UnknownPartError(f"a button of style {style}")
    return span(f"button {style}".strip(), span("button-label", _text(part["text"])))


def _thumb(sign: str, part: Json) -> Html:
    check_keys("a feedback button", part, "text", "value", "accessibility_label")
    return span("icon", text(sign), title=part["text"]["text"])


def _placeholder(part: Json) -> Html:
    return _text(part["placeholder"]) if part.get("placeholder") else NOTHING


def _picked(part: Json, *more: str) -> Html:
    """Write a select, or what chooses a day or a time, with what is chosen in it."""
    check_keys(part["type"], part, "type", "action_id", "placeholder", "confirm", "focus_on_load", *more)
    chosen = next((part[key] for key in more if key.startswith("initial_") and part.get(key)), None)
    options = [chosen] if isinstance(chosen, Mapping) else chosen if isinstance(chosen, list) else []
    if isinstance(chosen, str):
        shown = text(chosen)
    elif options:
        shown = joined(span("chosen", _text(option["text"])) for option in options)
    else:
        shown = _placeholder(part)
    return span("select" if chosen else "select empty", span("select-text", shown), span("arrow", text("⌄")))


def _boxes(part: Json) -> Html:
    kind = part["type"]
    check_keys(
        kind, part, "type", "action_id", "options", "initial_options", "initial_option", "confirm", "focus_on_load"
    )
    chosen = [*part.get("initial_options", ()), *([part["initial_option"]] if part.get("initial_option") else [])]
    return div("boxes", *(_choice(option, checked=option in chosen) for option in part["options"]))


def _choice(option: Json, *, checked: bool) -> Html:
    check_keys("an option", option, "text", "value", "description")
    note = div("hint", _text(option["description"])) if option.get("description") else NOTHING
    box = span("tick checked" if checked else "tick", text("✓" if checked else ""))
    return div("choice", box, div("choice-words", _text(option["text"]), note))


# ---------------------------------------------------------------- rich text


def _rich(part: Json) -> Html:
    kind = part["type"]
    match kind:
        case "rich_text_section":
            check_keys(kind, part, "type", "elements")
            return div("rich-section", _runs(part))
        case "rich_text_quote":
            check_keys(kind, part, "type", "elements", "border")
            return element("blockquote", "quote", _runs(part))
        case "rich_text_preformatted":
            check_keys(kind, part, "type", "elements", "border", "language")
            return element("pre", "code-block", _runs(part))
        case "rich_text_list":
            check_keys(kind, part, "type", "elements", "style", "indent", "offset", "border")
            items = (element("li", "", _runs(item)) for item in part["elements"])
            indent = f"margin-left: {28 * (1 + int(part.get('indent') or 0))}px"
            return element("ol" if part["style"] == "ordered" else "ul", "list", *items, style=indent)
    raise UnknownPartError(f"a rich text of type {kind}")


def _runs(part: Json) -> Html:
    return joined(_styled(run) for run in part["elements"])


def _styled(run: Json) -> Html:
    shown = _run(run)
    for style, on in (run.get("style") or {}).items():
        if style not in _MARKS:
            raise UnknownPartError(f"a style {style} in rich text")
        shown = element(_MARKS[style], "code" if style == "code" else "", shown) if on else shown
    return shown


def _run(run: Json) -> Html:
    kind = run["type"]
    match kind:
        case "text":
            check_keys(kind, run, "type", "text", "style")
            return text(run["text"])
        case "link":
            check_keys(kind, run, "type", "url", "text", "style", "unsafe")
            return link(run["url"], text(run.get("text") or run["url"]))
        case "date":
            check_keys(kind, run, "type", "timestamp", "format", "fallback", "url", "style")
            return moment(run["timestamp"], run["format"])
        case "emoji":
            check_keys(kind, run, "type", "name", "unicode", "style", "skin_tone")
            return text(emoji_sign(run["name"]))
        case "user" | "channel" | "usergroup" | "broadcast":
            names: Iterator[str] = (str(value) for key, value in run.items() if key not in ("type", "style"))
            return span("mention", text(f"@{next(names)}"))
    raise UnknownPartError(f"a run of type {kind}")
