"""Use an adapter: one-shot questions and conversations."""
