"""From an HTTP request to typed arguments: `reading`, then `tree`, then `arguments`."""
