// Cells and heads of tables, as a column's kind asks for.

const NAMES_OPEN = new Set(["target", "candidate", "a", "b"]);

function headNodes(column) {
  const nodes = [...nameWords(column.head), element("span", { class: "order", "aria-hidden": "true" })];
  if (column.unit) nodes.push(element("span", { class: "unit" }, column.unit));
  return nodes;
}

function nameWords(text) {
  return text.split(" ").flatMap((word, i) => (i > 0 ? [" ", ...nameNodes(word)] : nameNodes(word)));
}

function cellNodes(column, value) {
  if (value === null || value === undefined) return [element("span", { class: "nothing" }, column.none)];
  switch (column.kind) {
    case "number":
      return [numberText(value, column.decimals)];
    case "count":
      return [countText(value)];
    case "flag":
      return [value ? "yes" : "no"];
    case "verdict":
      return [element("span", { class: `verdict ${value.tone}` }, value.text)];
    case "name":
      return NAMES_OPEN.has(column.name)
        ? [element("a", { href: materialAddress(value) }, ...nameNodes(value))]
        : nameNodes(value);
    case "formula":
      return nameNodes(value);
    case "reaction":
      return reactionNodes(value);
    default:
      return [value];
  }
}

function materialAddress(name) {
  return `#material/${encodeURIComponent(name)}`;
}

function rowElement(columns, row) {
  return element(
    "tr",
    {},
    ...columns.map((column) =>
      element("td", { class: column.kind }, ...cellNodes(column, column.values[row])),
    ),
  );
}

// Some rows of a table, without controls.
function plainTable(columns, rows, label) {
  const heads = columns.map((column) => element("th", { scope: "col", class: column.kind }, ...headNodes(column)));
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows.map((row) => rowElement(columns, row))),
    ),
  );
}

// Whether a column has a value in any of the rows.
function isFilled(column, rows) {
  return rows.some((row) => column.values[row] !== null && column.values[row] !== undefined);
}
