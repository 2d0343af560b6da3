// Light or dark: what the system prefers, until the switch says otherwise.

const THEME_KEY = "stabwin-theme";

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function startTheme() {
  const button = document.getElementById("theme");
  // A page opened from disk may have no storage.
  try {
    const kept = localStorage.getItem(THEME_KEY);
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch {
    // Then the choice holds for this visit only.
  }
  const tell = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    paintAll(isDark());
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(THEME_KEY, next);
    } catch {
      // As above.
    }
    tell();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
  button.setAttribute("aria-pressed", String(isDark()));
}
