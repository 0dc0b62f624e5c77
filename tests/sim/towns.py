"""Two towns alike, of rows and of ordinary Mesa agents, and what it means that they agree."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from tenfold.sim.mesa import Model
from tenfold.sim.rows import Column, Derived, RowAgent, RowModel

N, SHOPS = 60, 3


class Columns(NamedTuple):
    age: NDArray[np.float32]
    segment: NDArray[np.int8]
    shop: NDArray[np.int32]
    loyal: NDArray[np.bool_]
    trust: NDArray[np.float32]  # (shop, row)
    hope: NDArray[np.float32]  # (shop, attribute, row)


def columns(n: int = N, seed: int = 0) -> Columns:
    rng = np.random.default_rng(seed)
    return Columns(
        age=rng.integers(18, 80, n).astype(np.float32),
        segment=rng.integers(0, 4, n).astype(np.int8),
        shop=rng.integers(0, SHOPS, n).astype(np.int32),
        loyal=rng.random(n) < 0.4,
        trust=rng.standard_normal((SHOPS, n)).astype(np.float32),
        hope=rng.standard_normal((SHOPS, 2, n)).astype(np.float32),
    )


class Habits:
    """What both kinds of person share: the rules see no difference."""

    age: Any
    segment: Any
    model: Any

    @property
    def young(self) -> Any:
        return self.age < 30

    @property
    def moody(self) -> Any:
        return self.model.random.random() < self.age / 100

    @cached_property
    def first_mood(self) -> Any:
        return self.model.random.random()

    def mood(self) -> Any:
        return self.model.random.random()

    @staticmethod
    def adult(age: Any) -> Any:
        return age >= 21

    def older_than(self, years: float) -> Any:
        return self.age > years

    def birthday(self, years: float = 1) -> str:
        self.age += np.float32(years)
        return f"{self.unique_id}: {self.age}"  # type: ignore[attr-defined]


class Person(Habits, RowAgent):
    age = Column[np.float32]()
    segment = Column[np.int8]()
    shop = Column[np.int32]()
    loyal = Column[np.bool_]()
    trust = Column[NDArray[np.float32]]()
    hopes = Column[NDArray[np.float32]]("hope")
    best = Derived[np.int64](lambda columns, rows: columns.trust[..., rows].argmax(axis=0))


class PlainPerson(Habits, mesa.Agent):
    pos = None  # which Mesa 4 leaves out

    def __init__(self, model: mesa.Model, given: Columns, row: int) -> None:
        super().__init__(model)
        self.age, self.segment, self.shop, self.loyal = (column[row] for column in given[:4])
        self.trust, self.hopes = given.trust[:, row].copy(), given.hope[..., row].copy()

    @property
    def best(self) -> Any:
        return self.trust.argmax()


class Shop(mesa.Agent):
    def __init__(self, model: mesa.Model, price: float) -> None:
        super().__init__(model)
        self.price = self.age = price

    def birthday(self, years: float = 1) -> str:
        self.age += years
        return f"{self.unique_id}: {self.age}"


class Town(RowModel):
    columns: Columns

    def __init__(self, n: int = N, shops: int = SHOPS, rng: int = 1) -> None:
        super().__init__(rng=rng)
        Shop.create_agents(self, shops, [20.0 + 9 * i for i in range(shops)])
        self.add_rows(Person, columns(n))

    def step(self) -> None:
        self.agents_by_type[Person].shuffle_do("birthday", 2)


class PlainTown(Model):
    def __init__(self, n: int = N, shops: int = SHOPS, rng: int = 1) -> None:
        super().__init__(rng=rng)
        Shop.create_agents(self, shops, [20.0 + 9 * i for i in range(shops)])
        given = columns(n)
        for row in range(n):
            PlainPerson(self, given, row)

    def step(self) -> None:
        self.agents_by_type[PlainPerson].shuffle_do("birthday", 2)


def people(model: Any) -> Any:
    return model.agents_by_type[Person if isinstance(model, Town) else PlainPerson]


def bare(thing: Any) -> Any:
    """Reduce a result to what can be compared: agents to their ids, sets and arrays to lists."""
    if isinstance(thing, mesa.Agent):
        return f"agent {thing.unique_id}"
    if isinstance(thing, np.ndarray | np.generic):
        return bare(thing.tolist())
    if isinstance(thing, dict):
        return [(bare(key), bare(value)) for key, value in thing.items()]
    if isinstance(thing, str) or not hasattr(thing, "__iter__"):
        return thing
    return [bare(each) for each in thing]


def agree(operation: Callable[[Any], Any], of: Callable[[Any], Any] = people) -> None:
    """Hold an operation on rows to the same one on ordinary agents: result, order, and what it left behind."""
    town, plain = Town(), PlainTown()
    result, expected = (bare(operation(of(model))) for model in (town, plain))
    assert result == expected
    assert bare(people(town).get("age")) == bare(people(plain).get("age"))
    assert town.random.getstate() == plain.random.getstate()
    assert town.rng.random() == plain.rng.random()
