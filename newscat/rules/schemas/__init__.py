"""JSON Schemas of articles: written, inferred, checked."""
