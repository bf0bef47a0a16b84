"""What people do in traceability, one aggregate a file."""
