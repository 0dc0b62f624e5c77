"""Words that the Tab key completes in bash, zsh and fish: commands, experiments, groups, keys and their values.

argcomplete speaks with the shells. Until a key is asked for nothing heavy is imported; then the names of all keys come
from a file in the user's cache, which is written anew after the code has changed.
"""

import argparse
import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tenfold.experiments.command_line.translated import SHORT
from tenfold.sim.errors import InputError

HEAD, SEPARATORS = 1 << 16, ",;\t|"  # [bytes] of a table in which its first line is looked for
SHELLS = ("bash", "zsh", "fish")


def shell_code(shell: str) -> str:
    """Give what a shell is to evaluate so that it asks the command for completions.

    Raises
    ------
    InputError : no such shell
    """
    if shell not in SHELLS:
        raise InputError("completion", shell, f"one of {', '.join(SHELLS)}", SHELLS)
    from argcomplete.shell_integration import shellcode

    return shellcode(["tenfold"], shell=shell).strip()


def completed_by(action: argparse.Action, words: Callable[..., Iterable[str]]) -> None:
    """Say what completes an argument.

    Parameters
    ----------
    action : the argument
    words : gives them by prefix and parsed_args, as argcomplete names what is typed and what stands before it
    """
    action.completer = words  # type: ignore[attr-defined]


def complete(parser: argparse.ArgumentParser) -> None:
    """Tell the shell, if it asks, how the word under the cursor may go on, and end the process."""
    from argcomplete.completers import SuppressCompleter
    from argcomplete.finders import CompletionFinder

    class Finder(CompletionFinder):
        def collect_completions(self, active_parsers: Any, parsed_args: Any, cword_prefix: str) -> list[str]:
            found: list[str] = super().collect_completions(active_parsers, parsed_args, cword_prefix)
            # argparse takes no further word for an override after an option, but the command does
            further = not active_parsers[-1].active_actions and not cword_prefix.startswith("-")
            if further and hasattr(parsed_args, "overrides"):
                found += [word for word in overrides(cword_prefix, parsed_args) if word.startswith(cword_prefix)]
            return found

    os.environ["NUMBA_DISABLE_JIT"] = "1"  # names of keys need no compiled loops
    Finder()(parser, always_complete_options=False, default_completer=SuppressCompleter())


def folders(prefix: str, **_: Any) -> Iterator[str]:
    """List folders."""
    from argcomplete.completers import DirectoriesCompleter

    yield from DirectoriesCompleter()(prefix)


def files(prefix: str, **_: Any) -> Iterator[str]:
    """List files and folders."""
    from argcomplete.completers import FilesCompleter

    yield from FilesCompleter()(prefix)


def columns(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """List the columns of the table that is named, from the first line of a CSV or the schema of a Parquet file."""
    with suppress(Exception):  # whatever is wrong with the table is told when it is read
        file = Path(parsed_args.file).expanduser()
        if file.suffix.lower() in (".parquet", ".pq"):
            from pyarrow.parquet import read_schema

            return [str(name) for name in read_schema(file).names]
        with file.open("rb") as stream:
            head = stream.read(HEAD)
        text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
        line = next(line for line in text.splitlines() if line.strip())
        return [name.strip() for name in next(csv.reader([line], delimiter=max(SEPARATORS, key=line.count)))]
    return []


def experiments(**_: Any) -> list[str]:
    """List the experiments."""
    from tenfold.experiments.registry import EXPERIMENTS

    return list(EXPERIMENTS)


def runnable(**_: Any) -> list[str]:
    """List the experiments, and the word for all of them."""
    return [*experiments(), "all"]


def shown(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterable[str]:
    """List what may follow `tenfold show parameters` and the like."""
    if parsed_args.what == "results":
        return experiments()
    if parsed_args.what == "moments":
        return overrides(prefix, parsed_args)
    return [name for name, _, _ in keys()] if parsed_args.what in ("parameters", "levers") else []


def overrides(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterator[str]:
    """List how an override may go on: `network=` and `customers.rule=`, and the values of those that have few."""
    from tenfold.experiments.scenario_files import groups

    key, sign, value = prefix.partition("=")
    choices: dict[str, tuple[str, ...]] = {name: files for name, files in groups().items() if name != "experiment"}
    if not (sign and key in choices):  # else no key need be known
        given = getattr(parsed_args, "overrides", None) or getattr(parsed_args, "words", None) or ()
        name = getattr(parsed_args, "name", None)
        planned = "market=from_cohort" in given or name in SHORT.values()
        tags = {"", name, *(["from_cohort"] if planned else ())}
        choices |= {known: tuple(values) for known, tag, values in keys() if tag in tags}
    if sign:
        before, comma = value.rpartition(",")[:2]  # of several, for --multirun
        yield from (f"{key}={before}{comma}{choice}" for choice in choices.get(key, ()))
    else:
        yield from (f"{name}=" for name in choices)


def keys() -> list[tuple[str, str, list[str]]]:
    """List all keys, from what is kept of them in the user's cache, or from the code.

    Returns
    -------
    list of (str, str, list of str)
        the name; from_cohort or the experiment where only that has it, else ""; the values where they are few
    """
    place = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tenfold", "keys.json")
    stamp = _stamp()
    with suppress(OSError, ValueError, LookupError, TypeError):
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp:
            return [(str(name), str(tag), [*map(str, values)]) for name, tag, values in kept["keys"]]
    from tenfold.experiments.reference import all_entries

    found = []
    for entry in all_entries():
        name, _, tag = entry.name.partition(" ")
        values = ["true", "false"] if isinstance(entry.default, bool) else entry.range.split(" | ")
        found.append((name, tag.strip("[]"), values if len(values) > 1 else []))
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = place.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps({"stamp": stamp, "keys": found}), encoding="utf-8")
        new.replace(place)
    return found


def _stamp() -> list[Any]:
    """Say of which state the code is, without reading it."""
    root = Path(__file__).resolve().parents[2]
    files = [file.stat() for part in ("sim", "agents", "experiments") for file in (root / part).rglob("*.py")]
    return [str(root), len(files), max(file.st_mtime_ns for file in files), experiments()]
