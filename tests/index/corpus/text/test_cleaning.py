"""Page dirt goes, real text stays."""

from __future__ import annotations

import pytest
from rasfoi.index.corpus.text.cleaning import clean_body, clean_title


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Video Primele ninsori la munte", "Primele ninsori la munte"),
        ("VIDEO: Un incendiu la marginea orașului", "Un incendiu la marginea orașului"),
        ("VIDEO. Un incendiu la marginea orașului", "Un incendiu la marginea orașului"),
        ("VIDEO | Petrolul se ieftinește", "Petrolul se ieftinește"),
        ("Foto – Cum arată noul stadion", "Cum arată noul stadion"),
        ("[VIDEO] Cum se face brânza", "Cum se face brânza"),
        ("(FOTO) Lacul a secat", "Lacul a secat"),
        ("FOTO/VIDEO Ninsori la munte", "Ninsori la munte"),
        ("Foto și video Cum arată noul stadion", "Cum arată noul stadion"),
        ("Galerie foto Castelul din deal", "Castelul din deal"),
        ("Live text Meciul serii", "Meciul serii"),
        ("LIVE UPDATE. Ziua alegerilor", "Ziua alegerilor"),
        ("VIDEO NATO trimite nave", "NATO trimite nave"),
        ("Video 11 soldați au urcat pe vârf", "11 soldați au urcat pe vârf"),
        ("Foto „Luna de miere” a ministrului", "„Luna de miere” a ministrului"),
        ("Video Poliţiştii au găsit tabloul", "Poliţiştii au găsit tabloul"),
    ],
)
def test_media_label_goes(dirty: str, clean: str) -> None:
    assert clean_title(dirty) == clean


@pytest.mark.parametrize(
    "title",
    [
        "Video nu mai este ce era",
        "Foto Expo 2025 deschide porțile",
        "Video Art",
        "Video Art pe înțelesul tuturor",
        "Video 2000 a fost un standard",
        "VIDEO GAMES AWARDS",
        "Foto: arta de a vedea",
        "Foto Video Center se mută",
        "Live Aid, după patruzeci de ani",
        "Videoclipul săptămânii",
        "Video-conferința s-a întrerupt",
        "Fotografii din arhivă",
        "VIDEO",
        "Video: ",
    ],
)
def test_real_title_stays(title: str) -> None:
    assert clean_title(title) == title.strip()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("0Agenția a transmis", "Agenția a transmis"),
        ("12Președintele a semnat", "Președintele a semnat"),
        ("5Preşedintele a semnat", "Preşedintele a semnat"),
        ("0În oraș plouă", "În oraș plouă"),
        ("103După ploaie, soare", "După ploaie, soare"),
        ("7O nouă linie", "O nouă linie"),
        ("0Agentia a transmis", "Agentia a transmis"),
        ("0Nord-coreenii au plecat", "Nord-coreenii au plecat"),
        ("15România exportă mere", "România exportă mere"),
    ],
)
def test_glued_count_goes(dirty: str, clean: str) -> None:
    assert clean_body(dirty) == clean


@pytest.mark.parametrize(
    "body",
    [
        "2Performant a raportat creșteri",
        "3D a rămas o modă",
        "11 soldați au fost decorați",
        "11.000 de case",
        "5G ajunge la sate",
        "4x4 pe zăpadă",
        "1Decembrie, zi liberă",
        "2Mai este un sat la mare",
        "24Ore rezistă",
        "2024 a fost ploios",
        "7Card lansează un abonament",
        "0",
        "2Casa închide. Site-ul 2casa.exemplu rămâne.",
    ],
)
def test_real_figure_stays(body: str) -> None:
    assert clean_body(body) == body


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("&#537;coal&#259; &quot;nou&#259;&quot;", 'școală "nouă"'),
        ("&amp;quot;nou&amp;#259;&amp;quot;, AT&amp;amp;T &amp; fiii", '"nouă", AT&T & fiii'),
        ("unu&nbsp; &nbsp;doi", "unu doi"),
        ("AT&T și R&D; pagina?a=1&region=2", "AT&T și R&D; pagina?a=1&region=2"),
        ("unu  doi\t trei \r\n patru\n\n\n\ncinci ", "unu doi trei\npatru\n\ncinci"),
        ("întune\u00adcată s\u0326i", "întunecată și"),
        ("şi ţara", "şi ţara"),
    ],
)
def test_body_is_plain_text(dirty: str, clean: str) -> None:
    assert clean_body(dirty) == clean


def test_title_is_one_line() -> None:
    assert clean_title(" Doi\n  pași\xa0înapoi ") == "Doi pași înapoi"


@pytest.mark.parametrize(
    "unit", ["live video ", "live text video ", "foto, video ", "galerie foto ", "Live "]
)
def test_long_labels_take_linear_time(unit: str) -> None:
    assert clean_title(unit * 5_000 + "x") == (unit * 5_000 + "x")


def test_a_joined_emoji_stays_one() -> None:
    assert clean_body("Familia \U0001f468\u200d\U0001f469\u200d\U0001f467 e aici") == (
        "Familia \U0001f468\u200d\U0001f469\u200d\U0001f467 e aici"
    )
    assert clean_body("cu\u200dvânt") == "cuvânt"
