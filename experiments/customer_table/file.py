"""The file of a table: its coding, its separator, its header, and the columns that are asked for."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as papq

from tenfold.experiments.customer_table.words import Words, words_of
from tenfold.experiments.spelling import many
from tenfold.sim.errors import InputError

_LARGEST_MB = 2000
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_DATA = re.compile(r"[-+.,\d\s:/]*")  # what a header never consists of


class Table(NamedTuple):
    """Hold a file that was opened: names of columns, and what was noted about the file.

    Attributes
    ----------
    path : of the file
    header : names of its columns
    notes : sentences
    text : the rows in UTF-8; None for Parquet
    separator : between fields
    skip : lines up to the first row
    """

    path: Path
    header: list[str]
    notes: tuple[str, ...]
    text: bytes | None = None
    separator: str = ","
    skip: int = 1

    def read(self, columns: Mapping[str, int]) -> tuple[dict[str, Words], list[str]]:
        """Read columns, by role, and what is to be noted about the rows.

        Parameters
        ----------
        columns : the place of each in the header, by role

        Raises InputError on `market.file` where a row has more or fewer fields than the header, or there are no rows.
        """
        wanted = sorted(set(columns.values()))
        found = self._parquet(wanted) if self.text is None else self._csv(wanted)
        if found.num_rows == 0:
            raise _unusable(self.path, "a table with rows below its header")
        notes = self._quoted(found.num_rows)
        cells = {role: _encoded(role, self.header[k], found.column(wanted.index(k))) for role, k in columns.items()}
        return cells, notes

    def _quoted(self, rows: int) -> list[str]:
        """Note lines that are no rows, for a quotation mark that is not closed swallows what follows."""
        if self.text is None or b'"' not in self.text:
            return []
        more = sum(1 for line in self.text.splitlines()[self.skip :] if line.strip()) - rows
        if more > 0 and self.text.count(b'"') % 2:
            raise _unusable(self.path, "a table whose quotation marks are closed: one is not, and hides "
                            f"{many(more, 'line')}")  # fmt: skip
        return [f"{many(more, 'line')} within quotation marks continue a row, and are no rows."] if more > 0 else []

    def _parquet(self, wanted: list[int]) -> pa.Table:
        file = papq.ParquetFile(self.path)
        names = [self.header[k] for k in wanted]
        try:
            return file.read(columns=names).select(names)
        except (pa.ArrowException, OSError) as error:
            raise _unusable(self.path, f"a Parquet file that can be read ({error})") from None

    def _csv(self, wanted: list[int]) -> pa.Table:
        assert self.text is not None
        wrong: list[Any] = []

        def note(row: Any) -> str:
            wrong.append(row)
            return "skip"

        def parsed(threads: bool) -> pa.Table:
            wrong.clear()
            names = [str(k) for k in range(len(self.header))]
            return pacsv.read_csv(
                pa.BufferReader(self.text),
                pacsv.ReadOptions(column_names=names, skip_rows=self.skip, use_threads=threads, block_size=1 << 23),
                pacsv.ParseOptions(delimiter=self.separator, newlines_in_values=b'"' in (self.text or b""),
                                   invalid_row_handler=note),
                pacsv.ConvertOptions(column_types={n: pa.string() for n in names}, strings_can_be_null=False,
                                     include_columns=[str(k) for k in wanted]),
            )  # fmt: skip

        try:
            found = parsed(threads=True)
            if wrong:
                parsed(threads=False)  # again, for only so rows are numbered
        except pa.ArrowException as error:
            raise _unusable(self.path, f"a CSV file ({str(error)[:200]})") from None
        if wrong:
            first, more = wrong[0], f"; {len(wrong):,} rows are so" if len(wrong) > 1 else ""
            hint = f"; fields are separated by {_SEPARATORS[self.separator]}"
            if self.separator == "," and first.actual_columns > len(self.header):
                hint += ", so decimals have a point, or the field is in quotes"
            elif any(mark in first.text for mark in _SEPARATORS if mark != self.separator):
                hint += " in the whole file"
            said = f"{len(self.header)} fields, as in its header, not {first.actual_columns}{hint}{more}"
            raise InputError(f"market.file, line {(first.number or 0) + self.skip - 1}", first.text, said)
        return found


def open_table(path: Path) -> Table:
    """Open a file with a table, CSV with any usual separator, or Parquet.

    Parameters
    ----------
    path : of the file

    Raises InputError on `market.file` for what is no such file.
    """
    data = _bytes(path)
    if data[:4] == b"PAR1":
        try:
            return Table(path, [str(name) for name in papq.ParquetFile(path).schema_arrow.names], ())
        except (pa.ArrowException, OSError) as error:
            raise _unusable(path, f"a Parquet file that can be read ({error})") from None
    text, notes = _utf8(path, data)
    top = text[: 1 << 18].decode("utf-8", "ignore")
    lines = top.splitlines()[:60]
    said = next((mark for mark in _SEPARATORS if lines and lines[0].strip() == f"sep={mark}".strip()), "")
    mark = said or _separator(lines)
    try:
        reader = csv.reader(io.StringIO(top, newline=""), delimiter=mark)
        header = next(row for row in reader if any(row) and not (said and row[0].startswith("sep=")))
    except (csv.Error, StopIteration):
        raise _unusable(path, "a table with names of columns in its first line, and rows below it") from None
    names = [" ".join(name.split()) for name in header]
    if all(_DATA.fullmatch(name) for name in names):
        raise InputError("market.file, line 1", mark.join(header), "names of columns in the first line, above the rows")
    if len(names) == 1 and any(len(line.split(other)) > 1 for line in lines[1:] for other in _SEPARATORS):
        raise InputError("market.file, line 1", header[0], "names of all columns in the first line, above the rows")
    if mark != ",":
        notes.append(f"Fields are separated by {_SEPARATORS[mark]}.")
    return Table(path, names, tuple(notes), text, mark, reader.line_num)


def header_of(path: Path) -> list[str]:
    """Give the fields of a file's first line, at commas, semicolons, tabs and bars; none where it cannot be read.

    Parameters
    ----------
    path : of the file
    """
    try:
        with path.open("rb") as file:
            top = file.read(1 << 16) if path.is_file() else b""
    except OSError:
        return []
    coding = "utf-16" if top[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = top.decode(coding, "ignore").splitlines()
    return [name.strip(' "') for name in re.split("[,;\t|]", lines[0])] if lines else []


def _encoded(role: str, name: str, column: pa.ChunkedArray) -> Words:
    whole = column.combine_chunks()
    try:
        if not pa.types.is_dictionary(whole.type):
            whole = whole.dictionary_encode()
        texts = whole.dictionary.cast(pa.string())
    except pa.ArrowException:
        raise InputError(f"market.table.{role}", name,
                         f"a column of numbers, dates or text, not of {column.type}") from None  # fmt: skip
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return words_of(role, name, texts, codes)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise _unusable(path, "a file that can be read again, not a pipe or a device: save it as a file first")
        if not path.is_file():
            there = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() and not path.is_dir() else []
            near = InputError("", path.name, ".", there)
            found = str(near).partition("; nearest: ")[2]
            raise _unusable(path, "an existing CSV file, not a folder" + (f"; nearest: {found}" if found else ""))
        if path.stat().st_size > _LARGEST_MB * 1_000_000:
            raise _unusable(path, f"a file of at most {_LARGEST_MB:,} MB; keep only the columns that are needed")
        data = path.read_bytes()
    except OSError as error:
        raise _unusable(path, f"a file that can be read ({error.strerror})") from None
    kinds = {b"PK\x03\x04": "a workbook", b"\xd0\xcf\x11\xe0": "a workbook", b"\x1f\x8b": "a packed file"}
    for start, kind in kinds.items():
        if data.startswith(start):
            mend = "unpack it first" if kind == "a packed file" else "in the spreadsheet, save its sheet as CSV"
            raise _unusable(path, f"a CSV or Parquet file, not {kind}: {mend}")
    return data


def _utf8(path: Path, data: bytes) -> tuple[bytes, list[str]]:
    """Give the text in UTF-8 without a mark in front, and what was noted about its coding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16").encode(), ["The file is in UTF-16."]
        except UnicodeDecodeError:
            data = b"\0"
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data:
        raise _unusable(path, "a CSV file of text in UTF-8, or a Parquet file; this is neither")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        coding = "cp1252"
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            coding = "latin-1"
            text = data.decode(coding)
        if sum(data.count(k) for k in range(1, 32) if k not in (9, 10, 13)) > 0.01 * len(data):
            raise _unusable(path, "a CSV file of text in UTF-8, or a Parquet file; this is neither") from None
        return text.encode(), [f"The file is not in UTF-8 (first at line {line:,}); it is read as {coding}, "
                               "so letters beyond a to z may be wrong."]  # fmt: skip
    return data, []


def _separator(lines: list[str]) -> str:
    """Find the mark that cuts the first lines into the same number of fields, the most; else the header."""
    def fields(mark: str) -> list[int]:
        try:
            return [len(row) for row in csv.reader(lines[:-1] if len(lines) == 60 else lines, delimiter=mark) if row]
        except csv.Error:
            return [0]

    counts = {mark: fields(mark) or [0] for mark in _SEPARATORS}
    even = [mark for mark, found in counts.items() if len(set(found)) == 1 and found[0] > 1]
    return max(even or counts, key=lambda mark: counts[mark][0])


def _unusable(path: Path, allowed: str) -> InputError:
    return InputError("market.file", str(path), allowed)
