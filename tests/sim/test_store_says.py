"""What names and vouches for a result is what it says: checksums, JSON, commits, versions, folders."""

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenfold.sim import store
from tenfold.sim.errors import InputError
from tenfold.sim.origin import commit_of


def test_checksums_are_those_of_the_standard(tmp_path: Path) -> None:
    """FIPS 180-2, appendix B.1, and the well-known digest of nothing."""
    (tmp_path / "abc").write_bytes(b"abc")
    (tmp_path / "nothing").touch()
    assert store.checksum(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert store.checksum(tmp_path / "nothing").startswith("e3b0c44298fc1c14")


def test_a_name_hangs_on_every_value_and_on_the_order_of_lists() -> None:
    base = {"a": {"b": [1, 2], "c": None}, "d": True}
    others = [
        {"a": {"b": [2, 1], "c": None}, "d": True}, {"a": {"b": [1, 2], "c": 0}, "d": True},
        {"a": {"b": [1, 2], "c": None}, "d": False}, {"a": {"b": [1, 2]}, "d": True},
        {"a": {"b": [12], "c": None}, "d": True}, {"b": {"b": [1, 2], "c": None}, "d": True},
    ]  # fmt: skip
    names = {store.result_id(each, {}) for each in [base, *others]}
    assert len(names) == 7
    assert all(len(name) == 12 and set(name) <= set("0123456789abcdef") for name in names)
    assert store.result_id({"d": True, "a": {"c": None, "b": [1, 2]}}, {}) == store.result_id(base, {})


def test_a_name_hangs_on_which_field_names_a_file_and_on_its_content() -> None:
    names = {store.result_id({}, inputs) for inputs in ({}, {"a": "x"}, {"b": "x"}, {"a": "y"}, {"a": "x", "b": "x"})}
    assert len(names) == 5
    with pytest.raises(ValueError):
        store.result_id({"a": math.nan}, {})


def test_plain_values_are_as_json_can_hold_them() -> None:
    value = {1: np.bool_(True), "deep": ({"x": np.array([[1.5, -np.inf], [np.nan, 2]])},), "n": np.int64(3)}
    assert store.plain(value) == {"1": True, "deep": [{"x": [[1.5, None], [None, 2.0]]}], "n": 3}
    assert type(store.plain(np.float32(0.5))) is float and type(store.plain(np.int64(5))) is int


def test_json_is_written_in_the_order_given_for_people_to_read(tmp_path: Path) -> None:
    store.write_json({"z": "ρ", "a": [1]}, tmp_path / "it")
    text = (tmp_path / "it").read_text(encoding="utf-8")
    assert text.index('"z"') < text.index('"a"') and "ρ" in text and text.endswith("}\n")


def test_an_index_is_no_column(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0]}, index=[7, 9])
    store.write_rows(frame, {"x": "money"}, tmp_path / "rows")
    assert pq.read_table(tmp_path / "rows").column_names == ["x"]
    assert store.read_rows(tmp_path / "rows").frame.index.tolist() == [0, 1]


def test_a_table_that_says_no_units_is_not_ours(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1.0]}), tmp_path / "rows")
    with pytest.raises(InputError, match="damaged"):
        store.read_rows(tmp_path / "rows")
    table = pa.table({"x": [1.0], "y": [2.0]}).replace_schema_metadata({b"units": json.dumps({"x": "-"}).encode()})
    pq.write_table(table, tmp_path / "rows")
    with pytest.raises(InputError, match="damaged"):
        store.read_rows(tmp_path / "rows")


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    done = subprocess.run(["git", *who, "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_commit_is_that_of_the_sources_and_changes_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("1")
    try:
        git(tmp_path, "init", "-q")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no git")
    assert commit_of(file) == (None, None)  # git does not know it
    git(tmp_path, "add", "a.py")
    git(tmp_path, "commit", "-q", "-m", "one")
    head = git(tmp_path, "rev-parse", "HEAD")
    assert commit_of(file) == (head, False)
    (tmp_path / "beside.py").touch()
    assert commit_of(file) == (head, False)
    assert commit_of(tmp_path / "beside.py") == (None, None)
    file.write_text("2")
    assert commit_of(file) == (head, True)


def test_a_manifest_names_the_versions_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PACKAGES", ("numpy", "pandas", "no-such-package-at-all"))
    about = store.manifest(["tenfold"], "0 .. 3", {"market.file": "ab"})
    assert about["versions"] == {"numpy": np.__version__, "pandas": pd.__version__, "no-such-package-at-all": None}
    assert (about["seeds"], about["inputs"]) == ("0 .. 3", {"market.file": "ab"})


@pytest.mark.parametrize(("replace", "left"), [(True, {"new"}), (False, {"old"})])
def test_a_result_takes_the_place_of_another_whole_or_not_at_all(tmp_path: Path, replace: bool, left: set[str]) -> None:
    target = tmp_path / "it"
    target.mkdir()
    (target / "old").touch()
    with store.finished_folder(target, replace) as work:
        (work / "new").touch()
        assert {file.name for file in target.iterdir()} == {"old"}
    assert {file.name for file in target.iterdir()} == left
    assert [folder.name for folder in tmp_path.iterdir()] == ["it"]


def test_a_failure_while_replacing_leaves_the_old_result(tmp_path: Path) -> None:
    target = tmp_path / "it"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(ZeroDivisionError), store.finished_folder(target, replace=True) as work:
        (work / "new").touch()
        raise ZeroDivisionError
    assert [file.name for file in target.iterdir()] == ["old"]
    assert [folder.name for folder in tmp_path.iterdir()] == ["it"]


def test_where_a_file_stands_in_the_way_of_the_folder_above_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "above").touch()
    with pytest.raises(OSError), store.finished_folder(tmp_path / "above" / "it"):
        raise AssertionError
    assert [file.name for file in tmp_path.iterdir()] == ["above"]
