// The filter, the keys, the scheme, links into the page, and paper. Without this script the page is read as it is.
"use strict";
(() => {
  const find = (selector, within = document) => [...within.querySelectorAll(selector)];
  const field = document.getElementById("find");
  const choices = { tag: document.getElementById("tag"), file: document.getElementById("file") };
  const outcomes = find(".totals button");
  const shown = document.getElementById("shown");
  // The height of a row, about.
  const ROW = 3.7;
  const number = new Intl.NumberFormat("en-US");

  const parts = [...document.getElementById("list").children].map((part) => ({
    part,
    rows: [...part.children].map((row) => ({ row, outcome: row.className.slice(5), isOut: false })),
  }));
  const rows = parts.flatMap((one) => one.rows);

  // What the filter looks at, read once: the first line of each test in small letters, its file and its tags.
  let isRead = false;
  const read = () => {
    if (isRead) return;
    isRead = true;
    for (const one of rows) {
      const summary = one.row.firstElementChild.firstElementChild;
      const place = summary.children[2];
      const [file, tags] = [place.firstChild.data, place.querySelector("i")];
      one.text = summary.textContent.toLowerCase();
      one.file = file.slice(0, file.lastIndexOf(":"));
      one.tags = tags ? tags.textContent.split(",\n") : [];
    }
  };

  // Details that wait as text become a part of the page; they hold what idvet has escaped, and no script.
  const fill = (row) => {
    const waiting = row.firstElementChild.children[1];
    if (waiting.tagName === "NOSCRIPT") {
      const content = document.createElement("template");
      content.innerHTML = waiting.textContent;
      waiting.replaceWith(content.content);
    } else if (waiting.tagName === "PRE") {
      const link = document.createElement("a");
      [link.href, link.textContent, link.className] = [`#${row.id}`, "link to this test", "here"];
      waiting.before(link);
    }
  };
  document.addEventListener("toggle", (event) => {
    const row = event.target.open && event.target.parentElement;
    if (row && row.classList.contains("test")) fill(row);
  }, true);

  // The filter.
  const filter = () => {
    read();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = outcomes.filter((one) => one.ariaPressed === "true").map((one) => one.dataset.outcome);
    const tag = choices.tag ? choices.tag.value : "";
    const file = choices.file ? choices.file.value : "";
    const fits = (one) => words.every((word) => one.text.includes(word))
      && (!wanted.length || wanted.includes(one.outcome))
      && (!tag || one.tags.includes(tag))
      && (!file || one.file === file);
    let count = 0;
    for (const { part, rows: own } of parts) {
      let left = 0;
      for (const one of own) {
        const isOut = !fits(one);
        if (one.isOut !== isOut) one.row.hidden = one.isOut = isOut;
        left += !isOut;
      }
      part.hidden = left === 0;
      part.style.containIntrinsicBlockSize = left === own.length ? "" : `${left * ROW}rem`;
      count += left;
    }
    shown.textContent = `${number.format(count)} of ${shown.dataset.all} shown`;
    document.getElementById("nothing").hidden = count > 0;
  };
  const clear = () => {
    field.value = "";
    for (const one of Object.values(choices)) if (one) one.value = "";
    for (const one of outcomes) one.ariaPressed = "false";
    filter();
  };
  field.addEventListener("input", filter);
  for (const one of Object.values(choices)) if (one) one.addEventListener("change", filter);
  document.getElementById("clear").addEventListener("click", () => { clear(); field.focus(); });
  for (const one of outcomes) {
    one.disabled = false;
    one.addEventListener("click", () => {
      one.ariaPressed = one.ariaPressed === "true" ? "false" : "true";
      filter();
    });
  }

  // The keys.
  const move = (by) => {
    const visible = rows.filter((one) => !one.row.hidden);
    const at = visible.findIndex((one) => one.row.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : at + by;
    if (visible[next]) {
      visible[next].row.querySelector("summary").focus();
      visible[next].row.scrollIntoView({ block: "nearest" });
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.target.closest("input, select");
    const onRow = event.target.matches(".test > details > summary");
    if (event.key === "Escape" && (inside === field || !inside)) clear();
    else if (inside === field && (event.key === "ArrowDown" || event.key === "Enter")) move(1);
    else if (inside) return;
    else if (event.key === "/") field.focus();
    else if (event.key === "j" || (onRow && event.key === "ArrowDown")) move(1);
    else if (event.key === "k" || (onRow && event.key === "ArrowUp")) move(-1);
    else return;
    event.preventDefault();
  });

  // Links into the page: to a test, or to a step or webhook of one.
  const follow = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const row = document.getElementById(name.split("--")[0]);
    if (!row || !row.classList.contains("test")) return;
    if (row.hidden) clear();
    fill(row);
    const target = document.getElementById(name) || row;
    const inner = target.querySelector(":scope > details");
    if (inner) inner.open = true;
    for (let above = target; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    target.scrollIntoView();
    (target.querySelector("summary") || row.querySelector("summary")).focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);

  // The scheme: the system's, until somebody wants the other one.
  const scheme = document.getElementById("scheme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.scheme || (prefersDark.matches ? "dark" : "light")) === "dark";
  const name = () => { scheme.textContent = isDark() ? "Light scheme" : "Dark scheme"; };
  scheme.addEventListener("click", () => { root.dataset.scheme = isDark() ? "light" : "dark"; name(); });
  prefersDark.addEventListener("change", name);
  name();

  // On paper what broke is open, as far as it is shown.
  let opened = [];
  addEventListener("beforeprint", () => {
    const broken = rows.filter((one) => !one.row.hidden && ["failed", "errored", "interrupted"].includes(one.outcome));
    for (const { row } of broken) fill(row);
    opened = broken.map(({ row }) => row.querySelector("details")).filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });

  for (const one of [scheme, ...find(".controls"), ...find(".keys")]) one.hidden = false;
  // Once the page is loaded the browser goes to the link by itself, and takes the focus with it.
  addEventListener("load", () => setTimeout(follow));
  // What the first key in the filter would wait for.
  (window.requestIdleCallback || setTimeout)(read);
})();
