"""Rows read as agents do what ordinary Mesa agents do."""

import copy
import gc
import pickle
import weakref
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from tenfold.sim.rows import Column, Derived, MixedSet, RowModel, RowSet
from tests.sim.towns import SHOPS, N, Person, PlainTown, Shop, Town, agree, bare, columns, people

OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "len": len,
    "iteration": list,
    "to list": lambda people: list(people),
    "index": lambda people: people[7],
    "last": lambda people: people[-1],
    "slice": lambda people: people[5:40:3],
    "backwards": lambda people: people[::-1],
    "reversed": lambda people: reversed(people),
    "in": lambda people: [people[3] in people.select(at_most=4), people[4] in people.select(at_most=4), None in people],
    "copy": copy.copy,
    "select all": lambda people: people.select(),
    "select": lambda people: people.select(lambda a: a.age < 40),
    "select some": lambda people: people.select(lambda a: a.age < 40, at_most=5),
    "select no more than a part": lambda people: people.select(lambda a: a.age < 40, at_most=0.1),
    "select the first": lambda people: people.select(at_most=4),
    "select a part": lambda people: people.select(at_most=0.25),
    "select all, as a float": lambda people: people.select(at_most=1.0),
    "select one": lambda people: people.select(at_most=1),
    "select none": lambda people: people.select(at_most=0),
    "select nobody": lambda people: people.select(lambda a: a.age < 0),
    "select in place": lambda people: [people.shuffle().select(lambda a: a.age < 40, inplace=True)],
    "select of a type": lambda people: people.select(agent_type=mesa.Agent),
    "select of another type": lambda people: people.select(agent_type=Shop),
    "select twice": lambda people: people.select(lambda a: a.age < 60).select(lambda a: a.loyal).get("segment"),
    "get": lambda people: people.get("age"),
    "get what has axes": lambda people: people.get("trust"),
    "get what has more axes": lambda people: people.select(lambda a: a.loyal).get("hopes"),
    "get what is derived": lambda people: people.get("best"),
    "get a property": lambda people: people.get("young"),
    "get a property that draws": lambda people: people.get("moody"),
    "get ids": lambda people: people.get("unique_id"),
    "get several": lambda people: people.get(["age", "segment", "trust"]),
    "get several, one by one": lambda people: people.get(["age", "moody"]),
    "get what is missing": lambda people: people.get("wealth", "default", 3.5),
    "get much that is missing": lambda people: people.get(["wealth", "age"], handle_missing="default", default_value=0),
    "get a place": lambda people: people.get("pos"),
    "agg": lambda people: people.agg("age", np.mean),
    "agg by several": lambda people: people.agg("age", [min, max, sum, len, np.median]),
    "agg truths": lambda people: people.agg("loyal", [sum, any, all]),
    "agg what has axes": lambda people: people.agg("trust", [lambda x: np.max(x, axis=0), np.median, sum]),
    "agg of some": lambda people: people.select(lambda a: a.loyal).agg("best", np.bincount),
    "set": lambda people: people.set("age", np.float32(7)).get("age"),
    "set some": lambda people: people.select(lambda a: a.loyal).set("age", np.float32(7)),
    "sort": lambda people: people.sort("age"),
    "sort up": lambda people: people.sort("segment", ascending=True),
    "sort by a function": lambda people: people.sort(lambda a: abs(a.age - 40) * a.segment, ascending=True),
    "sort by two": lambda people: people.sort(lambda a: (a.segment, -a.age)),
    "sort in place": lambda people: [people.select().sort("age", inplace=True)],
    "shuffle": lambda people: people.shuffle(),
    "shuffle in place": lambda people: people.select().shuffle(inplace=True),
    "shuffle twice": lambda people: people.shuffle().shuffle(),
    "do": lambda people: people.do("birthday", years=3),
    "do a function": lambda people: people.do(lambda a, n: a.birthday(n), 2),
    "do some": lambda people: people.select(lambda a: a.loyal).do("birthday"),
    "shuffle and do": lambda people: people.shuffle_do("birthday"),
    "map": lambda people: people.map("birthday", 4),
    "map a function": lambda people: people.map(lambda a, n: a.age * n, n=2),
    "group": lambda people: people.groupby("segment"),
    "group by truth": lambda people: people.groupby("loyal").count(),
    "group by many": lambda people: people.groupby("age").count(),
    "group by a function": lambda people: people.groupby(lambda a: 9 if a.age > 50 else a.segment if a.loyal else 0.5),
    "group by words": lambda people: people.groupby(lambda a: "old" if a.age > 50 else "young"),
    "group by two": lambda people: people.groupby(lambda a: (a.segment, a.loyal)),
    "group by text": lambda people: people.groupby(lambda a: f"{a.segment}!"),
    "group into lists": lambda people: people.groupby("segment", result_type="list"),
    "lists: agg": lambda people: people.groupby("segment", result_type="list").agg("age", max),
    "groups: agg": lambda people: people.groupby("segment").agg("age", np.mean),
    "groups: map": lambda people: people.groupby("segment").map(lambda group, f: group.agg("age", f), max),
    "groups: map a method": lambda people: people.groupby("segment").map("get", "age"),
    "groups: do": lambda people: people.groupby("segment").do("do", "birthday"),
    "union": lambda people: people.select(lambda a: a.loyal) | people.select(lambda a: a.age < 30),
    "intersection": lambda people: people.select(lambda a: a.loyal) & people.select(lambda a: a.age < 30),
    "difference": lambda people: people - people.select(lambda a: a.loyal),
    "equal": lambda people: [people == people.shuffle(), people.select(at_most=3) < people],
    "empty": lambda people: [people.select(at_most=0).get("age"), people.select(at_most=0).groupby("age").count()],
}


MIXED = {name: OPERATIONS[name] for name in (
    "len", "iteration", "index", "last", "slice", "backwards", "reversed", "in", "copy", "select all", "select",
    "select some", "select no more than a part", "select the first", "select a part", "select none", "select nobody",
    "select in place", "select of a type", "select of another type", "get", "get ids", "get what is missing",
    "get much that is missing", "agg", "agg by several", "sort in place", "shuffle", "shuffle in place",
    "shuffle twice", "do", "do a function", "shuffle and do", "map", "map a function", "group by many",
)} | {  # fmt: skip
    "sort": lambda agents: agents.sort("age", ascending=True),
    "sort by a function": lambda agents: agents.sort(lambda a: a.unique_id % 5),
    "sort and get": lambda agents: agents.sort("age").get("age"),
    "get several": lambda agents: agents.get(["age", "unique_id"]),
    "get a draw": lambda agents: agents.get("moody", "default"),
    "set": lambda agents: agents.set("age", np.float32(7)).get("age"),
    "group": lambda agents: agents.groupby(lambda a: a.age > 40),
    "group by type": lambda agents: agents.groupby(lambda a: isinstance(a, Shop)).count(),
    "groups: agg": lambda agents: agents.groupby(lambda a: a.age > 40).agg("age", np.mean),
    "into lists": lambda agents: agents.groupby("age", result_type="list"),
    "union": lambda agents: agents.select(agent_type=Shop) | agents.select(lambda a: a.age < 30),
    "union with a few": lambda agents: agents.select(lambda a: a.age < 30) | agents.select(agent_type=Shop),
    "either": lambda agents: agents.select(agent_type=Shop) ^ agents.select(lambda a: a.age < 30),
    "difference": lambda agents: agents - agents.select(lambda a: a.age < 30),
    "both": lambda agents: agents.select(lambda a: a.age < 30) & agents.select(lambda a: a.age > 20),
    "shuffled parts": lambda agents: agents.shuffle().select(lambda a: a.age < 50).sort("age").get("unique_id"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_rows_do_what_agents_do(name: str) -> None:
    agree(OPERATIONS[name])


@pytest.mark.parametrize("name", MIXED)
def test_rows_and_ordinary_agents_together_do_what_agents_do(name: str) -> None:
    agree(MIXED[name], of=lambda model: model.agents)


def test_of_all_agents_those_are_meant_that_can() -> None:
    town = Town()
    assert town.agents.agg("trust", np.mean) == people(town).agg("trust", np.mean)
    assert town.agents.agg("price", sum) == 20 + 29 + 38
    town.agents.do("older_than", 3)
    for meant in (lambda: town.agents.agg("trsut", np.mean), lambda: town.agents.do("oldr_than", 3)):
        with pytest.raises(AttributeError, match="none of the agents has"):
            meant()
    with pytest.raises(AttributeError):
        town.agents.get("trust")
    assert town.agents.select(agent_type=Person).kind is Person
    with pytest.raises(AttributeError, match="mood"):
        town.agents.set("mood", 3)
    assert not any(hasattr(shop, "mood") for shop in town.agents_by_type[Shop])


def test_who_was_removed_meanwhile_is_not_called() -> None:
    town, called = Town(), []
    first, second, _ = town.agents_by_type[Shop]

    def call(agent: mesa.Agent) -> None:
        called.append(agent)
        if agent is first:
            second.remove()

    town.agents.do(call)
    assert first in called and second not in called and len(called) == N + SHOPS - 1
    assert second not in town.agents and first in town.agents


def test_sets_join_what_only_looks_like_one_row() -> None:
    town, other = Town(), Town()
    shop = next(iter(town.agents_by_type[Shop]))
    shop.row = 3  # as on a grid
    some = people(town).select(lambda a: a.loyal)
    assert set(some | [shop]) == {*some, shop} and people(town)[3] not in people(town)[:1] | [shop]
    both = people(town)[:2] | people(other)[1:3]
    assert [agent.model for agent in both].count(other) == 2 and len(both) == 4


def test_a_view_reads_and_writes_its_row() -> None:
    town = Town()
    person = people(town)[5]
    assert person.age == town.columns.age[5] and person.age.dtype == np.float32
    assert person.best.dtype == np.int64 and isinstance(person.loyal, np.bool_)
    person.age = 33.3
    person.age += 1
    person.trust[2] = 0.5
    person.hopes = 0.25
    assert town.columns.age[5] == np.float32(33.3) + np.float32(1)
    assert town.columns.trust[2, 5] == 0.5 and (town.columns.hope[..., 5] == 0.25).all()
    assert (town.columns.hope[..., 4] != 0.25).any()


def test_sets_are_written_with_one_value_for_all_or_one_for_each() -> None:
    town = Town()
    some = people(town).select(lambda a: a.loyal)
    some.set("age", np.arange(len(some)))
    assert some.get("age").tolist() == list(range(len(some)))
    some.set("trust", [1, 2, 3])
    assert (town.columns.trust[:, some.rows] == [[1], [2], [3]]).all()
    some.set("hopes", some.get("hopes") * 0 + 5)
    assert (town.columns.hope[..., some.rows] == 5).all() and (town.columns.hope != 5).any()


def test_what_is_got_is_a_copy() -> None:
    town = Town()
    ages = people(town).get("age")
    ages[:] = 0
    assert (town.columns.age > 0).all()
    people(town).rows[:] = 0
    with pytest.raises(ValueError, match="read-only"):
        people(town).agg("age", lambda x: x.sort())
    assert people(town).get(["age", "trust"]).dtype["trust"].shape == (SHOPS,)


def test_a_slip_is_refused_with_a_way_out() -> None:
    town = Town()
    everybody, person = people(town), people(town)[0]
    with pytest.raises(AttributeError, match="nearest: segment"):
        person.segmnt = 3
    with pytest.raises(AttributeError, match="follows from columns"):
        person.best = 3
    with pytest.raises(AttributeError, match="follows from columns"):
        everybody.set("best", 3)
    with pytest.raises(AttributeError, match="nearest: segment"):
        everybody.set("segmnt", 3)
    for cut in (lambda: everybody.set("segment", 1.5), lambda: setattr(person, "shop", 1.5)):
        with pytest.raises(TypeError, match="without rounding"):
            cut()
    with pytest.raises(IndexError, match="allowed: 0 .. 59"):
        Person(town, N)
    with pytest.raises(NotImplementedError, match="mark it in a column"):
        person.remove()
    for change in (everybody.add, everybody.discard, everybody.remove, town.agents.add):
        with pytest.raises(TypeError, match="by hand"):
            change(person)
    with pytest.raises(ValueError, match="handle_missing"):
        everybody.get("age", handle_missing="zero")
    with pytest.raises(ValueError, match="at most once"):
        RowSet(town, Person, [3, 3])
    with pytest.raises(IndexError):
        everybody[N]
    with pytest.raises(ValueError, match="once"):
        town.add_rows(Person, columns())
    with pytest.raises(ValueError, match="as many"):
        RowModel(rng=1).add_rows(Person, columns()._replace(age=np.zeros(3)))

    class Wrong(Person):
        agee = Column[np.float32]()

    with pytest.raises(AttributeError, match="no column agee; nearest: age"):
        RowModel(rng=1).add_rows(Wrong, columns())
    with pytest.raises(AttributeError, match="add_rows"):
        RowModel(rng=1).rows.get("age")

    class Short(Person):
        first = Derived[np.float32](lambda columns, rows: columns.age[:1])

    with pytest.raises(ValueError, match="first gives an array of shape"):
        RowModel(rng=1).add_rows(Short, columns()).get("first")


def test_views_of_one_row_are_equal() -> None:
    town, other = Town(), Town()
    first, again, next_one = people(town)[4], people(town)[4], people(town)[5]
    assert first == again and hash(first) == hash(again) and first is not again
    assert first != next_one and first != people(other)[4] and first != 4
    assert len({first, again, next_one}) == 2
    assert repr(first) == "<Person of row 4>" and repr(people(town)) == "<RowSet of 60 Person agents>"
    first._seen, first.pos = 1, (0, 0)
    assert again.pos is None


def test_a_model_numbers_its_agents_without_registering_rows() -> None:
    town = Town()
    assert [agent.unique_id for agent in town.agents] == list(range(1, SHOPS + N + 1))
    assert Shop(town, 9.0).unique_id == SHOPS + N + 1  # a firm that comes later takes the next
    assert len(mesa.Model.agents.fget(town)) == SHOPS + 1
    assert town.agent_types == [Shop, Person] and len(town.agents) == SHOPS + 1 + N
    assert isinstance(town.agents, MixedSet) and isinstance(town.agents, AgentSet)
    town.remove_all_agents()
    assert town.agents.kind is Person and len(town.agents) == N
    with pytest.raises(AttributeError):
        town.agents = []
    assert len(RowModel(rng=1).agents) == 0 and RowModel(rng=1).agent_types == []


def test_rows_are_chosen_by_number_or_by_truth() -> None:
    town = Town()
    assert RowSet(town, Person, [7, -1]).get("row").tolist() == [7, N - 1]
    assert RowSet(town, Person, town.columns.loyal) == people(town).select(lambda a: a.loyal)
    assert len(RowSet(town, Person, [])) == 0 and RowSet(town, Person, range(3)).rows.tolist() == [0, 1, 2]
    assert people(town).index(people(town)[9]) == 9
    assert people(town).rng is town.rng and people(town).to_list() == list(people(town))


def test_rows_are_selected_by_an_array_over_all_rows() -> None:
    town = Town()
    everybody, ages = people(town), town.columns.age
    assert everybody.select(ages < 40) == everybody.select(lambda a: a.age < 40)
    mixed = everybody.shuffle()
    for some in (mixed, mixed.select(lambda a: a.loyal)):
        assert bare(some.select(ages < 40)) == bare(some.select(lambda a: a.age < 40))
        assert bare(some.select(list(ages < 40), at_most=3)) == bare(some.select(lambda a: a.age < 40, at_most=3))
        assert bare(some.copy().select(ages < 40, inplace=True)) == bare(some.select(ages < 40))
    for wrong in (ages[:9] < 40, ages, town.columns.trust > 0):
        with pytest.raises(ValueError, match="allowed: bool of"):
            everybody.select(wrong)
    assert bare(town.agents.select(ages < 40, agent_type=Person)) == bare(everybody.select(ages < 40))


def test_columns_are_read_without_making_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    everybody, alike = people(town), town.agents.select(agent_type=Person)

    def refuse(*_: object) -> None:
        raise AssertionError("an agent was made")

    monkeypatch.setattr(Person, "__init__", refuse)
    everybody.select(lambda a: (a.age < 30) & (a.trust[a.shop] > 0) | a.young).agg("age", [np.mean, sum])
    everybody.groupby(lambda a, least=50: a.age > least).agg("best", np.mean)
    everybody.sort(lambda a: -a.age).set("age", 3).get(["age", "row", "trust", "young"])
    everybody.select(town.columns.loyal).select(lambda a: a.hopes[a.shop, 1] >= a.hopes[0][-1])
    alike.shuffle().groupby("age").count()
    for one_by_one in (lambda a: a.age.mean() < 30, lambda a: a.age < 30 and a.loyal):
        with pytest.raises(AssertionError):
            everybody.select(one_by_one)


def collector(model: Any) -> mesa.DataCollector:
    kind = type(people(model)[0])
    return mesa.DataCollector(
        model_reporters={
            "mean age": lambda m: people(m).agg("age", np.mean),
            "young": lambda m: len(m.agents.select(lambda a: a.age < 40)),
            "by segment": lambda m: people(m).groupby("segment").count(),
            "people": [lambda m: len(people(m)), [model]],
            "steps": "steps",
        },
        agent_reporters={"age": "age", "young": lambda a: a.age < 30},
        agenttype_reporters={
            kind: {"shop": "shop", "best": lambda a: a.best, "trust": lambda a: a.trust.copy()},
            Shop: {"price": "price"},
            mesa.Agent: {"age": "age"},
        },
    )


def test_mesas_data_collector_collects_the_same() -> None:
    frames = []
    for model in (Town(n=20), PlainTown(n=20)):
        collected = collector(model)
        for _ in range(3):
            collected.collect(model)
            model.step()
        collected.collect(model)
        kind = type(people(model)[0])
        frames.append([collected.get_model_vars_dataframe(), collected.get_agent_vars_dataframe()]
                      + [collected.get_agenttype_vars_dataframe(each) for each in (kind, Shop, mesa.Agent)])
        assert model.steps == 3
    for frame, expected in zip(*frames, strict=True):
        assert len(frame) and list(frame.index) == list(expected.index) and list(frame) == list(expected)
        assert bare(frame.to_dict("list")) == bare(expected.to_dict("list"))


def test_a_set_and_its_model_can_be_copied_and_pickled() -> None:
    town = Town()
    some = people(town).select(lambda a: a.age < 40)
    for again in (pickle.loads(pickle.dumps(some)), copy.deepcopy(some)):
        assert again.model is not town and bare(again.get("age")) == bare(some.get("age"))
    assert copy.copy(some) == some and some.copy() is not some
    assert pickle.loads(pickle.dumps(some[0])).age == some[0].age


def test_a_model_that_nobody_holds_is_forgotten() -> None:
    def run() -> weakref.ref[Town]:
        town = Town()
        town.step()
        town.agents.groupby("age").count()
        return weakref.ref(town)

    gone = run()
    gc.collect()
    assert gone() is None
