"""What pages for people show in fenced blocks, and a place in which to do what they show."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import attrs
import pytest

from negosim.cli import main

ROOT = Path(__file__).parents[2]
FRONT_PAGE = "README.md"
PAGES = [name for name in (FRONT_PAGE, "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md") if (ROOT / name).is_file()]
PAGES += [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]

ELLIPSIS = "…"
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w+-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```\s*$", re.DOTALL | re.MULTILINE
)
EXITS = re.compile(r"# exits? (?:with )?(\d+)")


@attrs.frozen
class Block:
    """A fenced block: the page, the number of its first line, its language, what it says."""

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.page}:{self.line}"


@attrs.frozen
class Command:
    """A command that a console block shows, the lines shown as its output, and the code that it should exit with."""

    line: str
    shown: tuple[str, ...]
    code: int


def blocks(page: str, *languages: str) -> list[Block]:
    """The blocks of a page in some languages, in order, without the indent of a list they stand in."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 2, found["language"], textwrap.dedent(found["text"]))
        for found in FENCE.finditer(text)
        if found["language"] in languages
    ]


def workshop(folder: Path) -> Path:
    """A folder in which the paths that pages name lead to copies."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    shutil.copy(ROOT / "run_sim.py", folder)
    return folder


def commands(block: Block) -> list[Command]:
    """The commands of a console block: lines that begin with ``$``, each with the lines down to the next one."""
    found: list[Command] = []
    for part in re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        code = EXITS.search(line)
        found.append(Command(line, tuple(shown), int(code[1]) if code else 0))
    return found


def run_python(block: Block, names: dict[str, Any]) -> None:
    """Execute a Python block in the names of its page; tracebacks point to the line of the page."""
    exec(compile("\n" * (block.line - 1) + block.text, str(ROOT / block.page), "exec"), names)


def run_console(block: Block, cwd: Path) -> None:
    """Run the commands of a console block, and hold what each prints and exits with against what is shown."""
    for command in commands(block):
        words = shlex.split(command.line, comments=True)
        assert words[0] in {"negosim", "python"}, f"{block.place} shows {words[0]}, which cannot be run here: use ```"
        done = _run(words, block, cwd)
        output = done.stdout + done.stderr
        assert done.returncode == command.code, f"{block.place}: {command.line}\nexits with {done.returncode}\n{output}"
        lines = [line.strip() for line in output.splitlines()]
        missing = [
            line for line in command.shown if line.strip() and ELLIPSIS not in line and line.strip() not in lines
        ]
        assert not missing, f"{block.place}: {command.line}\ndoes not print {missing}, but\n{output}"


def _run(words: list[str], block: Block, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What a command leaves. A command of negosim takes less time than its start: what the front page begins with is
    started as people start it, all other commands are run in this process."""
    if words[0] == "negosim" and block != blocks(FRONT_PAGE, "console")[0]:
        return _run_here(words, cwd)
    here = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUTF8": "1"}
    first = sys.executable if words[0] == "python" else shutil.which("negosim", path=environment["PATH"])
    assert first is not None, "negosim is not installed beside the interpreter"
    return subprocess.run(
        [first, *words[1:]], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def _run_here(words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    with chdir(cwd), _text() as out, _text() as err, redirect_stdout(out), redirect_stderr(err):
        with pytest.raises(SystemExit) as left:
            main(words[1:])
        out.flush()
        err.flush()
        told, said = (text.buffer.getvalue().decode("utf-8") for text in (out, err))
    return subprocess.CompletedProcess(words, int(left.value.code or 0), told, said)


class _Buffered(io.TextIOWrapper):
    buffer: io.BytesIO


def _text() -> _Buffered:
    return _Buffered(io.BytesIO(), encoding="utf-8")
