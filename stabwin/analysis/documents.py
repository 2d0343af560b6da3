"""Every document of answers, read back.

The classes of results are declared where they are defined. Whoever takes `Answers` from here can read
all of them.
"""

from __future__ import annotations

from stabwin.analysis.air.answer import Air
from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.results import Answers
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window

__all__ = ["Air", "Answers", "Heating", "InterfaceMatrix", "Profile", "Window"]
