// Once everything is defined: show what needs scripts, and start it.

document.documentElement.dataset.scripts = "yes";
startTheme();
startTables();
startCharts();
startMaterial();
startDownloads();
