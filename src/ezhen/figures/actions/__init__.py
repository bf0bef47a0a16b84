"""Filing, checking and sealing, one aggregate a file."""
