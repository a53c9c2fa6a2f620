"""A fake Asterisk with the cruelties measured in ASTERISK.md; see ``dialplan``.

``dialplan`` runs one call after the project's dialplan, ``leg`` is its Dial() to
AudioSocket, ``handset`` is the caller's side of it. They stand on an ``Exchange``:
``network`` has real sockets, ``memory`` has none and lives on virtual time.
"""
