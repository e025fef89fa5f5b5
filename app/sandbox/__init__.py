"""A small Kaltura of our own, for trying things out and for tests; it speaks the wire format."""

from app.sandbox.account import DEMO, Account
from app.sandbox.sandbox import Sandbox

__all__ = ["DEMO", "Account", "Sandbox"]
