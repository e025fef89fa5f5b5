"""The privileges of a KS: what there are, their text, and what is wrong with one."""

from app.sessions.privileges.check import Finding, problems, value_fault
from app.sessions.privileges.known import BY_NAME, PRIVILEGES, Known, PrivilegeKind
from app.sessions.privileges.table import Table, composed, plain, table_of
from app.sessions.privileges.text import Privilege, format_privileges, parse, parse_pasted

__all__ = [
    "BY_NAME",
    "PRIVILEGES",
    "Finding",
    "Known",
    "Privilege",
    "PrivilegeKind",
    "Table",
    "composed",
    "format_privileges",
    "parse",
    "parse_pasted",
    "plain",
    "problems",
    "table_of",
    "value_fault",
]
