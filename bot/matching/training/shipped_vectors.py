"""Make the vectors that ship with the package: `python -m bot.matching.training.shipped_vectors [FACTS]`.

The program encodes every text and question of the fact files in a folder with the shipped encoder. The default is
`facts/` at the top of the checkout. It writes `data/shipped_vectors.npy` with one row for each text, sorted by the key
in the cache. Run it again after every change of the facts or the encoder; otherwise
`tests/matching/test_shipped_vectors.py` fails.
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
    """Return the texts that the matcher reads of the fact files in a folder: all distinct texts and questions, plain.

    The result is sorted. Raises OSError if a file cannot be read, yaml.YAMLError if it is not YAML, and KeyError if a
    fact or quote has no text.
    """
    distinct: set[str] = set()
    for file in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(content, dict):  # the aliases are a list
            distinct.update(map(plain, content.get("stay_silent", ())))
            for statement in (*content.get("facts", ()), *content.get("quotes", ())):
                distinct.update(map(plain, (statement["text"], *statement.get("questions", ()))))
    return sorted(distinct)


def write(file: Path, encoder: Encoder, to_encode: Iterable[str]) -> None:
    """Write the vectors of some texts, each encoded alone, as rows of `ROW`."""
    rows = sorted((key(encoder.name, text), pack(encoder.encode([text]))[0]) for text in set(to_encode))
    table = np.zeros(len(rows), ROW)
    for index, (name, row) in enumerate(rows):
        table[index] = (np.frombuffer(name, np.uint8), row)
    np.save(file, table, allow_pickle=False)


def main(arguments: Sequence[str]) -> None:
    """Write the vectors of the folder that the command line names, or of `FACTS`."""
    plain_texts = texts(Path(arguments[0]) if arguments else FACTS)
    write(SHIPPED, Encoder(), plain_texts)
    sys.stdout.write(f"{SHIPPED.name}: {len(plain_texts)} texts, {SHIPPED.stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
