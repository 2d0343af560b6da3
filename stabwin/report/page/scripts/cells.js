// Cells and heads of tables, as a column's kind asks for.

const NAMES_OPEN = new Set(["target", "candidate", "a", "b"]);

function headNodes(column) {
  const nodes = [...nameWords(column.heading), element("span", { class: "order", "aria-hidden": "true" })];
  if (column.unit) nodes.push(element("span", { class: "unit" }, column.unit));
  return nodes;
}

function nameWords(text) {
  return text.split(" ").flatMap((word, i) => (i > 0 ? [" ", ...nameNodes(word)] : nameNodes(word)));
}

// The range of a number that has an error bar: nine tenths of its samples lie in it.
function rangeNode(column, row) {
  const [low, high] = [column.low?.values[row], column.high?.values[row]];
  if (typeof low !== "number" || typeof high !== "number") return null;
  const text = `${numberText(low, column.decimals)} to ${numberText(high, column.decimals)}`;
  return element("span", { class: "range" }, text);
}

// What stands for a missing value: where a target failed, it means nothing.
function missingText(column, row) {
  return column.status?.values[row] === "failed" ? "\u2013" : column.missing;
}

function cellNodes(column, row) {
  const value = column.values[row];
  if (value === null || value === undefined) return [element("span", { class: "nothing" }, missingText(column, row))];
  switch (column.kind) {
    case "number":
      return [numberText(value, column.decimals)];
    case "percent":
      return [percentText(value)];
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
    case "text":
      return [value.replaceAll("_", " ")];
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
      element("td", { class: column.kind }, ...cellNodes(column, row), rangeNode(column, row)),
    ),
  );
}

// Some rows of a table, without controls.
function plainTable(columns, rows, label) {
  const heads = columns.map((column) => element("th", { scope: "col", class: column.kind, title: column.meaning }, ...headNodes(column)));
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
