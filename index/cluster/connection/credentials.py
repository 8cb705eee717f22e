"""Who asks a cluster, and whom it trusts: from the environment alone, so that no message can repeat it."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field

from ...errors import ClusterDenied

USER, PASSWORD = "RASFOI_OPENSEARCH_USER", "RASFOI_OPENSEARCH_PASSWORD"
API_KEY, CA = "RASFOI_OPENSEARCH_API_KEY", "RASFOI_OPENSEARCH_CA"


@dataclass(frozen=True)
class Credentials:
    """What goes into the header `Authorization`, and the file of a CA, "" for those of the system."""

    authorization: str = field(default="", repr=False)
    ca: str = ""


def from_environment() -> Credentials:
    """Return what the four variables say; raises ClusterDenied for what cannot be used."""
    user, password, key, ca = (os.environ.get(name, "").strip() for name in (USER, PASSWORD, API_KEY, CA))
    if key and (user or password):
        raise ClusterDenied(f"Set either {API_KEY}, or {USER} and {PASSWORD}.")
    if bool(user) != bool(password):
        given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise ClusterDenied(f"{given} is set and {missing} is not; set both.")
    if not key.isascii() or not key.isprintable():
        raise ClusterDenied(f"{API_KEY} has characters that no key has; copy it again.")
    if user:
        return Credentials("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode(), ca)
    # A token of another kind, as `Bearer eyJ…`, names its own.
    return Credentials(key if not key or " " in key else f"ApiKey {key}", ca)
