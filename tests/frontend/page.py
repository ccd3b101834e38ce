"""A page as a test sees it: checked when it is made, then asked."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

# What a reader of a page's source would call a mistake, whatever the page is about.
UNLABELLED = {"hidden", "submit", "button"}
FOREIGN = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
LINKING = ("href", "src", "action", "poster", "data", "formaction", "srcset")


class Page:
    """A whole HTML document; raises `AssertionError` where it breaks a rule of the house."""

    def __init__(self, html: str, path: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.html = html
        self.path = path
        self.root: Element = parser.parse(html)
        self._check_heading()
        self._check_ids()
        self._check_labels()
        self._check_inline()
        self._check_hosts()

    @property
    def title(self) -> str:
        """Return the text of the one title."""
        (title,) = self.root.findall("head/title")
        return text_of(title)

    @property
    def h1(self) -> str:
        """Return the text of the one main heading."""
        (heading,) = self.root.iter("h1")
        return text_of(heading)

    @property
    def main(self) -> str:
        """Return the text of the page's main part."""
        (main,) = self.root.iter("main")
        return text_of(main)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes (`class_` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            each
            for each in self.root.iter(tag)
            if all(each.get(name) == value for name, value in wanted.items())
        ]

    def link(self, text: str) -> str:
        """Return where the link with this text leads."""
        (found,) = {each.get("href") for each in self.all("a") if text_of(each) == text}
        assert found is not None
        return found

    def form(self, action: str | None = None) -> Element:
        """Return the form in the main part that is sent to `action`, by default the only one."""
        (main,) = self.root.iter("main")
        forms = [each for each in main.iter("form") if action in (None, each.get("action"))]
        assert len(forms) == 1, f"{len(forms)} forms for {action}"
        return forms[0]

    def values(self, action: str | None = None) -> dict[str, str]:
        """Return what the form would send if nothing were changed in it."""
        values = {}
        for each in self.form(action).iter():
            name, kind = each.get("name"), each.get("type")
            is_off = kind in {"checkbox", "radio"} and each.get("checked") is None
            if each.tag == "input" and name and kind != "file" and not is_off:
                values[name] = each.get("value") or ("on" if kind == "checkbox" else "")
            if each.tag == "textarea" and name:
                values[name] = each.text or ""
            if each.tag == "select" and name:
                options = list(each.iter("option"))
                chosen = [each for each in options if each.get("selected") is not None]
                values[name] = (chosen or options)[0].get("value") or ""
        return values

    def control(self, name: str) -> Element:
        """Return the control of the main part with this name."""
        (main,) = self.root.iter("main")
        (found,) = [each for each in main.iter() if each.get("name") == name]
        return found

    def error_of(self, name: str) -> str:
        """Return the message shown at the control with this name, "" if there is none."""
        described_by = (self.control(name).get("aria-describedby") or "").split()
        errors = [each for each in described_by if each.endswith("-error")]
        return text_of(self.all("p", id=errors[0])[0]) if errors else ""

    def _check_heading(self) -> None:
        assert len(list(self.root.iter("h1"))) == 1, "a page has one h1"
        assert self.title.startswith(self.h1), f"the title {self.title!r} starts with {self.h1!r}"

    def _check_ids(self) -> None:
        ids = [each.get("id") for each in self._elements() if each.get("id") is not None]
        assert len(ids) == len(set(ids)), f"ids are unique: {sorted(map(str, ids))}"
        for each in self._elements():
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                for target in (each.get(name) or "").split():
                    assert target in ids, f"{name}={target!r} leads nowhere"

    def _check_labels(self) -> None:
        labelled = {each.get("for") for each in self.root.iter("label")}
        inside = {control for label in self.root.iter("label") for control in label.iter()}
        for each in self._elements():
            if each.tag in {"input", "select", "textarea"} and each.get("type") not in UNLABELLED:
                named = each.get("aria-label") or each.get("aria-labelledby")
                is_labelled = each.get("id") in labelled or each in inside
                assert named or is_labelled, f"unlabelled control {each.attrib}"
            if each.tag in {"a", "button"}:
                assert text_of(each) or each.get("aria-label"), f"nameless {each.attrib}"
            if each.tag == "img":
                assert each.get("alt") is not None, f"picture without alt {each.attrib}"

    def _check_inline(self) -> None:
        for each in self._elements():
            assert each.tag != "style", "styles are files of their own"
            assert each.tag != "script" or each.get("src"), "scripts are files of their own"
            for name in each.attrib:
                assert name != "style", f"inline style at {each.tag}"
                assert not str(name).startswith("on"), f"inline script at {each.tag}"

    def _check_hosts(self) -> None:
        for each in self._elements():
            for name in LINKING:
                target = each.get(name) or ""
                assert not FOREIGN.match(target), f"{each.tag} leads to {target}"

    def _elements(self) -> Iterator[Element]:
        return (each for each in self.root.iter() if isinstance(each.tag, str))


def text_of(element: Element) -> str:
    """Return all text inside, its white space put in order."""
    return " ".join("".join(element.itertext()).split())
