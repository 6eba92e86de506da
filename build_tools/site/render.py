"""Let Sphinx make pages of one language."""

import io
import re
import shutil
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

HERE = Path(__file__).parent
SETTINGS = {
    "extensions": ["myst_nb", *(f"build_tools.site.{n}" for n in ("mathml", "japanese", "render"))],
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},  # these would come from another host
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_heading_anchors": 3,
    "html_math_renderer": "mathml",
    "html_theme": "furo",
    "html_theme_options": {"announcement": "languages"},  # templates/page.html fills it
    "html_static_path": [str(HERE / "static")],
    "html_css_files": ["course.css"],
    "html_js_files": ["course.js"],
    "html_favicon": str(HERE / "static" / "favicon.svg"),
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "pygments_style": "a11y-light",
    "templates_path": [str(HERE / "templates")],
}


#: What Furo says in English only.
FURO_IN_JAPANESE = {
    "<span>Next</span>": "<span>次</span>",
    "<span>Previous</span>": "<span>前</span>",
    '<div class="title">Home</div>': '<div class="title">ホーム</div>',
    "<span>Back to top</span>": "<span>先頭へ戻る</span>",
    "Toggle Light / Dark / Auto color theme": "明るい・暗い・自動の表示を切り替える",
    "Toggle site navigation sidebar": "レッスンの一覧を開閉する",
    "Toggle table of contents sidebar": "目次を開閉する",
}


def mend(page: str, language: str, texts: dict) -> str:
    """Mend what Furo, Sphinx and pandas write so that a screen reader can tell its way.

    Parameters
    ----------
    page : str
        HTML.
    language : {"en", "ja"}
        The page's language.
    texts : dict
        The table of `language` in ``texts.toml``.

    Returns
    -------
    str
    """
    for part, name in (("announcement-content", "Language / 言語"), ("sidebar-drawer", "lessons")):
        label = texts.get(name, name)
        page = page.replace(f'<aside class="{part}"', f'<aside class="{part}" aria-label="{label}"')
    toc = f'aria-label="{texts["contents"]}" class="toc-drawer'
    page = page.replace('class="toc-drawer', toc)
    page = re.sub(r"<th[^>]*>\s*(<p></p>)?\s*</th>", "<td></td>", page)  # names no column
    page = re.sub(r'(<th class="head"><p>)<span class="math"><math>(.*?)</math>', _spoken, page)
    if language == "ja":
        for english, japanese in FURO_IN_JAPANESE.items():
            page = page.replace(english, japanese)
    return page


def _spoken(found):
    """Say a column's name that is a formula alone as text, too: it would count as empty."""
    text = re.sub(r"<[^>]*>", "", found[2])
    spoken = f'<span class="visually-hidden">{text}</span>'
    return f'{found[1]}{spoken}<span class="math"><math aria-hidden="true">{found[2]}</math>'


def setup(app):
    """Choose the colors of code in the dark, once Furo is loaded and before it reads them."""
    app.connect("builder-inited", _choose_dark_style, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _choose_dark_style(app):
    app.config.pygments_dark_style = "a11y-dark"


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
        for page in rendered.glob("*.html"):
            text = mend(page.read_text(encoding="utf-8"), language, context["texts"])
            page.write_text(text, encoding="utf-8", newline="\n")
        shutil.copytree(rendered, out)
    return complaints.getvalue()
