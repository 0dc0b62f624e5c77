"""Small tables for notebooks."""

from tenfold.experiments.verdict import Verdict
from tenfold.sim.html import number, table
from tenfold.sim.statistics import Interval, Peak


def test_a_table_is_escaped_and_has_units() -> None:
    shown = table("<b>", [("share", "of 1 & 2"), ("name", "-"), ("a < b", "")], [[0.25, "<i>", 1]], "a > b")
    assert shown == (
        "<table><caption>&lt;b&gt;</caption><tr><th>share<br><small>[of 1 &amp; 2]</small></th><th>name</th>"
        "<th>a &lt; b</th></tr>"
        "<tr><td>0.25</td><td>&lt;i&gt;</td><td>1</td></tr></table><p>a &gt; b</p>"
    )


def test_numbers_are_short() -> None:
    given = [1234567, 1234567.8, 0.123456, float("nan"), float("-inf"), True, "x", 0.0]
    assert [number(each) for each in given] == ["1,234,567", "1,234,568", "0.1235", "–", "-inf", "yes", "x", "0"]


def test_intervals_peaks_and_verdicts_are_shown() -> None:
    assert Interval(0.5, 0.25, float("nan"))._repr_html_() == "<b>0.5</b> [0.25 .. –]"
    assert Peak(0.5, 0.25, 1.0)._repr_html_() == "highest at <b>0.5</b> [0.25 .. 1]"
    assert Verdict(["a < b", "c"], {})._repr_html_() == "<ul><li>a &lt; b</li><li>c</li></ul>"
