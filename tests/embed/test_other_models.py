"""Whatever model builds an archive, the archive answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kg.commands.main import main
from tests.conftest import SAMPLE
from tests.embed import tiny


@pytest.mark.slow
def test_an_archive_of_another_model_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_CORRECTIONS", str(tmp_path / "corrections.toml"))
    source, archive = tmp_path / "issues", str(tmp_path / "archive")
    source.mkdir()
    for issue in sorted(SAMPLE.glob("*.md"))[:3]:
        shutil.copy(issue, source)
    model = tiny.bert(tmp_path / "tiny")
    assert main(["build", str(source), "--archive", archive, "--model", str(model)]) == 0
    capsys.readouterr()
    assert main(["search", "--json", '"Statsig"', "--archive", archive]) == 0
    hit = json.loads(capsys.readouterr().out)["hits"][0]
    assert "Statsig" in hit["item"]["text"]
    assert main(["related", hit["item"]["id"], "--archive", archive]) in (0, 1)
    draft = tmp_path / "draft.md"
    draft.write_text(f"- {hit['item']['text']}\n", encoding="utf-8")
    assert main(["prior", str(draft), "--archive", archive]) == 0
    assert main(["doctor", "--archive", archive]) == 0
    gold = tmp_path / "gold.jsonl"
    row = {"query": "Statsig", "relevant": [{"issue": 1, "anchor": "Statsig", "grade": 2}]}
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["eval", str(gold), "--archive", archive]) == 0
    assert "nDCG@10" in capsys.readouterr().out
