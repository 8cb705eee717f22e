// Live results, suggestions and keys. The pages are complete without this file.
"use strict";

const box = document.getElementById("q");
const root = document.body.dataset.root;
const find = (id) => document.getElementById(id);

// ---- results as one types ----

const DELAY = 150;
let timer = 0;
let running = null;

function stateOf(form) {
  const state = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...state]) if (!value) state.delete(name, value);
  state.delete("page");
  return state;
}

function address(state) {
  const query = state.toString();
  return root + "/" + (query ? "?" + query : "");
}

async function refresh() {
  const state = stateOf(box.form);
  const url = address(state);
  running?.abort();
  running = new AbortController();
  find("live").classList.add("stale");
  state.set("partial", "1");
  try {
    const response = await fetch(address(state), { signal: running.signal });
    if (!response.ok) throw new Error(response.status);
    show(await response.text(), url);
  } catch (error) {
    if (error.name === "AbortError") return;
    find("live").classList.remove("stale");
    find("announce").textContent = box.dataset.failed;
    find("announce").classList.remove("hidden");
  }
}

function show(html, url) {
  find("live").outerHTML = html;
  const live = find("live");
  document.title = live.dataset.title;
  find("announce").textContent = live.dataset.count;
  find("announce").classList.add("hidden");
  history.replaceState(null, "", url);
  const canonical = document.querySelector("link[rel=canonical]");
  if (canonical) canonical.href = url;
  for (const link of document.querySelectorAll("[data-language]")) {
    link.href = url + (url.includes("?") ? "&" : "?") + "lang=" + link.dataset.language;
  }
}

// ---- suggestions: an ARIA combobox ----

const list = find("suggestions");
let chosen = -1;
let asking = null;
let typed = box.value;

function close() {
  asking?.abort();
  list.hidden = true;
  list.replaceChildren();
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

async function suggest() {
  asking?.abort();
  const prefix = box.value;
  if (!prefix.trim()) return close();
  asking = new AbortController();
  try {
    const url = root + "/api/v1/suggest?limit=6&q=" + encodeURIComponent(prefix);
    const response = await fetch(url, { signal: asking.signal });
    if (!response.ok) return close();
    const { completions } = await response.json();
    if (prefix === box.value && document.activeElement === box) offer(completions);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function offer(completions) {
  close();
  const fresh = completions.filter((each) => each.kind === "title" || each.text !== box.value);
  list.replaceChildren(...fresh.map(option));
  list.hidden = !fresh.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
}

function option(completion, at) {
  const item = document.createElement("li");
  item.id = "s" + at;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const text = document.createElement("span");
  const kind = document.createElement("small");
  item.append(text);
  if (completion.kind === "title") {
    text.textContent = completion.text;
    kind.textContent = box.dataset.titles;
    item.append(kind);
  } else text.append(...emphasised(completion.text));
  item.dataset.text = completion.text;
  if (completion.kind === "title" && completion.id) item.dataset.id = completion.id;
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => take(item));
  return item;
}

// What the completion adds to what is typed stands out.
function emphasised(text) {
  if (!text.toLowerCase().startsWith(box.value.toLowerCase())) return [text];
  const rest = document.createElement("b");
  rest.textContent = text.slice(box.value.length);
  return [text.slice(0, box.value.length), rest];
}

function choose(at) {
  const items = list.children;
  items[chosen]?.setAttribute("aria-selected", "false");
  chosen = (at + items.length + 1) % (items.length + 1);
  if (chosen === items.length) {
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    box.value = typed;
    return;
  }
  items[chosen].setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", items[chosen].id);
}

function take(item) {
  const { text, id } = item.dataset;
  close();
  clearTimeout(timer);
  if (id) {
    location.href = root + "/articol/" + articlePath(id) + "?q=" + encodeURIComponent(typed);
    return;
  }
  box.value = typed = text;
  if (find("live")) refresh();
  else box.form.requestSubmit();
}

function articlePath(id) {
  const whole = id.split("/").some((part) => ["", ".", ".."].includes(part));
  return whole ? encodeURIComponent(id) : id.split("/").map(encodeURIComponent).join("/");
}

for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-expanded": "false",
  "aria-controls": "suggestions",
})) {
  box.setAttribute(name, value);
}
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", box.getAttribute("aria-label"));

box.addEventListener("input", () => {
  typed = box.value;
  clearTimeout(timer);
  timer = setTimeout(() => {
    suggest();
    if (find("live")) refresh();
  }, DELAY);
});
box.addEventListener("blur", close);
box.form.addEventListener("submit", () => {
  clearTimeout(timer);
  running?.abort();
  close();
});

// ---- keys ----

box.addEventListener("keydown", (event) => {
  const open = !list.hidden;
  if (event.key === "ArrowDown" && open) choose(chosen + 1);
  else if (event.key === "ArrowUp" && open) choose(chosen - 1);
  else if (event.key === "ArrowDown") links()[0]?.focus();
  else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
  else if (event.key === "Escape" && open) close();
  else return;
  event.preventDefault();
});

const links = () => [...document.querySelectorAll(".hit h2 a")];

function alongResults(event) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? box : all[Math.min(next, all.length - 1)]).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") alongResults(event);
  else if (event.key === "Escape" && location.hash === "#filters") location.hash = "main";
  else if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
});

// ---- from match to match in an article ----

const nav = find("marks");
let here = 0;

function step(by) {
  if (!nav) return;
  const total = Number(nav.dataset.total);
  find("m" + here)?.classList.remove("here");
  here = by > 0 ? (here % total) + 1 : here <= 1 ? total : here - 1;
  const match = find("m" + here);
  match.classList.add("here");
  match.scrollIntoView({ block: "center" });
  find("where").textContent = here + " / " + total;
  find("announce").textContent = here + " / " + total;
}

if (nav) {
  for (const [id, by] of [["next", 1], ["previous", -1]]) {
    find(id).addEventListener("click", (event) => {
      event.preventDefault();
      step(by);
    });
  }
}

// ---- the help opens when a link leads to it ----

document.addEventListener("click", (event) => {
  if (event.target.closest("a[href='#help']")) find("help").open = true;
});
