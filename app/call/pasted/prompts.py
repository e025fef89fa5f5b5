"""The signs in front of commands that are copied from a terminal or a document."""

import re

# user@host:~/dir$   [user@host dir]#   bash-5.1$   $   %   host:dir user$   (env) $
_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]{1,40}\) )?(?:\[?[\w.-]{1,60}@[^\s$#%>]{1,200}(?: [^\n$#%>]{0,200})?[$#%>]"
    r"|[\w.-]{1,60}:\S{1,200} [\w.-]{1,60}\$|(?:ba|z)?sh-[\d.]{1,10}[$#]|[$%>❯➜»])[ \t]+(?=\S)"
)
_PROGRAM = re.compile(r"(?<!\S)(?:curl|wget)\s")
_POWERSHELL = re.compile(r"(?m)^[ \t]*PS(?: [^>\n]{0,300})?> ?(?=\S)|^>> ")
_FENCE = re.compile(r"(?ms)^[ \t]*(`{3,}+|~{3,}+)[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)")


# A number of the history or of a list, a sign of a list or of a trace, a word of a build file.
_MARK = re.compile(
    r"(?m)^[ \t]*+(?:(?:\d{1,6}[.)]?|[*•λ-]|RUN|[A-Za-z]{1,20}:)[ \t]++|[+@]++[ \t]*+)++"
    r"(?=(?:curl|wget)[ \t])"
)


def without_marks(text: str) -> str:
    """The text without what stands in front of its commands in a list, a log or a file."""
    return _MARK.sub("", text)


# A call that stands outside makes the fences parts of it: its body, or its answer.
_CALL = re.compile(r"/service/|/api_v3/", re.IGNORECASE)
_JIRA = re.compile(r"(?m)^[ \t]*\{(?:code|noformat|quote)(?::[^{}\n]{0,80})?\}[ \t]*(?:\n|\Z)")


# <https://…|its text> of Slack, [its text|https://…] of Jira.
_LINK = re.compile(
    r"<(https?://[^\s<>|]+)\|[^<>\n]*>|\[[^\[\]|\n]*\|(https?://[^\s|\]]+)(?:\|[^\]\n]*)?\]"
)


def unlinked(text: str) -> str:
    """The text with the addresses of such links in their place."""
    return _LINK.sub(lambda found: found[1] or found[2], text)


def unfenced(text: str) -> tuple[str, str]:
    """What stands in the fences of a Markdown text, and the language that the first one names."""
    text = _JIRA.sub("", text).strip()
    found = _FENCE.findall(text)
    if not found:
        return text, ""
    inside = "\n".join(inside for _, _, inside in found).strip()
    if not _CALL.search(inside) and _CALL.search(_FENCE.sub("", text)):
        return _FENCE.sub(r"\3", text).strip(), found[0][1].lower()
    return inside, found[0][1].lower()


def sections(text: str) -> list[str]:
    """The text without its prompts: one piece where there is at most one, else one a prompt."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if _PROMPT.match(line)), len(lines))
    if first == len(lines) or any(_PROGRAM.search(line) for line in lines[:first]):
        return [text]
    pieces: list[list[str]] = []
    for line in lines[first:]:
        if prompt := _PROMPT.match(line):
            # A > alone continues the command in front of it.
            continues = prompt.group().strip() == ">" and pieces
            if not continues:
                pieces.append([])
            line = line[prompt.end() :]  # noqa: PLW2901
        pieces[-1].append(line)
    return ["\n".join(piece) for piece in pieces]


def without_powershell(text: str) -> tuple[str, bool]:
    """The text without the prompts of PowerShell, and whether it began with one."""
    return _POWERSHELL.sub("", text), _POWERSHELL.match(text) is not None
