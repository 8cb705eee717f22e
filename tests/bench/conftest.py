"""`bench` is a folder of scripts and not installed: found by path, and only with what it needs."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

collect_ignore = [] if find_spec("ir_measures") else ["test_measures.py", "test_related.py"]
