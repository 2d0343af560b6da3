// Files out of the page, and BibTeX into the clipboard.

const TYPES = { csv: "text/csv", json: "application/json" };

function startDownloads() {
  for (const button of document.querySelectorAll("[data-file]")) {
    button.addEventListener("click", () => download(button.dataset.file));
  }
  document.getElementById("copy")?.addEventListener("click", copyBibtex);
}

async function download(name) {
  const type = TYPES[name.split(".").pop()];
  const address = URL.createObjectURL(new Blob([await bytesOf(name)], { type }));
  element("a", { href: address, download: `${page.study}_${name}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

async function copyBibtex(event) {
  const button = event.currentTarget;
  const text = document.getElementById("bibtex");
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    // Without access to the clipboard the text is at least selected.
    getSelection().selectAllChildren(text);
    button.textContent = "Selected: press Ctrl+C";
  }
}
