"use strict";
{
  const articles = [...document.querySelectorAll("article")];
  const buttons = [...document.querySelectorAll(".switch button")];

  // The language and the place that the address names, else the reader's language, else the first of the page.
  const place = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };
  const preferred = () => {
    for (const language of navigator.languages ?? [])
      for (const article of articles) if (language.split("-")[0] === article.id) return article;
    return articles[0];
  };
  const articleOf = (id) => articles.find((article) => id === article.id || id.startsWith(article.id + "-"));

  const show = (shown) => {
    for (const article of articles) article.hidden = article !== shown;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === shown.id));
    document.documentElement.lang = shown.lang;
    document.title = shown.dataset.title;
    mark();
  };
  const follow = () => {
    const id = place();
    const article = articleOf(id) ?? preferred();
    show(article);
    const target = document.getElementById(id);
    if (!target || target === article) return;
    if (target.hidden) clear(target.closest(".table"));
    target.scrollIntoView();
  };

  // Another language, at the same chapter.
  const change = (language) => {
    const now = articles.find((article) => !article.hidden);
    const read = [...now.querySelectorAll("section")].filter((s) => s.getBoundingClientRect().top < innerHeight / 3).pop();
    history.replaceState(null, "", "#" + language);
    show(document.getElementById(language));
    const same = read && document.getElementById(language + read.id.slice(now.id.length));
    if (same && scrollY > 0) same.scrollIntoView();
  };

  // Only what can be scrolled is a stop of the keyboard.
  const mark = () => {
    for (const box of document.querySelectorAll(".scroll"))
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
  };

  // Rows between the rows that are set off (totals) are sorted among themselves; a third click restores the order.
  const number = (cell) => cell.dataset.key ?? cell.textContent;
  const sort = (table, column, order) => {
    const body = table.tBodies[0];
    const compare = new Intl.Collator(table.closest("article").lang, { numeric: true }).compare;
    const numeric = table.tHead.rows[0].cells[column].classList.contains("n");
    const before = (a, b) => {
      if (!order) return 0;
      const [x, y] = [a.cells[column], b.cells[column]].map((c) => (numeric ? number(c) : c.textContent));
      const [p, q] = [x, y].map((text) => numeric && (text === "" || Number.isNaN(Number(text))) || text === "–");
      if (p || q) return p - q;
      return order * (numeric ? Math.sign(Number(x) - Number(y)) || 0 : compare(x, y));
    };
    let group = [];
    const sorted = [];
    const close = () => { sorted.push(...group.sort((a, b) => before(a, b) || a.dataset.place - b.dataset.place)); group = []; };
    for (const row of rows.get(table)) {
      if (!row.classList.contains("total")) { group.push(row); continue; }
      close();
      sorted.push(row);
    }
    close();
    body.append(...sorted);
  };
  const rows = new Map();
  const sortable = (table) => {
    rows.set(table, [...table.tBodies[0].rows]);
    rows.get(table).forEach((row, k) => { row.dataset.place = k; });
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const turns = head.classList.contains("n") ? ["descending", "ascending"] : ["ascending", "descending"];
        const turn = turns[turns.indexOf(head.ariaSort) + 1];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (turn) head.setAttribute("aria-sort", turn);
        sort(table, column, { ascending: 1, descending: -1 }[turn] ?? 0);
      });
    });
  };

  // A filter above long tables.
  const clear = (box) => {
    const input = box?.querySelector(".filter input");
    if (!input) return;
    input.value = "";
    input.dispatchEvent(new Event("input"));
  };
  const plain = (text) => text.replaceAll("\u200b", "").toLowerCase();
  const filtered = (box) => {
    const all = [...box.querySelectorAll("tbody tr")];
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    input.type = "search";
    label.className = "filter";
    label.append(box.closest("article").dataset.filter, input, count);
    input.addEventListener("input", () => {
      const wanted = plain(input.value.trim());
      for (const row of all) row.hidden = !plain(row.textContent).includes(wanted);
      count.textContent = wanted ? `${all.filter((row) => !row.hidden).length} / ${all.length}` : "";
    });
    box.prepend(label);
  };

  for (const table of document.querySelectorAll(".table table")) if (table.tBodies[0].rows.length > 2) sortable(table);
  document.querySelectorAll(".table.long").forEach(filtered);
  if (matchMedia("(max-width: 63.99em)").matches)
    for (const folded of document.querySelectorAll(".contents details")) folded.open = false;
  for (const button of buttons) button.addEventListener("click", () => change(button.dataset.language));
  for (const group of document.querySelectorAll(".switch > [hidden]")) group.hidden = false;
  addEventListener("hashchange", follow);
  addEventListener("resize", mark);
  follow();
}
