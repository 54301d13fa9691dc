"""The image service: Qwen2-VL (or OCR, where there is no model) behind a small REST API, its page and its client."""
