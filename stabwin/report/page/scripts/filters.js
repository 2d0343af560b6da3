// The controls above a table: a search, and filters that follow from what its columns hold.

const MOST_CHOICES = 40;
const MOST_VOLTAGES = 12;
const SEARCHED = new Set(["name", "formula", "reaction", "text", "sentence", "verdict"]);

// Calls `changed` a little after the last of several changes.
function later(changed, wait = 120) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(changed, wait);
  };
}

// Controls of a table; `passes(row)` tells whether they let a row through.
function makeFilters(table, changed) {
  const search = element("input", { type: "search", placeholder: "name, formula, product \u2026", oninput: later(changed) });
  const filters = [searchFilter(table, search)];
  const controls = [element("label", { class: "search" }, "Search ", search)];
  for (const made of [...flagFilters(table, changed), ...choiceFilters(table, changed), ...elementFilters(table, changed)]) {
    filters.push(made.passes);
    controls.push(made.control);
  }
  return {
    controls,
    selected: () => {
      const active = filters.map((filter) => filter()).filter((test) => test !== null);
      const rows = [];
      for (let row = 0; row < table.count; row += 1) if (active.every((test) => test(row))) rows.push(row);
      return rows;
    },
  };
}

function searchFilter(table, search) {
  const columns = table.columns.filter((column) => SEARCHED.has(column.kind) && !column.detail);
  return () => {
    const terms = search.value.toLowerCase().split(/\s+/).filter((term) => term);
    if (terms.length === 0) return null;
    const has = (row, term) =>
      columns.some((column) => {
        const value = column.values[row];
        return value !== null && (value.text ?? value).toLowerCase().includes(term);
      });
    return (row) => terms.every((term) => has(row, term));
  };
}

// "Only passing": a tick for each flag that is shown.
function flagFilters(table, changed) {
  return table.columns
    .filter((column) => ["passes", "pareto", "named"].includes(column.name))
    .map((column) => {
      const box = element("input", { type: "checkbox", onchange: changed, "data-filter": column.name });
      const words = column.name === "passes" ? "only passing" : `only ${column.heading}`;
      return {
        control: element("label", {}, box, words),
        passes: () => (box.checked ? (row) => column.values[row] === true : null),
      };
    });
}

// A choice for each column with few different values.
function choiceFilters(table, changed) {
  const made = [];
  for (const column of table.columns) {
    const choices = choicesOf(table, column);
    if (choices !== null) made.push(choiceFilter(column.heading, column.name, choices, (row) => keyOf(column, row), changed, column.missing));
  }
  const named = table.columns.find((column) => ["target", "candidate", "a"].includes(column.name));
  if (named !== undefined) {
    const family = (row) => page.families[named.values[row]] ?? "other";
    const families = [...new Set(named.values.map((_, row) => family(row)))].sort();
    if (families.length > 1) made.push(choiceFilter("family", "family", families, family, changed));
  }
  return made;
}

function keyOf(column, row) {
  const value = column.values[row];
  if (value === null || value === undefined) return null;
  if (column.kind === "verdict") return value.word;
  return column.kind === "number" ? numberText(value, column.decimals) : value;
}

// The different values of a column that can be chosen from; null where there are none or too many.
function choicesOf(table, column) {
  const isVoltage = column.kind === "number" && column.name === "voltage_v";
  if (!isVoltage && !["name", "text", "verdict"].includes(column.kind)) return null;
  if (column.detail) return null;
  const found = new Set();
  for (let row = 0; row < table.count; row += 1) {
    found.add(keyOf(column, row));
    if (found.size > (isVoltage ? MOST_VOLTAGES : MOST_CHOICES)) return null;
  }
  return found.size > 1 ? [...found].sort((a, b) => (a === null) - (b === null) || (a < b ? -1 : 1)) : null;
}

function choiceFilter(heading, name, choices, keyAt, changed, missing = "none") {
  const options = choices.map((choice) => element("option", { value: choice ?? "\u0000" }, choice ?? missing));
  const select = element("select", { onchange: changed, "data-filter": name }, element("option", { value: "" }, "all"), ...options);
  return {
    control: element("label", {}, `${heading} `, select),
    passes: () => {
      if (select.value === "") return null;
      const wanted = select.value === "\u0000" ? null : select.value;
      return (row) => keyAt(row) === wanted;
    },
  };
}

// Elements that a formula must or must not have.
function elementFilters(table, changed) {
  const column = table.columns.find((one) => one.name === "formula") ?? table.columns.find((one) => one.name === "formula_a");
  if (column === undefined) return [];
  const known = new Map();
  const of = (row) => {
    const formula = column.values[row] ?? "";
    if (!known.has(formula)) known.set(formula, elementsOf(formula));
    return known.get(formula);
  };
  const found = new Set();
  for (let row = 0; row < table.count; row += 1) for (const symbol of of(row)) found.add(symbol);
  if (found.size < 2) return [];
  return [["with", true], ["without", false]].map(([word, wanted]) => {
    const options = [...found].sort().map((symbol) => element("option", {}, symbol));
    const select = element("select", { onchange: changed, "data-filter": word }, element("option", { value: "" }, "any"), ...options);
    return {
      control: element("label", {}, `${word} `, select),
      passes: () => (select.value === "" ? null : (row) => of(row).has(select.value) === wanted),
    };
  });
}
