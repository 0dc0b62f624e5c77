"""The picture of E11: what pay, training and further contacts bring."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tenfold.experiments.study import Mean, Table, kit

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(
    table: Table, values: tuple[Callable[..., Mean], Callable[..., Mean], Callable[..., Mean]], money: str, heading: str
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of the runs
    values : what pay brings by pay and service; training by train and training; contacts by turnover and contacts
    money : unit of all three
    heading : the finding

    Returns
    -------
    Figure
        with bands of 95% over seeds
    """
    paid, trained, further = values
    picture, (pays, training, contacts) = kit.panels(3, width=4.8, height=4.2)
    kit.lines(pays, table, paid, over="pay", by="service", bands=True)
    pays.set(title="Pay", xlabel="pay [of the market's wage]", ylabel=f"beyond the usual [{money}]")
    pays.legend(title="service by morale\n[level, none to all]")
    kit.lines(training, table, trained, over="train", by="training", bands=True)
    training.set(title="Training", xlabel="training [money per person and period]")
    training.legend(title="it adds to morale\n[logit, at most]")
    kit.lines(contacts, table, further, over="turnover", by="contacts", levels=[2, 3], bands=True)
    contacts.set(title="Further contacts", xlabel="turnover [share of staff a period]")
    contacts.set_xticks([0.0, 0.03, 0.06, 0.12], ["0", ".03", ".06", ".12"])
    contacts.legend(title="people who know\na customer")
    for axes in (pays, training, contacts):
        kit.zero(axes)
    kit.title(picture, heading)
    return picture
