"""Figures of results, by matplotlib for papers and by plotly for the screen.

Every function takes results, returns the figure of its backend and never shows it; `save_figure` writes
it to a file. matplotlib and plotly are imported when they draw.
"""

from stabwin.report.figures.air_chart import air_chart
from stabwin.report.figures.coating_chart import coating_chart
from stabwin.report.figures.contact_chart import contact_chart
from stabwin.report.figures.energy_chart import energy_chart
from stabwin.report.figures.heat_chart import heat_chart
from stabwin.report.figures.heat_map import heat_map
from stabwin.report.figures.interface_chart import interface_chart
from stabwin.report.figures.limits_chart import is_of_series, limits_chart
from stabwin.report.figures.onset_map import onset_map
from stabwin.report.figures.profile_chart import profile_chart
from stabwin.report.figures.save import backend_of, save_figure
from stabwin.report.figures.state_chart import is_of_states, state_chart
from stabwin.report.figures.window_chart import window_chart

__all__ = [
    "air_chart",
    "backend_of",
    "coating_chart",
    "contact_chart",
    "energy_chart",
    "heat_chart",
    "heat_map",
    "interface_chart",
    "is_of_series",
    "is_of_states",
    "limits_chart",
    "onset_map",
    "profile_chart",
    "save_figure",
    "state_chart",
    "window_chart",
]
