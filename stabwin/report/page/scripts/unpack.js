// What the page holds: its description, and blocks that are unpacked when they are needed.

const page = JSON.parse(document.getElementById("page").textContent);

const unpacked = new Map();

// The bytes of a block, unpacked once.
function bytesOf(name) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(name));
  return unpacked.get(name);
}

async function unpack(name) {
  const block = document.querySelector(`script[data-block="${CSS.escape(name)}"]`);
  const packed = atob(block.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function textOf(name) {
  return new TextDecoder().decode(await bytesOf(name));
}

async function jsonOf(name) {
  return JSON.parse(await textOf(name));
}

function hasBlock(name) {
  return document.querySelector(`script[data-block="${CSS.escape(name)}"]`) !== null;
}

// An element with attributes and children; texts become text, never mark-up.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Lets the browser answer the user in between long work.
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}
