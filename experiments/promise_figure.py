"""The figure of E4: what over-promising is worth, gifts by chance against regular ones, what dates make people say."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.experiments.promise_runs import FELT, MONEY, WORDS, at
from tenfold.experiments.study import Mean, Table, kit


def draw(
    table: Table, promises: Sequence[float], louder: Callable[..., Mean], surprising: Callable[..., Mean],
    speed: Sequence[float], finding: str,
) -> Any:
    """Draw three panels.

    Parameters
    ----------
    table : of all runs
    promises : levels, the modest one first [level]
    louder : gives what a promise is worth beyond the modest one, by weight of trust and promise [money]
    surprising : gives what gifts by chance have beyond small regular ones, by zone of tolerance and loss aversion
    speed : how much earlier than the date is delivered [level]
    finding : the title

    Returns
    -------
    Figure
        of three panels
    """
    picture, (money, gifts, words) = kit.panels(3, height=4.2)
    kit.lines(money, table, lambda **x: louder(**x), over="trust", by="promise", levels=promises[1:], bands=True)
    money.set(title="What over-promising is worth", xlabel="weight of trust [utils]",
              ylabel=f"profit, beyond that of promising {promises[0]:g}\n[{MONEY}]")  # fmt: skip
    kit.lines(gifts, table, lambda **x: surprising(**x), over="tolerance", by="aversion", bands=True)
    gifts.legend(title="loss aversion λ")
    gifts.set(title="Gifts by chance, beyond small regular ones", xlabel="zone of tolerance [level]",
              ylabel=f"in the third year\n[{FELT}]")  # fmt: skip
    for k, name in enumerate(("good words", "bad words")):
        said = np.array([table.sample(at(name, dates=x) - at(name, dates=0.0)) for x in speed])
        kit.band(words, np.array(speed), said.T, kit.COLOURS[k], name, kit.LINES[k], kit.MARKS[k])
    words.legend()
    words.set(title="Deliveries before or after the date", xlabel="earlier than the date [level of speed]",
              ylabel=f"beyond those of on time\n[{WORDS}]")  # fmt: skip
    for axes in (money, gifts, words):
        kit.zero(axes)
    kit.title(picture, finding)
    return picture
