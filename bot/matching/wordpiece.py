"""Split words into the pieces that the sentence encoder knows (WordPiece, Wu et al., 2016, as in uncased BERT)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

LONGEST = 64
"""Maximum pieces of a text; the rest is ignored."""
_LONGEST_WORD = 40
_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_")
_REPLACED: dict[int, str | None] = {0: None, 0xFFFD: None, ord("\t"): " ", ord("\n"): " ", ord("\r"): " "}


class WordPieces:
    """A vocabulary of pieces; pieces inside a word begin with ##."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Take all pieces, including [CLS], [SEP] and [UNK]; the id of a piece is its index. Raises KeyError."""
        self._ids = {piece: piece_id for piece_id, piece in enumerate(vocabulary)}
        self._first, self._last = self._ids["[CLS]"], self._ids["[SEP]"]
        self._unknown = self._ids["[UNK]"]
        self._words: dict[str, list[int]] = {}

    @classmethod
    def read(cls, file: Path) -> WordPieces:
        """Read a vocabulary with one piece per line. Raises OSError or KeyError if the file is missing or damaged."""
        return cls(file.read_text(encoding="utf-8").split("\n"))

    def encode(self, text: str) -> list[int]:
        """Return the ids of the pieces of a text, between those of [CLS] and [SEP]."""
        plain = text[: 20 * LONGEST].translate(_REPLACED)
        if not plain.isascii():
            plain = "".join(c for c in unicodedata.normalize("NFD", plain.lower()) if unicodedata.category(c) != "Mn")
        ids: list[int] = [self._first]
        for word in _WORDS.findall(plain.lower()):
            ids += self._of_word(word)
            if len(ids) >= LONGEST:
                break
        return [*ids[: LONGEST - 1], self._last]

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
        ids: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                if (piece_id := self._ids.get(mark + word[start:end])) is not None:
                    ids.append(piece_id)
                    start = end
                    break
            else:
                return [self._unknown]
        return ids
