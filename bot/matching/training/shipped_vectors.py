"""Make the vectors that ship with the package: `python -m bot.matching.training.shipped_vectors [FACTS]`.

Reads every text and question of the fact files in a folder, by default `facts/` at the top of the checkout, with the
encoder that ships, and writes `data/shipped_vectors.npy`: a row for each, in the order of their keys in the cache. It
must run again whenever the facts or the encoder change; `tests/matching/test_shipped_vectors.py` notices if it did not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import yaml

from bot.matching.encoder import DIMENSIONS, Encoder
from bot.matching.packing import pack
from bot.matching.plain import plain
from bot.matching.vector_cache import SHIPPED, key

FACTS = Path(__file__).parents[3] / "facts"
ROW = np.dtype([("key", np.uint8, 16), ("row", np.int8, DIMENSIONS)])


def texts(folder: Path) -> list[str]:
    """Give what the matcher reads of the facts and quotes in a folder: every text and question, made plain, once."""
    found: set[str] = set()
    for file in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(content, dict):  # the aliases are a list
            found.update(map(plain, content.get("stay_silent", ())))
            for statement in (*content.get("facts", ()), *content.get("quotes", ())):
                found.update(map(plain, (statement["text"], *statement.get("questions", ()))))
    return sorted(found)


def write(file: Path, encoder: Encoder, wanted: Iterable[str]) -> None:
    """Write the vectors of some texts, each read alone."""
    rows = sorted((key(encoder.name, text), pack(encoder.encode([text]))[0]) for text in set(wanted))
    table = np.zeros(len(rows), ROW)
    for place, (name, row) in enumerate(rows):
        table[place] = (np.frombuffer(name, np.uint8), row)
    np.save(file, table, allow_pickle=False)


def main(arguments: Sequence[str]) -> None:
    """Run the program."""
    wanted = texts(Path(arguments[0]) if arguments else FACTS)
    write(SHIPPED, Encoder(), wanted)
    sys.stdout.write(f"{SHIPPED.name}: {len(wanted)} texts, {SHIPPED.stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
