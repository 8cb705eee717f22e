"""How long Whoosh waits for the terms of an index that begin in some way, each first in a new process.

python -m bench.whoosh_terms [--size 100000]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile

import rasfoi

from bench.corpora import scaled
from bench.remote import ENVIRONMENT

ROUNDS = 5
PREFIXES = (("body", "guv"), ("body", "șco"), ("title", "guv"), ("body", "p"), ("body", ""))
PROGRAM = """
import sys, time
import rasfoi
reader = rasfoi.open_whoosh(sys.argv[1]).reader()
begun = time.perf_counter(), time.process_time()
terms = list(reader.expand_prefix(sys.argv[2], sys.argv[3]))
print((time.perf_counter() - begun[0]) * 1000, (time.process_time() - begun[1]) * 1000, len(terms))
"""


def measure(folder: str, field: str, prefix: str) -> tuple[float, float, int]:
    """Return the milliseconds that a listing takes, those of the processor, medians, and its terms."""
    command = [sys.executable, "-c", PROGRAM, folder, field, prefix]
    runs = [subprocess.check_output(command, text=True, env=ENVIRONMENT).split() for _ in range(ROUNDS)]
    passed, used = (statistics.median(float(run[at]) for run in runs) for at in (0, 1))
    return passed, used, int(runs[0][2])


def main() -> None:
    """Print a line for each prefix."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=100_000)
    size = options.parse_args().size
    with tempfile.TemporaryDirectory(prefix="rasfoi-whoosh-") as folder:
        rasfoi.build(scaled(size), folder)
        for field, prefix in PREFIXES:
            passed, used, count = measure(folder, field, prefix)
            print(
                f"{size:,} articles, {field}:{prefix}*: {count:,} terms in {passed:.1f} ms, "
                f"{used:.1f} ms of a processor"
            )


if __name__ == "__main__":
    main()
