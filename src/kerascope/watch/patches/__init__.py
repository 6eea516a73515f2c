"""What is patched of matplotlib, Keras, the import system and processes. The originals get what they were given."""
