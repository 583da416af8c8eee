"""Write documents and claims as the text of a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import tomli_w

from negosim.evidence.claims import Claim, Document


def text_of(documents: Iterable[Document], claims: Iterable[Claim]) -> str:
    """The tables of documents and claims in TOML; values that are the default are left out."""
    tables = [("documents", each) for each in documents] + [("claims", each) for each in claims]
    return "\n".join(f"[[{name}]]\n{''.join(_lines(each))}" for name, each in tables)


def _lines(entry: Document | Claim) -> Iterable[str]:
    for field in attrs.fields(type(entry)):
        value = getattr(entry, field.name)
        default = {} if isinstance(value, Mapping) else field.default
        if field.default is attrs.NOTHING or value != default:
            yield f"{field.name} = {_value(value)}\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {_value(each)}' for name, each in value.items())} }}"
    if isinstance(value, tuple):
        items = [_value(each) for each in value]
        return items[0] if len(items) == 1 else f"[{', '.join(items)}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def _key(name: str) -> str:
    return tomli_w.dumps({name: 0}).rpartition(" = ")[0]
