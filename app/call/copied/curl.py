"""A Call as a curl command for bash, the Windows prompt (cmd) or PowerShell.

Without files, each parameter is one --data-urlencode; with them, one --form-string. What a
shell cannot carry goes percent-encoded into --data, or with files into the URL, where the
server looks too.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from app.call import wire
from app.call.copied.leaves import NOT_NAMED, Leaf, leaves
from app.call.copied.quoting import BASH, CMD, POWERSHELL, Shell
from app.call.copied.url import query, with_query
from app.call.model import Call, File
from app.regions import Region

Secrets = Literal["environment", "literal"]

_NAME = re.compile(r"[A-Za-z0-9_.:-]+")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_NEEDS_QUOTES = re.compile(r'[;,"\\]|\A\s|\s\Z')


def bash(
    call: Call,
    region: Region,
    *,
    secrets: Secrets = "environment",
    mask: Callable[[str], str] = str,
    named: Mapping[str, str] = NOT_NAMED,
) -> str:
    """The command for bash. Secrets and KS, and what is `named` (see `named_by`), come from
    environment variables ($KALTURA_KS), or stand in it as they are ("literal"). Everything else
    stands there as `mask` makes it. Raises BadInput for text that is not Unicode.
    """
    return _command(call, region, BASH, secrets, mask=mask, named=named)


def cmd(
    call: Call,
    region: Region,
    *,
    secrets: Secrets = "environment",
    named: Mapping[str, str] = NOT_NAMED,
) -> str:
    """The command for the prompt of Windows; variables are %KALTURA_KS%. See `bash`."""
    return _command(call, region, CMD, secrets, named=named)


def powershell(
    call: Call,
    region: Region,
    *,
    secrets: Secrets = "environment",
    named: Mapping[str, str] = NOT_NAMED,
) -> str:
    """The command for PowerShell; variables are $env:KALTURA_KS. See `bash`."""
    return _command(call, region, POWERSHELL, secrets, named=named)


def variables(call: Call, named: Mapping[str, str] = NOT_NAMED) -> dict[str, str]:
    """The environment variable that stands for each secret, and for what is `named`, by wire
    name."""
    found: dict[str, str] = {}
    used: dict[str, int] = {}
    for leaf in leaves(call):
        if leaf.secret:
            last = [part for part in leaf.name.split(":") if not part.isdigit()][-1:]
            words = _WORD.findall("".join(last)) or ["SECRET"]
            name = "_".join(["KALTURA", *words]).upper()
            used[name] = used.get(name, 0) + 1
            found[leaf.name] = name if used[name] == 1 else f"{name}_{used[name]}"
    return found | dict(named)


def _command(
    call: Call,
    region: Region,
    shell: Shell,
    secrets: Secrets,
    *,
    named: Mapping[str, str],
    mask: Callable[[str], str] = str,
) -> str:
    hidden = variables(call, named) if secrets == "environment" else {}
    sent = [
        leaf if leaf.name in hidden else replace(leaf, name=mask(leaf.name), value=mask(leaf.value))
        for leaf in leaves(call)
    ]
    files = [(name, replace(file, name=mask(file.name))) for name, file in wire.files(call)]
    option = "--form-string" if files else "--data-urlencode"
    # A form keeps its order only if a parameter goes to the URL as a whole.
    odd = {_top(leaf) for leaf in sent if files and not _carried(leaf, shell)}
    arguments: list[str] = []
    in_url: list[tuple[str, str]] = []
    for leaf in sent:
        variable = hidden.get(leaf.name)
        if variable and _NAME.fullmatch(leaf.name):
            arguments.append(f"{option} {shell.variable(leaf.name, variable)}")
        elif variable or _top(leaf) in odd:
            # Not all shells can write an odd name beside a variable: the secret stays out.
            in_url.append((leaf.name, f"<{variable}>" if variable else leaf.value))
        elif _carried(leaf, shell):
            arguments.append(f"{option} {shell.quote(f'{leaf.name}={leaf.value}')}")
        else:
            arguments.append(f"--data {shell.quote(query([(leaf.name, leaf.value)]))}")
    arguments += [f"--form {shell.quote(_file(name, file))}" for name, file in files]
    url = with_query(region.url + wire.address(call), in_url)
    return f"{shell.continued}\n  ".join([f"{shell.program} {shell.quote(url)}", *arguments])


def _carried(leaf: Leaf, shell: Shell) -> bool:
    return _NAME.fullmatch(leaf.name) is not None and shell.carries(leaf.value)


def _top(leaf: Leaf) -> str:
    return leaf.name.partition(":")[0].removesuffix("__null")


def _file(name: str, file: File) -> str:
    path = file.name
    if _NEEDS_QUOTES.search(path):
        path = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name}=@{path}" + (f";type={file.content_type}" if file.content_type else "")
