"""List the programs of workload W that are compared, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

from benchmarks.peers.scalar_c import compiler

ENGINE = "tenfold"


@dataclass(frozen=True)
class Contender:
    """Describe one program: where it is, what it needs, and how much work it is given.

    `share` divides the number of customers and `periods` replaces that of periods, for programs too slow for more;
    the figures are per customer-period all the same, and the table says at which size they were taken.
    """

    name: str
    module: str
    packages: tuple[str, ...] = ()
    compiled: bool = False
    threads: int = 1
    options: Mapping[str, int] = field(default_factory=dict)
    share: int = 1
    periods: int | None = None
    target: float | None = None  # [ns per customer-period], at TARGET_SIZE

    @property
    def missing(self) -> str | None:
        """Say what this program lacks on this machine, None if nothing."""
        absent = [package for package in self.packages if find_spec(package) is None]
        if absent:
            return f"package {', '.join(absent)} is not installed"
        return "no C compiler was found" if self.compiled and compiler() is None else None


TARGET_SIZE = 1_000_000  # customers at which targets apply
CONTENDERS = (
    Contender(ENGINE, "benchmarks.workload_w", target=12.0),
    Contender(f"{ENGINE}, 2 threads", "benchmarks.workload_w", threads=2, options={"threads": 2}, target=8.0),
    Contender("C, scalar", "benchmarks.peers.scalar_c", compiled=True),
    Contender("JAX", "benchmarks.peers.jax_cpu", packages=("jax",)),
    Contender("Polars", "benchmarks.peers.polars_frames", packages=("polars",)),
    Contender("NumPy", "benchmarks.peers.numpy_idiomatic"),
    Contender("Mesa", "benchmarks.peers.mesa_objects", packages=("mesa",), share=10, periods=3),
)
