"""A question in, the items that answer it out: understand, rank, explain."""
