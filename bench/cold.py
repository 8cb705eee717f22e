"""How long a new process takes to import, open and search the 15,581 articles, beside `import numpy`.

python -m bench.cold
"""

from __future__ import annotations

import tempfile

from bench.commands import cold_starts, rebuild
from bench.corpora import write, zf


def main() -> None:
    """Print both, medians of several turns, and those of the command."""
    with tempfile.TemporaryDirectory(prefix="rasfoi-cold-") as folder:
        rebuild(write(zf(), "zf"), folder)
        command, program = cold_starts(folder)
    print("python -c 'import rasfoi', open and one search {:.3f} s, `import numpy` {:.3f} s".format(*program))
    print("rasfoi search {:.3f} s, `import numpy, click` {:.3f} s".format(*command))


if __name__ == "__main__":
    main()
