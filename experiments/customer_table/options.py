"""What a planner may say of their table; what they do not say is guessed from it, and the guess is shown."""

from tenfold.sim.parameters import Parameters, quantity


class TableOptions(Parameters):
    """How to read a table with a row a customer, or with a row a purchase; null: guessed from it, and said."""

    tenure: str | None = quantity(None, "column", None, None, "periods from joining to leaving, or to the day of data")
    left: str | None = quantity(None, "column", None, None, "whether they have left, yes or no, or the date on which")
    since: str | None = quantity(None, "column", None, None, "the date on which they joined, instead of a tenure")
    value: str | None = quantity(None, "column", None, None, "what they pay in a period [money]")
    by: str | None = quantity(None, "column", None, None, "the segment they belong to: each is a cohort")
    customer: str | None = quantity(None, "column", None, None, "who they are; purchases: the same in several rows")
    date: str | None = quantity(None, "column", None, None, "of purchases: the date of each")
    recency: str | None = quantity(None, "column", None, None, "periods from joining to the last purchase")
    observed: str | None = quantity(None, "column", None, None, "periods from joining to the day of the data, often T")
    asof: str | None = quantity(None, "date", None, None, "YYYY-MM-DD, the day of the data; null: the latest within")
    gap: float | None = quantity(
        None, "periods", 1e-3, 1e5, "purchases: silent for longer is taken for gone; null: longer than 95% of pauses"
    )
    window: int | None = quantity(
        None, "periods", 1, 100_000, "a snapshot that holds only those leavers who left in the last ones; null: all"
    )
