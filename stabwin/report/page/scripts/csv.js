// CSV files as columns: numbers, flags and texts. Long files are read in pieces, so that the page stays awake.

const PIECE_MS = 30;

const opened = new Map();

// A table with its columns, read once. `columns[i].values[row]` is a number, true, false, a text or null.
function openTable(name) {
  if (!opened.has(name)) opened.set(name, readTable(page.tables.find((table) => table.name === name)));
  return opened.get(name);
}

async function readTable(described) {
  const text = await textOf(described.file);
  const columns = described.columns.map((column) => ({ ...column, values: new Array(described.rows) }));
  const readers = columns.map((column) => readerOf(column.kind));
  const lineEnd = lineFinder(text);
  let place = lineEnd(0) + 1; // past the heads
  let row = 0;
  let began = performance.now();
  while (place < text.length) {
    const end = lineEnd(place);
    const fields = fieldsOf(text.slice(place, end));
    for (let i = 0; i < columns.length; i += 1) columns[i].values[row] = readers[i](fields[i]);
    place = end + 1;
    row += 1;
    if ((row & 511) === 0 && performance.now() - began > PIECE_MS) {
      await breath();
      began = performance.now();
    }
  }
  const table = { ...described, columns, count: row };
  for (const column of columns) {
    column.low = columnOf(table, `${column.name}_p05`);
    column.high = columnOf(table, `${column.name}_p95`);
    column.status = columnOf(table, "status");
  }
  await addVerdicts(table);
  return table;
}

// The verdicts stand beside the file: a few different ones, and which of them each row has.
async function addVerdicts(table) {
  if (!hasBlock(`${table.name}.verdicts`)) return;
  const found = await jsonOf(`${table.name}.verdicts`);
  const made = found.texts.map((text, i) => ({ text, tone: found.tones[i], word: found.words[i] }));
  const column = { name: "verdict", heading: "verdict", meaning: "What the numbers say, in defined words.", unit: "", kind: "verdict", detail: false, missing: "\u2013" };
  column.values = found.rows.map((place) => made[place]);
  const after = table.columns.findIndex((one) => one.kind === "number");
  table.columns.splice(after < 0 ? table.columns.length : after, 0, column);
}

function readerOf(kind) {
  if (["number", "percent", "count"].includes(kind)) return (field) => (field === "" ? null : Number(field));
  if (kind === "flag") return (field) => (field === "" ? null : field === "True");
  return (field) => (field === "" ? null : restored(field));
}

// A text that a spreadsheet would take for a formula is written with an apostrophe before it.
function restored(field) {
  return field[0] === "'" ? field.replace(/^'(?='*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/, "") : field;
}

// Finds where the record that begins at a place ends: at the first line break outside quotes. Places must
// ascend: the next quote is looked for once, not anew in every line.
function lineFinder(text) {
  const find = (what, from) => {
    const place = text.indexOf(what, from);
    return place < 0 ? text.length : place;
  };
  let quote = find('"', 0);
  return (start) => {
    let end = find("\n", start);
    while (quote < end) {
      const closing = find('"', quote + 1);
      if (closing > end) end = find("\n", closing);
      quote = find('"', closing + 1);
    }
    return end;
  };
}

function fieldsOf(line) {
  if (!line.includes('"')) return line.split(",");
  const fields = [];
  let place = 0;
  while (place <= line.length) {
    if (line[place] === '"') {
      let value = "";
      let end = line.indexOf('"', place + 1);
      while (line[end + 1] === '"') {
        value += line.slice(place + 1, end + 1);
        place = end + 1;
        end = line.indexOf('"', place + 1);
      }
      fields.push(value + line.slice(place + 1, end));
      place = end + 2;
    } else {
      const comma = line.indexOf(",", place);
      const end = comma < 0 ? line.length : comma;
      fields.push(line.slice(place, end));
      place = end + 1;
    }
  }
  return fields;
}

function columnOf(table, name) {
  return table.columns.find((column) => column.name === name);
}

function valueOf(table, name, row) {
  const column = columnOf(table, name);
  return column === undefined ? null : column.values[row];
}

// The rows of each value of a column, made once.
function rowsBy(table, name) {
  table.indexes ??= new Map();
  if (!table.indexes.has(name)) {
    const index = new Map();
    const { values } = columnOf(table, name);
    for (let row = 0; row < table.count; row += 1) {
      if (!index.has(values[row])) index.set(values[row], []);
      index.get(values[row]).push(row);
    }
    table.indexes.set(name, index);
  }
  return table.indexes.get(name);
}
