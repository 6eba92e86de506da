"""Japanese pages: lines join without a space, and search goes by pairs of characters.

Sphinx's own splitter cuts a text into words as a statistical model guesses, and a query not at
all: 勾配降下法 is then found only where the model has cut just there. Pairs need no model, and are
the same in the index and in what a reader types.
"""

import itertools
import re

from docutils import nodes
from sphinx.search.ja import SearchJapanese
from sphinx.transforms import SphinxTransform

#: Runs of kana and kanji, and words of all other letters.
RUNS = re.compile(r"[\u3005\u3041-\u30ff\u3400-\u9fff]+|[^\W\u3005\u3041-\u30ff\u3400-\u9fff]+")
FIRST_JAPANESE = "\u3005"
#: A character after or before which a line break does not become a space: kana, kanji, 。 or （.
WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]")


class PairsOfCharacters(SearchJapanese):
    """Index every character and every two that stand side by side; ask for the pairs."""

    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3005\u3041-\u30ff\u3400-\u9fff]+|[\p{Letter}\p{Number}_]+/gu) || []).flatMap(
    (run) =>
      run.length < 2 || !/^[\u3005\u3041-\u30ff\u3400-\u9fff]/.test(run)
        ? [run]
        : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)),
  );
"""

    def split(self, text):
        """Cut a text into what the index holds."""
        words = []
        for run in RUNS.findall(text):
            if run[0] < FIRST_JAPANESE:
                words.append(run)
            else:
                words += [*run, *map("".join, itertools.pairwise(run))]
        return words

    def word_filter(self, word):
        """Tell whether a word belongs into the index: numbers do not."""
        return not word.isdigit()


class JoinLines(SphinxTransform):
    """Leave out line breaks beside Japanese characters: a browser shows each as a space."""

    default_priority = 400

    def apply(self, **kwargs):
        """Change the document, if it is in Japanese."""
        if self.config.language != "ja":
            return
        for text in list(self.document.findall(nodes.Text)):
            if text != "\n" or isinstance(text.parent, nodes.literal_block):
                continue
            i = text.parent.index(text)
            before, after = text.parent[i - 1], text.parent[i + 1]
            if any(isinstance(node, nodes.literal) for node in (before, after)):
                continue  # code stands between spaces
            if WIDE.match(before.astext()[-1:]) or WIDE.match(after.astext()[:1]):
                text.parent.remove(text)


def setup(app):
    """Put our splitter in place of Sphinx's."""
    app.add_transform(JoinLines)
    app.add_search_language(PairsOfCharacters)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
