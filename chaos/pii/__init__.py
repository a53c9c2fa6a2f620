"""How well the sanitizer of personal data does on labelled lines: ``just pii``."""
