"""What a catalogue says as a whole: counts, duplicates, stories. Functions over the index; prints nothing."""
