"""Files that are made here, saved as one ZIP file."""

import io
import zipfile
from collections.abc import Mapping

from flask import Response


def zipped(folder: str, files: Mapping[str, str]) -> Response:
    """`files`, text by name, within a folder of the ZIP file that is named as it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{folder}/{name}", text)
    response = Response(packed.getvalue(), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{folder}.zip")
    return response
