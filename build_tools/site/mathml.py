"""Formulas as MathML, which browsers set by themselves: no script, nothing to load but a font."""

import html

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

logger = logging.getLogger(__name__)
LONG = 36  # characters of LaTeX
CONVERTER = LatexToMathML(fancy_error=False)


def setup(app):
    """Let Sphinx call us for formulas."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _visit_inline(translator, node):
    # Browsers do not break a formula: a long one gets a line of its own on a phone.
    kind = "math long" if len(node.astext()) > LONG else "math"
    translator.body.append(f'<span class="{kind}">{_convert(node, display=False)}</span>')
    raise nodes.SkipNode


def _visit_block(translator, node):
    translator.body.append(f'<div class="math">{_convert(node, display=True)}</div>\n')
    raise nodes.SkipNode


def _convert(node, display):
    latex = node.astext()
    try:
        return CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("formula %r: %s", latex, error, location=node)
        return f"<code>{html.escape(latex)}</code>"
