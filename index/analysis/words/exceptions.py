"""What the dictionary of lemmas has wrong or lacks; who changes it raises `_SCHEME` of `lemmatizer`."""

# Forms and their lemmas, where the dictionary's single one is wrong or one of two (copii: children, copies);
# and names that it does not have, or takes for something else.
OVERRIDES = {
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
NOUNS = frozenset("avocat candidat certificat curs deputat magistrat mandat secret soldat".split())
# Participles that are nouns of their own too; a search for the noun rarely means the verb.
NOUN_LEMMAS = NOUNS | frozenset(
    "abonat acuzat ajutor aliat angajat apărat asigurat atentat câștig citat combinat compromis comunicat "
    "condamnat conținut cost cuprins delegat extras format fost inculpat început înscris înțeles "
    "licențiat mers parcurs permis preparat produs recurs refugiat rezultat sfârșit stat text tratat "
    "trecut țesut venit".split()
)
# What is never inflected; the dictionary has old and regional spellings for it, which are other words today.
UNCHANGING = frozenset(
    "acum asupra cam când că cu cum dacă de deci decât din dintre doar după fără iar în încă mai nici nu ori "
    "până pe pentru peste prin să și unde".split()
)
