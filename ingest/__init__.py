"""How issues get in: sources, dialects, parsing, extraction, resolution, relations, and the one driver."""
