"""Workflows written down: documents of the OpenAPI Initiative's Arazzo Specification, 1.1.0.

Redocly's `respect` (@redocly/cli 2.77.0) runs what `dump` writes. It takes what stands before a dot
of an operation's id for the name of a description, so calls are named by `operationPath`;
`operationId: media.list` is read as well. Its JSONPath of a criterion begins one level above the
answer, as in the specification's own example: `$[?count(@.objects[*]) > 0]`.

What Arazzo cannot say is in extensions (`x-testme-…`), which `extensions_of` tells.
"""

from app.workflows.arazzo.dumping import as_yaml, dump, extensions_of
from app.workflows.arazzo.loading import Loaded, load
from app.workflows.arazzo.without_secrets import without_secrets

__all__ = ["Loaded", "as_yaml", "dump", "extensions_of", "load", "without_secrets"]
