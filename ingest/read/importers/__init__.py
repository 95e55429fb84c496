"""Files of every kind that issues come in -> pages of Markdown; `table` says which kinds there are."""
