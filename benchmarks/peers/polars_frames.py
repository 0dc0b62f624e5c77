"""Write W as Polars expressions over one data frame of customers, as mesa-frames would have it."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from benchmarks import workload as w
from benchmarks.workload import FIRMS, OUTSIDE, PRICE, QUALITY, SEED, Inputs, Outcome

COLUMNS = ("provider", "expectation", "satisfaction", "price_sensitivity", "awareness", "tenure")
PROVIDER, SATISFACTION, EXPECTATION = pl.col("provider"), pl.col("satisfaction"), pl.col("expectation")
SERVED = PROVIDER != OUTSIDE


def run(inputs: Inputs, periods: int) -> Outcome:
    """Run W; see `workload.Program`."""
    rng = np.random.default_rng(SEED)
    frame = pl.DataFrame({column: getattr(inputs, column) for column in COLUMNS}).with_row_index("customer")
    start, neighbours = pl.Series(inputs.start), pl.Series(inputs.neighbours)
    outcome = Outcome.blank(periods)
    with outcome.timed():
        for period in range(periods):
            frame = choose(listen(experience(with_draws(frame, rng)), start, neighbours))
            report = frame.select(*counts(), pl.col("satisfaction").mean()).row(0)
            outcome.customers[period] = report[:FIRMS]
            outcome.churn[period] = report[FIRMS : 2 * FIRMS]
            outcome.satisfaction[period] = report[-1]
            frame = frame.select("customer", pl.col("chosen").alias("provider"), *COLUMNS[1:])
    outcome.tenure = float(np.mean(frame["tenure"].to_numpy()))
    return outcome


def with_draws(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add the period's draws as columns, and what neighbours hear of."""
    uniforms = {name: rng.random(frame.height, dtype=np.float32) for name in ("hears", "whom", "luck")}
    noise = rng.standard_normal(frame.height, dtype=np.float32)
    draws = [pl.Series(name, values) for name, values in ({"noise": noise} | uniforms).items()]
    return frame.with_columns(*draws, last=SATISFACTION)


def experience(frame: pl.DataFrame) -> pl.DataFrame:
    """Compare the experience with the expectation."""
    gap = by_firm(PROVIDER, QUALITY) + single(w.NOISE) * pl.col("noise") - EXPECTATION
    frame = frame.with_columns(gap=gap)
    gap = pl.col("gap")
    felt = pl.when(gap < 0).then(single(w.LOSS_AVERSION) * gap).otherwise(gap)
    renewed = single(w.CARRY_OVER) * SATISFACTION + single(w.IMPRESSION) * felt
    learnt = EXPECTATION + single(w.LEARNING) * gap
    return frame.with_columns(
        satisfaction=pl.when(SERVED).then(renewed).otherwise(SATISFACTION),
        expectation=pl.when(SERVED).then(learnt).otherwise(EXPECTATION),
    )


def listen(frame: pl.DataFrame, start: pl.Series, neighbours: pl.Series) -> pl.DataFrame:
    """Let one in ten hear from a neighbour: filter them, gather whom they hear, join the news back."""
    listener = frame.filter(pl.col("hears") < w.LISTENING).select("customer", "whom", "provider")
    first = start.gather(listener["customer"])
    known = start.gather(listener["customer"] + 1) - first
    speaker = neighbours.gather(first + (listener["whom"] * known).cast(pl.Int32))
    news = listener.select(
        "customer",
        "provider",
        heard=frame["provider"].gather(speaker),
        mood=frame["last"].gather(speaker),
    ).filter(pl.col("heard") != OUTSIDE)
    ill = (pl.col("heard") == PROVIDER) & (pl.col("mood") < w.DISSATISFIED)
    news = news.select(
        "customer",
        bit=by_firm(pl.col("heard"), [1 << firm for firm in range(FIRMS)], pl.UInt8),
        loss=pl.when(ill).then(single(w.CONTAGION)).otherwise(single(0.0)),
    )
    return frame.join(news, on="customer", how="left", maintain_order="left").with_columns(
        awareness=pl.col("awareness") | pl.col("bit").fill_null(0),
        satisfaction=SATISFACTION - pl.col("loss").fill_null(0.0),
    )


def choose(frame: pl.DataFrame) -> pl.DataFrame:
    """Draw from the logit over the firms one is aware of and the outside option."""
    frame = frame.with_columns(weight(firm).alias(f"weight{firm}") for firm in range(FIRMS))
    edges = [pl.sum_horizontal(f"weight{k}" for k in range(firm + 1)).alias(f"upto{firm}") for firm in range(FIRMS)]
    frame = frame.with_columns(edges)
    frame = frame.with_columns(target=pl.col("luck") * (pl.col(f"upto{FIRMS - 1}") + single(1.0)))
    chosen = pl.lit(OUTSIDE, pl.Int8)
    for firm in reversed(range(FIRMS)):
        chosen = pl.when(pl.col("target") < pl.col(f"upto{firm}")).then(pl.lit(firm, pl.Int8)).otherwise(chosen)
    frame = frame.with_columns(chosen=chosen)
    stayed = (pl.col("chosen") == PROVIDER) & SERVED
    return frame.with_columns(tenure=pl.when(stayed).then(pl.col("tenure") + 1).otherwise(0).cast(pl.Int16))


def weight(firm: int) -> pl.Expr:
    """Give a firm's weight in the logit, 0 where it is not known."""
    own = pl.when(firm == PROVIDER).then(single(w.SWITCHING_COST) + SATISFACTION).otherwise(single(0.0))
    utility = single(QUALITY[firm]) - pl.col("price_sensitivity") * single(PRICE[firm]) + own
    known = (pl.col("awareness") & (1 << firm)) != 0
    return pl.when(known).then(utility.exp()).otherwise(single(0.0))


def counts() -> Iterable[pl.Expr]:
    """Count each firm's customers, then who left each firm."""
    for firm in range(FIRMS):
        yield (pl.col("chosen") == firm).sum().alias(f"customers{firm}")
    for firm in range(FIRMS):
        yield ((firm == PROVIDER) & (pl.col("chosen") != firm)).sum().alias(f"churn{firm}")


def single(value: float) -> pl.Expr:
    """Give a float32 constant."""
    return pl.lit(value, pl.Float32)


def by_firm(firm: pl.Expr, values: Iterable[float], dtype: type[pl.DataType] = pl.Float32) -> pl.Expr:
    """Look a firm's value up; 0 for none."""
    result = pl.lit(0, dtype)
    for number, value in enumerate(values):
        result = pl.when(firm == number).then(pl.lit(value, dtype)).otherwise(result)
    return result
