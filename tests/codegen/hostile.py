"""Texts that a literal writer can get wrong."""

import random

SIGNS = (
    *"\"'`\\$#{}()[]<>|&;%!^~*?@=+-_/:,. \t\n\r\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\xa0",
    *"09afAFnrtuUxX",
    *("\u00e9", "\u0301", "\u200b", "\u200e", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffe"),
    *("\U0001f600", "\U0001f468\u200d\U0001f469", "\U000e0041", "\U0010ffff", "\u6620", "\ue000"),
    *("${x}", "$(id)", "`id`", "#{1}", "\\(1)", "{{ x }}", "{% x %}", "%s", "%%", "%n", "\\u0041"),
    *("\\x41", "\\101", "\\N{DASH}", "*/", "/*", "//", "--", "<!--", "-->", "</script>", "?>"),
    *("<?php", "EOF", "'''", '"""', "]]>", "\r\n", "\\\n", "\\", "'\\''", "$'x'", "@file", "!!"),
)


def values(count: int) -> list[str]:
    """That many texts, the same in every run: each sign, then mixtures, and some very long ones."""
    chosen = random.Random(6)
    found = ["", *SIGNS, "x" * 30_000, "\\" * 9_999, "\"'`" * 5_000, "\U0001f600" * 5_000]
    while len(found) < count:
        found.append("".join(chosen.choices(SIGNS, k=chosen.randint(2, 12))))
    return found
