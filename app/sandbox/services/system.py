"""system: is it there, what time is it, which release is it."""

from app.sandbox.context import Context
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Value


def ping(_context: Context, _arguments: Arguments) -> Value:
    return True


def get_time(context: Context, _arguments: Arguments) -> Value:
    return context.now


def get_version(context: Context, _arguments: Arguments) -> Value:
    return context.shapes.registry.version
