"""How a newsletter cuts its items."""
