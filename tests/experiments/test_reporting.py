"""Progress: a line now and then where nobody watches, a bar where somebody does."""

import io

import pytest

from tenfold.experiments.reporting import shown_progress


class Watched(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_is_told_at_each_quarter_of_each_part() -> None:
    out = io.StringIO()
    with shown_progress("it", out) as tell:
        for what in ("first", "second"):
            for k in range(101):
                tell(what, k / 100)
    quarters = ("0%", "25%", "50%", "75%", "100%")
    assert out.getvalue().splitlines() == [f"it: {what} {q}" for what in ("first", "second") for q in quarters]


def test_a_bar_shows_what_is_done_and_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.progress import Progress

    told: list[tuple[object, object]] = []
    right = Progress.update

    def update(self: Progress, task: object, **given: object) -> None:
        told.append((given["description"], given["completed"]))
        right(self, task, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Progress, "update", update)
    with shown_progress("it", Watched()) as tell:
        tell("playing", 0.25)
        tell("drawing", 1.0)
    assert told == [("it: playing", 0.25), ("it: drawing", 1.0)]
