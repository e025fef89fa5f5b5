"""XML is laid out without a change to what it says, and without reaching for anything."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.viewers import as_xml
from app.viewers.shape import CannotShow


def test_two_spaces_a_level() -> None:
    text = "<xml><result><id>1</id><name/></result><executionTime>0.1</executionTime></xml>"
    assert as_xml.lay_out(text) == (
        "<xml>\n  <result>\n    <id>1</id>\n    <name/>\n  </result>\n"
        "  <executionTime>0.1</executionTime>\n</xml>"
    )


def test_what_a_layout_easily_loses_is_kept() -> None:
    assert as_xml.lay_out(
        '<?xml version="1.0" standalone="yes"?><!-- before --><a b="1 &amp; 2">'
        "<![CDATA[<c> & ]]><d>  </d><e>one <f>two</f> three</e><!-- in --><?pi it?></a>"
        "<!-- after -->"
    ) == (
        '<?xml version="1.0" standalone="yes"?>\n<!-- before --><a b="1 &amp; 2">'
        "<![CDATA[<c> & ]]><d>  </d>\n  <e>one <f>two</f> three</e>\n  <!-- in -->\n  <?pi it?>\n"
        "</a><!-- after -->"
    )
    assert as_xml.lay_out("<a><b>  </b><c>&lt;x&gt;</c></a>") == (
        "<a>\n  <b>  </b>\n  <c>&lt;x&gt;</c>\n</a>"
    )


@pytest.mark.parametrize("named", ["utf-8", "ISO-8859-1", "utf-16", "nonsense"])
def test_the_encoding_that_the_declaration_names_is_over(named: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{named}"?>'
    assert as_xml.lay_out(f"{declaration}<a>Käse ✓</a>") == f"{declaration}\n<a>Käse ✓</a>"


def test_space_around_the_document_is_no_fault() -> None:
    assert as_xml.lay_out('\n <?xml version="1.0"?>\n<a/>\n') == '<?xml version="1.0"?>\n<a/>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a>", "Premature end of data"),
        ("<a></b>", "Opening and ending tag mismatch"),
        ("<a/><b/>", "Extra content"),
        ("<a>&nbsp;</a>", "Entity 'nbsp' not defined"),
        ("<a>\x0c</a>", "PCDATA invalid Char value 12"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(CannotShow) as refused:
        as_xml.lay_out(text)
    assert refused.value.sentence.startswith(f"Not well-formed XML ({reason}")
    assert refused.value.sentence.endswith("): shown as it came.")


def test_no_entity_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("found it")
    for text in (
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "{file.as_uri()}">]><a>&e;</a>',
        '<!DOCTYPE a [<!ENTITY e "aaaa"><!ENTITY f "&e;&e;&e;&e;">]><a>&f;</a>',
        f'<!DOCTYPE a SYSTEM "{file.as_uri()}"><a/>',
    ):
        with pytest.raises(CannotShow) as refused:
            as_xml.lay_out(text)
        assert "DOCTYPE" in refused.value.sentence


_names = st.text("abc", min_size=1, max_size=3)
_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=8)


@st.composite
def _elements(draw: st.DrawFn, depth: int = 3) -> etree._Element:
    element = etree.Element(draw(_names), draw(st.dictionaries(_names, _texts, max_size=2)))
    children = draw(st.lists(_elements(depth=depth - 1), max_size=3)) if depth else []
    element.extend(children)
    if not children:
        element.text = draw(_texts)
    return element


@settings(deadline=None)
@given(_elements())
def test_elements_attributes_and_texts_stay(element: etree._Element) -> None:
    text = etree.tostring(element, encoding="unicode")
    laid_out = etree.fromstring(as_xml.lay_out(text))
    assert [
        (one.tag, dict(one.attrib), (one.text or "") if len(one) == 0 else None)
        for one in laid_out.iter("*")
    ] == [
        (one.tag, dict(one.attrib), (one.text or "") if len(one) == 0 else None)
        for one in etree.fromstring(text).iter("*")
    ]


def test_what_is_nested_too_deeply_is_shown_as_it_came() -> None:
    with pytest.raises(CannotShow) as refused:
        as_xml.lay_out("<a>" * 100_000)
    assert refused.value.sentence == "Nested too deeply to be laid out: shown as it came."
