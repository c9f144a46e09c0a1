"""Words as the pieces that the sentence encoder knows (WordPiece, Wu et al., 2016, as uncased BERT has it)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

LONGEST = 64
"""Pieces of one text; of a longer one the first are read."""
_LONGEST_WORD = 40
_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_")
_PLACES: dict[int, str | None] = {0: None, 0xFFFD: None, ord("\t"): " ", ord("\n"): " ", ord("\r"): " "}


class WordPieces:
    """A vocabulary of pieces, those inside a word marked with ##."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """`vocabulary` holds [CLS], [SEP] and [UNK] among the pieces; the number of a piece is its place."""
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._first, self._last = self._number["[CLS]"], self._number["[SEP]"]
        self._unknown = self._number["[UNK]"]
        self._words: dict[str, list[int]] = {}

    @classmethod
    def read(cls, file: Path) -> WordPieces:
        """Read a vocabulary of one piece a line. Raises OSError or KeyError if the file is missing or damaged."""
        return cls(file.read_text(encoding="utf-8").split("\n"))

    def encode(self, text: str) -> list[int]:
        """Give the numbers of the pieces of a text, between those that mark its start and its end."""
        plain = text[: 20 * LONGEST].translate(_PLACES)
        if not plain.isascii():
            plain = "".join(c for c in unicodedata.normalize("NFD", plain.lower()) if unicodedata.category(c) != "Mn")
        numbers: list[int] = [self._first]
        for word in _WORDS.findall(plain.lower()):
            numbers += self._of_word(word)
            if len(numbers) >= LONGEST:
                break
        return [*numbers[: LONGEST - 1], self._last]

    def _of_word(self, word: str) -> list[int]:
        known = self._words.get(word)
        if known is None:
            known = self._pieces(word)
            if len(self._words) < 50_000:
                self._words[word] = known
        return known

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                if (number := self._number.get(mark + word[start:end])) is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return found
