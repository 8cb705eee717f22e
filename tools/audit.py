"""Look for known vulnerabilities in what is locked: `make audit`, with pip-audit in its own environment.

Where its data cannot be reached, that is said and nothing fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

# It has all that serve.txt has.
LOCK = Path(__file__).resolve().parent.parent / "requirements" / "dev.txt"


def audit() -> list[dict[str, Any]]:
    """Return what pip-audit says of each locked package; nothing, if it cannot say."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    run = subprocess.run([*command, "-r", str(LOCK)], capture_output=True, text=True)
    try:
        found: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return []
    return found


def main() -> int:
    """Print what was found, and return 1 if that is a vulnerability."""
    known = [each for each in audit() if "vulns" in each]
    wrong = sorted((each["name"], each["version"], bug["id"]) for each in known for bug in each["vulns"])
    if not known:
        print("pip-audit cannot reach its data from here: nothing was looked up.")
    else:
        print(f"{len(known)} packages looked up, {len(wrong)} vulnerabilities known.")
    for name, version, bug in wrong:
        print(f"    {name} {version}: {bug}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
