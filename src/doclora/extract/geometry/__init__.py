"""Layout, tables and headings from a page's own geometry: text, fonts, lines, shapes and bitmaps. No model weights."""
