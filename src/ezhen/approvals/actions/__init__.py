"""What is done with applications, one aggregate a file."""
