"""What `kg` and each package offer: a name that goes, or comes, is a decision and stands here."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import ingest
import kg

OFFERED = {
    "kg": ["default_archive", "open"],
    "kg.corrections": [
        "Correction", "Corrections", "add_correction", "apply_corrections", "default_corrections", "load_corrections",
        "preview", "remove_last",
    ],
    "kg.digests": ["Digest", "Review", "digest", "review"],
    "kg.doubts": ["KINDS", "MOST_SENTENCES", "ORDERS", "QUESTIONS", "Doubt", "find_doubts", "sentence_of"],
    "kg.embed": ["Encoder", "Space", "open_encoder", "passages_of"],
    "kg.evaluate": ["Report", "evaluate"],
    "kg.history": ["Event", "Timeline", "timeline"],
    "kg.related": ["Check", "Nearness", "Prior", "Related", "Thread", "check", "find_threads", "related"],
    "kg.search": ["Filters", "Hit", "Results", "Searcher", "Understood", "understand"],
    "kg.store": ["Arrays", "Contents", "Meaning", "Reader", "write_store"],
    "kg.text": [
        "NameIndex", "amounts", "canonical_url", "find_addresses", "find_periods", "fold", "language_of", "lexicon",
        "name_key", "plain", "sentence_spans", "site", "stated_days", "synonyms", "words",
    ],
    "kg.trends": ["Topics", "Trends", "compare_names", "compare_periods", "find_topics", "trends"],
    "ingest.extract": ["Extractor"],
    "ingest.learned": ["LearnedReader", "Reading", "Text", "open_reader"],
    "ingest.read": ["Config", "FidelityReport", "collect", "load_config", "parse_draft"],
    "ingest.relate": ["Material", "materials", "relate_item"],
}  # fmt: skip
DOORS = {"kg.commands", "kg.ui", "ingest.learn"}
ARCHIVE = [
    "digest", "encoder", "entities", "entity", "find_issue", "issue_of", "issues", "item", "items",
    "mentions", "once", "prior", "related", "relations", "search", "space", "suggest", "threads", "timeline", "topics",
    "trends", "vectors", "close", "close_names", "source_of", "status",
]  # fmt: skip


@pytest.mark.parametrize("package", OFFERED)
def test_a_package_offers(package):
    module = importlib.import_module(package)
    assert sorted(module.__all__) == sorted(OFFERED[package])
    for name in module.__all__:
        assert getattr(module, name) is not None
        assert name.startswith("__") or getattr(module, name).__doc__, f"{package}.{name} says nothing of itself"


def test_every_package_is_listed():
    packages = {
        found.name
        for top in (kg, ingest)
        for found in pkgutil.iter_modules(top.__path__, f"{top.__name__}.")
        if found.ispkg
    }
    assert packages - DOORS == set(OFFERED) - {"kg"}


def test_an_archive_answers():
    from kg.archive import Archive

    assert sorted(name for name in dir(Archive) if not name.startswith("_")) == sorted(ARCHIVE)


def test_what_kg_offers_loads_nothing_heavy():
    heavy = {"torch", "transformers", "sentence_transformers", "spacy", "networkx", "streamlit", "pandas", "sklearn"}
    packages = ", ".join(name for name in OFFERED if name.startswith("kg"))
    code = f"import sys, {packages}, ingest.read; sys.exit(' '.join(sorted({heavy!r} & set(sys.modules))) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
