"""A Call as text to take along: curl for three shells, a URL, a link to the filled-in form."""

from app.call.copied.curl import Secrets, bash, cmd, powershell, variables
from app.call.copied.leaves import named_by
from app.call.copied.url import Link, link, url

__all__ = ["Link", "Secrets", "bash", "cmd", "link", "named_by", "powershell", "url", "variables"]
