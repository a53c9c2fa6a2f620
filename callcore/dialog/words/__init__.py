"""Word tables by which a turn is judged, one language a file. Only data and its shape."""
