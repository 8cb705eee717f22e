"""Dates as articles write them, and where a date comes from when an article has none."""

from __future__ import annotations

from datetime import datetime

import pytest
from rasfoi.index.corpus.dates import file_date, parse_date

DAY = datetime(2025, 4, 28)
MORNING = datetime(2025, 4, 28, 9, 30)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-04-28", DAY),
        (" 2025-04-28T09:30:00 ", MORNING),
        ("2025-04-28 09:30", MORNING),
        ("2025-04-28T09:30:00+03:00", MORNING),
        ("2025-04-28T09:30:00Z", MORNING),
        ("20250428", DAY),
        ("2025/04/28", DAY),
        ("28.04.2025", DAY),
        ("28.4.2025, 09:30", MORNING),
        ("28/04/2025", DAY),
        ("28 aprilie 2025", DAY),
        ("28 apr. 2025", DAY),
        ("luni, 28 Aprilie 2025, ora 9:30", MORNING),
        ("Mon, 28 Apr 2025 09:30:00 +0300", MORNING),
        ("3 noi. 2024", datetime(2024, 11, 3)),
        ("1 mai 2024", datetime(2024, 5, 1)),
        ("29 februarie 2024", datetime(2024, 2, 29)),
        (1745832600, MORNING),
        (1745832600.0, MORNING),
        ("1745832600", MORNING),
        (1745832600000, MORNING),
    ],
)
def test_parse_date(value: object, date: datetime) -> None:
    assert parse_date(value) == date


@pytest.mark.parametrize(
    "value",
    [
        "", "ieri", "2025-02-30", "30.02.2025", "30 februarie 2025", "28 brumar 2025", "0000-01-01",
        "0001-01-01",
        "9999-12-31", "12025-01-01", "2025", 2025, 0, -5, 10**30, float("nan"), float("inf"), "9" * 400, True,
        None, ["2025-04-28"], {},
    ],
)  # fmt: skip
def test_no_date(value: object) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "path",
    [
        "2025-04-28-slug.txt",
        "20250428_slug.txt",
        "stiri/2025/04/28/slug.txt",
        "2025/4/28/slug.txt",
        "arhiva/slug-2025.04.28.html",
        "2025-02-30-2025-04-28.txt",
        "2024/01/02/2025-04-28.txt",
    ],
)
def test_date_in_the_path(path: str) -> None:
    assert file_date(path, 0) == (DAY, "filename")


@pytest.mark.parametrize(
    "path", ["slug.txt", "2025-02-30.txt", "zf-10536351.txt", "120250428.txt", "2025/13/01/a.txt"]
)
def test_time_of_the_file_comes_last(path: str) -> None:
    assert file_date(path, 1745832600 * 10**9) == (MORNING, "mtime")


def test_no_date_at_all() -> None:
    assert file_date("slug.txt", -1) == (None, None)
