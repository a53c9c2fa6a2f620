"""One call is one nursery: listen, think, speak, and the driver between them."""
