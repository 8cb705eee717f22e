"""Markdown as people and generators of sites write it: nothing that is text is lost, marks are gone."""

from __future__ import annotations

import pytest
from rasfoi.index.corpus.markdown.reader import read_markdown


def body(text: str) -> object:
    return read_markdown(text).get("body", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Reporter]: Cum a fost?", "[Reporter]: Cum a fost?"),
        ("[Ana]: Da.", "[Ana]: Da."),
        ("[Primar]: Nu.\n[Reporter]: Niciodată?", "[Primar]: Nu. [Reporter]: Niciodată?"),
        ("[1]: Popescu, Istoria podurilor, 1998.", "[1]: Popescu, Istoria podurilor, 1998."),
        ("Podul[^1] e gata.\n\n[^1]: Nota podului.", "Podul e gata.\n\nNota podului."),
        ("Scrie [aici][a].\n\n[a]: https://exemplu.ro/pod", "Scrie aici."),
        ("Scrie [aici][a].\n\n[a]: ./pod.md 'Podul'", "Scrie aici."),
        ("Scrie [aici][a].\n\n[a]: <https://exemplu.ro/un pod>", "Scrie aici."),
        ("Dacă x<y, atunci y>x.", "Dacă x<y, atunci y>x."),
        ("Scrieți la <redactia@exemplu.ro>.", "Scrieți la redactia@exemplu.ro."),
        ("Vedeți <https://exemplu.ro/pod>.", "Vedeți https://exemplu.ro/pod."),
        ("Tipul `List<String>` ajunge.", "Tipul List<String> ajunge."),
        ("Tipul List<String> ajunge.", "Tipul List<String> ajunge."),
        ("```java\nList<String> nume;\n```", "List<String> nume;"),
        ("Unu<br>Doi<br/>Trei", "Unu\nDoi\nTrei"),
        ("| Oraș | Zi |\n|---|---|\n| Iași | luni |\n| Cluj | marți |", "Oraș Zi\n\nIași luni\nCluj marți"),
        ("<b>Pod</b>ul e *gata*", "Podul e gata"),
        ("<div>\n<p>Unu</p><p>Doi</p>\n</div>", "Unu\nDoi"),
        ("<style>\np { color: red }\n</style>\n\nText", "Text"),
        ("<script>\nlet a = 1\n</script>\n\nText", "Text"),
        ("Text <!-- ascuns --> vizibil", "Text  vizibil"),
        ("Începe <!-- și nu se închide", "Începe <!-- și nu se închide"),
        ("<!-- ascuns\n\nîncă -->\n\nText", "Text"),
        ("Rând\nurmat  \nrupt\\\nla capăt", "Rând urmat\nrupt\nla capăt"),
        ("- [ ] de făcut\n- [x] făcut", "de făcut\nfăcut"),
        ("Preț: 5 \\* 3 &amp; atât", "Preț: 5 * 3 & atât"),
        ("~~vechi~~ nou __tare__ un_nume_lung", "vechi nou tare un_nume_lung"),
        ("    cod <b>\n", "cod <b>"),
        ("> citat\n> lung\n\n1. unu\n2. doi", "citat lung\n\nunu\ndoi"),
        ("![Podul nou](pod.jpg)", "Podul nou"),
    ],
)
def test_text_is_kept(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< youtube abc123 >}}\n\nText", "Text"),
        ('{{< figure src="a.jpg" caption="Podul vechi" >}}\n\nText', "Podul vechi\n\nText"),
        ("{{% notice tip %}}Text{{% /notice %}}", "Text"),
        ("{% include antet.html %}\n\nText", "Text"),
        ("{% highlight ruby %}\ncod\n{% endhighlight %}", "cod"),
        ("Text {{ page.title }} urmat", "Text  urmat"),
        ('[caption id="a" width="300"]Podul vechi[/caption]', "Podul vechi"),
        ("[gallery ids='1,2']\n\nText", "Text"),
        ("[Podul](https://exemplu.ro){:target=_blank} e gata", "Podul e gata"),
        ("## Podul {#art-1}\n\nText", "Text"),
        ("Text\n{: .nota }", "Text"),
        (":::note\nAtenție la pod.\n:::", "Atenție la pod."),
        (":::tip[Sfat]\nMergeți încet.\n:::", "Sfat Mergeți încet."),
        ("::: {.nota}\nText\n:::", "Text"),
        ("[[podul-vechi|Podul vechi]] și [[Dunărea]]", "Podul vechi și Dunărea"),
        ("import Tabs from '@theme/Tabs';\n\nText", "Text"),
        ("export const meta = { a: 1 }\n\nText", "Text"),
        ("<Tabs>\n<TabItem value='a'>\n\nText\n\n</TabItem>\n</Tabs>", "Text"),
        ("`{{ cod }}` și `[[a|b]]`", "{{ cod }} și [[a|b]]"),
        ("```\n{{< cod >}}\n[[a|b]]\n```", "{{< cod >}}\n[[a|b]]"),
        ("Un import din China a sosit.", "Un import din China a sosit."),
    ],
)
def test_what_generators_add_is_gone(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("```\n# x\n```\n\n# Podul\n\nText", "Podul"),
        ("~~~~\n```\n# x\n~~~~\n# Podul\n\nText", "Podul"),
        ("<!--\n# x\n-->\n\n# Podul\n\nText", "Podul"),
        ("    # x\n\n# Podul\n\nText", "Podul"),
        ("## Podul\n\nText\n\n## Altul", "Podul"),
        ("### Mic\n\n# Podul", "Podul"),
        ("% Podul\n% Ana Pop\n% 2025\n\nText", "Podul"),
        ("Podul\n=====\n\nText", "Podul"),
        ("Podul\n-----\n\nText", "Podul"),
        ("# *Podul* `nou` #\n\nText", "Podul nou"),
        ("# [Podul](https://exemplu.ro)\n\nText", "Podul"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert read_markdown(text)["title"] == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\ntitle: Podul\ntags: [a, b]\n---\nText",
            {"title": "Podul", "tags": ["a", "b"], "body": "Text"},
        ),
        (
            '+++\ntitle = "Podul"\ndate = 2025-04-28\n+++\nText',
            {"title": "Podul", "date": "2025-04-28", "body": "Text"},
        ),
        ('{"title": "Podul"}\n\nText', {"title": "Podul", "body": "Text"}),
        ("---\ntitle: Interviu: urmare\n---\nText", {"title": "Interviu: urmare", "body": "Text"}),
        ("---\ntitle: [a\n---\nText", {"title": "[a", "body": "Text"}),
        (
            "---\ntitle: Pod: nou\ntags:\n- a\n- b\n---\nText",
            {"title": "Pod: nou", "tags": ["a", "b"], "body": "Text"},
        ),
        ("---\ntitle: 'A' și 'B'\n---\nText", {"title": "'A' și 'B'", "body": "Text"}),
        ("---\n\nText\n\n---\n\nAltul", {"body": "Text\n\nAltul"}),
        ("---\nUn rând\n---\nText", {"title": "Un rând", "body": "Text"}),
        ("{nu e JSON}\n\nText", {"body": "{nu e JSON}\n\nText"}),
        ("+++\nText\n", {"body": "+++ Text"}),
        ("---\nTitlu: Podul\n---\n# Podul\n\nText", {"Titlu": "Podul", "body": "Text"}),
    ],
)  # fmt: skip
def test_front_matter(text: str, expected: dict[str, object]) -> None:
    assert read_markdown(text) == expected


def test_aliases_that_unfold_are_not_followed() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    matter = "\n".join(["title: Podul", *lines])
    record = read_markdown(f"---\n{matter}\n---\nText")
    assert record["title"] == "Podul"
    assert isinstance(record["a29"], str)


@pytest.mark.parametrize("text", ["title: " + "[" * 100_000, "title: " + "{a: " * 20_000])
def test_a_header_that_nests_deep_is_no_yaml(text: str) -> None:
    assert read_markdown(f"---\n{text}\n---\nText")["body"] == "Text"


@pytest.mark.parametrize(
    "text", ["*a " * 300_000, ("[a " * 5_000 + "\n\n") * 40, "[" * 300_000, "<!--" * 200_000, "<a " * 200_000,
             "> " * 100_000 + "a",
             "`a " * 200_000, "- " * 100_000 + "a",
             "{{" * 200_000, "[[" * 200_000, "{:" * 200_000, "![" * 200_000]
)  # fmt: skip
def test_pathological_text_is_kept(text: str) -> None:
    assert body(text)
