"""Documents in, issues and their items out, with a report of what was not understood."""

from ingest.read.config import Config, load_config
from ingest.read.draft import parse_draft
from ingest.read.report import FidelityReport
from ingest.read.sources import collect

__all__ = ["Config", "FidelityReport", "collect", "load_config", "parse_draft"]
