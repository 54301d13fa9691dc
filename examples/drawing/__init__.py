"""The figures of the example documents, drawn by code alone: the same seed gives the same picture."""
