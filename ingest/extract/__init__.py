"""Items in, mentions of entities out."""
