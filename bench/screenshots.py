"""Make the README's screenshots: the sample corpus, served and looked at in Chromium.

python bench/screenshots.py [--out docs]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import click
import rasfoi
from playwright.sync_api import ViewportSize, sync_playwright
from rasfoi.web.server.production import free_port

from bench.http import SERVE, running

ROOT = Path(__file__).parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
QUERY = "/?q=orașul+Valea+Seacă"


def find_chromium() -> str | None:
    """Return the path of Debian's Chromium or its kin."""
    return shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def sample_server() -> Iterator[str]:
    """Build an index of the sample corpus and serve it until the block ends."""
    port = free_port("127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(ROOT / "sample", folder)
        command = [sys.executable, "-c", SERVE.format(1), folder, str(port)]
        with running(command, port, "/healthz") as address:
            yield address


@click.command(help=__doc__.splitlines()[0])
@click.option("--out", default="docs", show_default=True, type=click.Path(path_type=Path), help="Folder.")
def main(out: Path) -> None:
    """Write `search-desktop-light.png` and its kin."""
    if not (chromium := find_chromium()):
        raise click.ClickException("Chromium is missing: apt-get install chromium")
    out.mkdir(exist_ok=True)
    with sample_server() as address, sync_playwright() as playwright:
        # The first search waits for the dictionary, and the page would tell of it.
        urlopen(address + quote(QUERY, safe="/?=+")).close()
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for device, size in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport=size,
                    color_scheme=scheme,
                    locale="ro-RO",
                )
                page.goto(address + QUERY)
                page.screenshot(path=out / f"search-{device}-{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
