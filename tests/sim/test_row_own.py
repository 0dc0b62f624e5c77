"""Attributes of one's own for rows, tables of them, and what is refused of classes that show rows."""

import json
import pickle
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from tenfold.sim.errors import InputError
from tenfold.sim.rows import RowAgent, RowModel
from tests.sim.towns import Columns, Person, Shop, Town, columns


def test_an_attribute_of_ones_own_is_read_written_and_asked_like_a_column() -> None:
    town = Town()
    people = town.rows.add_column("zeal", 0.0).add_column("visits", 0).add_column("tag", "new").add_column("out", False)
    person = people[7]
    assert (person.zeal, person.visits, person.tag, person.out) == (0.0, 0, "new", False)
    person.zeal, person.tag = 2.5, "a much longer word"
    people.select(lambda each: each.age > 40).set("zeal", 1.5).do(lambda each: setattr(each, "visits", each.visits + 1))
    old = town.columns.age > 40
    assert (people.get("visits") == old).all() and people.agg("zeal", sum) == 1.5 * old.sum() + (not old[7]) * 2.5
    assert town.rows[7].tag == "a much longer word" and town.rows.get("tag").tolist().count("new") == 59
    assert {key: len(group) for key, group in people.groupby("visits")} == {0: (~old).sum(), 1: old.sum()}
    assert people.sort("zeal")[0].zeal == people.agg("zeal", max)
    assert people.select(lambda each: each.zeal > 2.0).rows.tolist() == ([] if old[7] else [7])
    assert len(people.select(lambda each: (each.zeal > 1.0) & (each.age > 40))) == old.sum()
    town.agents.set("zeal", 3.0)
    assert [shop.zeal for shop in town.registered] == [3.0] * 3 and (people.get("zeal") == 3.0).all()
    town.step()
    assert (town.rows.get("zeal") == 3.0).all()


def test_values_one_for_each_follow_the_order_of_the_set() -> None:
    town = Town()
    turned = town.rows.sort("age")
    turned.add_column("rank", np.arange(60)).add_column("hours", np.arange(120).reshape(60, 2) / 2)
    assert turned.get("rank").tolist() == list(range(60)) and town.rows.get("rank")[turned.rows[0]] == 0
    assert turned[3].hours.tolist() == [3.0, 3.5]
    turned[3].hours[1] = 9.0
    assert town.rows.get("hours")[turned.rows[3]].tolist() == [3.0, 9.0]


TAKEN = ["age", "hope", "young", "remove", "row", "model", "unique_id"]


@pytest.mark.parametrize("name", [*TAKEN, "_own", "a b", "for", 3])
def test_names_that_are_taken_or_none_are_refused(name: Any) -> None:
    with pytest.raises(InputError, match=r"name = .*: allowed: a name that"):
        Town().rows.add_column(name, 0.0)


def test_what_no_column_holds_is_refused() -> None:
    town = Town()
    allowed = "a number, truth or text for all, or one for each of 60"
    for wrong in (None, [1.0, 2.0], {}, np.zeros(61)):
        with pytest.raises(InputError, match=f"zeal = (?s:.*): allowed: {allowed}"):
            town.rows.add_column("zeal", wrong)
    with pytest.raises(ValueError, match="5 of 60 rows: a column is added to all; then set some"):
        town.rows[:5].add_column("zeal", 0.0)
    town.rows.add_column("visits", 0)
    with pytest.raises(InputError, match="name = 'visits'"):
        town.rows.add_column("visits", 1)
    with pytest.raises(TypeError, match="visits = 0.5: allowed: what int64 holds without rounding"):
        town.rows[0].visits = 0.5
    assert not Town().own_columns and not hasattr(Town().rows[0], "visits")


@pytest.mark.parametrize("copy", [deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_copies_keep_attributes_sets_and_views_of_their_own(copy: Any) -> None:
    town = Town()
    town.rows.add_column("zeal", 1.0)
    some = town.rows.select(lambda each: each.age > 40).shuffle()
    assert some[0] in some  # which keeps a mask
    town.known = {some[1]: some[2]}
    theirs = copy(some)
    assert theirs.rows.tolist() == some.rows.tolist()
    assert theirs.model is not town and theirs.random is theirs.model.random
    theirs.set("zeal", 9.0).set("age", 1.0)
    assert town.rows.agg("zeal", max) == 1.0 and town.rows.agg("age", min) >= 18 and theirs[0] in theirs
    mixed = copy(town.agents.shuffle())
    assert len(mixed) == 63 and {type(agent) for agent in mixed} == {Shop, Person}
    assert all(agent.model is mixed.model for agent in mixed)
    person = copy(some[1])
    assert person.row == some[1].row and person.model is not town and person in person.model.known
    assert person.model.known[person].row == some[2].row and town.known == {some[1]: some[2]}


def test_a_copy_goes_on_as_the_original_does() -> None:
    town, whole = Town(), Town()
    for _ in range(3):
        whole.step()
    town.step()
    for copy in (deepcopy(town), pickle.loads(pickle.dumps(town))):
        copy.step()
        copy.step()
        assert (copy.columns.age == whole.columns.age).all() and copy.random.getstate() == whole.random.getstate()
    assert town.steps == 1 and not (town.columns.age == whole.columns.age).all()


def test_reducers_may_ask_whether_there_are_values_and_give_what_json_takes() -> None:
    town = Town()
    mean = lambda values: sum(values) / len(values) if values else 0.0  # noqa: E731
    assert town.rows.agg("age", mean) == town.columns.age.mean()
    assert town.rows[:0].agg("age", mean) == 0.0
    assert town.rows.agg("age", lambda values: (values > 40).mean()) == (town.columns.age > 40).mean()
    with pytest.raises(ValueError, match="ambiguous"):  # of what is made of them, NumPy's own question
        town.rows.agg("age", lambda values: 1 if values > 40 else 0)
    groups = town.rows.groupby("shop")
    found = {
        "one": town.rows.agg("segment", max), "several": town.rows.agg("age", [sum, np.mean, min]),
        "any": town.rows.agg("loyal", any), "groups": groups.agg("age", mean), "counts": groups.count(),
        "sums": groups.agg("segment", sum),
    }  # fmt: skip
    read = json.loads(json.dumps(found))
    assert read["several"] == [float(f(town.columns.age)) for f in (np.sum, np.mean, np.min)]
    assert type(found["one"]) is int and type(found["any"]) is bool and type(found["several"][1]) is np.float64


def test_a_table_has_a_column_for_every_place_of_an_axis() -> None:
    town = Town()
    town.rows.add_column("zeal", 0.5)
    table = town.rows.sort("age").to_frame()
    places = [f"trust[{f}]" for f in range(3)]
    assert set(places) < set(table.columns) and {"hopes[2, 1]", "zeal", "shop"} < set(table.columns)
    assert table.index.name == "unique_id" and table.index[0] == town.rows.sort("age")[0].unique_id
    for row, (unique_id, line) in zip(town.rows.sort("age").rows, table.iterrows(), strict=True):
        assert unique_id == 4 + row and line["hopes[2, 1]"] == town.columns.hope[2, 1, row]
    assert town.rows.to_frame(["young", "best"]).columns.tolist() == ["young", "best"]
    with pytest.raises(AttributeError, match="has no agee; nearest: age"):
        town.rows.to_frame(["agee"])


def test_a_class_with_an_init_of_its_own_is_refused() -> None:
    class Moody(Person):
        def __init__(self, model: Any, row: int) -> None:
            super().__init__(model, row)

    class Place(RowModel):
        columns: Columns

    with pytest.raises(InputError, match="Moody.__init__: allowed: none: a row is made anew whenever somebody looks"):
        Place(rng=1).add_rows(Moody, columns())


def test_rows_are_not_created_by_hand() -> None:
    for make in (Person.create_agents, RowAgent.from_dataframe):
        with pytest.raises(TypeError, match="rows are not created one by one"):
            make(Town(), 3)


def test_a_misspelt_attribute_names_the_nearest_and_a_failing_property_its_own_fault() -> None:
    class Faulty(Person):
        @property
        def worth(self) -> Any:
            return self.aeg * 2

    class Place(RowModel):
        columns: Columns

    person = Place(rng=1).add_rows(Faulty, columns())[0]
    for wrong in ("aeg", "worth"):
        with pytest.raises(AttributeError, match="Faulty has no aeg; nearest: age"):
            getattr(person, wrong)
    with pytest.raises(AttributeError, match=r"wish: a row keeps only its columns; .*rows.add_column\('wish', value\)"):
        person.wish = 3
