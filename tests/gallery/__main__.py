"""Write the gallery: `python -m tests.gallery [FILE] [--pictures FOLDER] [--readme FOLDER] [--check]`.

FILE is `gallery.html` if it is left out. Pictures and the check need Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tests.gallery.chromium import chromium, find_chromium
from tests.gallery.page import page
from tests.gallery.pictures import take_pictures, take_readme_pictures, unreadable
from tests.gallery.samples import all_samples


def main() -> int:
    """Read the command line, and write what it asks for. Return 1 if something on the page can't be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description="Write every card of every kind.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("gallery.html"), help="the page (gallery.html)")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="take a picture of each card")
    parser.add_argument("--readme", type=Path, metavar="FOLDER", help="take the pictures of the README")
    parser.add_argument("--check", action="store_true", help="list what overlaps, is cut or can't be seen")
    return asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> int:
    samples = await all_samples()
    options.file.write_text(page(samples), encoding="utf-8")
    sys.stdout.write(f"{options.file}: {len(samples)} cards\n")
    if not (options.pictures or options.readme or options.check):
        return 0
    program = find_chromium()
    if program is None:
        sys.stdout.write("Chromium is not installed, so there are no pictures.\n")
        return 1
    async with chromium(program) as tab:
        await tab.open(options.file.resolve())
        files = await take_pictures(tab, samples, options.pictures) if options.pictures else []
        files += await take_readme_pictures(tab, options.readme) if options.readme else []
        for file in files:
            sys.stdout.write(f"{file}: {file.stat().st_size // 1000} kB\n")
        found = await unreadable(tab) if options.check else []
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
