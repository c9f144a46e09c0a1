"""Phrasings are rewritten as people type them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.features.calibration.typing_variants import as_typed

PHRASINGS = [f"What does the {thing} of the {place} cost?" for thing in ("ticket", "locker", "pass", "cabin", "bike")
             for place in ("museum", "harbour", "library", "pool", "garden", "theatre")]  # fmt: skip


def test_a_phrasing_is_always_rewritten_the_same_way() -> None:
    assert as_typed("Where can I park?") == as_typed("Where can I park?")
    assert [as_typed("When does the ferry leave?", turn) for turn in range(4)] == [
        as_typed("When does the ferry leave?", turn) for turn in range(4)
    ]
    assert as_typed("When does the ferry leave for Skarnholm?", 2) in FERRY


FERRY = {as_typed("When does the ferry leave for Skarnholm?", turn) for turn in range(8)}


def test_phrasings_are_rewritten_in_all_four_ways() -> None:
    typed = {phrasing: as_typed(phrasing) for phrasing in PHRASINGS}
    assert all(after != before for before, after in typed.items())
    plain = [p for p, t in typed.items() if t == p.lower().rstrip("?")]
    keywords = [p for p, t in typed.items() if t.split() == [w for w in p.lower().rstrip("?").split() if len(w) > 3
                                                               and w not in ("what", "does")]]  # fmt: skip
    around = [p for p, t in typed.items() if len(t) > len(p) + 5 or t.startswith(("hi", "hey"))]
    slips = [p for p in PHRASINGS if p not in {*plain, *keywords, *around}]
    assert min(map(len, (plain, keywords, around, slips))) >= 2
    for phrasing in slips:
        before, after = phrasing.lower().rstrip("?").split(), typed[phrasing].split()
        assert len(before) == len(after)
        assert 1 <= sum(a != b for a, b in zip(before, after, strict=True)) <= 2


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.integers(0, 9))
def test_any_phrasing_can_be_rewritten(phrasing: str, turn: int) -> None:
    assert isinstance(as_typed(phrasing, turn), str)
