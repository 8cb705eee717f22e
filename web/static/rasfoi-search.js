// A search box with results in place, for any page: docs/web-component.md.
const TEXTS = {
  ro: {
    label: "Căutați în articole", go: "Căutați", list: "Sugestii", results: "Rezultate", title: "Articol",
    none: "Niciun rezultat pentru", hint: "Verificați ortografia sau scrieți mai puține cuvinte.",
    failed: "Serverul nu răspunde.", denied: "Serverul cere o cheie validă.", again: "Încercați din nou",
    more: "Mai multe", shown: "Rezultate pentru", typed: "Căutați exact", meant: "Ați vrut să scrieți",
    one: "# rezultat", few: "# rezultate", other: "# de rezultate", alike: "și # la fel", all: "toate",
    sort: "Ordine", relevance: "relevanță", newest: "cele mai noi", oldest: "cele mai vechi",
    source: "Sursă", section: "Rubrică",
  },
  en: {
    label: "Search the articles", go: "Search", list: "Suggestions", results: "Results", title: "Article",
    none: "No results for", hint: "Check the spelling or use fewer words.",
    failed: "The server does not answer.", denied: "The server asks for a valid key.", again: "Try again",
    more: "More", shown: "Results for", typed: "Search exactly", meant: "Did you mean",
    one: "# result", other: "# results", alike: "and # alike", all: "all",
    sort: "Order", relevance: "relevance", newest: "newest", oldest: "oldest",
    source: "Source", section: "Section",
  },
};
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
:host { display: block; line-height: 1.5; overflow-wrap: break-word; --soft: var(--rasfoi-soft, light-dark(#635d55, #aca499)); --paper: var(--rasfoi-paper, Canvas); --link: var(--rasfoi-link, light-dark(#1c4a86, #9cc1f5)); --accent: var(--rasfoi-accent, light-dark(#8c2f21, #a8483a)) }
[hidden] { display: none !important }
* { box-sizing: border-box; margin: 0; padding: 0 }
input, select, button { height: 3rem; padding: 0 1rem; font: inherit; color: inherit; border: 1px solid var(--soft); border-radius: var(--rasfoi-radius, 10px); background: var(--paper) }
button { font-weight: 600; cursor: pointer }
:focus-visible { outline: 3px solid var(--link) }
.results { outline: none }
form { display: flex; gap: .5rem }
.input { flex: 1; min-width: 0 }
.go { border: 0; background: var(--accent); color: var(--rasfoi-on-accent, #fff) }
[aria-busy=true] { opacity: .5; transition: .1s .25s }
.below { position: relative; padding: 1rem 0; min-height: 4rem }
.list { position: absolute; inset: .5rem 0 auto; z-index: 9; display: flex; gap: .5rem; padding: 2px; overflow-x: auto; scrollbar-width: none; background: var(--paper) }
.option { flex: none; max-width: 18rem; padding: 0 1rem; border: 1px solid var(--soft); border-radius: 22px; line-height: 2.6rem; cursor: pointer; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.option:hover, [aria-selected=true] { outline: 2px solid var(--accent) }
.status, .meta, label, small { color: var(--soft); font-size: .875em }
.filters { display: flex; flex-wrap: wrap; gap: .75rem; margin-bottom: 1rem }
label { flex: 1 8rem }
select { width: 100%; color: CanvasText }
.hit { margin-bottom: 1.25rem; list-style: none }
.title { font-size: 1.15em; line-height: 1.3 }
a, .link { color: var(--link); text-decoration: none }
a:hover, .link { text-decoration: underline }
.link { padding: 0; border: 0; background: none }
.meta :nth-child(n+2)::before { content: " · " }
.snippet { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 3; font-size: .9375em }
mark { background: var(--rasfoi-mark, light-dark(#ffe79c, #5c4a12)); color: inherit }
.more { width: 100% }
.said { margin-bottom: .75rem }
`);

// "p.meta" is an element whose class is its part too.
function make(kind, attributes, ...children) {
  const [tag, name] = kind.split(".");
  const made = document.createElement(tag);
  if (name) made.className = made.part = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((each) => each));
  return made;
}

// Ranges, which count code points, in one element, the rest of the text in another, if in any.
function marked({ text, ranges }, inside, outside) {
  const letters = [...text];
  let at = 0;
  const piece = (tag, end) => {
    const said = letters.slice(at, end).join("");
    at = end;
    return said && tag ? make(tag, {}, said) : said;
  };
  return [...ranges.flatMap(([start, end]) => [piece(outside, start), piece(inside, end)]), piece(outside)];
}

customElements.define("rasfoi-search", class extends HTMLElement {
  #parts = {};
  #running = {};
  #chosen = -1;

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [STYLE];
    const lang = (this.code = this.closest("[lang]")?.lang.startsWith("en") ? "en" : "ro");
    const texts = (this.texts = TEXTS[lang]);
    const label = this.getAttribute("label") ?? texts.label;
    this.base = new URL(this.getAttribute("endpoint") ?? new URL(".", import.meta.url), document.baseURI).href.replace(/\/*$/, "/");
    const part = (kind, ...rest) => (this.#parts[kind.split(".")[1]] = make(kind, ...rest));
    const choice = (name) => make("label", {}, texts[name], part("select." + name, { onchange: () => this.#search() }));
    root.append(make("div.whole", { lang },
      make("form.form", { role: "search", "aria-label": label, onsubmit: (event) => {
        event.preventDefault();
        this.#find(this.#parts.input.value, true);
      } },
        part("input.input", {
          type: "search", role: "combobox", "aria-autocomplete": "list", "aria-controls": "list", "aria-label": label,
          placeholder: label, maxlength: 2000, autocomplete: "off", spellcheck: false,
          oninput: () => this.#type(), onkeydown: (event) => this.#key(event), onblur: () => this.#suggest(),
        }),
        make("button.go", {}, texts.go)),
      make("div.below", {},
        part("ul.list", { id: "list", role: "listbox", "aria-label": texts.list }),
        part("p.status", { role: "status" })),
      part("div.filters", { hidden: "" }, choice("sort"), choice("source"), choice("section")),
      part("div.results", { role: "region", "aria-label": texts.results, tabindex: -1, onkeydown: (event) => this.#along(event) })));
    for (const order of ["relevance", "newest", "oldest"]) this.#parts.sort.add(new Option(texts[order], order));
    this.#find(this.getAttribute("q") ?? "");
  }

  async #ask(path, asked) {
    this.#running[path]?.abort();
    const { signal } = (this.#running[path] = new AbortController());
    const token = this.getAttribute("token");
    const headers = token ? { Authorization: "Bearer " + token } : {};
    const answer = await fetch(`${this.base}api/v1/${path}?${new URLSearchParams(asked)}`, { headers, signal });
    if (!answer.ok) throw answer;
    return answer.json();
  }

  #find(query, moves) {
    this.#parts.input.value = query;
    this.#suggest();
    this.#search({}, moves);
  }

  // `how` is what is asked beside the query; the focus moves to what a button asks for.
  async #search(how = {}, moves) {
    clearTimeout(this.timer);
    const { code, texts } = this;
    const { input, results, status, filters, ...choices } = this.#parts;
    const q = input.value;
    const filtered = this.hasAttribute("filters");
    const asked = Object.entries({ q, limit: this.getAttribute("limit") ?? 10, facets: +filtered, ...how });
    for (const name of ["sort", "source", "section"]) {
      const value = this.getAttribute(name) ?? choices[name].value;
      if (value) asked.push([name, value]);
    }
    const show = (said, ...shown) => {
      results.ariaBusy = false;
      status.textContent = said;
      results.replaceChildren(...shown);
    };
    const button = (name, text, ...act) => make("button." + name, { onclick: () => this.#search(...act) }, text);
    if (!q.trim()) return this.#running.search?.abort(), show("");
    results.ariaBusy = true;
    try {
      const { total, suggestion: other, next, hits, facets } = await this.#ask("search", asked);
      const items = hits.map((hit) => this.#hit(hit, q));
      const shown = how.cursor ? [...results.children].slice(0, -1) : [];
      if (how.cursor) shown.at(-1).append(...items);
      else {
        if (other) {
          const link = make("button.link", { onclick: () => this.#find(other.query, true) }, other.query);
          const rest = other.applied ? [". ", texts.typed, " ", button("link", q, { correct: 0 }, true)] : ["?"];
          shown.push(make("p.said", {}, other.applied ? texts.shown : texts.meant, " ", link, ...rest));
        }
        shown.push(total ? make("ol.hits", {}, ...items) : make("p.hint", {}, texts.hint));
      }
      if (next) shown.push(button("more", texts.more, { ...how, cursor: next }, true));
      const count = texts[new Intl.PluralRules(code).select(total)];
      show(total ? count.replace("#", total.toLocaleString(code)) : `${texts.none} „${q}”`, ...shown);
      filters.hidden = !filtered;
      for (const name of filtered ? ["source", "section"] : []) {
        const { value } = choices[name];
        const options = facets[name].filter((each) => each.value).map((each) => new Option(`${each.value} (${each.count})`, each.value));
        choices[name].replaceChildren(new Option(texts.all, ""), ...options);
        choices[name].value = value;
      }
      if (moves) how.cursor ? items[0].querySelector("a").focus() : results.focus({ preventScroll: true });
    } catch (error) {
      if (error.name === "AbortError") return;
      show(error.status === 401 ? texts.denied : texts.failed, button("again", texts.again, how, true));
    }
  }

  #hit(hit, q) {
    const { date, url, title_snippet: title } = hit;
    const shape = { year: "numeric", month: "long", day: hit.date_precision === "month" ? undefined : "numeric" };
    const own = this.getAttribute("links") === "source" && /^https?:/i.test(url);
    const day = date && new Date(date.slice(0, 10) + "T12:00").toLocaleDateString(this.code, shape);
    return make("li.hit", {},
      make("h2.title", { lang: "ro" }, make("a", { href: own ? url : this.#article(hit.id, q) }, ...(title.text ? marked(title, "mark") : [hit.id]))),
      make("p.meta", {}, ...[hit.source, hit.section, day].map((each) => each && make("span", {}, each))),
      make("p.snippet", { lang: "ro" }, ...marked(hit.snippet, "mark")));
  }

  #article(id, q) {
    return `${this.base}articol/${encodeURIComponent(id)}?q=${encodeURIComponent(q)}`;
  }

  #type() {
    const { input } = this.#parts;
    const q = input.value;
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      this.#search(/[\p{L}\p{N}]$/u.test(q) ? { prefix: 1 } : {});
      this.#suggest();
      const { completions } = await this.#ask("suggest", { q: q.slice(0, 200), limit: 6 }).catch(() => ({}));
      if (completions && this.shadowRoot.activeElement === input) this.#suggest(completions.filter((each) => each.id || each.text !== q));
    }, 150);
  }

  #suggest(completions = []) {
    this.#running.suggest?.abort();
    const { list, input } = this.#parts;
    list.replaceChildren(...completions.map((each, at) => make("li.option", {
      id: "s" + at, role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => this.#take(at),
    }, ...(each.id ? marked(each, "mark") : marked(each, "", "b")), each.id && make("small", {}, " " + this.texts.title))));
    this.completions = completions;
    list.hidden = !completions.length;
    input.setAttribute("aria-expanded", !list.hidden);
    this.#choose(-1);
  }

  #choose(at) {
    const { list, input } = this.#parts;
    const items = [...list.children];
    this.#chosen = at < -1 ? items.length - 1 : at < items.length ? at : -1;
    items.forEach((item, number) => item.setAttribute("aria-selected", number === this.#chosen));
    items[this.#chosen]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    input.setAttribute("aria-activedescendant", items[this.#chosen]?.id ?? "");
  }

  #take(at) {
    const { id, text } = this.completions[at];
    if (id) location.href = this.#article(id, this.#parts.input.value);
    else this.#find(text, true);
  }

  #key(event) {
    const open = !this.#parts.list.hidden;
    const by = STEPS[event.key];
    if (by && open) this.#choose(this.#chosen + by);
    else if (event.key === "Enter" && this.#chosen >= 0) this.#take(this.#chosen);
    else if (event.key === "Escape" && open) this.#suggest();
    else {
      if (by > 0) this.#along(event);
      return;
    }
    event.preventDefault();
  }

  #along(event) {
    const by = STEPS[event.key];
    if (!by) return;
    event.preventDefault();
    const links = [...this.shadowRoot.querySelectorAll("a")];
    const at = links.indexOf(this.shadowRoot.activeElement) + by;
    (at < 0 ? this.#parts.input : links[Math.min(at, links.length - 1)])?.focus();
  }
});
