"""Where a plotted array came from: by memory, by the statements that made it, or looked for by value."""
