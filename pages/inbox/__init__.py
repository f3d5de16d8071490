"""What visitors send: how it is let in, kept, shown to the people who answer it, and deleted in time."""
