"""Let Sphinx make pages of one language."""

import io
import shutil
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

HERE = Path(__file__).parent
SETTINGS = {
    "extensions": ["myst_nb", "build_tools.site.mathml", "build_tools.site.japanese"],
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},  # these would come from another host
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_heading_anchors": 3,
    "html_math_renderer": "mathml",
    "html_theme": "furo",
    "html_theme_options": {"announcement": "languages"},  # templates/page.html fills it
    "html_static_path": [str(HERE / "static")],
    "html_css_files": ["course.css"],
    "html_favicon": str(HERE / "static" / "favicon.svg"),
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "pygments_style": "a11y-light",
    "templates_path": [str(HERE / "templates")],
}


def render(source, out, language, title, context):
    """Render a folder of notebooks and Markdown.

    Parameters
    ----------
    source : pathlib.Path
        What to render; ``index.md`` is the start page.
    out : pathlib.Path
        Where the pages go.
    language : str
        ``"en"`` or ``"ja"``.
    title : str
        The site's title.
    context : dict
        What the templates may name.

    Returns
    -------
    str
        What Sphinx complains about; empty if all is well.
    """
    complaints = io.StringIO()
    settings = {**SETTINGS, "language": language, "html_title": title, "html_context": context}
    settings["nb_code_prompt_show"] = context["texts"]["show"]
    settings["nb_code_prompt_hide"] = context["texts"]["hide"]
    with tempfile.TemporaryDirectory() as folder, patch_docutils(), docutils_namespace():
        rendered = Path(folder, "html")
        app = Sphinx(
            srcdir=source,
            confdir=None,
            outdir=rendered,  # MyST-NB also writes beside it
            doctreedir=Path(folder, "doctrees"),
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=complaints,
            freshenv=True,
        )
        app.build(force_all=True)
        for needless in (".buildinfo", "objects.inv"):
            (rendered / needless).unlink(missing_ok=True)
        shutil.rmtree(rendered / "_sources")
        shutil.copytree(rendered, out)
    return complaints.getvalue()
