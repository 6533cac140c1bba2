"""Whether two kinds of answers cost the same: computing time, told apart from the noise of a busy machine (Welch's t-test)."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, variance

MOST = 0.05
"""A difference of means below this tells nobody anything across a network."""
SURE = 5.0
"""How many standard errors a difference must be to count as one: chance alone reaches that once in a million times."""
TIMES = 3


@dataclass(frozen=True)
class Cost:
    """What one kind of answer cost, again and again."""

    seconds: list[float]

    @property
    def mean(self) -> float:
        """Without the tenth at either end, where the machine's own business stands."""
        return fmean(self._middle)

    @property
    def error(self) -> float:
        """The squared standard error of that mean."""
        return variance(self._middle) / len(self._middle)

    @property
    def _middle(self) -> list[float]:
        cut = len(self.seconds) // 10
        return sorted(self.seconds)[cut : len(self.seconds) - cut]

    def differs_from(self, other: "Cost") -> bool:
        """Whether somebody with patience could tell the two apart."""
        distance = abs(self.mean - other.mean)
        apart = distance / max((self.error + other.error) ** 0.5, 1e-9)
        return apart > SURE and distance / min(self.mean, other.mean) > MOST


def measure(ways: Mapping[str, Callable[[], object]], samples: int) -> dict[str, Cost]:
    """Computing time of this process for each way, taken in turns so that whatever else happens falls on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    gc.collect()
    gc.disable()
    try:
        for _ in range(samples):
            for name, way in ways.items():
                before = time.process_time()
                way()
                seconds[name].append(time.process_time() - before)
    finally:
        gc.enable()
    return {name: Cost(each) for name, each in seconds.items()}


def told_apart(ways: Mapping[str, Callable[[], object]], *, samples: int) -> set[str]:
    """Which of them can be told from the first, each time it is tried: a passing disturbance is not one of them."""
    suspects = set(ways)
    for _ in range(TIMES):
        costs = measure(ways, samples)
        known = next(iter(costs.values()))
        suspects &= {name for name, cost in costs.items() if cost.differs_from(known)}
        if not suspects:
            break
    return suspects
