"""Documents in, issues and their items out, with a report of what was not understood."""
