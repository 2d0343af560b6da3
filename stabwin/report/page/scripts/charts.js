// Figures: plotly is unpacked when the first of them comes near, and drawn in the colours of the page.

// The colours that figures have on white paper, and those that stand for them on dark.
const ON_DARK = {
  "#1A1A1A": "#E6E7E4",
  "#666666": "#A0A6AB",
  "#B8B8B8": "#5C6268",
  "#E4E4E4": "#33383D",
  "#3D3D3D": "#C4C8CB",
  "#0072B2": "#4AA3DC",
  "#D55E00": "#F0803A",
  "#009E73": "#2FC296",
  "#5D3A9B": "#A98FE3",
};
const SETTINGS = {
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  toImageButtonOptions: { format: "svg", filename: page.study },
};

let plotlyLoading = null;

// Its script runs under the page's policy because the policy names its hash.
function loadPlotly() {
  plotlyLoading ??= textOf("plotly").then((source) => {
    const script = document.createElement("script");
    script.textContent = source;
    document.head.append(script);
    return window.Plotly;
  });
  return plotlyLoading;
}

function startCharts() {
  // Paper is white.
  addEventListener("beforeprint", () => paintAll(false));
  addEventListener("afterprint", () => paintAll(isDark()));
  for (const place of document.querySelectorAll("[data-chart]")) whenNear(place, () => drawChart(place));
  for (const select of document.querySelectorAll("[data-charts]")) {
    const place = select.closest("figure").querySelector("[data-chart]");
    select.addEventListener("change", () => {
      place.dataset.chart = select.value;
      drawChart(place);
    });
  }
}

async function drawChart(place) {
  const number = place.dataset.chart;
  const { width, height } = page.charts[number];
  place.style.width = `${width}px`;
  place.style.height = `${height}px`;
  if (!place.dataset.drawn) place.replaceChildren(element("p", { class: "waiting" }, "Drawing \u2026"));
  const [, plain] = await Promise.all([loadPlotly(), textOf(`chart-${number}`)]);
  if (place.dataset.chart !== number) return; // another was chosen meanwhile
  if (!place.dataset.drawn) place.replaceChildren();
  place.plain = plain;
  place.dataset.drawn = number;
  await paintChart(place, isDark());
}

function paintChart(place, dark) {
  const figure = JSON.parse(dark ? darkened(place.plain) : place.plain);
  const paper = "rgba(0,0,0,0)";
  Object.assign(figure.layout, { paper_bgcolor: paper, plot_bgcolor: paper });
  figure.layout.hoverlabel = { bgcolor: dark ? "#2A2F34" : "#FFFFFF", font: { color: dark ? "#E6E7E4" : "#1A1A1A" } };
  return window.Plotly.react(place, figure.data, figure.layout, SETTINGS);
}

function darkened(plain) {
  return plain.replace(/"#[0-9A-F]{6}"/g, (quoted) => {
    const colour = ON_DARK[quoted.slice(1, -1)];
    return colour === undefined ? quoted : `"${colour}"`;
  });
}

function paintAll(dark) {
  for (const place of document.querySelectorAll("[data-drawn]")) paintChart(place, dark);
}
