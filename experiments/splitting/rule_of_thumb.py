"""A rule that can be remembered, read off drawn points: two or three questions, each answered by yes or no.

A regression tree (Breiman et al. 1984, fitted by scikit-learn) finds the questions; its thresholds are rounded to two
digits, and each answer is the one of a few choices that loses least. So what is judged is what is remembered.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Union

import numpy as np

from tenfold.sim.statistics import Doubles


class Ask(NamedTuple):
    """Ask whether a factor is at most a threshold; each answer is a number, or leads to the next question."""

    factor: str
    most: float
    yes: "Rule"
    no: "Rule"


Rule = Union[Ask, float]  # noqa: UP007 (a name in quotes cannot be joined by |)


def fit_rule(
    columns: Mapping[str, Doubles], answers: Doubles, depth: int, choices: Doubles, losses: Doubles
) -> Rule:
    """Fit a rule to drawn points.

    Parameters
    ----------
    columns : a column for each factor it may ask for, shape (points,)
    answers : what would be best to say, shape (points,); questions are asked that tell most of it
    depth : questions to an answer, at most [>= 1]
    choices : what it may say, shape (choices,)
    losses : by each choice at each point, shape (choices, points); the least mean decides what is said

    Returns
    -------
    Rule
        of rounded numbers
    """
    from sklearn.tree import DecisionTreeRegressor  # a second, which only who asks for a rule waits for

    names = list(columns)
    tree: Any = DecisionTreeRegressor(max_depth=depth, random_state=0, min_samples_leaf=0.02)
    tree = tree.fit(np.column_stack([columns[name] for name in names]), answers).tree_

    def read(node: int, inside: "np.ndarray[Any, np.dtype[np.bool_]]") -> Rule:
        if tree.children_left[node] < 0 or not inside.any():
            return float(choices[np.argmin(losses[:, inside].sum(axis=1))])
        factor, most = names[tree.feature[node]], float(f"{tree.threshold[node]:.2g}")
        below = columns[factor] <= most
        yes, no = read(tree.children_left[node], inside & below), read(tree.children_right[node], inside & ~below)
        return yes if yes == no else Ask(factor, most, yes, no)

    return read(0, np.ones(answers.size, np.bool_))


def follow(rule: Rule, columns: Mapping[str, Doubles]) -> Doubles:
    """Give what a rule says at points, shape (points,)."""
    if not isinstance(rule, Ask):
        return np.full(next(iter(columns.values())).shape, rule)
    return np.where(columns[rule.factor] <= rule.most, follow(rule.yes, columns), follow(rule.no, columns))


def in_words(rule: Rule, words: Mapping[str, str]) -> Sequence[str]:
    """Write a rule as lines, an answer each."""
    if not isinstance(rule, Ask):
        return [f"{rule:.2f}"]
    name = words.get(rule.factor, rule.factor)
    return [
        f"{name} {sign} {rule.most:g}{', ' if isinstance(branch, Ask) else ': '}{line}"
        for sign, branch in (("at most", rule.yes), ("above", rule.no))
        for line in in_words(branch, words)
    ]
