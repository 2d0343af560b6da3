// Full tables: sorted, searched, filtered, a page of rows at a time.

const PAGE_SIZES = [25, 50, 100, 500];
const ROWS_AT_ONCE = 50000; // longer tables are opened when they are asked for

function startTables() {
  for (const place of document.querySelectorAll("[data-table]")) {
    const described = page.tables.find((table) => table.name === place.dataset.table);
    if (described.rows <= ROWS_AT_ONCE) whenNear(place, () => showTable(place));
    else place.append(openButton(place, described));
  }
}

function openButton(place, described) {
  const button = element("button", { type: "button", onclick: () => showTable(place) }, `Open ${countText(described.rows)} rows`);
  return element("p", { class: "opener" }, button);
}

// Does something once a part of the page comes near the window.
function whenNear(place, act) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: "800px" },
  );
  observer.observe(place);
}

async function showTable(place) {
  if (place.dataset.shown) return;
  place.dataset.shown = "yes";
  place.querySelector(".opener")?.remove();
  const waiting = element("p", { class: "hint" }, "Unpacking \u2026");
  place.append(waiting);
  const table = await openTable(place.dataset.table);
  waiting.remove();
  new DataTable(place, table).update();
}

// A formula beside names that are formulas themselves says nothing new.
function isRepeated(table, column) {
  const named = table.columns.find((one) => ["target", "candidate"].includes(one.name));
  return column.name === "formula" && named !== undefined && column.values.every((value, row) => value === null || value === named.values[row]);
}

class DataTable {
  constructor(place, table) {
    this.table = table;
    this.sort = null;
    this.page = 0;
    this.size = 25;
    const all = Array.from({ length: table.count }, (_, row) => row);
    this.filled = table.columns.filter((column) => isFilled(column, all));
    this.shown = new Set(this.filled.filter((column) => !column.detail && !isRepeated(table, column)).map((column) => column.name));
    this.filters = makeFilters(table, () => this.update());
    this.head = element("tr");
    this.body = element("tbody");
    this.status = element("span", { class: "status", role: "status" });
    this.back = element("button", { type: "button", onclick: () => this.turn(-1) }, "Previous");
    this.next = element("button", { type: "button", onclick: () => this.turn(1) }, "Next");
    const label = `${table.title}, all rows`;
    place.append(
      element("div", { class: "controls" }, ...this.filters.controls, this.columnChooser()),
      element(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
        element("table", {}, element("thead", {}, this.head), this.body),
      ),
      element("div", { class: "pager" }, this.status, this.back, this.next, this.sizeChooser()),
    );
  }

  columnChooser() {
    const boxes = this.filled.map((column) => {
      const box = element("input", {
        type: "checkbox",
        checked: this.shown.has(column.name),
        onchange: () => {
          if (box.checked) this.shown.add(column.name);
          else this.shown.delete(column.name);
          this.draw();
        },
      });
      const unit = column.unit ? ` (${column.unit})` : "";
      return element("label", {}, box, `${column.heading}${unit}`);
    });
    return element("details", { class: "columns" }, element("summary", {}, "Columns"), element("div", {}, ...boxes));
  }

  sizeChooser() {
    const options = PAGE_SIZES.map((size) => element("option", { value: size, selected: size === this.size }, String(size)));
    const select = element("select", {
      onchange: () => {
        this.size = Number(select.value);
        this.page = 0;
        this.draw();
      },
    }, ...options);
    return element("label", {}, "rows ", select);
  }

  turn(by) {
    this.page += by;
    this.draw();
  }

  sortBy(name) {
    const same = this.sort?.name === name;
    this.sort = { name, descending: same && !this.sort.descending };
    this.update();
    this.head.querySelector(`th[data-column="${CSS.escape(name)}"] button`).focus();
  }

  // Filters and sorts anew.
  update() {
    this.rows = this.filters.selected();
    if (this.sort !== null) {
      const column = columnOf(this.table, this.sort.name);
      this.rows = sortedRows(this.rows, column.values, this.sort.descending);
    }
    this.page = 0;
    this.draw();
  }

  draw() {
    const columns = this.filled.filter((column) => this.shown.has(column.name));
    const first = this.page * this.size;
    const rows = this.rows.slice(first, first + this.size);
    this.head.replaceChildren(...columns.map((column) => this.headOf(column)));
    this.body.replaceChildren(...rows.map((row) => rowElement(columns, row)));
    const total = countText(this.table.count);
    const found = this.rows.length === this.table.count ? "" : `${countText(this.rows.length)} found of `;
    this.status.textContent = rows.length === 0
      ? `No row of ${total} is left`
      : `Rows ${countText(first + 1)} to ${countText(first + rows.length)} shown, of ${found}${total}`;
    this.back.disabled = this.page === 0;
    this.next.disabled = first + this.size >= this.rows.length;
  }

  headOf(column) {
    const sorted = this.sort?.name === column.name;
    const direction = sorted ? (this.sort.descending ? "descending" : "ascending") : "none";
    const button = element("button", { type: "button", onclick: () => this.sortBy(column.name) }, ...headNodes(column));
    return element("th", { scope: "col", class: column.kind, title: column.meaning, "aria-sort": direction, "data-column": column.name }, button);
  }
}
