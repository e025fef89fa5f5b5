"""The privileges of a KS: what there are, their text, and what is wrong with one."""

from app.sessions.privilege_check import Finding, problems, value_fault
from app.sessions.privilege_text import Privilege, format_privileges, parse, parse_pasted
from app.sessions.privilege_words import BY_NAME, PRIVILEGES, Kind, Known

__all__ = [
    "BY_NAME",
    "PRIVILEGES",
    "Finding",
    "Kind",
    "Known",
    "Privilege",
    "format_privileges",
    "parse",
    "parse_pasted",
    "problems",
    "value_fault",
]
