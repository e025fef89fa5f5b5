"""Which parts of a page a browser's own translation leaves as they are.

Many people read the console in the language that their browser translates it into. Names, code and
values would be wrong in it. What is marked up as such is kept here, once for all templates; other
places where a name stands say `translate="no"` themselves.
"""

import re

from jinja2.ext import Extension

_NO_PROSE = re.compile(r"<(code|kbd|pre|samp)(?=[\s>])")


class Untranslated(Extension):
    """Gives `translate="no"` to every `code`, `kbd`, `pre` and `samp` of the templates."""

    def preprocess(
        self,
        source: str,
        name: str | None,  # noqa: ARG002  # Jinja gives it
        filename: str | None = None,  # noqa: ARG002  # Jinja gives it
    ) -> str:
        """The template's source as it is compiled: once for each template, not for each page."""
        return _NO_PROSE.sub(r'<\1 translate="no"', source)
