// The order of rows.

// What a value is sorted by: verdicts by their text, flags with yes first.
function sortKey(value) {
  if (typeof value === "object" && value !== null) return value.text;
  return typeof value === "boolean" ? Number(!value) : value;
}

// Rows in the order of a column; those without a value are last either way, equal ones keep their order.
function sortedRows(rows, values, descending) {
  const collator = new Intl.Collator("en", { numeric: true });
  const sign = descending ? -1 : 1;
  const filled = [];
  const empty = [];
  for (const row of rows) (values[row] === null || values[row] === undefined ? empty : filled).push(row);
  const keys = new Map(filled.map((row) => [row, sortKey(values[row])]));
  filled.sort((one, other) => {
    const a = keys.get(one);
    const b = keys.get(other);
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b)) || one - other;
  });
  return [...filled, ...empty];
}
