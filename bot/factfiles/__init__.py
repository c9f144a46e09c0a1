"""Read fact files into one checked collection, and report every problem with file, line and column.

- `loader` finds and loads the files; `watcher` loads them again when they change, and `state` notes if that failed.
- `schema` reads one file; `fields` reads single values.
- `checks` compares all files; `formats` turns bytes into `nodes`.
- `json_schema` describes the format for editors.
"""

from bot.factfiles.loader import FactFolder

__all__ = ["FactFolder"]
