"""What is told of names in, relations out, each with the sentence that says so."""

from ingest.relate.relate import Material, materials, relate_item

__all__ = ["Material", "materials", "relate_item"]
