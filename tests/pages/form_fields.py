"""What a browser posts of a form that it was shown."""

from html.parser import HTMLParser


class FormFields(HTMLParser):
    """`pairs` are the names and values of a form's controls, as they go out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self._name = ""
        self._text = ""
        self._chosen: str | None = None
        self._takes_text = False  # as the value of the chosen option
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"file", "submit"}:
            if given.get("type") != "checkbox" or "checked" in given:
                self.pairs.append((name, given.get("value", "")))
        elif tag in {"textarea", "select"} and name:
            self._name, self._text, self._chosen = name, "", None
        elif tag == "option" and self._name and (self._chosen is None or "selected" in given):
            self._chosen, self._takes_text = given.get("value", ""), "value" not in given

    def handle_data(self, data: str) -> None:
        self._text += data
        if self._takes_text:
            self._chosen, self._takes_text = data.strip(), False

    def handle_endtag(self, tag: str) -> None:
        if self._name and tag in {"textarea", "select"}:
            text = self._text.removeprefix("\n") if tag == "textarea" else self._chosen or ""
            self.pairs.append((self._name, text))
            self._name = ""

    def value(self, name: str) -> str:
        """The one value of that name; "" where there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def ticked(self, name: str) -> bool:
        return ("sent", name) in self.pairs

    def posted(self, **others: str) -> dict[str, list[str]]:
        """All of it, as scripts of the page post it, with others in its place or beside."""
        fields: dict[str, list[str]] = {"marks": ["1"]}
        for name, value in self.pairs:
            fields.setdefault(name, []).append(value)
        return fields | {name: [value] for name, value in others.items()}
