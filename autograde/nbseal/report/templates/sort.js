"use strict";
// Each heading of a sortable table becomes a button that sorts by its column.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function compare(a, b) {
  const x = parseFloat(a), y = parseFloat(b);
  const numbers = !Number.isNaN(x) && !Number.isNaN(y);
  return numbers ? x - y : collator.compare(a, b);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const first = heading.classList.contains("number") ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = heading.getAttribute("aria-sort") === first ? other : first;
      headings.forEach((each) => each.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const body = table.tBodies[0];
      const rows = [...body.rows];
      // What has no number ("–") stays at the end, either way.
      const empty = (value) => value === "nan" || value === "–";
      rows.sort((a, b) => {
        const x = valueOf(a, column), y = valueOf(b, column);
        return empty(x) - empty(y) || sign * compare(x, y);
      });
      body.append(...rows);
    });
  });
}
