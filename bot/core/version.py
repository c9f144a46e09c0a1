"""Find the version of Factbot."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """Return the version of the installed package; in a checkout that isn't installed, a version that says so."""
    try:
        return metadata.version("factbot")
    except metadata.PackageNotFoundError:
        return "0+not.installed"
