"""Sobol's indices on functions whose indices are known."""

import subprocess
import sys

import numpy as np
import pytest

from tenfold.experiments.sensitivity import Range, explained_alone, sobol_design, sobol_indices


def test_ishigami_and_a_dummy() -> None:
    """Ishigami & Homma (1990), a = 7, b = .1; the fourth factor does nothing."""
    names = ["x1", "x2", "x3", "dummy"]
    x = sobol_design(dict.fromkeys(names, Range(-np.pi, np.pi)), 4096)
    y = np.sin(x["x1"]) + 7 * np.sin(x["x2"]) ** 2 + 0.1 * x["x3"] ** 4 * np.sin(x["x1"])
    found = sobol_indices(names, y)
    assert [found[n].first.mean for n in names] == pytest.approx([0.314, 0.442, 0.0, 0.0], abs=0.03)
    assert [found[n].total.mean for n in names] == pytest.approx([0.558, 0.442, 0.244, 0.0], abs=0.03)
    for name, first, total in zip(names, (0.314, 0.442, 0.0, 0.0), (0.558, 0.442, 0.244, 0.0), strict=True):
        assert found[name].first.low - 0.001 <= first <= found[name].first.high + 0.001
        assert found[name].total.low - 0.001 <= total <= found[name].total.high + 0.001
    assert found["dummy"].total.mean == 0.0


def test_what_one_factor_explains_is_also_found_from_any_points() -> None:
    x = np.random.default_rng(0).uniform(-np.pi, np.pi, (3, 20_000))
    y = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    found = [explained_alone(column, y) for column in x]
    assert [f.mean for f in found] == pytest.approx([0.314, 0.442, 0.0], abs=0.015)
    assert all(f.low < true < f.high for f, true in zip(found, (0.314, 0.442, 0.0), strict=True))
    above = x[0] > 0  # within a part of the space the same factor explains something else
    assert explained_alone(x[2][above], y[above]).mean > 0.1


def test_a_factor_that_does_nothing_explains_nothing_however_few_points_there_are() -> None:
    random = np.random.default_rng(0)
    found = [explained_alone(random.random(300), random.random(300), resamples=2).mean for _ in range(100)]
    assert np.mean(found) == pytest.approx(0.0, abs=0.01)  # uncorrected: 23 / 299 = .077


def test_sobols_g() -> None:
    """Saltelli & Sobol (1995): V_i = 1 / (3 (1 + a_i)^2), and 1 + V is the product of 1 + V_i."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    names = [f"x{k}" for k in range(4)]
    x = sobol_design(dict.fromkeys(names, Range(0.0, 1.0)), 4096)
    y = np.prod([(np.abs(4 * x[n] - 2) + k) / (1 + k) for n, k in zip(names, a, strict=True)], axis=0)
    part = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + part) - 1
    found = sobol_indices(names, y)
    assert [found[n].first.mean for n in names] == pytest.approx(part / whole, abs=0.03)
    assert [found[n].total.mean for n in names] == pytest.approx(
        part * np.prod(1 + part) / (1 + part) / whole, abs=0.03
    )


def test_ranges() -> None:
    drawn = sobol_design({"even": Range(2.0, 4.0), "log": Range(1.0, 100.0, log=True)}, 256)
    assert drawn["even"].size == 256 * 4
    assert np.median(drawn["even"]) == pytest.approx(3.0, abs=0.05)
    assert np.median(drawn["log"]) == pytest.approx(10.0, rel=0.05)
    assert drawn["log"].min() >= 1.0 and drawn["log"].max() <= 100.0
    again = sobol_design({"even": Range(2.0, 4.0), "log": Range(1.0, 100.0, log=True)}, 256)
    assert np.array_equal(drawn["even"], again["even"])


def test_an_answer_that_never_varies_hangs_on_nothing() -> None:
    assert sobol_indices(["a", "b"], np.ones(16))["a"].total == (0.0, 0.0, 0.0)


def test_what_cannot_be_analysed_is_refused() -> None:
    with pytest.raises(ValueError, match="power of 2"):
        sobol_design({"a": Range(0.0, 1.0)}, 100)
    with pytest.raises(ValueError, match="15 answers"):
        sobol_indices(["a", "b"], np.arange(15.0))
    with pytest.raises(ValueError, match="finite"):
        sobol_indices(["a", "b"], [np.nan] * 16)


def test_nobody_waits_for_salib_who_does_not_ask() -> None:
    code = "import sys, tenfold.experiments.sensitivity as s; sys.exit('SALib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
