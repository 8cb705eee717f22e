"""What a terminal shows: texts without its control characters, marks, links."""

from __future__ import annotations

import os
import sys

import click

from ..search.answer.results import Snippet

# Control characters move a terminal's cursor and set its colours, others turn the direction of writing.
_CONTROLS = [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
JSON_ESCAPES = {code: f"\\u{code:04x}" for code in _CONTROLS}
_ESCAPES = JSON_ESCAPES | {code: f"\\x{code:02x}" for code in _CONTROLS if code < 256}
# What terminals that know links (OSC 8) say of themselves; others print the address or nothing.
_LINKING = {
    "TERM_PROGRAM": ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed"),
    "TERM": ("xterm-kitty", "foot", "foot-extra", "alacritty", "xterm-ghostty", "contour", "wezterm"),
}
_LINKING_IF_SET = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
# GNOME's terminals know links since 0.50.
_VTE = 5000


def plain(text: str) -> str:
    """Return a text from a file, or its name, as a terminal may show it: control characters as `\\x1b`."""
    return text.translate(_ESCAPES)


def marked(snippet: Snippet) -> str:
    """Return a snippet with what matched in bold."""
    parts, at = [], 0
    for start, end in snippet.ranges:
        parts += [plain(snippet.text[at:start]), click.style(plain(snippet.text[start:end]), bold=True)]
        at = end
    return "".join((*parts, plain(snippet.text[at:])))


def linked(url: str, shown: str) -> str:
    """Return what is shown as a link, where its address is one of the web and the terminal knows links."""
    if not url.startswith(("http://", "https://")) or not knows_links():
        return shown
    from urllib.parse import quote

    address = quote(url, safe="!#$%&'()*+,/:;=?@[]~")
    return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\"


def knows_links() -> bool:
    """Tell whether standard output is a terminal that shows links, unless FORCE_HYPERLINK=1 or =0 decides."""
    if forced := os.environ.get("FORCE_HYPERLINK"):
        return forced != "0"
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    # What stands inside these programs may know links, they themselves do not pass them on.
    if os.environ.get("TERM", "").startswith(("screen", "tmux")):
        return False
    version = os.environ.get("VTE_VERSION", "")
    return (
        (version.isdigit() and int(version) >= _VTE)
        or any(os.environ.get(name) in known for name, known in _LINKING.items())
        or any(map(os.environ.get, _LINKING_IF_SET))
    )
