"""An open index whose files no folder has any more."""

from __future__ import annotations

from pathlib import Path

from ...index.report import BuildReport
from ..engine import Index
from .store import EmbeddedStore


class _PrivateStore(EmbeddedStore):
    """A generation that this process alone has open: there is never another one."""

    @property
    def address(self) -> str:
        """A name; nothing can be opened by it."""
        return f"memory://{self.generation}"

    def refresh(self) -> EmbeddedStore:
        """Return this store."""
        return self

    def check_present(self) -> None:
        """Do nothing: it is there until it is closed."""


def open_private(folder: Path, report: BuildReport) -> Index:
    """Open the index in a folder that goes now; its files stay while they are mapped."""
    index = Index(_PrivateStore(folder))
    index.report = report
    return index
