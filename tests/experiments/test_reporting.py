"""Progress: a line now and then where nobody watches, a bar where somebody does."""

import io

import pytest

from tenfold.experiments.command_line import reporting
from tenfold.experiments.command_line.reporting import shown_progress


class Watched(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(reporting, "time", one)
    return one


def test_lines_are_seconds_apart_and_the_first_and_the_last_are_there(clock: Clock) -> None:
    out = io.StringIO()
    with shown_progress("it", out) as tell:
        tell("the map", 0.0)
        for k in range(1, 101):  # ten a second
            clock.now += 0.1
            tell("the map" if k < 50 else "the cells", k / 100)
    assert out.getvalue().splitlines() == [
        "it: the map, 0%, time gone 0:00:00",
        "it: the map, 30%, time gone 0:00:03, time left 0:00:07",
        "it: the cells, 60%, time gone 0:00:06, time left 0:00:04",
        "it: the cells, 90%, time gone 0:00:09, time left 0:00:01",
        "it: the cells, 100%, time gone 0:00:10",
    ]


def test_a_line_already_written_is_not_written_again(clock: Clock) -> None:
    out = io.StringIO()
    with shown_progress("it", out) as tell:
        tell("the map", 0.01)
        clock.now += 3723.0
        tell("the map", 0.5)
    assert out.getvalue().splitlines() == [
        "it: the map, 1%, time gone 0:00:00",  # too early to tell how long it takes
        "it: the map, 50%, time gone 1:02:03, time left 1:02:03",
    ]


def test_nothing_told_is_nothing_written() -> None:
    out = io.StringIO()
    with shown_progress("it", out):
        pass
    assert out.getvalue() == ""


def test_a_bar_shows_the_phase_how_much_and_both_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    out = Watched()
    with shown_progress("it", out) as tell:
        tell("[the] map", 0.25)
        tell("the cells", 0.75)
    shown = out.getvalue()
    for part in ("it: the cells", "75%", "time gone", "0:00:00", "time left"):
        assert part in shown
    assert shown.count("\n") < 3  # one bar, not one for each phase
