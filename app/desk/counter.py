"""Counting calls, for /metrics."""

import threading
from collections import Counter


class CallCounter:
    """Calls by region and outcome since the start of this worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[tuple[str, str]] = Counter()

    def count(self, region: str, outcome: str) -> None:
        with self._lock:
            self._calls[region, outcome] += 1

    def snapshot(self) -> list[tuple[tuple[str, str], int]]:
        with self._lock:
            return sorted(self._calls.items())
