"""What benchmarks share: interleaved timing, figures against peers with verdicts, one way to print them."""

import argparse
import gc
import json
import os
import platform
import statistics
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Ratio:
    """One promise: ``value`` must not exceed ``must`` and would like ``stretch``.

    It is ours / the peer's, or a figure with a unit of its own.
    """

    name: str
    value: float
    must: float
    stretch: float | None = None
    unit: str = "x"

    @property
    def verdict(self):
        """Return "stretch", "must" or "MISSED"."""
        if self.value > self.must:
            return "MISSED"
        return "stretch" if self.stretch is not None and self.value <= self.stretch else "must"


def seconds(work, *, runs=5, setup=None):
    """Return the seconds of each run of ``work``, sorted; ``setup`` runs before each, untimed, and feeds it."""
    took = []
    for _ in range(runs):
        given = () if setup is None else (setup(),)
        gc.collect()
        start = time.perf_counter()
        work(*given)
        took.append(time.perf_counter() - start)
    return sorted(took)


def interleaved(rivals, *, runs=5):
    """Return the median seconds of each of ``{name: work}``, run in turns so that a busy machine is unfair to none."""
    took = {name: [] for name in rivals}
    for turn in range(runs):
        order = list(rivals) if turn % 2 == 0 else list(reversed(rivals))
        for name in order:
            took[name] += seconds(rivals[name], runs=1)
    return {name: statistics.median(runs) for name, runs in took.items()}


def main(name, run):
    """Parse the words, call ``run(quick)`` and print its ``{"figures": {...}, "ratios": [Ratio, ...]}``.

    Returns the exit code: 0, or 1 where a "must" was missed in a full run.
    """
    parser = argparse.ArgumentParser(prog=f"bench {name}")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    start = time.perf_counter()
    outcome = run(arguments.quick)
    took = time.perf_counter() - start
    show(name, outcome, took)
    if arguments.json:
        print(json.dumps(as_object(name, outcome, took, quick=arguments.quick)))
    missed = [ratio for ratio in outcome["ratios"] if ratio.verdict == "MISSED"]
    return 1 if missed and not arguments.quick else 0


def show(name, outcome, took):
    """Print figures, then ratios with their verdicts."""
    print(f"{name}: {machine()}, load {load()}, {took:.0f} s")
    width = max((len(key) for key in [*outcome["figures"], *(ratio.name for ratio in outcome["ratios"])]), default=0)
    for key, value in outcome["figures"].items():
        print(f"  {key:<{width}}  {_figure(value):>12}")
    if outcome["ratios"]:
        print(f"\n  {'':<{width}}  {'measured':>12}  {'must':>9}  {'stretch':>9}")
    for ratio in outcome["ratios"]:
        stretch = "" if ratio.stretch is None else f"{ratio.stretch:g} {ratio.unit}"
        measured, must = f"{ratio.value:.3g} {ratio.unit}", f"{ratio.must:g} {ratio.unit}"
        print(f"  {ratio.name:<{width}}  {measured:>12}  {must:>9}  {stretch:>9}  {ratio.verdict}")


def as_object(name, outcome, took, *, quick):
    """Return everything as one JSON object."""
    return {
        "bench": name,
        "quick": quick,
        "seconds": round(took, 1),
        "machine": machine(),
        "load": load(),
        "figures": outcome["figures"],
        "ratios": [{**asdict(ratio), "verdict": ratio.verdict} for ratio in outcome["ratios"]],
    }


def machine():
    """Return cores, system and Python in a few words."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def load():
    """Return the one-minute load, or 0 where the system tells none."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0


def _figure(value):
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
