"""What the public pages say, and the pictures they carry."""
