"""A shell with the script of `kg completion` completes what is typed; real shells are asked."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time

import pytest

from kg.commands.main import main

BASH = shutil.which("bash")
ZSH = shutil.which("zsh")

# What bash does at the Tab key: the function that `complete` named for kg fills COMPREPLY.
_ASK = """
source "$1"
shift
read -ra registered <<<"$(complete -p kg)"
for (( at = 0; at < ${#registered[@]}; at++ )); do [[ ${registered[at]} == -F ]] && named=${registered[at+1]}; done
COMP_WORDS=("$@")
COMP_CWORD=$(( $# - 1 ))
"$named" kg "${@: -1}" "${@: -2:1}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module", params=["bash", "zsh"])
def script(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("completion") / request.param
    with path.open("w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        assert main(["completion", request.param]) == 0
    return path


def _bash(script, *words):
    """What bash would offer for the last word."""
    asked = subprocess.run(
        [BASH, "--norc", "-c", _ASK, "bash", str(script), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not asked.stderr, asked.stderr
    return set(asked.stdout.split())


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_completes(script, tmp_path):
    (tmp_path / "issues").mkdir()
    (tmp_path / "issue.md").touch()
    assert _bash(script, "kg", "sea") == {"search"}
    assert {"build", "app", "fix", "completion"} <= _bash(script, "kg", "")
    assert _bash(script, "kg", "fix", "re") == {"rename", "retype"}
    assert _bash(script, "kg", "search", "--exp") == {"--explain"}
    assert _bash(script, "kg", "search", "--mode", "") == {"hybrid", "keyword", "semantic"}
    assert _bash(script, "kg", "fix", "merge", "--corr") == {"--corrections"}
    start = str(tmp_path / "iss")
    assert _bash(script, "kg", "build", start) == {str(tmp_path / "issues"), str(tmp_path / "issue.md")}
    assert _bash(script, "kg", "app", "--archive", start) == {str(tmp_path / "issues")}, "an archive is a folder"


@pytest.mark.skipif(ZSH is None, reason="needs zsh")
@pytest.mark.parametrize("script", ["zsh"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "shown"),
    [("kg sea", "kg search "), ("kg fix ret", "kg fix retype "), ("kg search --exp", "--explain ")],
)
def test_zsh_completes(script, tmp_path, typed, shown):
    """Someone types into a terminal and presses Tab."""
    functions = tmp_path / "functions"
    functions.mkdir()
    shutil.copy(script, functions / "_kg")
    (tmp_path / ".zshrc").write_text(
        f"fpath=({functions} $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPS1='ready> '\n", encoding="utf-8"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execve(ZSH, [ZSH, "-d", "-i"], {**os.environ, "ZDOTDIR": str(tmp_path), "TERM": "dumb"})
    try:
        _read(terminal, "ready> ")
        os.write(terminal, f"{typed}\t".encode())
        assert shown in _read(terminal, shown)
    finally:
        os.write(terminal, b"\x15exit\n")
        os.close(terminal)
        os.waitpid(child, 0)


def _read(terminal, wanted):
    """What a terminal shows, until `wanted` is among it or a minute has passed."""
    seen, until = "", time.monotonic() + 60
    while wanted not in seen and time.monotonic() < until:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    return seen
