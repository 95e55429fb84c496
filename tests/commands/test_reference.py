"""The page of all commands says what the commands say."""

from __future__ import annotations

import argparse

from kg.commands.main import parser
from kg.commands.reference import reference
from tests.conftest import ROOT


def _commands(command):
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield choice.help, action.choices[choice.dest]
            for below in action.choices.values():
                yield from _commands(below)


def test_the_page_is_up_to_date():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m kg.commands.reference docs/cli.md"


def test_every_command_and_every_word_of_it_is_explained():
    found = list(_commands(parser()))
    assert len(found) > 20
    for help, command in found:
        assert help and command.description, command.prog
        unexplained = [a.dest for a in command._actions if not a.help and not isinstance(a, argparse._SubParsersAction)]
        assert not unexplained, (command.prog, unexplained)


def test_every_command_tells_its_exit_codes():
    for _, command in _commands(parser()):
        below = any(isinstance(action, argparse._SubParsersAction) for action in command._actions)
        assert below or "xit code" in command.epilog, command.prog
