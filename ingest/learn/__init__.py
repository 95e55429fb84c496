"""How the heads that read names and deeds are trained from labelled items: ``python -m ingest.learn``."""
