"""The only sockets towards Asterisk, and the one clock that serves them."""
