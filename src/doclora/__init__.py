"""doclora turns the documents of one domain into a language model that has specialised in them."""

__version__ = "0.1.0"
