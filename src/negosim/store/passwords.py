"""Mask passwords in URLs of stores; this module imports no database library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

_MASKED = re.compile(r"(?<!sqlite)(://[^:/@]*:).*(?=@)")
_HARMLESS = {"timeout", "sslmode", "connect_timeout", "application_name", "client_encoding", "target_session_attrs"}
_PLAIN = re.compile(r"[\w.,+-]*")


def without_password(url: str | sa.URL) -> str:
    """Mask a URL, or a word that holds one: three stars for a password and for the value of any unknown option."""
    text = _MASKED.sub(r"\1***", url if isinstance(url, str) else url.render_as_string(hide_password=False))
    head, mark, options = text.partition("?")
    if "://" not in head:
        return text
    return f"{head}{mark}{'&'.join(map(_masked, options.split('&')))}"


def _masked(option: str) -> str:
    key, equals, value = option.partition("=")
    if not option or (equals and may_be_shown(key, value)):
        return option
    return f"{key}=***" if equals else "***"


def may_be_shown(key: str, value: str) -> bool:
    """Whether the value of an option of a URL is known to hold no password."""
    return key.lower() in _HARMLESS and _PLAIN.fullmatch(value) is not None
