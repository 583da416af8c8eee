"""Requests that a page would not send: each is refused with an address, and the next one is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from negosim.explorer.app import MOST_BYTES
from negosim.explorer.guarding import POLICY
from tests.explorer.fronts import SMALL, Front, front


@pytest.fixture(scope="module")
def page() -> Iterator[Front]:
    """The page of January, played by a thread."""
    with front("january_2024", most_runs=SMALL) as opened:
        yield opened


LEVELS = {"pause": "60", "hostages": "100"}
BAD = [
    ("simulate", {"view": 3}, "view"),
    ("simulate", {"view": {"moved": {}}}, "view: moved"),
    ("simulate", {"view": {"set": []}}, ""),
    ("simulate", {"view": {"set": [1]}}, "view: set"),
    ("simulate", {"view": {"set": {"qatar.trust.israel": None}}}, "view: set.qatar.trust.israel"),
    ("simulate", {"view": {"set": {"qatar.trust.israel": 7}}}, "qatar.trust.israel"),
    ("simulate", {"view": {"set": {"qatar.trust.israel": 10**400}}}, "view: set.qatar.trust.israel"),
    ("simulate", {"view": {"set": {"qatar.trust.isreal": 0.3}}}, "qatar.trust.isreal"),
    ("simulate", {"view": {"set": {"dossier": "/etc/passwd"}}}, "view: set.dossier"),
    ("simulate", {"view": {"set": {"codebook": "../../x.toml"}}}, "view: set.codebook"),
    ("simulate", {"view": {"set": {"extends": "/etc/passwd"}}}, "extends"),
    ("simulate", {"view": {"set": {"horizon": 10**9}}}, "view: set.horizon"),
    ("simulate", {"view": {"set": {"horizon": "long"}}}, "horizon"),
    ("simulate", {"view": {"set": {"mediators.nobody": False}}}, "mediators.nobody"),
    ("simulate", {"view": {"set": {f"a{k}": 1 for k in range(300)}}}, "view: set"),
    ("simulate", {"view": {"what_ifs": ["../january_2024"]}}, "view: what_ifs"),
    ("simulate", {"view": {"what_ifs": "without_egypt"}}, "view: what_ifs"),
    ("simulate", {"view": {"seed": -1}}, "view: seed"),
    ("simulate", {"runs": SMALL + 1}, "request: runs"),
    ("simulate", {"runs": True}, "request: runs"),
    ("simulate", {"x": "rain"}, "request: x"),
    ("simulate", {"x": ["pause"]}, "request: x"),
    ("simulate", {"against": {"set": {"rain": 1}}}, "rain"),
    ("runs", {"select": {"outcome": "victory"}}, "outcome"),
    ("runs", {"select": {"outcome": ["agreement"]}}, "request: select.outcome"),
    ("runs", {"select": {"blocker": {"a": 1}}}, "request: select.blocker"),
    ("runs", {"select": {"package": "first"}}, "request: select.package"),
    ("runs", {"select": {"where": {"pause": {"a": 1}}}}, "where"),
    ("runs", {"select": 3}, "request: select"),
    ("run", {"run": -1}, "request: run"),
    ("run", {}, "request: run"),
    ("fork", {"run": 0, "round": 999, "set": {}}, "at_round"),
    ("fork", {"run": 0, "round": 2, "set": {"horizon": 9}}, "horizon"),
    ("package", {"levels": {}}, "package"),
    ("package", {"levels": {"pause": "61"}}, "package: pause"),
    ("package", {"levels": 7}, "package"),
    ("package", {"levels": LEVELS, "runs": 10**9}, "request: runs"),
    ("download", {"kind": "exe"}, "request: kind"),
    ("download", {"kind": "figure", "name": "../../x"}, "request: name"),
    ("download", {"kind": "figure", "format": "pdf"}, "request: format"),
    ("download", {"kind": ["csv"]}, "request: kind"),
]


@pytest.mark.parametrize(("name", "asked", "where"), [case for case in BAD if case[2]])
def test_what_cannot_be_is_refused_with_its_address(page: Front, name: str, asked: Any, where: str) -> None:
    """Each problem says where it is, what was expected and what was received."""
    found = page.problems(name, {"view": {}, "runs": 20, **asked})
    assert any(where in problem["where"] for problem in found), found
    assert all(problem["expected"] and problem["received"] for problem in found)


def test_all_problems_are_told_at_once(page: Front) -> None:
    """Two settings that cannot be are two problems."""
    found = page.problems("simulate", {"view": {"set": {"rain": 1, "snow": 2}}, "runs": 20})
    assert {problem["where"].split()[-1].rsplit(".", 1)[-1] for problem in found} == {"rain", "snow"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'"x"', b"\xff\xfe", b"[" * 5000, b"NaN"])
def test_what_is_no_json_object_is_refused(page: Front, body: bytes) -> None:
    """A body that is no object is a problem, and none of it comes back."""
    answer = page.client.post("/api/run", content=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"]


def test_numbers_that_json_does_not_know_are_refused(page: Front) -> None:
    """Python reads NaN and Infinity where JSON has none; they are no values of parameters."""
    answer = page.client.post("/api/simulate", content=b'{"runs": 20, "view": {"set": {"israel.premium": Infinity}}}')
    assert answer.status_code == 422


def test_a_body_that_is_too_large_is_refused(page: Front) -> None:
    """More than 64 KiB are not read."""
    answer = page.client.post("/api/simulate", content=b" " * (MOST_BYTES + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/etc/passwd", "/api/", "/api/paths/x"],
)
def test_no_file_but_those_of_the_page_is_served(page: Front, path: str) -> None:
    """A path that leads out of the page leads nowhere."""
    assert page.client.get(path).status_code == 404


def test_a_request_number_comes_back(page: Front) -> None:
    """The page knows by it which of its questions was answered; what is no number does not come back."""
    assert page.ask("simulate", runs=20, request=41)["request"] == 41
    assert page.ask("simulate", runs=20, request="<b>")["request"] is None


def test_every_answer_carries_the_policy(page: Front) -> None:
    """Scripts come from the page's own origin alone, whatever was asked."""
    for path in ("/", "/favicon.svg", "/api/case", "/nowhere"):
        headers = page.client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "[::1", "localhost@evil.example"]
)
def test_another_name_of_this_machine_is_refused(page: Front, host: str) -> None:
    """A page of another site whose name leads to this machine (DNS rebinding) gets nothing."""
    assert page.client.get("/api/case", headers={"Host": host}).status_code == 421


def test_another_origin_is_refused(page: Front) -> None:
    """A form or script of another site may ask for nothing, nor may a page of another port."""
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert page.client.post("/api/simulate", json={}, headers=headers).status_code == 403
    assert (
        page.client.post("/api/simulate", json={"runs": 20}, headers={"Origin": "http://127.0.0.1"}).status_code == 200
    )


def test_other_machines_need_the_token() -> None:
    """Without it every address is refused; the first one with it is kept in a cookie that no script reads."""
    with front("divide_a_cake", host="0.0.0.0", token="s3cret", most_runs=SMALL) as opened:
        client = opened.client
        for path in ("/", "/api/case", "/static/index.html", "/api/case?token=wrong"):
            assert client.get(path).status_code == 401
        assert client.get("/api/case", headers={"X-Token": "s3cret"}).status_code == 200
        client.cookies.clear()
        first = client.get("/?token=s3cret")
        assert first.status_code == 200
        assert "HttpOnly" in first.headers["set-cookie"]
        assert "SameSite=Strict" in first.headers["set-cookie"]
        assert client.get("/api/case").status_code == 200
        assert client.get("/api/case", headers={"Host": "192.0.2.7:8765"}).status_code == 200
        assert client.get("/api/case", headers={"Host": "evil.example"}).status_code == 421
