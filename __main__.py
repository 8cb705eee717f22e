"""`python -m rasfoi`."""

import os
import sys

# Python looks for modules in the current folder first, which may be a corpus with a file `click.py` in it.
if not sys.flags.safe_path:
    sys.path[:] = [each for each in sys.path if os.path.realpath(each) != os.getcwd()]

from .cli import main

if __name__ == "__main__":
    main()
