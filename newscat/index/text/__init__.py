"""Words in the index: tokens, forms, snippets, likeness."""
