"""The demo chain: twelve cafes in five states of India, the same for the same seed and date."""
