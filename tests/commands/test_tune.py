"""`kg eval --tune`: figures, what is written, and what is refused in a sentence."""

from __future__ import annotations

import json

import pytest

from kg.commands.main import main
from kg.embed.adapter import adapter_file
from tests.evaluate.owner import owned, write_queries


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """An archive, a table of fifty queries for it, and the folder that both lie in."""
    top = tmp_path_factory.mktemp("tune")
    with owned(top) as (_, queries):
        write_queries(top / "mine.csv", queries)
        write_queries(top / "few.csv", dict(list(queries.items())[:3]))
        yield top


@pytest.fixture
def tune(standing, capsys):
    """Run `kg eval`; returns exit code, what it printed and said."""

    def run(*words):
        capsys.readouterr()
        code = main(["eval", *map(str, words), "--archive", str(standing / "archive")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_few_queries_are_measured(tune, standing):
    code, out, err = tune("--tune", standing / "few.csv")
    assert (code, err) == (0, "") and "3 queries, 3 items" in out and "from 40 queries on" in out
    assert "written" not in out and not adapter_file(standing / "archive").exists()


def test_enough_queries_teach_the_next_build(tune, standing, capsys):
    file = adapter_file(standing / "archive")
    try:
        code, out, err = tune("--tune", standing / "mine.csv")
        assert (code, err) == (0, "") and "cross-validation" in out and f"{file} written" in out
        assert main(["build", str(standing / "issues"), "--archive", str(standing / "archive")]) == 0
        assert "as 50 of your queries taught (nDCG@10 0." in capsys.readouterr().err
        file.write_text("no adapter")
        assert main(["build", str(standing / "issues"), "--archive", str(standing / "archive")]) == 2
        said = capsys.readouterr().err
        assert "is no adapter that was learned" in said and "or remove the file" in said and said.count("\n") == 1
    finally:
        file.unlink(missing_ok=True)


def test_as_json(tune, standing):
    code, out, _ = tune("--tune", standing / "few.csv", "--json")
    record = json.loads(out)
    assert code == 0 and record["queries"] == 3 and record["file"] is None and record["trial"] is None
    assert set(record["ways"]) == {"search", "vectors alone", "words alone"}
    assert set(record["ways"]["search"]) == {"ndcg", "recall", "mrr"}
    assert set(record["ways"]["search"]["mrr"]) == {"mean", "low", "high"}


def test_what_is_wrong_is_one_sentence(tune, standing):
    (standing / "wrong.csv").write_text("query,item\na,nothing-1\n", encoding="utf-8")
    for words, said in [
        ([], "either files of labels, or --tune"),
        (["gold.jsonl", "--tune", standing / "few.csv"], "either files of labels, or --tune"),
        (["--tune", standing / "none.csv"], "cannot be read as a table of queries"),
        (["--tune", standing / "wrong.csv"], "wrong.csv:2: No item is called “nothing-1”"),
    ]:
        code, out, err = tune(*words)
        assert (code, out) == (2, "") and said in err and err.count("\n") == 1
