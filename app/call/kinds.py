"""What a file is by its first bytes, whatever it is called: format one line.

The browser is told it with the answer, and looks at no bytes itself. The signatures are those of
the formats' own specifications (ISO/IEC 14496-12 for `ftyp`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """`name` goes into a sentence ("a PNG picture"); `extension` has no dot."""

    name: str
    media_type: str
    extension: str

    def told(self) -> dict[str, str]:
        """As the page's scripts read it: {"name", "mediaType", "extension"}."""
        return {"name": self.name, "mediaType": self.media_type, "extension": self.extension}


_PNG = FileKind("a PNG picture", "image/png", "png")
_JPEG = FileKind("a JPEG picture", "image/jpeg", "jpg")
_GIF = FileKind("a GIF picture", "image/gif", "gif")
_WEBP = FileKind("a WebP picture", "image/webp", "webp")
_AVIF = FileKind("an AVIF picture", "image/avif", "avif")
_HEIC = FileKind("an HEIC picture", "image/heic", "heic")
_BMP = FileKind("a BMP picture", "image/bmp", "bmp")
_ICO = FileKind("an icon", "image/x-icon", "ico")
_TIFF = FileKind("a TIFF picture", "image/tiff", "tif")
_PDF = FileKind("a PDF document", "application/pdf", "pdf")
_ZIP = FileKind("a ZIP archive", "application/zip", "zip")
_GZIP = FileKind("a gzip archive", "application/gzip", "gz")
_MP3 = FileKind("an MP3 recording", "audio/mpeg", "mp3")
_AAC = FileKind("an AAC recording", "audio/aac", "aac")
_OGG = FileKind("an Ogg recording", "audio/ogg", "ogg")
_WAV = FileKind("a WAV recording", "audio/wav", "wav")
_FLAC = FileKind("a FLAC recording", "audio/flac", "flac")
_M4A = FileKind("an MPEG-4 recording", "audio/mp4", "m4a")
_MP4 = FileKind("an MP4 video", "video/mp4", "mp4")
_MOV = FileKind("a QuickTime video", "video/quicktime", "mov")
_3GP = FileKind("a 3GPP video", "video/3gpp", "3gp")
_WEBM = FileKind("a WebM video", "video/webm", "webm")
_MATROSKA = FileKind("a Matroska video", "video/x-matroska", "mkv")
_AVI = FileKind("an AVI video", "video/x-msvideo", "avi")
_FLASH = FileKind("a Flash video", "video/x-flv", "flv")
_WINDOWS = FileKind("a Windows Media file", "video/x-ms-asf", "asf")

_SIGNATURES = (
    (b"\x89PNG\r\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF8", _GIF),
    (b"%PDF-", _PDF),
    (b"PK\x03\x04", _ZIP),
    (b"\x1f\x8b", _GZIP),
    (b"ID3", _MP3),
    (b"\xff\xfb", _MP3),
    (b"\xff\xfa", _MP3),
    (b"\xff\xf3", _MP3),
    (b"\xff\xf2", _MP3),
    (b"\xff\xf1", _AAC),
    (b"\xff\xf9", _AAC),
    (b"OggS", _OGG),
    (b"fLaC", _FLAC),
    (b"FLV\x01", _FLASH),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"\x00\x00\x01\x00", _ICO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _WINDOWS),
)
_IN_RIFF = {b"WEBP": _WEBP, b"WAVE": _WAV, b"AVI ": _AVI}
_BRANDS = {
    b"avif": _AVIF,
    b"avis": _AVIF,
    b"heic": _HEIC,
    b"heix": _HEIC,
    b"mif1": _HEIC,
    b"M4A ": _M4A,
    b"M4B ": _M4A,
    b"qt  ": _MOV,
    b"3gp4": _3GP,
    b"3gp5": _3GP,
    b"3gp6": _3GP,
}


def kind_of(beginning: bytes) -> FileKind | None:
    """The kind that the first bytes (64 are plenty) speak of; None where they do not."""
    if beginning.startswith(b"RIFF"):
        return _IN_RIFF.get(beginning[8:12])
    # A box's size comes first; a text cannot begin with two zeros.
    if beginning.startswith(b"\x00\x00") and beginning[4:8] == b"ftyp":
        return _BRANDS.get(beginning[8:12], _MP4)
    if beginning.startswith(b"\x1a\x45\xdf\xa3"):
        return _WEBM if b"webm" in beginning[:64] else _MATROSKA
    # "BM" alone could begin a text; the four bytes after the size are zero in a picture.
    if beginning.startswith(b"BM") and beginning[6:10] == bytes(4):
        return _BMP
    return next((kind for start, kind in _SIGNATURES if beginning.startswith(start)), None)
