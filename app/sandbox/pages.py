"""Text as a PDF of one page."""

_LINES = 45  # that fit on the page


def pdf(lines: list[str]) -> bytes:
    """A page with these lines, as far as they fit; letters that are not Latin become `?`."""
    shown = (line.encode("latin-1", "replace") for line in lines[:_LINES])
    escaped = (line.replace(b"\\", rb"\\").replace(b"(", rb"\(") for line in shown)
    drawn = b"".join(b"(" + line.replace(b")", rb"\)") + b") '\n" for line in escaped)
    text = b"BT /F1 12 Tf 56 780 Td 16 TL\n" + drawn + b"ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    body, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, part in enumerate(parts, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    end = b"xref\n0 6\n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (places, len(body))
