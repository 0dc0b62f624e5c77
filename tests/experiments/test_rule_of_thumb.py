"""A rule of a few questions, read off drawn points."""

import numpy as np

from tenfold.experiments.splitting.rule_of_thumb import Ask, fit_rule, follow, in_words

X = np.random.default_rng(0).random((2, 4000))
COLUMNS = {"room": X[0], "money": 10 * X[1]}
BEST = np.where(X[0] <= 0.4, 0.1, np.where(10 * X[1] <= 3.0, 0.5, 0.9))
CHOICES = np.linspace(0, 1, 11)


def test_the_questions_that_made_the_answers_are_found() -> None:
    rule = fit_rule(COLUMNS, BEST, 2, CHOICES, np.abs(CHOICES[:, None] - BEST))
    assert rule == Ask("room", 0.4, 0.1, Ask("money", 3.0, 0.5, 0.9))
    assert (follow(rule, COLUMNS) == BEST).mean() > 0.99
    assert in_words(rule, {"room": "churn that care can prevent"}) == [
        "churn that care can prevent at most 0.4: 0.10",
        "churn that care can prevent above 0.4, money at most 3: 0.50",
        "churn that care can prevent above 0.4, money above 3: 0.90",
    ]


def test_thresholds_have_two_digits() -> None:
    split = np.where(10 * X[1] <= 3.14159, 0.0, 1.0)
    rule = fit_rule(COLUMNS, split, 1, CHOICES, np.abs(CHOICES[:, None] - split))
    assert rule == Ask("money", 3.1, 0.0, 1.0)


def test_what_is_said_loses_least_though_it_be_far_from_the_mean() -> None:
    losses = np.where(CHOICES[:, None] > 0.05, 1.0, 0.0) * np.ones(4000)
    assert fit_rule(COLUMNS, BEST, 2, CHOICES, losses) == 0.0
