"""What templates leave open, wherever it stands in a text: `${{ vars.ENTRY }}`, `<%= id %>`.

They are replaced before a shell's words are read, since blanks are in them. So are the references
to former answers in files that editors send from, `{{start.response.body.$}}`.
"""

import re
from urllib.parse import unquote

from app.call.pasted.distinct import Distinct

_TEMPLATE = re.compile(
    # GitHub, Azure, Jinja, Go, Postman, .http files; a $ belongs to it where others have none.
    r"(\$?)\{\{[-~]?([ \t]*)(?![\s\d])([^{}\"\n]{1,200}?)[ \t]*[-~]?\}\}"
    r"|<%[=-]?[ \t]*([^%\n]{1,200}?)[ \t]*-?%>"  # ERB, EJS
    r"|#\{([A-Za-z_@][^{}\"\n]{0,100})\}"  # Ruby
    r"|%\(([A-Za-z_]\w*)\)[sd]",  # Python
    re.ASCII,
)


def filled_in_later(text: str) -> str:
    """The text with a placeholder in the place of each such variable."""
    distinct = Distinct()
    return _TEMPLATE.sub(lambda found: _placeholder(found, distinct), text)


def _placeholder(found: re.Match[str], distinct: Distinct) -> str:
    dollar, blank, braces, *others = found.groups()
    if braces is None:
        return distinct.placeholder(next(filter(None, others)))
    # Behind a | stands what is done with the value.
    made = distinct.placeholder(unquote(braces.partition("|")[0]), braces)
    return made if blank or "." in braces else dollar + made
