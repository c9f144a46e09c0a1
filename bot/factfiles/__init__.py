"""Read fact files into one checked collection, report every problem with file, line and column, and write them.

- `loader` finds and loads the files; `watcher` loads them again when they change, and `state` notes if that failed.
- `schema` reads one file into its `contents`; `fields` reads single values.
- `checks` compares all files; `formats` turns bytes into `nodes`.
- `json_schema` describes the format for editors.
- `writer` writes statements into files, and `export` files into a folder. `entries` says what an entry has, `naming`
  what a new file is called.
"""

from bot.factfiles.loader import FactFolder

__all__ = ["FactFolder"]
