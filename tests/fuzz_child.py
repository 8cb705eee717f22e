"""One target of `make fuzz` in a process of its own, which libFuzzer ends."""

from __future__ import annotations

import json
import re
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rasfoi", "markdown_it", "yaml"], enable_loader_override=False):
    from tests.fuzz_targets import LONGEST, Target, target_of

SLOW = 2.0


def noted(target: Target, folder: Path) -> Target:
    """Return a target that keeps the first input of each kind of failure in a folder, and goes on."""
    seen: set[str] = set()

    def run(data: bytes) -> None:
        begun = time.process_time()
        try:
            target(data)
            kind = f"takes more than {SLOW:.0f} s" if time.process_time() - begun > SLOW else ""
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            # What it quotes differs with each input.
            said = re.sub(r"['\"].*|\d+", "…", str(error), flags=re.DOTALL)
            reason = said[:60] if isinstance(error, AssertionError) else ""
            kind = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno} {reason}".strip()
        if kind and kind not in seen:
            seen.add(kind)
            number = len(seen)
            (folder / f"{number}.input").write_bytes(data)
            (folder / f"{number}.json").write_text(json.dumps(kind), encoding="utf-8")

    return run


def main(name: str, seconds: str, place: str) -> None:
    """Fuzz a target, whose seeds and dictionary lie in a folder already."""
    folder = Path(place)
    run = noted(target_of(name, folder / "work"), folder)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=30", "-rss_limit_mb=4096"]
    options += [f"-artifact_prefix={folder}/killer-", f"-dict={folder}/words", str(folder / "seeds")]
    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
