// One material in full: its numbers, every contact, why it passed or failed each filter, warnings.

const NAME_COLUMNS = { windows: ["target"], profiles: ["target"], interfaces: ["a", "b"], heating: ["a"], air: ["target"], coatings: ["candidate"] };

function startMaterial() {
  const section = document.getElementById("material");
  const place = element("div", { "aria-live": "polite" });
  section.append(element("div", { class: "chooser" }), place);
  whenNear(section, () => fillChooser(section, place));
  const follow = () => {
    if (location.hash.startsWith("#material/")) showMaterial(decodeURIComponent(location.hash.slice(10)), section, place);
  };
  addEventListener("hashchange", follow);
  follow();
}

function hasTable(name) {
  return page.tables.some((table) => table.name === name);
}

// Every material that a table is about, in the order in which the tables name them.
async function materialNames() {
  const names = new Set();
  const order = ["coating_ranking", "coatings", "windows", "profiles", "interfaces", "heating", "air"];
  for (const name of order.filter(hasTable)) {
    const table = await openTable(name);
    for (const column of NAME_COLUMNS[name] ?? ["candidate"]) {
      for (const value of columnOf(table, column).values) names.add(value);
    }
  }
  return [...names];
}

async function fillChooser(section, place) {
  const names = await materialNames();
  const input = element("input", { list: "materials", "aria-label": "Material", placeholder: `one of ${countText(names.length)} names` });
  const list = element("datalist", { id: "materials" }, ...names.map((name) => element("option", { value: name })));
  const step = (by) => {
    const at = names.indexOf(input.value);
    go(names[(at + by + names.length) % names.length]);
  };
  const go = (name) => {
    if (!names.includes(name)) return;
    if (location.hash === materialAddress(name)) showMaterial(name, section, place);
    else location.hash = materialAddress(name);
  };
  input.addEventListener("change", () => go(input.value));
  section.querySelector(".chooser").replaceChildren(
    element("label", {}, "Material ", input),
    list,
    element("button", { type: "button", onclick: () => step(-1) }, "Previous"),
    element("button", { type: "button", onclick: () => step(1) }, "Next"),
  );
  input.value = place.dataset.name ?? "";
  if (!place.dataset.name && names.length > 0) showMaterial(names[0], section, place, false);
}

async function showMaterial(name, section, place, move = true) {
  place.dataset.name = name;
  const input = section.querySelector(".chooser input");
  if (input) input.value = name;
  if (move) section.scrollIntoView();
  const parts = await materialParts(name);
  if (place.dataset.name !== name) return; // another was chosen meanwhile
  const title = element("h3", { tabindex: -1 }, ...nameNodes(name));
  const told = parts.length > 0 ? parts : [element("p", { class: "notice" }, "No table has a row of this name.")];
  place.replaceChildren(element("article", { "data-material": name }, title, ...told));
  if (move) {
    section.scrollIntoView();
    title.focus({ preventScroll: true });
  }
}

async function materialParts(name) {
  const parts = [];
  for (const make of [windowPart, layerPart, profilePart, contactPart, heatPart]) parts.push(...(await make(name)));
  return parts;
}

// The rows of a table that are about a material.
async function rowsAbout(tableName, column, name) {
  if (!hasTable(tableName)) return [null, []];
  const table = await openTable(tableName);
  return [table, rowsBy(table, column).get(name) ?? []];
}

function shownColumns(table, rows, without = []) {
  return table.columns.filter((column) => !column.detail && !without.includes(column.name) && isFilled(column, rows));
}

const LIMIT_COLUMNS = ["reduction_limit_v", "oxidation_limit_v"];

// The window of a row on a voltage axis, with its error bars and the limits that filters ask for.
function voltageAxis(table, row, limits) {
  const [low, high] = LIMIT_COLUMNS.map((name) => valueOf(table, name, row));
  const bars = LIMIT_COLUMNS
    .map((name) => ["_p05", "_p95"].map((end) => valueOf(table, `${name}${end}`, row)))
    .filter((ends) => ends.every((one) => typeof one === "number"));
  const end = Math.max(5, Math.ceil((high ?? 5) + 0.01), ...bars.map((ends) => Math.ceil(ends[1])), ...limits.map((limit) => Math.ceil(limit)));
  const at = (voltage) => `${((100 * voltage) / end).toFixed(2)}%`;
  const label = high === null ? `${numberText(low, 3)} V and above` : `${numberText(low, 3)} to ${numberText(high, 3)} V`;
  const span = element("div", { class: "span", title: label });
  span.style.left = at(low);
  span.style.width = at((high ?? end) - low);
  const axis = element("div", { class: "axis", role: "img", "aria-label": `Window: ${label}` }, span);
  for (const ends of bars) { // the lower limit's above the other's: they may overlap
    const whisker = element("div", { class: "whisker", title: `${numberText(ends[0], 3)} to ${numberText(ends[1], 3)} V` });
    whisker.style.left = at(ends[0]);
    whisker.style.width = at(ends[1] - ends[0]);
    axis.append(whisker);
  }
  for (const limit of limits) {
    const mark = element("div", { class: "limit", title: `limit ${limit} V` });
    mark.style.left = at(limit);
    axis.append(mark);
  }
  for (let volt = 0; volt <= end; volt += 1) {
    const tick = element("span", { class: "tick" }, volt === end ? `${volt} V` : String(volt));
    tick.style.left = at(volt);
    axis.append(tick);
  }
  return axis;
}

function factList(table, row, names) {
  const facts = names
    .map((name) => columnOf(table, name))
    .filter((column) => column !== undefined && column.values[row] !== null && column.values[row] !== undefined)
    .map((column) => {
      const unit = column.unit ? ` ${column.unit}` : "";
      const value = element("dd", {}, ...cellNodes(column, row), unit, rangeNode(column, row));
      return element("div", {}, element("dt", {}, column.heading), value);
    });
  return element("dl", { class: "fact-list" }, ...facts);
}

function warningsOf(table, rows) {
  const texts = new Set(rows.map((row) => valueOf(table, "warnings", row)).filter((text) => text));
  return [...texts].map((text) => element("p", { class: "notice" }, text));
}

const WINDOW_FACTS = [
  "formula",
  "verdict",
  "status",
  ...LIMIT_COLUMNS,
  "energy_above_hull_ev_per_atom",
  "probability_stable",
  "probability_stable_against_metal",
];

async function windowPart(name) {
  const [table, rows] = await rowsAbout("windows", "target", name);
  return rows.flatMap((row) => {
    if (valueOf(table, "status", row) === "failed") return [element("p", { class: "notice" }, valueOf(table, "error", row))];
    const reactions = shownColumns(table, [row]).filter((column) => column.kind === "reaction");
    return [
      element("h4", {}, "Window"),
      factList(table, row, WINDOW_FACTS),
      voltageAxis(table, row, []),
      plainTable(reactions, [row], "Reactions outside the window"),
      ...warningsOf(table, [row]),
    ];
  });
}

async function profilePart(name) {
  const [table, rows] = await rowsAbout("profiles", "target", name);
  if (rows.length === 0) return [];
  if (valueOf(table, "status", rows[0]) === "failed") return [element("p", { class: "notice" }, valueOf(table, "error", rows[0]))];
  const columns = shownColumns(table, rows, ["target", "formula", "status", "energy_above_hull_ev_per_atom", "warnings", "products"]);
  return [element("h4", {}, "Voltage profile"), plainTable(columns, rows, "Voltage profile"), ...warningsOf(table, rows)];
}

async function contactPart(name) {
  const parts = [];
  for (const [own, other] of [["a", "b"], ["b", "a"]]) {
    const [table, rows] = await rowsAbout("interfaces", own, name);
    if (rows.length === 0) continue;
    const columns = shownColumns(table, rows, [own, "warnings", "status"]).filter((column) => column.name !== `formula_${other}`);
    const title = parts.length > 0 ? "Contacts, on the other side" : "Contacts";
    parts.push(element("h4", {}, title), plainTable(columns, rows, title), ...warningsOf(table, rows));
  }
  return parts;
}

// What a material turns into as it is heated, alone and with each of its partners.
async function heatPart(name) {
  const [table, rows] = await rowsAbout("heating", "a", name);
  if (rows.length === 0) return [];
  const columns = shownColumns(table, rows, ["a", "warnings", "status"]);
  return [element("h4", {}, "Heating"), plainTable(columns, rows, "Heating"), ...warningsOf(table, rows)];
}

// What a candidate for a layer does between every pair of neighbours.
async function layerPart(name) {
  const [ranking, ranked] = await rowsAbout("coating_ranking", "candidate", name);
  const [facts, listed] = await rowsAbout("coatings", "candidate", name);
  const failed = listed.filter((row) => valueOf(facts, "status", row) === "failed");
  const parts = [];
  if (ranked.length > 0) {
    const row = ranked[0];
    const limits = ["reduction_limit", "oxidation_limit"]
      .map((filter) => page.limits[filter]?.value)
      .filter((limit) => typeof limit === "number");
    parts.push(
      element("h4", {}, "As a layer"),
      factList(ranking, row, ["formula", "reduction_limit_v", "oxidation_limit_v", "energy_above_hull_ev_per_atom", "band_gap_ev"]),
      voltageAxis(ranking, row, limits),
      plainTable(pairColumns(ranking), ranked, "Every pair of neighbours"),
      checksTable(ranking, ranked),
    );
    parts.push(...(await layerContacts(name, ranking, ranked)));
  }
  for (const row of failed) {
    const pair = `${valueOf(facts, "electrolyte", row)} | ${valueOf(facts, "electrode", row)}: `;
    parts.push(element("p", { class: "notice" }, pair, valueOf(facts, "error", row)));
  }
  return parts;
}

const PAIR_COLUMNS = [
  "electrolyte",
  "electrode",
  "rank",
  "verdict",
  "probability_passes",
  "score_ev_per_atom",
  "electrolyte_contact_ev_per_atom",
  "electrode_contact_ev_per_atom",
];

function pairColumns(ranking) {
  return PAIR_COLUMNS.map((name) => columnOf(ranking, name)).filter((column) => column !== undefined);
}

// A row for each pair, a column for each filter: passed, or short by how much.
function checksTable(ranking, rows) {
  const filters = ranking.columns.filter((column) => column.name.startsWith("passes_")).map((column) => column.name.slice(7));
  const heads = filters.map((filter) => {
    const limit = element("span", { class: "unit" }, page.limits[filter]?.text ?? "");
    return element("th", { scope: "col" }, filter.replaceAll("_", " "), limit);
  });
  const lines = rows.map((row) => {
    const pair = `${valueOf(ranking, "electrolyte", row)} | ${valueOf(ranking, "electrode", row)}`;
    const cells = filters.map((filter) => checkCell(ranking, filter, row));
    return element("tr", {}, element("th", { scope: "row" }, ...nameWords(pair)), ...cells);
  });
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Filters" },
    element(
      "table",
      { class: "checks" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "filters"), ...heads)),
      element("tbody", {}, ...lines),
    ),
  );
}

function checkCell(ranking, filter, row) {
  if (valueOf(ranking, `passes_${filter}`, row)) return element("td", { class: "pass" }, "passes");
  const short = valueOf(ranking, `short_by_${filter}`, row);
  return element("td", { class: "fail" }, short === null ? "fails" : `fails by ${numberText(short, null)}`);
}

async function layerContacts(name, ranking, ranked) {
  const [table, rows] = await rowsAbout("coating_contacts", "candidate", name);
  const columns = table === null ? [] : shownColumns(table, rows, ["electrolyte", "electrode", "candidate"]);
  return ranked.map((row, i) => {
    const [electrolyte, electrode] = ["electrolyte", "electrode"].map((side) => valueOf(ranking, side, row));
    const here = rows.filter((one) => valueOf(table, "electrolyte", one) === electrolyte && valueOf(table, "electrode", one) === electrode);
    const title = `Contacts between ${electrolyte} and ${electrode}`;
    return element(
      "details",
      { open: i === 0 || ranked.length <= 4 },
      element("summary", {}, ...nameWords(title)),
      plainTable(columns, here, title),
    );
  });
}
