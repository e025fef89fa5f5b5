"""What is added: the text of a file, or of an entry in one."""

PAGE = '''"""The tab Weather."""

from flask import Blueprint, render_template

from app.pages import Entry, Page

blueprint = Blueprint("weather", __name__, url_prefix="/weather")


@blueprint.get("")
def index() -> str:
    return render_template("weather.html", sky="cloudless")


PAGES = (Page((blueprint,), tab=Entry("Weather", "weather.index", "Rain and sunshine"), place=9),)
'''
PAGE_TEMPLATE = """{% extends "base.html" %}
{% block title %}Weather · TestMe{% endblock %}
{% block main %}<p>The sky is {{ sky }}.</p>{% endblock %}
"""

LANGUAGE = '''"""Pseudocode, as a person would say it."""

from app.codegen.language import Language, Variant, fill
from app.codegen.literals import braced, escaped
from app.codegen.program import Program

_SPECIAL = {"\\\\": "\\\\\\\\"}


def text(value: str) -> str:
    """Between quotation marks."""
    return f'"{escaped(value, _SPECIAL, braced)}"'


def http(program: Program) -> str:
    """One sentence a field."""
    return fill("pseudo.http.j2", program, text=text)


LANGUAGE = Language(
    "pseudo",
    "Pseudocode",
    45,
    (Variant("http", "Plain HTTP", "call.txt", "read call.txt", "text", http),),
)
'''
LANGUAGE_TEMPLATE = """Post to {{ text(program.url) }}:
{% for pair in program.pairs %}
the field {{ text(pair.name) }} is {{ text(pair.text) }}.
{% endfor %}
"""

VIEWER = '''"""YAML: what stands behind the lines is taken away."""

from app.viewers.shape import CannotShow, Viewer


def lay_out(text: str) -> str:
    """The text without spaces at the ends of its lines; raises CannotShow for tabs."""
    if "\\t" in text:
        raise CannotShow("YAML has no tabs: shown as it came.")
    return "\\n".join(line.rstrip() for line in text.split("\\n"))


VIEWER = Viewer("yaml", ("---", "%YAML"), lay_out)
'''

PRIVILEGE = """
[[privilege]]
name = "shelf"
kind = "number"
value = "shelf id"
sentence = "The session may read what stands on this shelf."
example = "shelf:4"
"""
