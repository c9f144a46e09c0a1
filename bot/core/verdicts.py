"""A checked line as the reply that tells what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import wording
from bot.core.checking import Checked
from bot.core.replies import Card, Piece, Verdict


def verdict(checked: Checked, card: Card | None) -> Verdict:
    """The reply to a line that was checked; `card` is that of its quotation, None where nothing is held."""
    if card is None:
        return Verdict(wording.HEADLINES["not_held"], wording.NOT_HELD)
    changed = any(change.op != "equal" for change in checked.diff)
    return Verdict(
        headline=wording.HEADLINES[checked.verdict],
        told=_told(checked),
        warnings=tuple(wording.WARNINGS[flag] for flag in checked.flags if flag != "minor"),
        pieces=tuple(_pieces(checked)) if changed else (),
        card=card,
        good=checked.verdict in ("verbatim", "excerpt") and not checked.flags,
    )


def _told(checked: Checked) -> str:
    speaker = checked.quote.speaker if checked.quote else ""
    small = "minor" in checked.flags
    match checked.verdict:
        case "verbatim" | "excerpt":
            return wording.TOLD[checked.verdict].format(speaker=speaker)
        case "wrong_speaker":
            words = wording.NEARLY if small else wording.JUST
            return words.format(speaker=speaker, claimed=wording.named(checked.claimed_speaker or ""))
        case _:
            told = wording.SMALL if small else wording.TOLD["altered"]
            other = (
                ""
                if checked.theirs
                else " "
                + wording.NOT_THEIRS.format(speaker=speaker, claimed=wording.named(checked.claimed_speaker or ""))
            )
            return told.format(speaker=speaker) + other


def _pieces(checked: Checked) -> Iterator[Piece]:
    for change in checked.diff:
        match change.op:
            case "equal":
                yield Piece("same", change.old)
            case "cut":
                yield Piece("cut", change.old)
            case _:
                if change.old:
                    yield Piece("old", change.old)
                if change.new:
                    yield Piece("new", change.new)
