"""Text to vectors: the models, and the space in which their vectors can be compared."""
