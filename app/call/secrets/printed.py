"""Where secrets stand as programs print them and people copy them: rows of what is written around.

Each is a group's name, what ends with the secret's name, what follows up to the value, the value,
and which of its last bytes more may change; `places` says what holds for all of these patterns.
"""

_NEVER = rb"(?!)"
_BLANK = rb"[ \t]"
_WORD = rb"(?<![A-Za-z0-9_%.-])(?P<name>[A-Za-z0-9_-]{1,60}+)"
# What is no word of a sentence, no call of a function and no variable.
_HAS_DIGIT = rb"(?=[^\s\"'<>,;0-9]{0,100}+[0-9])"
_UNLIKE_CODE = rb"(?=[^\s\"'<>,;]{4})(?![$({\[])(?![^\s\"'<>,;(){}\[\]]{0,100}+[({\[])" + _HAS_DIGIT
_VALUE = rb"""[^\s"'<>,;]*+"""
_SINGLE = rb"(?:[^'\\\r\n]++|\\[\s\S])*+"
_DOUBLE = rb'(?:[^"\\\r\n]++|\\[\s\S])*+'
_BEGINS = rb"(?=[^\s,;:}\])+&<>\\\"'])"
_AFTER_COLON = rb"(?<=:)" + _BLANK + rb"{0,9}+"
_AMP_QUOTE = rb"&(?:quot|#0?34);"
_PERCENT_BLANK = rb"(?:%20|\+){0,9}+"

# What a name without a blank behind its colon is followed by: `password:hunter2`, and neither
# `token:page` nor the name of a parameter, `token:objectType=X1`.
NO_BLANK = (
    rb"(?=[^\s\"'<>,;:]{4})(?![A-Za-z0-9_:]{1,60}+=[^=\s])" + rb"(?=[^\s\"'<>,;0-9]{0,100}+[0-9])"
)

GROUPS: tuple[tuple[str, bytes, bytes, bytes, bytes], ...] = (
    # Python, and JavaScript.
    (
        "repr_single",
        rb"(?<!\\)'(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z",
        rb"'\s{0,100}+:\s{0,100}+b?'",
        _SINGLE,
        _NEVER,
    ),
    (
        "repr_double",
        rb"(?<!\\)'(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z",
        rb"'\s{0,100}+:\s{0,100}+b?\"",
        _DOUBLE,
        _NEVER,
    ),
    # YAML, and JavaScript.
    ("colon_single", _WORD + rb":\Z", _AFTER_COLON + rb"'" + _BEGINS, _SINGLE, _NEVER),
    ("colon_double", _WORD + rb":\Z", _AFTER_COLON + rb'"' + _BEGINS, _DOUBLE, _NEVER),
    (
        "colon",
        rb"(?<![A-Za-z0-9_%.</-])(?P<name>[A-Za-z0-9_-]{1,60}+):\Z",
        rb"(?<=:)" + NO_BLANK,
        _VALUE,
        _NEVER,
    ),
    # A list of two, as entries of objects and headers are.
    (
        "listed",
        rb'\[\s{0,9}+"(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z',
        rb'"\s{0,9}+,\s{0,9}+"(?=[^"\\0-9]{0,100}+[0-9][^"\\]{0,300}+"\s{0,9}+\])',
        rb'[^"\\]*+',
        _NEVER,
    ),
    # Ruby, logs, tables of settings.
    (
        "points",
        rb"(?<![A-Za-z0-9_%.$-])(?P<name>[A-Za-z0-9_-]{1,60}+)\Z",
        rb"(?:[ \t]{0,9}+=>[ \t]{0,9}+|[ \t]{1,9}+->[ \t]{1,9}+)"
        rb"(?:[\"'](?=[^\s\"'])|" + _UNLIKE_CODE + rb")",
        _VALUE,
        _NEVER,
    ),
    (
        "assigned",
        _WORD + rb"\Z",
        rb"(?:[ \t]{1,9}+=[ \t]{0,9}+|=[ \t]{1,9}+)" + _UNLIKE_CODE,
        _VALUE,
        _NEVER,
    ),
    # JSON and XML that were escaped for HTML.
    (
        "html",
        _AMP_QUOTE + rb"(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z",
        _AMP_QUOTE + rb"\s{0,9}+:\s{0,9}+" + _AMP_QUOTE,
        rb"(?:[^&\"<>\\\r\n]++|&(?!quot;|#0?34;))*+",
        rb"&[quot0-9#]{0,5}\Z",
    ),
    (
        "html_xml",
        rb"&lt;(?:[A-Za-z0-9_.-]{1,30}+:)?+(?P<name>[A-Za-z0-9_.-]{1,60}+)\Z",
        rb"&gt;",
        rb"(?:[^&\"<>\\\r\n]++|&(?!lt;))*+",
        rb"&l?t?\Z",
    ),
    # JSON and forms that were escaped for a URL, and for one within another.
    (
        "percent",
        rb"%22(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z",
        rb"%22" + _PERCENT_BLANK + rb"%3[aA]" + _PERCENT_BLANK + rb"%22",
        rb"(?:[^%&\s\"'<>\\]++|%(?!2[26]))*+",
        rb"%2?\Z",
    ),
    (
        "twice",
        rb"(?:(?<![A-Za-z0-9_%-])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2}))"
        rb"(?P<name>[A-Za-z][A-Za-z0-9_-]{0,59}+)\Z",
        rb"(?:%255[dD])?+%253[dD]",
        rb"(?:[^&%\s\"'<>\\]++|%(?!26|2526))*+",
        rb"%(?:2(?:52?)?)?\Z",
    ),
)
# What follows a name there, in lower case, beside what `places` knows.
FOLLOWS = rb"&(?:quot|#0?34|gt);|[ \t]{1,9}+->"
# These may be a sentence's.
UNSURE = frozenset({"colon_single", "colon_double", "colon", "listed", "points", "assigned"})
