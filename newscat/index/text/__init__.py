"""Text search: tokens, word forms, snippets, similar articles."""
