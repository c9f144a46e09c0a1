"""Make the reply to a checked line from what the checker found."""

from __future__ import annotations

from itertools import pairwise

from bot.core import texts
from bot.core.comparison import DiffSegment
from bot.core.document import PREVIEW
from bot.core.replies import Card
from bot.core.shorten import at_sentence
from bot.core.word_diff import diff_segments
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import CheckedClaim
from bot.features.verify.replies import Verdict


def verdict(checked: CheckedClaim, card: Card | None) -> Verdict:
    """Make the reply to a checked line. `card` is that of its quotation, or None if there is no similar one."""
    if card is None:
        segments = (DiffSegment("same", verify_texts.quoted(at_sentence(checked.text, PREVIEW))),)
        return Verdict(verify_texts.HEADLINES["not_held"], verify_texts.NOT_FOUND, pieces=segments)
    pieces, marked = tuple(diff_segments(checked.diff)), _marked(checked, card)
    return Verdict(
        headline=verify_texts.HEADLINES[checked.verdict],
        explanation=" ".join(filter(None, (_explanation(checked), verify_texts.MARKED if marked else ""))),
        warnings=tuple(verify_texts.WARNINGS[flag] for flag in checked.flags if flag != "minor"),
        pieces=pieces if any(piece.kind in ("old", "new") for piece in pieces) else (),
        card=card,
        marked=marked,
        good=checked.is_confirmed and not checked.flags,
    )


def _marked(checked: CheckedClaim, card: Card) -> tuple[tuple[int, int], ...]:
    """Return the runs of the quotation that were checked; none if they are all of it, or all but spaces."""
    text = card.statement.text
    outside = "".join(text[end:start] for (_, end), (start, _) in pairwise(((0, 0), *checked.runs, (len(text), 0))))
    return checked.runs if any(character.isalnum() for character in outside) else ()


def _explanation(checked: CheckedClaim) -> str:
    typed, quote = checked.claimed_speaker or "", checked.quote
    claimed = typed if checked.claimed_person in typed else checked.claimed_person  # a typed role stays
    speaker = quote.speaker if quote else ""
    if quote and not checked.speaker_matches and speaker.casefold() in claimed.casefold():  # another of the same name
        speaker = texts.attribution(quote)
    names = {"speaker": speaker, "claimed": texts.named(claimed)}
    is_small = "minor" in checked.flags
    if checked.verdict == "wrong_speaker":
        return (verify_texts.WRONG_SPEAKER_SMALL if is_small else verify_texts.WRONG_SPEAKER).format(**names)
    explanation = verify_texts.SMALL_DIFFERENCES if is_small else verify_texts.EXPLANATIONS[checked.verdict]
    others = verify_texts.also_said(checked.also) if checked.also and checked.is_confirmed else ""
    return " ".join(
        filter(None, (explanation, "" if checked.speaker_matches else verify_texts.CLOSEST_BY_ANOTHER, others))
    ).format(**names)
