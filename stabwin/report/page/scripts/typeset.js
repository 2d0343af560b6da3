// Formulas with subscripts, reactions with an arrow, numbers with a true minus.

const MINUS = "\u2212";
const elements = new Set(page.elements);
const FORMULA_PART = /[A-Z][a-z]?|[()[\]]|\d+(?:[./]\d+)?/gy;

// The elements of a formula; none where a text is no formula. A coefficient may stand before it.
function elementsOf(text) {
  const found = new Set();
  let place = text.match(/^\d+(\.\d+)?(?=[A-Z([])/)?.[0].length ?? 0;
  FORMULA_PART.lastIndex = place;
  for (let part = FORMULA_PART.exec(text); part !== null; part = FORMULA_PART.exec(text)) {
    if (/[A-Z]/.test(part[0])) {
      if (!elements.has(part[0])) return new Set();
      found.add(part[0]);
    }
    place = FORMULA_PART.lastIndex;
  }
  return place === text.length ? found : new Set();
}

function formulaNodes(text) {
  const nodes = [];
  let rest = 0;
  for (const match of text.matchAll(/(?<=[A-Za-z)\]])\d+(?:[./]\d+)?/g)) {
    nodes.push(text.slice(rest, match.index), element("sub", {}, match[0]));
    rest = match.index + match[0].length;
  }
  nodes.push(text.slice(rest));
  return nodes.filter((node) => node !== "");
}

// A name, with subscripts where it is a formula or has formulas among its parts.
function nameNodes(text) {
  if (elementsOf(text).size > 0) return formulaNodes(text);
  const nodes = [];
  text.split("-").forEach((part, i) => {
    if (i > 0) nodes.push("-");
    // A single element with a number is rather part of a name: P2-NaMnO2, O3.
    nodes.push(...(elementsOf(part).size > 1 ? formulaNodes(part) : [part]));
  });
  return nodes;
}

function reactionNodes(text) {
  const nodes = [];
  text.split(" -> ").forEach((side, i) => {
    if (i > 0) nodes.push(element("span", { class: "arrow" }, " \u2192 "));
    // Lists of phases have commas.
    side.split(/( \+ |, )/).forEach((piece, j) => nodes.push(j % 2 === 1 ? piece : termNode(piece)));
  });
  return nodes;
}

function termNode(term) {
  const space = term.lastIndexOf(" ");
  const amount = Number(term.slice(0, space));
  const node = element("span", { class: "term" });
  if (space > 0 && Number.isFinite(amount)) {
    node.append(`${Number(amount.toPrecision(4))}\u202f`, ...nameNodes(term.slice(space + 1)));
  } else node.append(...nameNodes(term));
  return node;
}

// A number with so many decimals, or with six digits that count.
function numberText(value, decimals) {
  const text = decimals === null || decimals === undefined
    ? String(Number(value.toPrecision(6)))
    : value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

function percentText(value) {
  return `${Math.floor(100 * value + 0.5)} %`;
}

function countText(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
