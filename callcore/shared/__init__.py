"""What every process of the project agrees on. Imports nothing else from callcore."""
