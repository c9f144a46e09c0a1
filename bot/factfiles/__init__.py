"""Fact files: YAML in, one checked collection out, every problem with file, line and column.

`folder` finds and loads the files, `file` reads one, `values` reads single values, `links` checks what stands across
files; `yamltext` and `yamlwalk` are the way from bytes to nodes with places.
"""

from bot.factfiles.loader import FactFolder, load_folder

__all__ = ["FactFolder", "load_folder"]
