"""The page in real Chromium against a real server: typing, keys, links, script off, phone, axe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import rasfoi
from playwright.sync_api import (
    Browser,
    FloatRect,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from bench.screenshots import FLAGS, SIZES, find_chromium

from .conftest import start

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
DESKTOP, PHONE = SIZES["desktop"], SIZES["phone"]
PAGES = {
    "first page": "/",
    "results": "/?q=oraș",
    "filtered": "/?q=oraș&from=2020&to=2026&sort=newest",
    "no hits": "/?q=qwertyuiop&section=Sport",
    "not found": "/nothing",
    "bad request": "/?page=0",
}
WORD = "biblioteca"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A desktop page that fails the test if anything is logged as an error or asked of another host."""
    context = browser.new_context(base_url=server, viewport=DESKTOP, locale="ro-RO")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("request", lambda request: request.url.startswith(server) or problems.append(request.url))
    yield page
    context.close()
    assert [each for each in problems if "status of 4" not in each] == []


def titles(page: Page) -> list[str]:
    return page.locator(".hit h2 a").all_text_contents()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def an_article(page: Page, of: str) -> str:
    page.goto(f"/?q={of}")
    return page.locator(".hit h2 a").first.get_attribute("href") or ""


def test_results_come_as_one_types(page: Page) -> None:
    page.goto("/")
    before = page.evaluate("history.length")
    page.locator("#q").press_sequentially(WORD)
    expect(page.locator(".snippet mark").first).to_be_visible()
    expect(page).to_have_title(f"{WORD} – Răsfoi")
    assert query(page) == {"q": [WORD], "prefix": ["1"]}
    assert page.evaluate("history.length") == before + 1
    expect(page.locator("#announce")).to_have_text(re.compile(r"\d+ (de )?rezultat"))
    live = titles(page)
    page.reload()
    assert titles(page) == live


def test_a_late_answer_is_dropped(page: Page) -> None:
    page.goto("/")

    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route(
        re.compile(r"partial=1.*$"),
        lambda route: late(route) if "q=o&" in route.request.url else route.continue_(),
    )
    page.locator("#q").fill("o")
    page.wait_for_timeout(200)
    page.locator("#q").fill(WORD)
    expect(page).to_have_title(f"{WORD} – Răsfoi")
    page.wait_for_timeout(500)
    assert query(page) == {"q": [WORD], "prefix": ["1"]}
    page.unroute_all(behavior="ignoreErrors")


def test_a_server_that_does_not_answer_is_told(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=DESKTOP, locale="ro-RO")
    page = context.new_page()
    page.goto("/")
    page.route(re.compile("partial=1"), lambda route: route.abort())
    page.locator("#q").fill("oraș")
    told = page.get_by_text("Serverul nu răspunde")
    expect(told).to_be_visible()
    expect(told).to_be_in_viewport()
    assert told.evaluate("each => each.clientHeight") > 20
    page.unroute_all()
    page.locator("#q").fill("orașul")
    expect(page).to_have_title("orașul – Răsfoi")
    assert page.locator("#announce").evaluate("each => each.clientHeight") == 1
    context.close()


def test_the_chosen_completion_is_in_sight(page: Page) -> None:
    texts = [f"construcția podului numărul {at} peste râu" for at in range(6)]
    completions = [{"text": text, "kind": "word", "id": "", "count": 1, "ranges": [[0, 2]]} for text in texts]
    page.route(re.compile("/suggest"), lambda route: route.fulfill(json={"completions": completions}))
    page.goto("/")
    box, options = page.locator("#q"), page.get_by_role("option")
    box.press_sequentially("co")
    expect(page.locator("#live .hits")).to_be_visible()
    expect(options).to_have_count(len(texts))
    tops = [box_of(options.nth(at))["y"] for at in range(len(texts))]
    assert tops == sorted(set(tops))
    # What a keyboard on the screen leaves of a phone.
    for height in (900, 260):
        page.set_viewport_size({"width": 390, "height": height})
        for at in range(len(texts)):
            box.press("ArrowDown")
            expect(options.nth(at)).to_have_attribute("aria-selected", "true")
            whole, one = box_of(page.locator("#suggestions")), box_of(options.nth(at))
            assert whole["y"] + whole["height"] <= height
            assert whole["y"] - 1 <= one["y"]
            assert one["y"] + one["height"] <= whole["y"] + whole["height"] + 1
        box.press("ArrowDown")
        expect(box).to_have_value("co")


def box_of(found: Locator) -> FloatRect:
    """Return where an element is in the window."""
    box = found.bounding_box()
    assert box
    return box


def test_a_click_hits_the_result_under_the_pointer_though_the_list_goes(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("oraș")
    expect(page).to_have_title("oraș – Răsfoi")
    expect(page.get_by_role("option").first).to_be_visible()
    second = titles(page)[1]
    place = box_of(page.locator(".hit h2 a").nth(1))
    page.mouse.click(place["x"] + 5, place["y"] + 5)
    expect(page.locator("article h1")).to_have_text(second)


def test_the_list_goes_when_the_keyboard_or_a_click_goes_elsewhere(page: Page) -> None:
    page.goto("/")
    box, options = page.locator("#q"), page.get_by_role("option")
    for leave in (lambda: box.press("Tab"), lambda: page.mouse.click(5, 500), lambda: box.press("Escape")):
        box.fill("")
        box.press_sequentially("oraș")
        expect(options.first).to_be_visible()
        leave()
        expect(options).to_have_count(0)
        gap = box_of(page.locator(".bar"))["y"] - box_of(page.locator("main"))["y"]
        assert gap < 10


def test_a_word_is_taken_by_keyboard(page: Page) -> None:
    page.goto("/")
    box, options = page.locator("#q"), page.get_by_role("option")
    box.press_sequentially("bibli")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    words = page.locator("#suggestions li:not([data-id])")
    for _ in range(options.count()):
        box.press("ArrowDown")
        if page.locator("li[aria-selected=true]:not([data-id])").count():
            break
    chosen = page.locator("li[aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    assert "bibli" + (chosen.locator("b").text_content() or "") == chosen.text_content()
    word = words.first.locator("span").text_content() or ""
    box.press("Enter")
    expect(box).to_have_value(word)
    expect(page).to_have_title(f"{word} – Răsfoi")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert query(page) == {"q": [word]}


def test_what_is_chosen_is_for_what_is_typed(page: Page) -> None:
    texts, late = ["bursa", "burse"], ["burlan", "burse"]
    answers = iter([texts, late, texts])

    def complete(route: Route) -> None:
        completions = [{"text": each, "kind": "word", "ranges": [[0, 3]]} for each in next(answers)]
        route.fulfill(json={"completions": completions})

    page.route(re.compile("/suggest"), complete)
    page.goto("/")
    box, chosen = page.locator("#q"), page.locator("li[aria-selected=true]")
    box.fill("bu")
    expect(page.get_by_role("option")).to_have_text(texts)
    box.press("ArrowDown")
    box.press("ArrowDown")
    page.evaluate("suggest()")
    expect(page.get_by_role("option")).to_have_text(late)
    expect(chosen).to_have_text("burse")
    expect(box).to_have_attribute("aria-activedescendant", "s1")
    # Enter right after another letter is for what is typed.
    page.evaluate("document.getElementById('q').setRangeText('r', 2, 2, 'end')")
    page.evaluate("document.getElementById('q').dispatchEvent(new Event('input'))")
    expect(chosen).to_have_count(0)
    box.press("Enter")
    expect(page).to_have_title("bur – Răsfoi")


def test_a_title_opens_its_article(page: Page) -> None:
    page.goto("/")
    title = titles(page)[0]
    page.locator("#q").press_sequentially(title[:12])
    option = page.locator("#suggestions li[data-id]").first
    expect(option).to_be_visible()
    text = option.locator("span").text_content() or ""
    assert option.locator("mark").first.text_content() == title.split()[0]
    option.click()
    expect(page.locator("h1")).to_have_text(text)


def test_keys(page: Page) -> None:
    page.goto(f"/?q={WORD}")
    box = page.locator("#q")
    page.locator("body").press("/")
    expect(box).to_be_focused()
    box.press("ArrowDown")
    expect(page.locator(".hit h2 a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    # What stands in the box is selected, so that what is typed takes its place.
    box.press_sequentially("ora")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("ora")
    box.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()


def test_filters_change_the_list_and_the_address(page: Page) -> None:
    page.goto("/?q=oraș")
    whole = titles(page)
    choice = page.locator(".facet a").first
    name = choice.locator("span").first.text_content() or ""
    number = choice.locator(".n").text_content() or ""
    choice.click()
    expect(page.locator(".chip")).to_contain_text(name)
    assert [name] in query(page).values()
    assert (page.locator(".count strong").text_content() or "").split()[0] == number
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert titles(page) == whole


def test_filters_stay_while_one_types(page: Page) -> None:
    page.goto("/?from=2020&sort=newest")
    page.locator("#q").press_sequentially("oraș")
    expect(page).to_have_title("oraș – Răsfoi")
    filters = {"from": ["2020-01-01"], "sort": ["newest"]}
    assert query(page) == {"q": ["oraș"], "prefix": ["1"], **filters}
    expect(page.locator(".chip")).to_have_count(1)


def test_a_bar_of_the_timeline_narrows(page: Page) -> None:
    page.goto("/")
    bar = page.locator(".timeline a").first
    said, _, number = (bar.locator("title").text_content() or "").partition(": ")
    bar.locator(".bar-fill").click()
    expect(page.locator(".chip")).to_contain_text(said)
    assert set(query(page)) == {"from", "to"}
    assert (page.locator(".count strong").text_content() or "").split()[0] == number


def test_back_restores_the_results(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("oraș")
    expect(page).to_have_title("oraș – Răsfoi")
    live = titles(page)
    page.locator(".hit h2 a").nth(1).click()
    expect(page.locator("article h1")).to_have_text(live[1])
    page.go_back()
    expect(page.locator("#q")).to_have_value("oraș")
    assert titles(page) == live
    page.locator(".sort a").last.click()
    page.locator(".hit h2 a").first.click()
    page.locator(".back a").click()
    assert query(page) == {"q": ["oraș"], "prefix": ["1"], "sort": ["oldest"]}


def test_every_submitted_query_stays_in_the_history(page: Page) -> None:
    page.goto("/?source=Agora")
    page.goto("/")
    newest = titles(page)
    box = page.locator("#q")
    for word in (WORD, "orașul"):
        box.fill("")
        box.press_sequentially(word)
        box.press("Enter")
        expect(page).to_have_title(f"{word} – Răsfoi")
    found = titles(page)
    box.press("End")
    box.press_sequentially(" al")
    expect(page).to_have_title("orașul al – Răsfoi")
    page.go_back()
    expect(page).to_have_title("orașul – Răsfoi")
    expect(box).to_have_value("orașul")
    assert titles(page) == found
    page.go_back()
    expect(page).to_have_title(f"{WORD} – Răsfoi")
    assert query(page) == {"q": [WORD]}
    page.go_back()
    expect(page).to_have_title("Răsfoi")
    expect(box).to_have_value("")
    assert urlsplit(page.url).path == "/" and query(page) == {}
    assert titles(page) == newest
    page.go_forward()
    page.go_forward()
    expect(box).to_have_value("orașul")
    expect(page).to_have_title("orașul – Răsfoi")


def test_a_submitted_query_stays_though_another_letter_comes_before_its_answer(page: Page) -> None:
    page.goto("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(rf"q={WORD}&partial=1"), hold)
    box = page.locator("#q")
    box.fill(WORD)
    box.press("Enter")
    expect(page).to_have_url(re.compile(rf"q={WORD}$"))
    box.press_sequentially("x")
    expect(page).to_have_title(f"{WORD}x – Răsfoi")
    assert len(held) == 1
    page.unroute_all(behavior="ignoreErrors")
    page.go_back()
    expect(page).to_have_title(f"{WORD} – Răsfoi")
    page.go_back()
    expect(page).to_have_title("Răsfoi")


def test_a_query_typed_again_as_it_was_stays_in_the_history(page: Page) -> None:
    page.goto("/")
    box = page.locator("#q")
    box.fill('"oraș"')
    box.press("Enter")
    expect(page.locator("main")).to_be_focused()
    with page.expect_response(re.compile("partial=1")):
        box.fill('"oraș"')
    box.fill('"oraș')
    expect(page).to_have_title('"oraș – Răsfoi')
    page.go_back()
    expect(page).to_have_title('"oraș" – Răsfoi')
    page.go_back()
    expect(page).to_have_title("Răsfoi")


def test_links_follow_what_is_shown(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("oraș")
    expect(page).to_have_title("oraș – Răsfoi")
    page.go_back()
    expect(page).to_have_title("Răsfoi")
    links = (".languages a", ".foot a[rel=alternate]", "link[rel=canonical]", "link[rel=alternate]")
    found = [page.locator(each).get_attribute("href") or "" for each in links]
    assert found == ["/?lang=en", "/feed.atom", "/", "/feed.atom"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_filter_keeps_the_keyboard(browser: Browser, server: str, size: ViewportSize) -> None:
    context = browser.new_context(base_url=server, viewport=size, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș" + ("#filters" if size == PHONE else ""))
    choice = page.locator(".facet a").nth(1)
    name = choice.locator("span").first.text_content() or ""
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text(name)
    kept = page.locator(".facet a", has_text=name)
    expect(kept).to_be_focused()
    if size == DESKTOP:
        assert kept.evaluate("each => each.matches(':focus-visible')")
        kept.click()
        expect(page.locator(".chip")).to_have_count(0)
        expect(kept).to_be_focused()
        # A ring tells where the keyboard is: a hand on the mouse needs none.
        assert not kept.evaluate("each => each.matches(':focus-visible')")
    context.close()


def test_a_link_of_the_results_leads_the_keyboard_on(page: Page) -> None:
    page.goto("/?q=oraș&source=Agora&from=2020")
    page.locator(".sort a").nth(1).press("Enter")
    expect(page.locator(".sort a[aria-current]")).to_be_focused()
    page.locator(".chip").first.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_be_focused()
    page.locator(".chip").press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    page.locator(".period input[name=from]").fill("2020")
    page.locator(".period input[name=from]").press("Enter")
    expect(page.locator(".period button")).to_be_focused()
    page.locator(".hit h2 a").first.press("Enter")
    expect(page.locator("article h1")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("path", ["/", "article"])
def test_enter_leads_the_keyboard_to_the_results(page: Page, path: str) -> None:
    page.goto(an_article(page, WORD) if path == "article" else path)
    page.locator("#q").fill("oraș")
    page.locator("#q").press("Enter")
    expect(page).to_have_title("oraș – Răsfoi")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit h2 a").first).to_be_focused()


def test_the_help_keeps_the_place(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/?q=oraș")
    page.evaluate("scrollTo(0, 200)")
    opener, dialog = page.locator(".tools a[href='#help']"), page.get_by_role("dialog")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: dialog.locator(".close").click(),
        lambda: page.mouse.click(5, 5),
    ):
        # Playwright scrolls to the top before it clicks in a header that sticks.
        opener.evaluate("each => each.focus({ preventScroll: true })")
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
    assert page.evaluate("scrollY") == 200
    assert page.url.endswith("/?q=ora%C8%99")
    opener.click()
    assert violations(page) == []


@pytest.fixture(scope="session")
def long_winded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over articles with long titles, texts, sources and sections."""
    folder = tmp_path_factory.mktemp("long")
    title = "Consiliul județean amână pentru a treia oară licitația podului de la Gura Văii, iar {} " * 2
    articles = [
        {
            "id": str(at),
            "title": title.format("primarul cere explicații", f"constructorul numărul {at} pleacă"),
            "body": f"Podul al {at}-lea rămâne închis până la primăvară, spun inginerii județului. " * 9,
            "source": "Vestea Văilor de Sus",
            "section": "Administrație și lucrări publice",
            "date": f"2024-09-{at + 10}",
        }
        for at in range(9)
    ]
    lines = "\n".join(json.dumps(each) for each in articles)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    rasfoi.build(folder / "articles.jsonl", folder / "index")
    process, address = start(folder / "index", 1)
    yield address
    process.stop()


@pytest.mark.parametrize(("size", "number"), [(DESKTOP, 6), (PHONE, 3)], ids=["desktop", "phone"])
@pytest.mark.parametrize("corpus", ["server", "long_winded"])
def test_the_first_screen_is_full_of_results(
    browser: Browser, request: pytest.FixtureRequest, corpus: str, size: ViewportSize, number: int
) -> None:
    context = browser.new_context(
        base_url=request.getfixturevalue(corpus), viewport=size, locale="ro-RO", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/?q=podul" if corpus == "long_winded" else "/?q=orașul Valea Seacă")
    last = box_of(page.locator(".hit").nth(number - 1).locator(".snippet"))
    assert last["y"] + last["height"] <= size["height"]
    context.close()


def test_nothing_sticks_out_of_a_narrow_window(browser: Browser, long_winded: str) -> None:
    context = browser.new_context(
        base_url=long_winded, viewport={"width": 320, "height": 640}, locale="ro-RO"
    )
    page = context.new_page()
    for path in (
        "/",
        "/?q=podul",
        "/?q=podul&source=Vestea Văilor de Sus&from=2020&to=2024",
        "/articol/1?q=podul",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        beyond = page.evaluate(
            "[...document.querySelectorAll('main *, .top-row *, .marks *')]"
            ".filter(each => each.checkVisibility() && !each.closest('.hidden, .meta'))"
            ".filter(each => each.getBoundingClientRect().right > 316).map(each => each.outerHTML)"
        )
        assert beyond == [], path
    context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_suggestions_leave_the_first_result_in_sight(
    browser: Browser, server: str, size: ViewportSize
) -> None:
    context = browser.new_context(base_url=server, viewport=size, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș")
    page.locator("#q").fill("ora")
    page.locator("#q").fill("oraș")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page).to_have_url(re.compile("prefix=1"))
    bottom = page.locator("#suggestions").evaluate("each => each.getBoundingClientRect().bottom")
    top = page.locator(".hit h2").first.evaluate("each => each.getBoundingClientRect().top")
    assert bottom <= top
    context.close()


def test_a_period_is_typed_as_people_write_it(page: Page) -> None:
    page.goto("/?q=oraș")
    start = page.locator(".period input[name=from]")
    expect(start).to_have_attribute("placeholder", "zz.ll.aaaa")
    start.fill("1.2.2024")
    page.locator(".period input[name=to]").fill("2024")
    page.locator(".period button").click()
    expect(page.locator(".chip")).to_contain_text("1 februarie 2024 – 31 decembrie 2024")
    expect(start).to_have_value("01.02.2024")
    start.fill("ieri")
    page.locator(".period button").click()
    assert start.evaluate("each => each.validity.patternMismatch")


def test_forced_colours_keep_edges_and_marks(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=DESKTOP, forced_colors="active", locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș&source=Agora")
    for selector in (".go", ".chip", ".facet a"):
        edge = page.locator(selector).first.evaluate(
            "(each, before) => getComputedStyle(each, before).borderTopWidth",
            "::before" if selector == ".facet a" else "",
        )
        assert float(edge.removesuffix("px")) > 0, selector
    paper, mark = (
        page.locator(each).first.evaluate("each => getComputedStyle(each).backgroundColor")
        for each in ("body", "mark")
    )
    assert paper != mark
    lines = page.locator(".sort a").evaluate_all(
        "all => all.map(each => getComputedStyle(each).borderBottomWidth)"
    )
    assert lines == ["3px", "0px", "0px"]
    page.goto(an_article(page, WORD))
    page.keyboard.press("n")
    colours = page.locator("mark").evaluate_all(
        "all => all.map(each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).color])"
    )
    assert len(colours) > 1 and all(each == colours[1] for each in colours)
    outline = page.locator("mark.here").evaluate("each => getComputedStyle(each).outlineWidth")
    assert outline == "3px"
    context.close()


def test_from_match_to_match(page: Page) -> None:
    page.goto(an_article(page, WORD))
    total = page.locator("mark").count()
    here = page.locator("mark.here")
    page.keyboard.press("n")
    expect(here).to_have_attribute("id", "m1")
    expect(page.locator("#where")).to_have_text(f"1 / {total}")
    page.keyboard.press("p")
    expect(here).to_have_attribute("id", f"m{total}")
    expect(here).to_be_in_viewport()
    page.locator("#next").click()
    expect(here).to_have_attribute("id", "m1")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_count_of_matches_covers_none(browser: Browser, long_winded: str, width: int) -> None:
    context = browser.new_context(
        base_url=long_winded, viewport={"width": width, "height": 700}, locale="ro-RO"
    )
    page = context.new_page()
    page.goto("/articol/1?q=inginerii podul")
    bar, seen = page.locator("#marks"), 0
    for _ in range(page.locator("mark").count()):
        page.keyboard.press("n")
        mark, nav = box_of(page.locator("mark.here")), box_of(bar)
        assert nav["y"] + nav["height"] <= 700
        seen += 1
        beside = nav["x"] + nav["width"] <= mark["x"]
        assert beside or mark["y"] + mark["height"] <= nav["y"] or mark["y"] >= nav["y"] + nav["height"]
    assert seen > 3
    # Beside the text, or a line of its own from edge to edge.
    text, nav = box_of(page.locator("article")), box_of(bar)
    assert nav["x"] + nav["width"] <= text["x"] or nav["width"] >= text["width"]
    context.close()


def test_a_language_is_switched_and_remembered(page: Page) -> None:
    page.goto("/?q=oraș")
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_all_works_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, locale="ro-RO")
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("oraș")
    page.locator("button.go").click()
    assert query(page) == {"q": ["oraș"]}
    found = titles(page)
    assert found
    page.locator(".facet a").first.click()
    page.locator(".chip").first.click()
    assert titles(page) == found
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article h1")).to_have_text(found[0])
    page.locator("#next").click()
    assert page.url.endswith("#m1")
    page.locator(".back a").click()
    assert titles(page) == found
    page.goto("/")
    page.locator("a[rel=next]").click()
    assert query(page) == {"page": ["2"]}
    context.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_phone_never_scrolls_sideways(browser: Browser, server: str, path: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, locale="ro-RO")
    page = context.new_page()
    page.goto(path)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


def test_twice_as_large_letters_stay_in_the_window(
    browser: Browser, tmp_path: Path, long_winded: str
) -> None:
    preferences = {"webkit": {"webprefs": {"default_font_size": 32}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=find_chromium(), args=FLAGS, locale="ro-RO"
    )
    page = context.new_page()
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/?q=podul&source=Vestea Văilor de Sus", "/articol/1?q=podul"):
            page.goto(long_winded + path)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            assert page.evaluate("document.documentElement.scrollWidth") == width
            for each in page.locator(".brand, .tools a, .sort a, .to-filters").all():
                if each.is_visible():
                    assert each.evaluate("each => each.getClientRects().length") == 1
                    assert box_of(each)["x"] + box_of(each)["width"] <= width
    context.close()


def test_filters_on_a_phone(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(".to-filters").click()
    expect(page.locator("#filters")).to_be_in_viewport()
    sheet = box_of(page.locator("#filters"))
    assert 50 < sheet["y"] < sheet["y"] + sheet["height"] <= PHONE["height"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator(".sheet .close").click()
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(".to-filters").click()
    page.mouse.click(100, 20)
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(".to-filters").click()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    page.goto("/?q=oraș&source=NOPE")
    page.locator(".to-filters").click()
    expect(page.locator(".facet a").first).to_be_in_viewport()
    context.close()


def test_who_filters_on_a_phone_goes_on_until_the_results_are_shown(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș")
    page.locator(".to-filters").click()
    page.locator(".facet a").first.click()
    expect(page.locator(".facet a[aria-current]")).to_be_in_viewport()
    page.locator(".timeline a").last.click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("#filters")).to_be_in_viewport()
    number = (page.locator(".bar .count strong").text_content() or "").split()[0]
    expect(page.locator(".sheet .close")).to_contain_text(number)
    page.locator(".sheet .close").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".hit h2").first).to_be_in_viewport()
    context.close()


def test_the_search_box_stays_while_a_phone_scrolls(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#q")).to_be_in_viewport(ratio=1)
    assert page.locator(".top").evaluate("each => each.getBoundingClientRect().top") < 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(browser: Browser, server: str, size: ViewportSize, scheme: str) -> None:
    context = browser.new_context(base_url=server, viewport=size, color_scheme=scheme, locale="ro-RO")
    page = context.new_page()
    for name, path in {**PAGES, "article": an_article(page, WORD)}.items():
        page.goto(path)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        if name == "results":
            page.locator("#q").fill("ora")
            expect(page.locator("#suggestions")).to_be_visible()
        assert violations(page) == [], name
    context.close()


def violations(page: Page) -> list[str]:
    """Run axe-core and return what it objects to, each with the elements."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


def test_touch_targets_are_large_enough(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, has_touch=True, locale="ro-RO")
    page = context.new_page()
    page.goto("/?q=oraș&from=2020")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert too_low(page, ".chip, .sort a, .to-filters, .go, #q, .pager a, .tools a, .more a, .foot a") == []
    page.locator(".to-filters").click()
    period = ".period input:not([type=hidden]), .period button"
    assert too_low(page, f".sheet .close, summary, .as-table a, .facet a, {period}") == []
    page.goto(an_article(page, WORD))
    assert too_low(page, ".back a, .marks a") == []
    context.close()


def too_low(page: Page, selector: str) -> list[object]:
    """Return the elements that a thumb may miss, with their heights."""
    return page.evaluate(
        "selector => [...document.querySelectorAll(selector)]"
        ".map(each => [each.outerHTML, each.getBoundingClientRect().height])"
        ".filter(each => each[1] < 44)",
        selector,
    )


def test_the_whole_page_is_small(page: Page) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(sum_of(request.sizes())))
    page.goto("/?q=oraș", wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) < 60_000


def sum_of(sizes: object) -> int:
    assert isinstance(sizes, dict)
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])


def test_letters_with_marks_survive_the_address(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("știință & „artă”")
    expect(page).to_have_title("știință & „artă” – Răsfoi")
    assert unquote(urlsplit(page.url).query.replace("+", " ")) == "q=știință & „artă”"
