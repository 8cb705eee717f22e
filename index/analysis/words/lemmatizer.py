"""The dictionary of Romanian lemmas: made of simplemma's when the package is built, looked up in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ..folding import COMMAS, fold, fold_all, modern
from ..version import installed
from .lemma_table import LexiconFile, package
from .paradigms import other_lemmas
from .stop_words import STOP_WORDS

# Forms and their lemmas, where the dictionary's single one is wrong or one of two (copii: children, copies);
# and names that it does not have, or takes for something else.
_OVERRIDES = {
    "albii": "alb albie",
    "altul alta altele alții altora altuia": "alt",
    "ancii": "anca",
    "andreea andreei": "andreea",
    "apărând": "apăra apărea",
    "bătrâna bătrâne bătrânele bătrânelor": "bătrân",
    "bunei bunele bunelor": "bun",
    "cântecele": "cântec cântecel",
    "card cardul cardului carduri cardurile cardurilor": "card",
    "cas": "cas",
    "consultanță consultanța consultanței": "consultanță",
    "copii": "copil copie",
    "cotație cotația cotații cotației cotațiile cotațiilor": "cotație",
    "creștină creștine": "creștin creștina",
    "crimeii": "crimeea",
    "critici": "critic critică",
    "da": "da",
    "fan fani fanii fanilor fanul fanului": "fan",
    "fii": "fiu fi",
    "fiu fiul fiului": "fiu",
    "funcționarii funcționarilor": "funcționar",
    "gazei": "gaza",
    "gazele": "gaz gazelă",
    "giurgiu giurgiul giurgiului": "giurgiu",
    "haga hagăi hăgii": "haga",
    "hoții": "hoț hoție",
    "ia": "lua",
    "iașul iașului": "iași",
    "implantul implantului implanturi implanturile implanturilor": "implant",
    "indicii": "indice indiciu",
    "intesa": "intesa",
    "legi": "lege lega",
    "lungii": "lung",
    "lunilor": "lună",
    "mamele": "mamă mamelă",
    "mării": "mare",
    "mario": "mario",
    "medie": "medie mediu",
    "membră membra membre membrei membrele membrelor": "membru",
    "mica": "mic",
    "mil": "milion",
    "mld": "miliard",
    "moarta": "mort",
    "morți morții morților": "mort moarte",
    "negrii": "negru",
    "noi": "noi nou",
    "noua": "nou",
    "ordine": "ordine ordin",
    "participație participația participații participației participațiile participațiilor": "participație",
    "partide partidele partidelor": "partid partidă",
    "păsării": "pasăre",
    "piste": "pistă",
    "poluare poluarea poluări poluării poluările poluărilor": "poluare",
    "port portul portului porturi porturile porturilor": "port",
    "posturile posturilor": "post postură",
    "președintă președinta președintei președintelor": "președinte președintă",
    "președinte": "președinte",
    "președinții": "președinte președinție",
    "primele primelor prime primei": "prim primă",
    "primii primilor": "prim",
    "principiilor": "principiu",
    "puținele": "puțin",
    "refugiatul refugiatului": "refugiat",
    "regii": "rege regie",
    "respectiva respectivele respectivelor": "respectiv",
    "san": "san",
    "sârbă sârbe": "sârb sârbă",
    "sărbătorii": "sărbătoare",
    "șefii": "șef șefie",
    "siret siretul siretului": "siret",
    "site": "site sită",
    "soții": "soț soție",
    "stat": "stat",
    "stea": "stea",
    "strategiile strategiilor": "strategie",
    "studenții": "student studenție",
    "suplimentare": "suplimentar suplimentare",
    "tânăra tinere tinerele tinerelor": "tânăr",
    "teamă": "teamă teme",
    "tel": "tel",
    "timișorii": "timișoara",
    "următoarea următoarele următoarelor": "următor",
    "vâlcea vâlcei vâlcii": "vâlcea",
    "vaslui vasluiul vasluiului": "vaslui",
    "veronica veronicăi veronicii": "veronica",
    "vii": "viu vie",
    "ziua ziuă": "zi",
}

# Nouns that the dictionary takes for forms of a verb (soldat for "weld", "to solder").
_NOUNS = frozenset("avocat candidat certificat curs deputat magistrat mandat secret soldat".split())
# Participles that are nouns of their own too; a search for the noun rarely means the verb.
_NOUN_LEMMAS = _NOUNS | frozenset(
    "abonat acuzat ajutor aliat angajat apărat asigurat atentat câștig citat combinat compromis comunicat "
    "condamnat conținut cost cuprins delegat extras format fost inculpat început înscris înțeles "
    "licențiat mers parcurs permis preparat produs recurs refugiat rezultat sfârșit stat text tratat "
    "trecut țesut venit".split()
)
# Persons whose plural with its article is also one of what they do or belong to: `agenții`, `democrații`.
_PERSONS = ("agent", "crat", "delegat", "diplomat", "acrobat", "despot")
# Shorter ones that seem to be persons are adjectives and pronouns: `linii` is no form of `lin`.
_MIN_PERSON = 4
_VOWELS = tuple("aăâeiîou")
_PARTICIPLE = ("at", "it", "ut", "ât", "s", "t")
# What is never inflected; the dictionary has old and regional spellings for it, which are other words today.
_UNCHANGING = frozenset(
    "acum asupra cam când că cu cum dacă de deci decât din dintre doar după fără iar în încă mai nici nu ori "
    "până pe pentru peste prin să și unde".split()
)
# Raise it whenever `entries` or the file comes to be anything else.
_SCHEME = 10
SEPARATOR = " "
# Marks what a folding stands for where the same letters are a word too (`fata` is fata, and fața).
_FOLDED = "\t"


@cache
def lexicon() -> LexiconFile:
    """Return the dictionary as a table."""
    return LexiconFile(_name(), entries)


def package_lexicon() -> None:
    """Write the table into the package; its build does, so that no machine needs seconds to make it."""
    package(_name(), entries())


def _name() -> str:
    return f"lexicon-{_SCHEME}-simplemma-{installed('simplemma')}"


def load() -> None:
    """Have the dictionary at hand.

    Where the package was built with another simplemma it is made the first time, which takes seconds.
    """
    lexicon()


def lemmas(forms: Sequence[str]) -> list[str]:
    """Return the lemmas of lower-case forms with diacritics: for each one, or several with blanks between.

    A word that is not in the dictionary has "". A form without diacritics that only exists with them
    is looked up as if it had them. A participle counts as its verb (`folosită` as `folosi`) unless it
    is used as a noun.
    """
    find = lexicon().find
    found = find(forms)
    others = [at for at, form in enumerate(forms) if not found[at] and not form.isascii()]
    folded = fold_all([forms[at] for at in others])
    marked = find([form + _FOLDED for form in folded])
    for at, *texts in zip(others, marked, find(folded), strict=True):
        found[at] = texts[0] or texts[1]
    return found


def entries() -> Iterator[tuple[str, str]]:
    """Yield every form, its lemmas with blanks between; then foldings, marked where they are forms too."""
    forms, folded = _simplemma()
    single = {form: _lemma(lemma, forms) for form, lemma in forms.items()}
    others = other_lemmas(single, _NOUN_LEMMAS)
    exact = {form: SEPARATOR.join((lemma, *others.get(form, ()))) for form, lemma in single.items()}
    for form, lemma in forms.items():
        if person := _person(form, lemma, single):
            exact[form] = SEPARATOR.join((person, exact[form]))
            if fold(form) not in forms:
                exact[fold(form)] = exact[form]
    for several, found in _OVERRIDES.items():
        for form in several.split():
            if fold(form) not in forms:
                exact[fold(form)] = found
            exact[form] = found
    exact |= {form: form for form in _NOUNS}
    exact |= {word: word for word in STOP_WORDS if word not in forms and word not in folded}
    yield from exact.items()
    for form, written in folded.items():
        found = exact[written]
        if exact.setdefault(form, found) != found:
            yield form + _FOLDED, found
        elif form not in forms:
            yield form, exact[form]


def _simplemma() -> tuple[dict[str, str], dict[str, str]]:
    """Return simplemma's lemmas by lower-case form, and a form for each without diacritics."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    pairs = [pair for pair in DefaultDictionaryFactory().get_dictionary("ro").items() if "_" not in pair[1]]
    # Two texts of all words cost a few calls, not some for each of half a million.
    written, lemmas = (_with_commas("\n".join(column)) for column in zip(*pairs, strict=True))
    forms: dict[str, str] = {}
    names: dict[str, str] = {}
    columns = (text.split("\n") for text in (written, written.lower(), lemmas.lower()))
    for form, lower, lemma in zip(*columns, strict=True):
        if not _is_archaic(lower, lemma):
            (forms if form.islower() else names)[lower] = lemma
    forms = {lemma: lemma for lemma in lemmas.lower().split("\n")} | names | forms
    folded: dict[str, str] = {}
    for form, written in zip(fold_all(list(forms)), forms, strict=True):
        folded.setdefault(form, written)
    return forms, folded


def _is_archaic(form: str, lemma: str) -> bool:
    """Tell whether a form is an old spelling: `dân` of `din`, `pistă` of `peste`, `lungu` of `lung`."""
    form = modern(form)
    if lemma in _UNCHANGING:
        return fold(form) != fold(lemma)
    return form == lemma + "u" and not lemma.endswith(_VOWELS)


def _person(form: str, lemma: str, lemmas: dict[str, str]) -> str:
    """Return whose plural with its article a form may be too, `actor` for `actorii`; "" for no person's.

    The dictionary only has these as plurals of what ends in -ie or -oriu: `actorie`, `operatoriu`.
    """
    if not form.endswith("ii") or not lemma.endswith(("ie", "oriu")):
        return ""
    person = lemmas.get(form[:-1], "")
    if person == lemma or len(person) < _MIN_PERSON or person.endswith(("a", "ă", "e", "i", "î")):
        return ""
    # Most in -ții are abstract nouns beside adjectives and participles: `direcții`, `acuzații`.
    return "" if form.endswith("ții") and not person.endswith(_PERSONS) else person


def _with_commas(text: str) -> str:
    """Return a text of the dictionary, of which part is written with cedillas, as it is spelt today."""
    for cedilla, comma in COMMAS.items():
        text = text.replace(chr(cedilla), chr(comma))
    return text


def _lemma(lemma: str, forms: dict[str, str]) -> str:
    """Return what a lemma of the dictionary is itself a form of, where it is not a word of its own."""
    if lemma.endswith(_PARTICIPLE) and lemma not in _NOUN_LEMMAS:
        verb = forms.get(lemma, lemma)
        if verb.endswith(("a", "e", "i", "î")):
            return verb
    return forms.get(lemma, lemma) if lemma.endswith("ul") else lemma
