"""Vendors' accounts and connections: opened once a worker, shared by its calls' engines.

What a vendor's engines have in common lives here: where it is reached, who we are there,
and its one table of errors. The engines themselves live in ``stt``, ``tts`` and ``llm``.
"""
