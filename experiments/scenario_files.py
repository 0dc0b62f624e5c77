"""Which files a scenario can be composed of. Imports nothing heavy: whoever completes a word of the command asks."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """List the groups of scenarios and the files in each, without their endings."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in sorted(files("tenfold.scenarios").iterdir(), key=lambda f: f.name):
        if folder.is_dir():
            names = sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
            if names:
                found[folder.name] = tuple(names)
    return found
