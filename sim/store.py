"""Results on disk: rows whose bits are verified, a manifest that says how they came about, folders that are whole.

A folder of results is written beside its place and moved there when finished: whoever looks finds all of it or nothing.
"""

import hashlib
import json
import math
import os
import platform
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tenfold.sim.draws import STREAM
from tenfold.sim.errors import InputError
from tenfold.sim.in_use import hold, release, remove_unused
from tenfold.sim.origin import commit_of, version_of

PACKAGES = ("tenfold", "numpy", "numba", "mesa", "scipy", "pandas", "pyarrow")


class Rows(NamedTuple):
    """Hold rows as read.

    Attributes
    ----------
    frame : the table
    units : the unit of each column, "-" for none
    """

    frame: pd.DataFrame
    units: dict[str, str]


def write_rows(frame: pd.DataFrame, units: Mapping[str, str], path: str | Path) -> None:
    """Write rows as Parquet with a checksum a page, and the units in the metadata of each column and of the table.

    Parameters
    ----------
    frame : one row an observation; its index is left out
    units : the unit of each column, "-" for none
    path : of the file

    Raises
    ------
    ValueError : a column has no unit, or a unit no column
    OSError : the file cannot be written
    """
    if set(units) != set(frame.columns):
        raise ValueError(f"units and columns differ: {sorted(set(units) ^ set(map(str, frame.columns)))}")
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [field.with_metadata({"unit": units[field.name]}) for field in table.schema]
    metadata = {**(table.schema.metadata or {}), b"units": json.dumps(dict(units)).encode()}
    pq.write_table(table.cast(pa.schema(fields, metadata)), path, write_page_checksum=True)


def read_rows(path: str | Path) -> Rows:
    """Read rows and verify every page: for whoever works on with the rows of a result, and its units.

    The command itself only writes rows. Any reader of Parquet can read them; this one notices a flipped bit.

    Parameters
    ----------
    path : of a file that `write_rows` wrote

    Returns
    -------
    Rows
        the table and the unit of each column

    Raises
    ------
    InputError : there is no such file, or its bits are not those written
    """
    if not Path(path).is_file():
        raise InputError(str(path), allowed="an existing Parquet file")
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        units = json.loads(table.schema.metadata[b"units"])
        return Rows(table.to_pandas(), {name: str(units[name]) for name in table.column_names})
    except PermissionError:
        raise InputError(str(path), allowed="a file that can be read") from None
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(str(path), allowed=f"rows as they were written; this file is damaged ({reason})") from None


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it: arrays as lists, NumPy's numbers as Python's, what is not finite as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_json(value: Any, path: str | Path) -> None:
    """Write what `plain` makes of a value to a file, in the order given; raises OSError."""
    text = json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def checksum(path: str | Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def result_id(configuration: Any, inputs: Mapping[str, str]) -> str:
    """Give the 12 digits that name a result: of all it follows from, and of nothing else.

    Parameters
    ----------
    configuration : everything configured that has an effect, seeds included, as JSON can hold it (see
        `tenfold.sim.parameters.causes`); the order of keys is of no account
    inputs : the checksum of every file read, by the field that names the file

    Returns
    -------
    str
        12 hexadecimal digits
    """
    everything = {"configuration": configuration, "inputs": dict(inputs), "stream": STREAM}
    text = json.dumps(everything, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def manifest(command: Sequence[str], seeds: Any, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Say what made a result: versions, commit, stream, seeds, checksums of inputs, the command that repeats it.

    Times are for the caller to add: they belong here and in no other file, so that a repetition is equal to the bit.

    Parameters
    ----------
    command : word by word
    seeds : as they shall be shown
    inputs : the checksum of every file read, by the field that names the file

    Returns
    -------
    dict
        as JSON can hold it; of what cannot be found out, None
    """
    commit, dirty = commit_of(Path(__file__).resolve())
    return {
        "command": shlex.join(command),
        "stream": STREAM,
        "seeds": seeds,
        "inputs": dict(inputs),
        "commit": commit,
        "uncommitted_changes": dirty,
        "python": platform.python_version(),
        "versions": {name: version_of(name) for name in PACKAGES},
    }


@contextmanager
def finished_folder(target: Path, replace: bool = False) -> Iterator[Path]:
    """Give a temporary folder that takes the place of `target` when the block ends, and vanishes if it fails.

    Parameters
    ----------
    target : where the results shall be; folders above it are made, and unmade after a failure
    replace : whether what is there is replaced; else, where another process was faster, its results are kept

    Raises
    ------
    OSError : a folder cannot be made or moved
    """
    above = [folder for folder in target.parents if not folder.exists()]
    for left in target.parent.glob(".*.tmp-*"):  # by a process that was killed, else it is in use
        remove_unused(left)
    work, lock = _new_folder(target)
    try:
        yield work
        _move(work, target, replace)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        for folder in above:
            with suppress(OSError):  # somebody else may have filled it
                folder.rmdir()
        raise
    finally:
        release(lock)


def _new_folder(target: Path) -> tuple[Path, int | None]:
    for attempt in count():
        folder = target.with_name(f".{target.name}.tmp-{os.getpid()}" + (f"-{attempt}" if attempt else ""))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
            lock = hold(folder, wait=True)
            if folder.is_dir():  # nobody took it for left behind before it was locked
                return folder, lock
        except FileExistsError:
            if not folder.is_dir() or attempt >= 100:
                raise
        except FileNotFoundError:  # another process, having failed, has just tidied away the folder above
            if attempt >= 100:
                raise
    raise AssertionError


def _move(work: Path, target: Path, replace: bool) -> None:
    for attempt in count():
        try:
            os.rename(work, target)  # fails where a folder with anything in it is there
            return
        except OSError:
            if not target.exists() or attempt >= 100:
                raise
        if not replace:
            shutil.rmtree(work, ignore_errors=True)
            return
        old = target.with_name(f"{work.name}-old")
        with suppress(FileNotFoundError):  # another process may have moved it first
            os.rename(target, old)
            shutil.rmtree(old) if old.is_dir() else old.unlink()
