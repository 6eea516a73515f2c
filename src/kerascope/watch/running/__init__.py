"""How a script or a notebook is run, and what is told of the exception that ends it."""
