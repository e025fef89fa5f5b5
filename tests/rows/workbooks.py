"""Workbooks (XLSX) as bytes, written part by part, so that a test says what is in each."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The styles of cells, by their number: none, a date, a date with a time, a time, hours.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>'
)


def text(place: str, value: str) -> str:
    """A cell with a text; `place` is `B2`."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    """A cell with a number, or a time as one: days since the end of 1899."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(at: int, *cells: str) -> str:
    return f'<row r="{at}">{"".join(cells)}</row>'


def texts(*rows: Sequence[str]) -> str:
    """Rows of texts from A1 on."""
    return "".join(
        row(at, *(text(f"{chr(65 + column)}{at}", cell) for column, cell in enumerate(cells)))
        for at, cells in enumerate(rows, 1)
    )


def workbook(sheets: Mapping[str, str], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with these sheets: their names, and the XML of their rows."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for at, name in enumerate(sheets, 1)
    )
    led_to = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/worksheet" Target="worksheets/{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_SHEET_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{led_to}'
        f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
    for at, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/{at}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return packed(parts)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
