"""How Sphinx builds the site: `scripts/docs`."""

import sys
from pathlib import Path

import stabwin

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from generate import write_pages  # noqa: E402 (found through the line above)

write_pages(DOCS / "_generated")

project = "stabwin"
author = "The stabwin developers"
project_copyright = author
version = release = stabwin.__version__
html_title = f"stabwin {release}"

extensions = [
    "sphinx.ext.autodoc",
    "numpydoc",
    "myst_nb",
    "sphinx_copybutton",
    "extensions.mathml",
]
smartquotes = False  # two dashes begin an option
exclude_patterns = ["_build", "_generated"]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

default_role = "py:obj"
autodoc_typehints = "none"  # the docstrings give the types
toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False  # autodoc lists them

html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["tables.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
