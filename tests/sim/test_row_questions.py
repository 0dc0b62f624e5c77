"""A question about an agent, asked of many rows at once, is answered as if asked of each."""

import itertools
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from tests.sim.towns import SHOPS, Shop, Town, agree, people

# Each makes a question about one agent: what only computes is answered from whole columns, and the rest must notice.
QUESTIONS: dict[str, Callable[[Any], Callable[[Any], Any]]] = {
    "compares": lambda model: lambda a: a.age < 40,
    "computes": lambda model: lambda a: (a.age / 3 - a.segment**2) // 2 != -a.shop % 7,
    "combines": lambda model: lambda a: (a.age > 30) & ~a.loyal | (a.segment == 2),
    "and": lambda model: lambda a: a.age > 30 and a.segment == 2 and a.loyal,
    "or": lambda model: lambda a: a.age > 70 or a.segment == 2 or not a.loyal,
    "if": lambda model: lambda a: a.segment if a.loyal else a.age < 30,
    "chain": lambda model: lambda a: 30 < a.age <= 50,
    "one of": lambda model: lambda a: a.segment in (0, 3),
    "one of a set": lambda model: lambda a: a.segment in {0, 3},
    "counts as true": lambda model: lambda a: a.segment,
    "constant": lambda model: lambda a: True,
    "mixes kinds": lambda model: lambda a: a.loyal and "loyal",
    "nothing": lambda model: lambda a: None,
    "its shop": lambda model: lambda a: a.trust[a.shop] > 0,
    "a shop": lambda model: lambda a: a.trust[1] > a.trust[-1],
    "its shop's second": lambda model: lambda a: a.hopes[a.shop, 1] > a.hopes[a.shop][0],
    "axes one by one": lambda model: lambda a: a.hopes[0][1] > 0,
    "all shops": lambda model: lambda a: a.trust.max() > a.age / 80,
    "all shops by NumPy": lambda model: lambda a: np.mean(a.trust) > 0,
    "loop": lambda model: any_shop,
    "derived": lambda model: lambda a: a.best == a.shop,
    "property": lambda model: lambda a: a.young and a.loyal,
    "method": lambda model: lambda a: a.older_than(30) and not a.older_than(60),
    "method of a number": lambda model: lambda a: a.age > a.age.mean(),
    "NumPy": lambda model: lambda a: np.sqrt(np.abs(a.trust[0])) < abs(a.trust[1]),
    "float": lambda model: lambda a: float(a.age) > 40,
    "text": lambda model: lambda a: f"{a.segment}" == "2",
    "text by %": lambda model: lambda a: "%s" % a.segment == "2",  # noqa: UP031
    "length": lambda model: lambda a: len(a.trust) == SHOPS,
    "id": lambda model: lambda a: a.unique_id % 2,
    "model": lambda model: lambda a: a.age > a.model.steps + 40,
    "shop object": lambda model: lambda a: a.age < list(model.agents)[1].price,
    "is a": lambda model: lambda a: isinstance(a, mesa.Agent) and a.age < 40,
    "is no": lambda model: lambda a: isinstance(a, Shop),
    "type": lambda model: lambda a: type(a) is type(people(model)[0]) and a.age < 40,
    "itself": lambda model: (lambda last: lambda a: a == last or a.age < 30)(people(model)[-1]),
    "not itself": lambda model: (lambda last: lambda a: a != last)(people(model)[-1]),
    "a friend": lambda model: (lambda friends: lambda a: a in friends)(list(people(model))[3:9]),
    "a friend in a set": lambda model: (lambda friends: lambda a: a in friends)(set(list(people(model))[3:9])),
    "in another set": lambda model: (lambda young: lambda a: a in young)(people(model).select(lambda a: a.age < 30)),
    "in place": lambda model: doubled,
    "draws": lambda model: lambda a: a.random.random() < a.age / 80,
    "draws from the model": lambda model: lambda a: a.model.rng.random() < a.age / 80,
    "draws from a closure": lambda model: (lambda rng: lambda a: rng.random() < a.age / 80)(np.random.default_rng(3)),
    "draws in a property": lambda model: lambda a: a.moody,
    "draws in a kept property": lambda model: lambda a: a.first_mood > a.age / 80,
    "draws in a method": lambda model: lambda a: a.mood() > a.age / 80,
    "class method": lambda model: lambda a: a.adult(a.age) and a.loyal,
    "counts": lambda model: (lambda turns: lambda a: next(turns) < a.age)(itertools.count()),
    "remembers": lambda model: (lambda seen: lambda a: a.segment not in seen and not seen.append(a.segment))([]),
    "asks an array": lambda model: (lambda prices: lambda a: abs(prices[a.shop]) < a.age)(np.array([20.0, 40.0, 60.0])),
    "bound method": lambda model: Ages(40).has,
    "many branches": lambda model: lambda a: a.age in tuple(range(80)),
    "tries": lambda model: tried,
    "a number from outside": lambda model: (lambda least, most: lambda a: (a.age > least) & (a.age < most))(30, LATE),
    "a default": lambda model: lambda a, least=30: a.age > least,
    "an array from outside": lambda model: (lambda price: lambda a: (a.trust > price)[1])(np.array([0.1, 0.2, 0.3])),
    "an object that draws": lambda model: (lambda dice: lambda a: dice.roll < a.age / 80)(Dice()),
    "a container that draws": lambda model: (lambda dice: lambda a: dice[0] < a.age / 80)(Dice()),
    "a container's answer": lambda model: (lambda one: lambda a: (a in one) | a.loyal)([people(model)[3]]),
    "what it is": lambda model: lambda a: (a.__class__.__name__ == "Shop") | a.loyal,
    "text, among numbers": lambda model: lambda a: (f"{a.segment}" == "2") | a.loyal,
    "equal to itself": lambda model: lambda a: (a == a) & a.loyal,
    "small numbers": lambda model: lambda a: a.segment * 100 - a.segment,
    "small numbers run over": lambda model: lambda a: a.segment - a.segment * a.segment << 5,
    "an id among small numbers": lambda model: lambda a: a.segment + (a.unique_id - 5),
    "powers": lambda model: lambda a: a.age**0.3 > 3,
    "a product of arrays": lambda model: lambda a: a.trust @ a.trust > 2,
    "a truth as number": lambda model: lambda a: a.loyal + a.loyal + 1,
}


LATE = np.float32(50)


class Dice:
    """Give another number each time it is read, without a call that could be seen."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(3)

    @property
    def roll(self) -> Any:
        return self.rng.random()

    def __getitem__(self, place: int) -> Any:
        return self.rng.random()


class Ages:
    def __init__(self, least: float) -> None:
        self.least = least

    def has(self, agent: Any) -> Any:
        return agent.age > self.least


def any_shop(agent: Any) -> Any:
    for shop in range(SHOPS):
        if agent.trust[shop] > 1:
            return True
    return False


def doubled(agent: Any) -> Any:
    age = agent.age
    age *= 2
    return age > 80


def tried(agent: Any) -> Any:
    try:
        return agent.age > 40 and agent.loyal
    except Exception:
        return False


@pytest.mark.filterwarnings("ignore:overflow encountered")  # of which NumPy warns for scalars only
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_as_if_asked_one_by_one(name: str) -> None:
    ask = QUESTIONS[name]
    agree(lambda people: people.select(ask(people[0].model)))
    agree(lambda people: people.shuffle().select(lambda a: a.age < 60).select(ask(people[0].model), at_most=9))
    agree(lambda people: people.groupby(ask(people[0].model)).count())


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("count", [0, 1, 2, SHOPS])
def test_few_rows_are_answered_as_if_asked_one_by_one(name: str, count: int) -> None:
    ask = QUESTIONS[name]  # as many rows as shops, so that axes of one length could be taken for one another
    agree(lambda people: people.select(at_most=count).select(ask(people[0].model)))
    agree(lambda people: people.select(at_most=count).groupby(ask(people[0].model)).count())


def test_a_place_that_one_agent_has_not_is_refused() -> None:
    beyond: list[Callable[[Any], Any]] = [lambda a: a.trust[:, 0], lambda a: a.trust[3], lambda a: a.age[0]]
    for question, count in itertools.product(beyond, (1, SHOPS, 30)):
        with pytest.raises(IndexError):
            people(Town()).select(at_most=count).select(question)
