"""Placeholders of one text, a name for each source: one value given fills in one of them alone."""

from app.call.placeholders import placeholder


class Distinct:
    """Names that are taken have a number behind them, `{{A}}`, `{{A_2}}`."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}  # by source
        self._sources: dict[str, str] = {}  # by placeholder
        self._counts: dict[str, int] = {}

    def placeholder(self, name: str, source: str | None = None) -> str:
        """The placeholder for a source, which is the name itself where none is given."""
        source = name if source is None else source
        if source not in self._made:
            made = plain = placeholder(name)
            while made in self._sources:
                count = self._counts[plain] = self._counts.get(plain, 1) + 1
                made = placeholder(f"{plain.strip('{}')}_{count}")
            self._made[source], self._sources[made] = made, source
        return self._made[source]

    def another(self, name: str) -> str:
        """A placeholder for a source that has no other in the text."""
        return self.placeholder(name, f"{name} {len(self._made)} once")
