"""Dates as articles and programs write them, beside a headline and in a file's path."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from rasfoi.index.corpus.dates.parsing import parse_date
from rasfoi.index.corpus.dates.path import path_date
from rasfoi.index.corpus.dates.visible import visible_date

DAY = datetime(2025, 4, 28)
MORNING = datetime(2025, 4, 28, 9, 30)
SUMMER = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    "value",
    [
        "2025-04-28", "20250428", "2025/04/28", "2025.04.28", "2025 04 28", "2025-W18-1", "28.04.2025",
        "28. 04. 2025", "28/04/2025", "28-04-2025", "28 04 2025", "04/28/2025", "28042025", "28.04.25",
        "28/04/25", "28 aprilie 2025", "28 apr. 2025", "28 aprilie, 2025", "28-apr-2025", "28-Apr-25",
        "28 APRILIE 2025", "luni, 28 Aprilie 2025", "lun., 28 apr 2025", "28.IV.2025", "28 iv 2025",
        "April 28, 2025", "Apr 28 2025", "April 28th, 2025", "28th of April 2025", "2025 Apr 28",
        "2025-apr-28", "28/Apr/2025", "28 aprilie 2025, ora 25:99", 20250428, [2025, 4, 28],
        ["2025-04-28", "2025-05-01"], date(2025, 4, 28), {"@value": "2025-04-28"},
    ],
)  # fmt: skip
def test_days(value: object) -> None:
    assert parse_date(value) == (DAY, "day")


@pytest.mark.parametrize(
    "value",
    [
        " 2025-04-28T09:30:00 ", "2025-04-28 09:30", "2025-04-28T09:30:00.123", "20250428T0930",
        "20250428093000", "202504280930", "20250428093000123", "28.4.2025, 09:30", "28.04.2025 09.30",
        "28/04/2025 - 09:30:00", "4/28/2025 9:30 AM", "luni, 28 Aprilie 2025, ora 9:30",
        "28 aprilie 2025 la 9h30", "09:30, 28 aprilie 2025", "Mon Apr 28 09:30:00 2025",
        "April 28, 2025 at 9:30 am", 20250428093000, [2025, 4, 28, 9, 30],
        {"date": "2025-04-28 09:30:00.000000", "timezone": "Europe/Bucharest"}, MORNING,
    ],
)  # fmt: skip
def test_times_of_day(value: object) -> None:
    found = parse_date(value)
    assert found and (found.moment.replace(microsecond=0), found.precision) == (MORNING, "time")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-04-28T09:30:00+03:00", MORNING.replace(tzinfo=SUMMER)),
        ("2025-04-28 09:30:00 +0300", MORNING.replace(tzinfo=SUMMER)),
        ("2025-04-28T09:30Z", MORNING.replace(tzinfo=UTC)),
        ("2025-04-28 09:30:00 UTC", MORNING.replace(tzinfo=UTC)),
        ("Mon, 28 Apr 2025 09:30:00 +0300", MORNING.replace(tzinfo=SUMMER)),
        ("Mon, 28 Apr 2025 09:30:00 GMT", MORNING.replace(tzinfo=UTC)),
        ("Mon Apr 28 09:30:00 EEST 2025", MORNING.replace(tzinfo=SUMMER)),
        ("28/Apr/2025:09:30:00 +0300", MORNING.replace(tzinfo=SUMMER)),
        ("28.04.2025 09:30 -04:00", MORNING.replace(tzinfo=timezone(timedelta(hours=-4)))),
        (1745832600, MORNING.replace(tzinfo=UTC)),
        (1745832600.0, MORNING.replace(tzinfo=UTC)),
        ("1745832600", MORNING.replace(tzinfo=UTC)),
        ("1745832600.0", MORNING.replace(tzinfo=UTC)),
        (1745832600000, MORNING.replace(tzinfo=UTC)),
        ("1745832600000", MORNING.replace(tzinfo=UTC)),
        (1745832600000000, MORNING.replace(tzinfo=UTC)),
        ({"$date": "2025-04-28T09:30:00Z"}, MORNING.replace(tzinfo=UTC)),
        ({"$date": 1745832600000}, MORNING.replace(tzinfo=UTC)),
        ({"$date": {"$numberLong": "1745832600000"}}, MORNING.replace(tzinfo=UTC)),
        ({"_seconds": 1745832600, "_nanoseconds": 0}, MORNING.replace(tzinfo=UTC)),
    ],
)
def test_a_zone_stays(value: object, moment: datetime) -> None:
    found = parse_date(value)
    assert found and (found.moment, found.moment.utcoffset()) == (moment, moment.utcoffset())
    assert found.precision == "time"


@pytest.mark.parametrize(
    "value",
    ["2025-04", "2025/04", "04.2025", "4/2025", "aprilie 2025", "apr. 2025", "April, 2025", "2025 aprilie",
     "luna aprilie 2025"],
)  # fmt: skip
def test_a_month_is_its_first_day(value: object) -> None:
    assert parse_date(value) == (datetime(2025, 4, 1), "month")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("3 noi. 2024", datetime(2024, 11, 3)),
        ("1 mai 2024", datetime(2024, 5, 1)),
        ("5 sept. 2024", datetime(2024, 9, 5)),
        ("29 februarie 2024", datetime(2024, 2, 29)),
        ("7.XII.1989", datetime(1989, 12, 7)),
        ("28.04.95", datetime(1995, 4, 28)),
        ("4/28/2025 2:35 PM", datetime(2025, 4, 28, 14, 35)),
        ("28 aprilie 2025, ora 14", datetime(2025, 4, 28, 14)),
    ],
)
def test_other_dates(value: object, moment: datetime) -> None:
    found = parse_date(value)
    assert found and found.moment == moment


@pytest.mark.parametrize(
    "value",
    [
        "", "ieri", "nu e data", "acum 2 ore", "2024-02-30", "30.02.2025", "30 februarie 2025",
        "31 aprilie 2025", "28 brumar 2025", "28 aprilie", "0000-00-00 00:00:00", "0001-01-01", "2025-13-01",
        "9999-12-31", "12025-01-01", "2025", 2025, 0, -5, 10**30, 10**400, float("nan"), float("inf"),
        "9" * 400, True, None, [], {}, [[[]]], {"$date": None}, "1.2.3.2025", "192.168.1.2025",
        [2025, 2, 30], "1" * 5000,
        "text " * 100 + "28.04.2025", datetime(1, 1, 1),
    ],
)  # fmt: skip
def test_no_date(value: object) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "path",
    [
        "2025-04-28-slug.txt",
        "20250428_slug.txt",
        "28.04.2025.txt",
        "28-04-2025-pod.html",
        "28_04_2025.md",
        "pod-28-aprilie-2025.html",
        "2025-apr-28.txt",
        "stiri/2025/04/28/slug.txt",
        "2025/4/28/slug.txt",
        "2025-04-28/slug.txt",
        "2025/04/28-slug.txt",
        "arhiva/slug-2025.04.28.html",
        "2025-02-30-2025-04-28.txt",
        "2024/01/02/2025-04-28.txt",
    ],
)
def test_date_in_the_path(path: str) -> None:
    assert path_date(path) == (DAY, "day")


@pytest.mark.parametrize(
    "path", ["20250428093000.txt", "2025-04-28_09-30-00.html", "20250428_0930.txt", "IMG_20250428_093000.txt"]
)
def test_time_in_the_path(path: str) -> None:
    assert path_date(path) == (MORNING, "time")


@pytest.mark.parametrize(
    "path",
    ["slug.txt", "2025-02-30.txt", "zf-10536351.txt", "120250428.txt", "2025/13/01/a.txt", "2025.txt",
     "1989/a.txt", "192.168.1.10.html", "7-martie-zile.txt"],
)  # fmt: skip
def test_no_date_in_the_path(path: str) -> None:
    assert path_date(path) is None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Publicat: luni, 28 aprilie 2025, ora 14:35", datetime(2025, 4, 28, 14, 35)),
        ("28.04.2025", DAY),
        ("28 aprilie 2025 | Ana Pop", DAY),
        ("de Ana Pop, 28.04.2025, 09:30", MORNING),
        ("Data publicării: 28.04.2025", DAY),
        ("Data: 28-04-2025 Ora: 9:30", MORNING),
        ("Postat de Maria la 28 aprilie 2025", DAY),
        ("Publicat în Politică pe 28 aprilie 2025", DAY),
        ("Articol publicat luni, 28 aprilie 2025", DAY),
        ("Scris de Redacția, luni, 28 aprilie 2025 09:30", MORNING),
        ("28 aprilie 2025 09:30 · 3 min de citire", MORNING),
        ("Trimis de ana la Lun, 28/04/2025 - 09:30", MORNING),
        ("Creat: 28 aprilie 2025", DAY),
        ("Publicat: 28.04.2025 / Actualizat: 29.04.2025", DAY),
        ("Actualizat: 29.04.2025 | Publicat: 28.04.2025 09:30", MORNING),
        ("Brașov, 28 aprilie 2025 – Podul nou s-a deschis azi.", DAY),
    ],
)
def test_the_date_beside_a_headline(line: str, moment: datetime) -> None:
    found = visible_date(f"\n{line}\nPodul nou s-a deschis azi pentru toți.\n")
    assert found and found.moment == moment


@pytest.mark.parametrize(
    "line",
    [
        "© 2012-2019 Foaia",
        "Copyright 28.04.2025 Foaia",
        "Actualizat: 29.04.2025",
        "Ultima modificare: 29 aprilie 2025",
        "Pe 28 aprilie 2025 a fost deschis podul cel nou de peste Olt, spun localnicii.",
        "Fabrica a fost închisă în 1995 și vândută la 3 mai 1996.",
        "Legea 12 din 3 mai 2024",
        "Concertul de pe 28 aprilie 2025 se amână.",
        "30 februarie 2025",
        "1995",
        "Telefon: 021.312.20.25",
        "Cuvinte " * 60 + "28.04.2025",
    ],
)
def test_no_date_beside_a_headline(line: str) -> None:
    assert visible_date(f"{line}\nPodul nou s-a deschis azi pentru toți.") is None


def test_a_date_far_below_the_headline_is_none() -> None:
    assert visible_date("Un rând de text.\n" * 20 + "28.04.2025") is None
