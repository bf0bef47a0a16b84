"""ezhen (e镇): the operating system of a rural e-commerce town."""
