// Live results, suggestions and keys. The pages are complete without this file.
"use strict";

const box = document.getElementById("q");
const root = document.querySelector("[data-root]").dataset.root;
const find = (id) => document.getElementById(id);

// ---- results as one types ----

const DELAY = 150;
let timer = 0;
let running = null;
let shown = location.pathname + location.search;

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

// Show what the form asks for; the last word is a beginning until Enter or a blank ends it.
async function refresh(finished) {
  const state = stateOf(box.form);
  if (!finished && /[\p{L}\p{N}]$/u.test(box.value)) state.set("prefix", "1");
  const url = address(state);
  // What was submitted is kept, even where the next letter comes before the answer.
  if (finished) remember(url, true);
  if (!(await load(url))) return;
  if (!finished) remember(url, false);
  // Other results are looked at from the first one on.
  if (scrollY > box.form.offsetHeight) scrollTo(0, 0);
}

// All that is typed until Enter is one entry of the history, behind the page where it began.
function remember(url, finished) {
  const { typing = false } = history.state ?? {};
  const same = url === location.pathname + location.search;
  const state = { typing: !finished && (typing || !same) };
  if (typing || same) history.replaceState(state, "", url);
  else history.pushState(state, "", url);
}

// Fetch the results at an address and show them; return whether they came and are still wanted.
async function load(url) {
  running?.abort();
  running = new AbortController();
  find("live").classList.add("stale");
  const partial = url + (url.includes("?") ? "&" : "?") + "partial=1";
  try {
    const response = await fetch(partial, { signal: running.signal });
    if (!response.ok) throw new Error(response.status);
    show(await response.text(), url);
    return true;
  } catch (error) {
    if (error.name === "AbortError") return false;
    find("live").classList.remove("stale");
    find("announce").textContent = box.dataset.failed;
    find("announce").classList.remove("hidden");
    return false;
  }
}

function show(html, url) {
  find("live").outerHTML = html;
  const live = find("live");
  document.title = live.dataset.title;
  find("announce").textContent = live.dataset.count;
  find("announce").classList.add("hidden");
  document.querySelector("link[rel=canonical]").href = url;
  for (const link of document.querySelectorAll("[rel=alternate]")) link.href = live.dataset.feed;
  for (const link of document.querySelectorAll("[data-language]")) {
    link.href = url + (url.includes("?") ? "&" : "?") + "lang=" + link.dataset.language;
  }
  shown = url;
}

// Enter: the query is finished, and the keyboard goes on in the results.
async function submit() {
  await refresh(true);
  find("main").focus({ preventScroll: true });
}

addEventListener("popstate", () => {
  const url = location.pathname + location.search;
  if (!find("live") || url === shown) return;
  box.value = typed = new URLSearchParams(location.search).get("q") ?? "";
  close();
  load(url);
});

// ---- where the keyboard goes on, on the page that a form or a link leads to ----

function goOnAt({ place, focusVisible }) {
  const named = [...document.querySelectorAll("[data-place]")].filter((each) => each.dataset.place === place);
  const [there] = [...named, find("to-filters"), find("main")].filter(seen);
  there?.focus({ preventScroll: there.id === "main", focusVisible });
}

// Browsers of before 2024 cannot tell, and get the first one.
function seen(each) {
  return each && (each.checkVisibility?.() ?? true);
}

function leadTo(place, focusVisible = true) {
  sessionStorage.setItem("place", JSON.stringify({ place, focusVisible }));
}

addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leads], a[data-place]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  // The keyboard clicks no number of times.
  leadTo(link.dataset.leads ?? link.dataset.place, event.detail === 0);
  // Who narrows on a phone goes on narrowing: its sheet is closed by hand.
  if (location.hash !== "#filters" || !link.closest("#filters")) return;
  // The bars of the timeline are SVG, whose links have no `hash`.
  link.setAttribute("href", link.getAttribute("href").split("#")[0] + "#filters");
});
addEventListener("submit", ({ target }) => {
  if (target.dataset.leads) leadTo(target.dataset.leads);
});

if (sessionStorage.getItem("place")) {
  const place = JSON.parse(sessionStorage.getItem("place"));
  sessionStorage.removeItem("place");
  // A browser that goes to a fragment takes the focus away once the page is there.
  if (location.hash) addEventListener("load", () => setTimeout(goOnAt, 0, place));
  else goOnAt(place);
}

// ---- suggestions: an ARIA combobox ----

const list = find("suggestions");
const narrow = matchMedia("(max-width: 46rem)");
let chosen = -1;
let asking = null;
let typed = box.value;

function close() {
  asking?.abort();
  list.hidden = true;
  list.replaceChildren();
  makeRoom();
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
    const url = root + "/suggest?limit=" + (narrow.matches ? 4 : 6) + "&q=" + encodeURIComponent(prefix);
    const response = await fetch(url, { signal: asking.signal });
    if (!response.ok) return close();
    const { completions } = await response.json();
    if (prefix === box.value && document.activeElement === box) offer(completions);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function offer(completions) {
  const kept = list.children[chosen]?.dataset.text;
  close();
  const fresh = completions.filter((each) => each.kind === "title" || each.text !== box.value);
  list.replaceChildren(...fresh.map(option));
  list.hidden = !fresh.length;
  makeRoom();
  box.setAttribute("aria-expanded", String(!list.hidden));
  // A list that comes late does not take away what was chosen of the one before it.
  const again = fresh.findIndex((each) => each.text === kept);
  if (again >= 0) choose(again);
}

// The results stand below the list, and of the list all is in sight above a phone's keyboard.
function makeRoom() {
  const room = visualViewport.offsetTop + visualViewport.height - list.getBoundingClientRect().top - 8;
  list.style.maxHeight = list.hidden ? "" : Math.max(room, 96) + "px";
  document.body.style.setProperty("--list", list.offsetHeight + "px");
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
    kind.textContent = box.dataset.titles;
    item.append(kind);
  }
  text.append(...emphasised(completion));
  item.dataset.text = completion.text;
  if (completion.kind === "title" && completion.id) item.dataset.id = completion.id;
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => take(item));
  return item;
}

// What a word adds to what is typed stands out, and in a title what was typed.
function emphasised({ kind, text, ranges }) {
  const letters = [...text];
  const pieces = [];
  const add = (tag, from, to) => {
    if (from === to) return;
    const piece = tag ? document.createElement(tag) : new Text();
    piece.textContent = letters.slice(from, to).join("");
    pieces.push(piece);
  };
  const [plain, typedTag] = kind === "word" ? ["b", ""] : ["", "mark"];
  let at = 0;
  for (const [start, end] of ranges) {
    add(plain, at, start);
    add(typedTag, start, end);
    at = end;
  }
  add(plain, at, letters.length);
  return pieces;
}

// Behind the last completion, and before the first one, none is chosen.
function choose(at) {
  const items = list.children;
  items[chosen]?.setAttribute("aria-selected", "false");
  box.removeAttribute("aria-activedescendant");
  chosen = (at + items.length + 1) % (items.length + 1);
  if (chosen === items.length) chosen = -1;
  if (chosen < 0) return;
  items[chosen].setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", items[chosen].id);
  items[chosen].scrollIntoView({ block: "nearest" });
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
  box.form.requestSubmit();
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
  choose(-1);
  clearTimeout(timer);
  timer = setTimeout(() => {
    suggest();
    if (find("live")) refresh(false);
  }, DELAY);
});
visualViewport.addEventListener("resize", makeRoom);

// A click beside the list hits what is under the pointer before the list goes and the results move up.
let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    pressed = false;
    setTimeout(() => document.activeElement !== box && close());
  });
}
box.addEventListener("blur", () => pressed || close());
box.form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  close();
  if (find("live")) {
    event.preventDefault();
    submit();
  } else leadTo("main");
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
  if (at < 0 && document.activeElement !== find("main")) return;
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

// ---- the help: a dialog over the page, which stays where it is ----

const help = find("help");

document.addEventListener("click", (event) => {
  if (event.target.closest("a[href='#help']")) help.showModal();
  else if (event.target === help || event.target.closest(".help .close")) help.close();
  else return;
  event.preventDefault();
});
