"""What changes over the issues: names and topics that rise, fall, appear and fall silent."""

from kg.trends.comparisons import compare_names, compare_periods
from kg.trends.topics import Topics, find_topics
from kg.trends.trends import Trends, trends

__all__ = ["Topics", "Trends", "compare_names", "compare_periods", "find_topics", "trends"]
