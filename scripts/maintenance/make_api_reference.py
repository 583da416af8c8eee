"""Write docs/api.md, the reference of all public names, from their docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import negosim as ns

TARGET = Path(__file__).parents[2] / "docs" / "api.md"
HEAD = """# API reference

All public names of `import negosim as ns`, by package. This page is written by
`scripts/maintenance/make_api_reference.py` from their docstrings.
"""
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def reference() -> str:
    """Return the text of the page."""
    modules = {name: getattr(ns, name) for name in ns.__all__ if inspect.ismodule(getattr(ns, name))}
    names = {name: getattr(ns, name) for name in ns.__all__ if name not in modules}
    packages = sorted({_package(thing) for thing in names.values()})
    parts = [HEAD]
    for package in packages:
        parts.append(f"## `{package}`\n\n{_summary(importlib.import_module(package))}\n")
        parts += [_entry(f"ns.{name}", names[name]) for name in sorted(names) if _package(names[name]) == package]
    for name, module in sorted(modules.items()):
        parts.append(f"## `ns.{name}`\n\n{_summary(module)}\n")
        parts += [_entry(f"ns.{name}.{each}", getattr(module, each)) for each in sorted(module.__all__)]
    return "\n".join(parts)


def _package(thing: Any) -> str:
    """Return the package of a public name, or its module if it stands at the top."""
    module: str = thing.__module__
    parent = module.rpartition(".")[0]
    return module if parent == "negosim" else parent


def _summary(thing: Any) -> str:
    return _plain((inspect.getdoc(thing) or "").partition("\n\n")[0])


def _plain(text: str) -> str:
    """Return a paragraph on one line, with Markdown's marks for code."""
    return " ".join(text.replace("``", "`").split())


def _entry(name: str, thing: Any) -> str:
    """Return the heading, signature and docstring of a function, class or constant, and the members of a class."""
    if not callable(thing):
        return f"### `{name}`\n"
    lines = [f"### `{name}`", "", f"`{name}{_signature(thing)}`", "", *_body(inspect.getdoc(thing) or "")]
    members = list(_members(thing)) if inspect.isclass(thing) else []
    if members:
        lines += ["**Methods and properties**", "", *members, ""]
    return "\n".join(lines)


def _signature(thing: Any) -> str:
    if inspect.isclass(thing) and issubclass(thing, BaseException) and "__init__" not in vars(thing):
        return "(message)"
    shown, starred = [], False
    for each in inspect.signature(thing).parameters.values():
        if each.name == "self":
            continue
        if each.kind is each.KEYWORD_ONLY and not starred:
            shown.append("*")
        starred = starred or each.kind in {each.KEYWORD_ONLY, each.VAR_POSITIONAL}
        stars = "*" if each.kind is each.VAR_POSITIONAL else "**" if each.kind is each.VAR_KEYWORD else ""
        default = each.default
        value = getattr(default, "__name__", None) or ("…" if repr(default) == "NOTHING" else repr(default))
        shown.append(stars + each.name + ("" if default is each.empty else f"={value}"))
    return f"({', '.join(shown)})"


def _members(thing: type) -> Iterator[str]:
    for name, member in vars(thing).items():
        documented = isinstance(member, property | classmethod) or inspect.isfunction(member)
        if name.startswith("_") or not (documented or hasattr(member, "func")):
            continue
        call = "" if isinstance(member, property) or hasattr(member, "func") else _signature(getattr(thing, name))
        yield f"- `{name}{call}`: {_summary(member)}"


def _body(doc: str) -> list[str]:
    """Return a NumPy docstring as Markdown: paragraphs as they are, sections as lists."""
    text, *sections = SECTION.split(doc)
    lines = [line.replace("``", "`") for line in text.strip().splitlines()] + [""]
    for title, content in zip(sections[::2], sections[1::2], strict=True):
        lines += [f"**{title}**", "", *_items(content.strip("\n")), ""]
    return lines


def _items(content: str) -> Iterator[str]:
    """Return the entries of a section, one item each."""
    for entry in re.split(r"\n(?=\S)", content):
        head, _, told = entry.partition("\n")
        paragraphs = [_plain(part) for part in re.split(r"\n\s*\n", inspect.cleandoc(told))] if told else []
        names, colon, kind = head.partition(" : ")
        item = f"- `{names}`" + (f" ({kind})" if colon else "")
        yield ": ".join([item, " ".join(paragraphs)]) if paragraphs else item


def main() -> None:
    """Write the page."""
    TARGET.write_text(reference(), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(TARGET.parent.parent)}")


if __name__ == "__main__":
    main()
