"""What the tests of commands have in common."""

from __future__ import annotations

import pytest

from kg.commands.main import main


@pytest.fixture
def decide(sample_folder, tmp_path, capsys):
    """Run a command on the sample's archive and corrections of its own; returns exit code, what it printed and said."""

    def run(command, *words, archive=sample_folder):
        capsys.readouterr()
        code = main([command, *words, "--archive", str(archive), "--corrections", str(tmp_path / "corrections.toml")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
