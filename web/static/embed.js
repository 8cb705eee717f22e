// A search box for any other page:
//
//   <script src="https://search.example.ro/embed.js" defer
//           data-label="Caută în arhivă" data-button="Caută"></script>
//
// puts a form where the script stands, with completions from /suggest. Without the two attributes its
// button says `Caută`, or `Search` in a page whose lang is en. Style it by `form.rasfoi`. Without script,
// this form does the same but for the completions:
//
//   <form action="https://search.example.ro/"><input type="search" name="q"><button>Caută</button></form>
"use strict";

(() => {
  const script = document.currentScript;
  const root = new URL(".", script.src).href;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const search = script.closest("[lang]")?.lang.startsWith("en") ? "Search" : "Caută";
  const form = make("form", { className: "rasfoi", action: root, method: "get" });
  const input = make("input", { type: "search", name: "q", maxLength: 2000, autocomplete: "off" });
  const words = make("datalist", { id: "rasfoi-words" });
  input.setAttribute("list", words.id);
  input.setAttribute("aria-label", script.dataset.label || search);
  input.placeholder = script.dataset.label || "";
  form.setAttribute("role", "search");
  form.append(input, words, make("button", { textContent: script.dataset.button || search }));
  script.after(form);

  let running;
  input.addEventListener("input", async () => {
    running?.abort();
    running = new AbortController();
    const url = root + "suggest?q=" + encodeURIComponent(input.value);
    try {
      const answer = await (await fetch(url, { signal: running.signal })).json();
      words.replaceChildren(...(answer.completions || []).map((each) => make("option", { value: each.text })));
    } catch {
      words.replaceChildren();
    }
  });
})();
