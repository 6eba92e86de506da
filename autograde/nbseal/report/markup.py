"""HTML made of what a student wrote, of which nothing can do anything on a page.

Each function takes text that is not trusted and returns `markupsafe.Markup`: text is escaped,
tags and attributes come from short lists.
"""

import base64
import binascii
import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import mistune
import nh3
from markupsafe import Markup, escape
from math_core import LatexToMathML
from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

MAX_MARKDOWN = 20_000  # characters; what is longer is shown as it was typed
MAX_CODE = 100_000
MAX_FORMULA = 2_000
MAX_HTML = 500_000

_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
# Control characters, and those that turn the direction of writing around.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SOFT_BREAK = "\x00"  # which `plain` leaves in no text
# Japanese has no spaces between its lines.
_NO_SPACE = re.compile(
    f"(?<=[\u3000-\u9fff\uff00-\uffef]){_SOFT_BREAK}(?=[\u3000-\u9fff\uff00-\uffef])"
)
_DATA = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=]+)")
_IMG = re.compile(r"<img\s([^<>]*?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(\w+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_TABLE: dict[str, Any] = {
    "tags": {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
    | {"p", "br", "pre", "code", "b", "strong", "i", "em", "sub", "sup", "ul", "ol", "li"},
    "attributes": {
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
}
_MATHML = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
    *("mpadded", "mphantom", "menclose", "mmultiscripts", "mprescripts", "none"),
}
_CONVERTER = LatexToMathML(fancy_error=False)
_MATHML_ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form"),
    *("separator", "accent", "accentunder", "width", "height", "depth", "lspace", "rspace"),
    *("linethickness", "columnalign", "minsize", "maxsize", "largeop", "movablelimits"),
}


def plain(text: object) -> str:
    """Return text without terminal codes and invisible characters.

    Parameters
    ----------
    text : object
        A string; anything else gives the empty string.

    Returns
    -------
    str
        As a terminal would have left it: of a line written over, its last state.
    """
    if not isinstance(text, str):
        return ""
    lines = strip_ansi(text).replace("\r\n", "\n").split("\n")
    text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
    return _INVISIBLE.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def code(text: object) -> Markup:
    """Turn Python code into HTML with its syntax highlighted."""
    text = plain(text)
    if len(text) > MAX_CODE:
        return escape(text)
    return Markup(highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)))


def formula(latex: str, display: str = "inline") -> Markup:
    """Turn LaTeX into MathML; what cannot be turned is shown as it was typed.

    Parameters
    ----------
    latex : str
        Without the dollar signs.
    display : {"inline", "block"}
        Where it stands.

    Returns
    -------
    markupsafe.Markup
    """
    try:
        if len(latex) > MAX_FORMULA:
            raise ValueError("too long")
        text = _CONVERTER.convert_with_local_state(plain(latex), displaystyle=display == "block")
        element = ElementTree.fromstring(text)
        element.set("display", display)
        return _mathml(element)
    except (Exception, RecursionError):  # the converter fails in many ways where this is not LaTeX
        shown = escape(plain(latex))
        tag = Markup("<pre>{}</pre>") if display == "block" else Markup("<code>{}</code>")
        return tag.format(shown)


def _mathml(element: ElementTree.Element) -> Markup:
    """Write an element again, with nothing but what is known to be harmless."""
    if element.tag not in _MATHML:
        raise ValueError(f"no formula: {element.tag}")
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value)
        for name, value in element.attrib.items()
        if name in _MATHML_ATTRIBUTES
    )
    # The page allows no inline style: a class says to which side a column goes.
    for side in ("left", "right"):
        if f"text-align: {side};" in element.get("style", ""):
            attributes += Markup(' class="{}"').format(side)
    inner = escape(element.text or "")
    for child in element:
        inner += _mathml(child) + escape(child.tail or "")
    return Markup("<{tag}{attributes}>{inner}</{tag}>").format(
        tag=element.tag, attributes=attributes, inner=inner
    )


class _Pictures:
    """The pictures of a text: those pasted into it, and those attached to its cell.

    Parameters
    ----------
    attachments : mapping of str to mapping of str to str
        Name to MIME type to base64.
    """

    def __init__(self, attachments: Mapping[str, Mapping[str, str]]) -> None:
        self._attachments = attachments
        self._taken: list[str] = []

    def take_from(self, text: object) -> object:
        """Put short names in the place of pictures, which would make any text too long."""
        if not isinstance(text, str):
            return text

        def take(match: re.Match[str]) -> str:
            self._taken.append(match[0])
            return f"picture:{len(self._taken) - 1}"

        return _DATA.sub(take, text)

    def address(self, url: str) -> str | None:
        """Return the address of a picture that stands in the page; None if it is elsewhere."""
        kind, _, name = url.partition(":")
        if kind == "picture" and name.isdecimal() and int(name) < len(self._taken):
            return self._taken[int(name)]
        bundle = self._attachments.get(unquote(name)) or self._attachments.get(name)
        if kind == "attachment" and bundle:
            for mime_type, data in bundle.items():
                address = f"data:{mime_type};base64,{data}"
                if _DATA.fullmatch(address):
                    return address
        return None


class _Renderer(mistune.HTMLRenderer):
    """Markdown's HTML: raw HTML is shown as text, links lead to the web only, no picture loads."""

    def __init__(self, shift: int, pictures: _Pictures) -> None:
        super().__init__(escape=True)
        self._shift = shift
        self._pictures = pictures

    def softbreak(self) -> str:
        return _SOFT_BREAK

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        level = min(level + self._shift, 6)
        return f"<h{level}>{text}</h{level}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not _LINK.match(url):
            return text
        address = escape(url)
        return f'<a href="{address}" rel="noopener noreferrer nofollow">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        address = self._pictures.address(html.unescape(url))
        if address:
            return f'<img src="{escape(address)}" alt="{escape(html.unescape(text))}">'
        return f"<em>[{text}]</em>"

    def inline_html(self, html: str) -> str:
        return self._html(html) or super().inline_html(html)

    def block_html(self, html: str) -> str:
        return self._html(html) or super().block_html(html)

    def _html(self, text: str) -> str:
        """Show pictures that are written as tags; return nothing for any other HTML."""
        tags = list(_IMG.finditer(text))
        if not tags or _IMG.sub("", text).strip():
            return ""
        found = [dict(_ATTRIBUTE.findall(tag[1])) for tag in tags]
        return "".join(
            self.image(escape(one.get("alt", "").strip("\"'")), one.get("src", "").strip("\"'"))
            for one in found
        )

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n'

    def table(self, text: str) -> str:
        return f'<div class="scroll" tabindex="0"><table>{text}</table></div>\n'

    def block_math(self, body: str) -> str:
        return f'<span class="formula" tabindex="0">{formula(body, "block")}</span>'

    def inline_math(self, body: str) -> str:
        return str(formula(body))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def markdown(
    text: str, shift: int = 2, attachments: Mapping[str, Mapping[str, str]] | None = None
) -> Markup:
    """Turn Markdown with formulas into HTML.

    Parameters
    ----------
    text : str
        The cell's source.
    shift : int
        How many levels its headings go down, to fit below those of the page.
    attachments : mapping of str to mapping of str to str, optional
        The cell's pictures: name to MIME type to base64.

    Returns
    -------
    markupsafe.Markup
    """
    pictures = _Pictures(attachments or {})
    text = plain(pictures.take_from(text))
    if len(text) <= MAX_MARKDOWN:
        try:
            rendered = MarkdownWithMath(_Renderer(shift, pictures)).render(text)
            return Markup(_NO_SPACE.sub("", rendered).replace(_SOFT_BREAK, "\n"))
        except (Exception, RecursionError):  # whatever was written, the page has to be made
            pass
    return Markup('<pre class="wrap">{}</pre>').format(text)


def table(text: object) -> Markup | None:
    """Keep the tables and simple text of some HTML; return None if it has no table."""
    if not isinstance(text, str) or "<table" not in text or len(text) > MAX_HTML:
        return None
    return Markup(nh3.clean(plain(text), link_rel=None, **_TABLE))


def picture(mime_type: str, data: object) -> str | None:
    """Return the address of a picture that stands in the page; None if its data are broken.

    An SVG shown as a picture runs no script and loads nothing.
    """
    if isinstance(data, list):
        data = "".join(part for part in data if isinstance(part, str))
    if not isinstance(data, str):
        return None
    if mime_type == "image/svg+xml":
        content = data.encode("utf-8", "replace")
    else:
        try:
            content = base64.b64decode("".join(data.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
    return f"data:{mime_type};base64,{base64.b64encode(content).decode()}"
