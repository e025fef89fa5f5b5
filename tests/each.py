"""Many small looks in one test: pytest's own work for a test takes longer than most of them."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Test = Callable[..., None]


def each(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Test], Test]:
    """As pytest.mark.parametrize, in one test, which names each that fails and shows why.

    For tests whose fixtures, if any, are not changed by them.
    """
    every = list(values)
    of = (names,) if isinstance(names, str) else names

    def decorate(test: Test) -> Test:
        @wraps(test)
        def whole(**others: Any) -> None:
            faults: list[Exception] = []
            for value in every:
                given = dict(zip(of, [value] if isinstance(names, str) else value, strict=True))
                try:
                    test(**given, **others)
                except Exception as fault:  # noqa: BLE001  # each is told, once all were looked at
                    fault.add_note(f"with {given}"[:1000])
                    faults.append(fault)
            if faults:
                raise ExceptionGroup(f"{len(faults)} of {len(every)} fail", faults)

        taken = inspect.signature(test)
        rest = [one for name, one in taken.parameters.items() if name not in of]
        whole.__signature__ = taken.replace(parameters=rest)  # type: ignore[attr-defined]
        return whole

    return decorate
