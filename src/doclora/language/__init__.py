"""Language models: which base, how it is loaded with an adapter, how it answers."""
