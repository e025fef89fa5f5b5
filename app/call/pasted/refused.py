"""Kinds of text that are not read here, each with the name that its refusal has."""

import re

_ELEMENT = re.compile(r"<[A-Za-z!][^<>]*>")
_SHOW = "Paste what it sends: a curl command, the HTTP message, or the parameters as name=value."
_NAMED = (
    (re.compile(r"(?m)^\s*(?:import |from \w+ import|print\()|requests\.(?:post|get)\("), "Python"),
    (re.compile(r"<\?php|curl_setopt|\$\w+->\w+\(|new Kaltura\w+\("), "PHP"),
    (re.compile(r"axios[.(]|\$\.(?:ajax|post|get)\(|XMLHttpRequest|=>\s*\{"), "JavaScript"),
    (re.compile(r"OkHttp|FormBody|Request\.Builder|HttpURLConnection|Unirest\."), "Java or Kotlin"),
    (re.compile(r"Rest(?:Client|Request)\(|FormUrlEncodedContent|Http?WebRequest|WebClient"), "C#"),
    (re.compile(r"\bURL\(string:|URLRequest\("), "Swift"),
    (re.compile(r"curl_easy_setopt"), "C"),
    (re.compile(r"reqwest::"), "Rust"),
    (re.compile(r"LWP::|HTTP::Request"), "Perl"),
    (re.compile(r"(?m)^\s*(?:const|let|var) \w+ ="), "JavaScript"),
    (re.compile(r"\bhttp\.(?:post|get|request|batch)\("), "JavaScript"),
    (re.compile(r"\.(?:formParam|queryParam|formParams)\("), "Java or Scala"),
    (re.compile(r"HttpClient|HttpRequest|using System|public (?:class|static)"), "Java or C#"),
    (re.compile(r"Net::HTTP|require ['\"]"), "Ruby"),
    (re.compile(r"http\.(?:Post|NewRequest)|package main"), "Go"),
)  # fmt: skip
# The parameters of an address that has none stand elsewhere in the program.
_ARGUMENT = re.compile(r"\w\(\s*[\"']https?://[^\s\"'?]*[\"']")


def refusal(text: str) -> str:
    """Why a text of a known kind is not read, as a sentence; "" where its kind is not known."""
    if text.startswith("<?xml") or (_ELEMENT.match(text) and "</" in text):
        return (
            "This is XML, an answer or a schema perhaps, and no request that the console reads. "
            f"{_SHOW}"
        )
    for pattern, name in _NAMED:
        if pattern.search(text):
            return f"This is a program in {name}, which the console does not read. {_SHOW}"
    if _ARGUMENT.search(text):
        return f"This is a program, which the console does not read. {_SHOW}"
    return ""
