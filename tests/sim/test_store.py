"""What is written is what is read, to the bit, or an error; a folder is there whole or not at all."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tenfold.sim import store
from tenfold.sim.errors import InputError

UNITS = {"period": "-", "profit": "money", "firm": "-", "open": "-"}


def frame(rows: int = 500) -> pd.DataFrame:
    profit = np.random.default_rng(1).normal(size=rows)
    profit[3] = np.nan
    firm = ["ours", "rival"] * (rows // 2)
    return pd.DataFrame({"period": np.arange(rows), "profit": profit, "firm": firm, "open": profit > 0})


def test_rows_come_back_with_their_units(tmp_path: Path) -> None:
    store.write_rows(frame(), UNITS, tmp_path / "rows.parquet")
    rows = store.read_rows(tmp_path / "rows.parquet")
    pd.testing.assert_frame_equal(rows.frame, frame())
    assert rows.units == UNITS
    schema = pq.read_schema(tmp_path / "rows.parquet")
    assert schema.field("profit").metadata[b"unit"] == b"money"
    assert json.loads(schema.metadata[b"units"]) == UNITS


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        store.write_rows(frame(), UNITS, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("units", [{}, {**UNITS, "more": "-"}, {"period": "-"}])
def test_every_column_has_a_unit(tmp_path: Path, units: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="differ"):
        store.write_rows(frame(), units, tmp_path / "rows.parquet")


def test_a_flipped_bit_in_a_number_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    store.write_rows(frame(), UNITS, path)
    whole = path.read_bytes()
    first = whole.index(np.float64(frame().profit[0]).tobytes())
    for place in range(first, first + 8 * 500, 331):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="damaged"):
            store.read_rows(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"period,profit\n1,2\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.parquet").write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        store.read_rows(tmp_path / "rows.parquet")
    with pytest.raises(InputError, match="existing"):
        store.read_rows(tmp_path / "nothing.parquet")


def test_json_has_no_place_for_nan(tmp_path: Path) -> None:
    value = {"a": np.float32(0.5), "b": [np.nan, np.int64(3)], "c": np.array([1.0, np.inf]), "d": (True, None, "ü")}
    store.write_json(value, tmp_path / "it.json")
    read = json.loads((tmp_path / "it.json").read_text(encoding="utf-8"))
    assert read == {"a": 0.5, "b": [None, 3], "c": [1.0, None], "d": [True, None, "ü"]}


def test_a_result_is_named_by_all_it_follows_from() -> None:
    name = store.result_id({"a": 1, "b": 2.0}, {"file": "x"})
    assert name == store.result_id({"b": 2.0, "a": 1}, {"file": "x"})
    assert len({name, store.result_id({"a": 1, "b": 2.5}, {"file": "x"}), store.result_id({"a": 1, "b": 2.0}, {})}) == 3
    assert len(name) == 12


def test_the_stream_is_part_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.result_id({}, {})
    monkeypatch.setattr(store, "STREAM", store.STREAM + 1)
    assert store.result_id({}, {}) != before


def test_a_manifest_repeats_the_command_and_needs_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_words: object, **_options: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", missing)
    about = store.manifest(["tenfold", "run", "x", "market.file='a b.csv'"], [1, 2], {"market.file": "ab12"})
    assert about["command"] == """tenfold run x 'market.file='"'"'a b.csv'"'"''"""
    assert (about["commit"], about["seeds"], about["stream"]) == (None, [1, 2], store.STREAM)
    assert about["versions"]["numpy"] == np.__version__
    json.dumps(about)


def test_a_folder_appears_when_it_is_finished(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "down" / "it"
    with store.finished_folder(target) as work:
        (work / "file").write_text("new")
        assert not target.exists()
        assert work.parent == target.parent
    assert (target / "file").read_text() == "new"
    assert os.listdir(target.parent) == ["it"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_nothing(tmp_path: Path, failure: type[BaseException]) -> None:
    with pytest.raises(failure), store.finished_folder(tmp_path / "deep" / "it") as work:
        (work / "file").write_text("half")
        raise failure
    assert os.listdir(tmp_path) == []


def test_a_failure_leaves_what_others_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError), store.finished_folder(tmp_path / "deep" / "it"):
        (tmp_path / "deep" / "other").mkdir()
        raise ValueError
    assert os.listdir(tmp_path / "deep") == ["other"]


@pytest.mark.parametrize("replace", [False, True])
def test_of_two_that_do_the_same_neither_breaks_the_other(tmp_path: Path, replace: bool) -> None:
    target = tmp_path / "it"
    with store.finished_folder(target, replace) as slow:
        (slow / "file").write_text("slow")
        with store.finished_folder(target, replace) as fast:
            assert fast != slow
            (fast / "file").write_text("fast")
    assert (target / "file").read_text() == ("slow" if replace else "fast")
    assert os.listdir(tmp_path) == ["it"]


def test_a_file_in_the_way_is_replaced_if_asked(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("in the way")
    with store.finished_folder(tmp_path / "it", replace=True) as work:
        (work / "file").write_text("new")
    assert (tmp_path / "it" / "file").read_text() == "new"
