"""Pages of the registers, one aggregate a file."""
