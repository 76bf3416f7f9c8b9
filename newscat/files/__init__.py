"""The files of the user: naming, walking, watching and writing them."""
