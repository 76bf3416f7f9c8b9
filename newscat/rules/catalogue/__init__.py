"""Rules that compare articles with each other, beside `across`."""
