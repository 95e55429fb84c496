"""Mentions in, relations out, each with the sentence that says so."""
